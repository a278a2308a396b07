// Any bytes as an XML document: what is well formed by expat alone is read to its end (but for our
// own limits), what is not is refused; and the trees hold well-formed texts only.
#include "base/utf8.h"
#include "plugins/sdk/doc/xml.h"

#include <assert.h>
#include <expat.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct xml_want WANTS[] = {
	{"a", true}, {"a/b", false}, {"a/c", true}, {"a/c/b", false}};

static void check(const struct node *node)
{
	for (NODE_EACH(item, node)) {
		assert(utf8_valid(item->text) == item->text.len);
		for (NODE_EACH(inner, item))
			assert(utf8_valid(inner->text) == inner->text.len);
	}
}

static bool is_limit(const struct err *err)
{
	return strstr(err->text, "a DTD") || strstr(err->text, "an entity") ||
	       strstr(err->text, "too deep") || strstr(err->text, "too large") ||
	       strstr(err->text, "too many") || strstr(err->text, "too long");
}

static bool is_well_formed(const uint8_t *data, size_t size)
{
	XML_Parser parser = XML_ParserCreateNS(NULL, '\n');
	bool good = XML_Parse(parser, (const char *)data, (int)size, 1) == XML_STATUS_OK;
	XML_ParserFree(parser);
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	struct xml *xml = xml_open_bytes(bytes, "x", WANTS, sizeof WANTS / sizeof *WANTS);
	const struct node *node;
	struct arena arena = {0};
	struct slice name, space;
	struct err err = {0};
	size_t want;
	bool more = true, good;
	while ((good = xml_next(xml, &want, &node, &more, &err)) && more) {
		assert(want < sizeof WANTS / sizeof *WANTS);
		check(node);
	}
	assert(good ? is_well_formed(data, size) : is_limit(&err) || !is_well_formed(data, size));
	xml_peek(bytes, &arena, &name, &space);
	arena_fini(&arena);
	xml_close(xml);
	return 0;
}
