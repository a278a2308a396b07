// Any bytes as a foreign document: read whole, byte by byte, walked and passed give the same; what
// jansson accepts is accepted and the same; a peek never fails.
#include "base/utf8.h"
#include "plugins/sdk/doc/doc.h"
#include "plugins/sdk/doc/doc_private.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// ---- Equal trees ----

static void check_same(const struct node *a, const struct node *b)
{
	for (; a && b; a = a->next, b = b->next) {
		assert(a->kind == b->kind && a->count == b->count && a->cut == b->cut);
		assert(slice_equal(a->key, b->key) && slice_equal(a->text, b->text));
		assert(utf8_valid(a->text) == a->text.len && utf8_valid(a->key) == a->key.len);
		check_same(a->first, b->first);
	}
	assert(!a == !b);
}

// ---- The peer ----

// NUL becomes U+FFFD with us.
static void check_text(struct slice ours, const char *bytes, size_t len)
{
	struct str text = {0};
	for (size_t i = 0; i < len; i++)
		if (bytes[i])
			str_add_char(&text, bytes[i]);
		else
			str_add_text(&text, "\xef\xbf\xbd");
	assert(slice_equal(ours, str_slice(&text)));
	str_fini(&text);
}

static void check_peer(const struct node *node, const json_t *peer)
{
	switch (json_typeof(peer)) {
	case JSON_OBJECT: assert(node->kind == NODE_MAP); break;
	case JSON_ARRAY:
		assert(node->kind == NODE_LIST && node->count == json_array_size(peer));
		break;
	case JSON_STRING:
		assert(node->kind == NODE_TEXT);
		if (!node->cut)
			check_text(node->text, json_string_value(peer), json_string_length(peer));
		break;
	case JSON_INTEGER:
	case JSON_REAL:
		assert(node->kind == NODE_NUMBER);
		assert(strtod(node->text.at, NULL) == json_number_value(peer));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		assert(node->kind == NODE_BOOL);
		assert(node_bool(node, "", json_is_false(peer)) == json_is_true(peer));
		break;
	default: assert(node->kind == NODE_NULL); break;
	}
	size_t index = 0;
	for (NODE_EACH(item, node)) {
		if (node->kind == NODE_LIST)
			check_peer(item, json_array_get(peer, index++));
		// Of names that stand twice the last holds, with the peer too.
		else if (node->kind == NODE_MAP && node_member(node, item->key.at) == item)
			check_peer(item, json_object_getn(peer, item->key.at, item->key.len));
	}
}

// What the peer refuses though RFC 8259 has it, or we mend.
static bool is_peer_limit(const json_error_t *error)
{
	enum json_error_code code = json_error_code(error);
	return code == json_error_numeric_overflow || code == json_error_null_byte_in_key ||
	       code == json_error_invalid_utf8 || strstr(error->text, "Unicode");
}

static bool is_limit(const struct err *err)
{
	return strstr(err->text, "512 deep") || strstr(err->text, "4096 characters");
}

static bool has_mark(const uint8_t *data, size_t size)
{
	return size >= 2 && (data[0] == 0xef || data[0] >= 0xfe);
}

static void compare_peer(const uint8_t *data, size_t size, const struct node *node,
			 const struct err *err)
{
	json_error_t error;
	json_t *peer =
		json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	if (peer && node)
		check_peer(node, peer);
	else if (peer)
		assert(is_limit(err) || memchr(data, 0, size));
	else if (node)
		assert(is_peer_limit(&error));
	json_decref(peer);
}

// ---- The walk ----

// Down every first list or map; everything else is skipped.
static bool walk(struct doc *doc, struct err *err)
{
	int depth = 0;
	bool more, entered = true;
	if (!doc_enter(doc, err))
		return false;
	for (depth = 1; depth;) {
		enum node_kind kind;
		struct slice key;
		if (!doc_next(doc, &key, &more, err))
			return false;
		depth -= !more;
		if (!more)
			continue;
		if (!doc_kind(doc, &kind, err))
			return false;
		entered = kind == NODE_LIST || kind == NODE_MAP;
		if (entered && !doc_enter(doc, err))
			return false;
		depth += entered;
	}
	return true;
}

static struct doc *open_steps(const uint8_t *data, size_t size, size_t step)
{
	struct doc *doc = doc_open_bytes((struct slice){(const char *)data, size}, "d");
	doc->step = step;
	doc_set_text_max(doc, 256);
	return doc;
}

static void check_walk(const uint8_t *data, size_t size, bool good)
{
	struct doc *doc = open_steps(data, size, 3);
	struct err err;
	enum node_kind kind;
	if (doc_kind(doc, &kind, &err) && (kind == NODE_LIST || kind == NODE_MAP)) {
		bool walked = walk(doc, &err) && doc_end(doc, &err);
		assert(walked == good);
	}
	doc_close(doc);
}

// Passed by its brackets a good document ends where it does read.
static void check_pass(const uint8_t *data, size_t size, bool good)
{
	struct doc *whole = open_steps(data, size, 0), *passed = open_steps(data, size, 5);
	struct err err;
	bool done = doc_pass(passed, &err);
	if (good) {
		assert(done && doc_skip(whole, &err));
		assert(doc_offset(passed) == doc_offset(whole));
		assert(doc_line(passed) == doc_line(whole));
		assert(doc_end(passed, &err));
	}
	doc_close(whole);
	doc_close(passed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct doc *one = open_steps(data, size, 0), *two = open_steps(data, size, 1);
	const struct node *a, *b;
	struct err err, other;
	struct arena arena = {0};
	bool good = doc_read(one, &a, &err) && doc_end(one, &err);
	bool again = doc_read(two, &b, &other) && doc_end(two, &other);
	assert(good == again && (good || !strcmp(err.text, other.text)));
	if (good)
		check_same(a, b);
	if (!has_mark(data, size))
		compare_peer(data, size, good ? a : NULL, &err);
	check_walk(data, size, good);
	check_pass(data, size, good);
	const struct node *peek = doc_peek((struct slice){(const char *)data, size}, &arena);
	assert(!good || peek);
	arena_fini(&arena);
	doc_close(one);
	doc_close(two);
	return 0;
}
