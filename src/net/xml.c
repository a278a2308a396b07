#include "net/xml.h"

#include <expat.h>
#include <string.h>

// The parse under way: the open elements from the root down, each with its last child and the
// text that came so far.
struct reader {
	XML_Parser parser;
	struct arena *arena;
	struct xml_node *root;
	struct {
		struct xml_node *node, *last;
		struct str text;
	} open[XML_DEPTH];
	int depth;
	const char *fault;
};

static void refuse(struct reader *reader, const char *fault)
{
	reader->fault = fault;
	XML_StopParser(reader->parser, XML_FALSE);
}

static void XMLCALL begin_element(void *context, const char *name, const char **attributes)
{
	struct reader *reader = context;
	(void)attributes;
	if (reader->depth == XML_DEPTH) {
		refuse(reader, "elements lie too deep in one another");
		return;
	}
	const char *colon = strrchr(name, ':');
	struct xml_node *node = arena_alloc(reader->arena, sizeof *node);
	node->name = arena_text(reader->arena, colon ? colon + 1 : name);
	node->text = "";
	if (reader->depth) {
		struct xml_node *parent = reader->open[reader->depth - 1].node;
		struct xml_node *last = reader->open[reader->depth - 1].last;
		*(last ? &last->next : &parent->child) = node;
		reader->open[reader->depth - 1].last = node;
	} else {
		reader->root = node;
	}
	reader->open[reader->depth].node = node;
	reader->open[reader->depth].last = NULL;
	str_clear(&reader->open[reader->depth].text);
	reader->depth++;
}

static void XMLCALL end_element(void *context, const char *name)
{
	struct reader *reader = context;
	(void)name;
	if (reader->fault)
		return;
	reader->depth--;
	struct str *text = &reader->open[reader->depth].text;
	if (text->len)
		reader->open[reader->depth].node->text =
			arena_slice(reader->arena, str_slice(text));
}

static void XMLCALL take_text(void *context, const char *bytes, int len)
{
	struct reader *reader = context;
	if (reader->depth && !reader->fault)
		str_add(&reader->open[reader->depth - 1].text, bytes, (size_t)len);
}

static void XMLCALL begin_doctype(void *context, const char *name, const char *system,
				  const char *public_name, int has_internal)
{
	(void)name, (void)system, (void)public_name, (void)has_internal;
	refuse(context, "holds a DOCTYPE");
}

static bool run(struct reader *reader, struct slice text, struct err *err)
{
	if (text.len > XML_BYTES)
		return err_set(err, ERR_INVALID, "line 1: larger than %d bytes", (int)XML_BYTES);
	if (XML_Parse(reader->parser, text.at ? text.at : "", (int)text.len, 1) == XML_STATUS_OK)
		return true;
	return err_set(err, ERR_INVALID, "line %lu: %s",
		       (unsigned long)XML_GetCurrentLineNumber(reader->parser),
		       reader->fault ? reader->fault
				     : XML_ErrorString(XML_GetErrorCode(reader->parser)));
}

bool xml_parse(struct slice text, struct arena *arena, struct xml_node **root, struct err *err)
{
	struct reader reader = {.parser = XML_ParserCreate(NULL), .arena = arena};
	*root = NULL;
	XML_SetUserData(reader.parser, &reader);
	XML_SetElementHandler(reader.parser, begin_element, end_element);
	XML_SetCharacterDataHandler(reader.parser, take_text);
	XML_SetStartDoctypeDeclHandler(reader.parser, begin_doctype);
	bool done = run(&reader, text, err);
	if (done)
		*root = reader.root;
	for (int i = 0; i < XML_DEPTH; i++)
		str_fini(&reader.open[i].text);
	XML_ParserFree(reader.parser);
	return done;
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
	const struct xml_node *child = node ? node->child : NULL;
	while (child && strcmp(child->name, name) != 0)
		child = child->next;
	return child;
}

const char *xml_text(const struct xml_node *node, const char *name)
{
	const struct xml_node *child = xml_child(node, name);
	return child ? child->text : NULL;
}

void xml_escape(struct str *out, const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || strchr("&<>\"", *text))
			str_addf(out, "&#%d;", *text);
		else
			str_add_char(out, *text);
}
