// The JSON reader's walk, its trees and their getters, and the beginning of a document.
#include "plugins/sdk/doc/doc.h"

#include "plugins/sdk/doc/doc_private.h"
#include "tests/unit/sdk_node.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

// ---- The walk ----

static const char LIST[] = "{\"version\":\"2\",\"runs\":[{\"a\":1},[2],3],\"end\":true}";

static void test_walk(void)
{
	struct doc *doc = doc_open_bytes(SLICE(LIST), "d");
	struct str seen = {0};
	struct slice key;
	struct err err;
	bool more;
	expect_true(doc_enter(doc, &err));
	while (doc_next(doc, &key, &more, &err) && more) {
		str_addf(&seen, "%.*s ", (int)key.len, key.at);
		if (!slice_is(key, "runs"))
			continue;
		expect_true(doc_enter(doc, &err));
		while (doc_next(doc, &key, &more, &err) && more) {
			const struct node *node;
			enum node_kind kind;
			expect_true(doc_kind(doc, &kind, &err));
			if (kind == NODE_LIST) { // entered, and left early
				expect_true(doc_enter(doc, &err) && doc_leave(doc, &err));
				continue;
			}
			expect_true(doc_read(doc, &node, &err));
			node_show(node, &seen);
			doc_forget(doc);
		}
	}
	expect_text(str_text(&seen), "version runs {a:1}3end ");
	expect_true(doc_end(doc, &err));
	expect_int(doc_offset(doc), (int64_t)sizeof LIST - 1);
	str_fini(&seen);
	doc_close(doc);
}

// A list is no text; and a reader that failed stays failed, with the same words.
static void test_failed(void)
{
	struct doc *doc = doc_open_bytes(SLICE("\"a\""), "d");
	struct err err;
	bool more;
	expect_true(!doc_enter(doc, &err));
	expect_text(err.text, "d:1:1: a list or an object was expected");
	expect_true(!doc_next(doc, NULL, &more, &err));
	expect_true(!doc_end(doc, &err));
	expect_text(err.text, "d:1:1: a list or an object was expected");
	doc_close(doc);
}

// ---- Nodes ----

// Of a file that is none of JSON there is no reader: it is refused, and forgotten like any other.
static void test_none(void)
{
	const struct node *node;
	enum node_kind kind;
	struct err err;
	bool more;
	expect_true(!doc_kind(NULL, &kind, &err) && !doc_enter(NULL, &err));
	expect_true(!doc_next(NULL, NULL, &more, &err) && !doc_leave(NULL, &err));
	expect_true(!doc_read(NULL, &node, &err) && !doc_skip(NULL, &err));
	expect_true(!doc_follows(NULL, &more, &err) && !doc_end(NULL, &err));
	expect_text(err.text, "not a JSON document");
	expect_true(!doc_last(NULL));
	expect_int(doc_line(NULL) + doc_offset(NULL), 0);
	doc_set_text_max(NULL, 1);
	doc_forget(NULL);
	doc_close(NULL);
}

static void test_nodes(void)
{
	struct arena arena = {0};
	const struct node *node = doc_peek(
		SLICE("{\"a\":{\"b\":[10,\"-7\",1.5,\"x\",99999999999999999999]},\"n\":null,"
		      "\"t\":true,\"d.e\":\"dot\",\"a2\":1,\"a2\":2,\"min\":-9223372036854775808}"),
		&arena);
	expect_int(node_int(node, "a.b.0", -1), 10);
	expect_int(node_int(node, "a.b.1", -1), -7);
	expect_int(node_int(node, "a.b.2", -1), -1);
	expect_int(node_int(node, "a.b.3", -1), -1);
	expect_int(node_int(node, "a.b.4", -1), -1);
	expect_int(node_int(node, "a.b.5", -1), -1);
	expect_int(node_int(node, "min", 0), INT64_MIN);
	expect_int((int64_t)node_at(node, "a.b")->count, 5);
	expect_true(!node_has(node, "n") && node_at(node, "n"));
	expect_true(node_has(node, "t") && !node_has(node, "a.c.d"));
	expect_true(node_bool(node, "t", false) && node_bool(node, "zz", true));
	expect_text(node_member(node, "d.e")->text.at, "dot");
	expect_int(node_int(node, "a2", 0), 2);
	expect_int((int64_t)node_text(NULL, "a").len, 0);
	expect_int((int64_t)node_text(node, "a").len, 0);
	arena_fini(&arena);
}

// ---- Passing ----

// What stands between two brackets, and how often, so that marks meet every place of a block.
static const struct {
	const char *open, *inside, *close;
	int times;
} PASSED[] = {
	{"[", "", "]", 0},
	{"{", "\"a\":1", "}", 1},
	{"[", "[{},{\"]\":[]}],", "0]", 40},
	{"[", "\"}]\\\"]\\\\\",", "0]", 40},	  // a quote that is escaped, a backslash that is
	{"[", "\"\\\\\\\\\\\\\\\\\",", "0]", 40}, // backslashes only
	{"[", "\n \"a\",\n", "\n0]", 40},
	{"[", "[", "", 200},
};

static int64_t column_of(const char *text)
{
	const char *last = strrchr(text, '\n');
	return (int64_t)strlen(last ? last + 1 : text) + 1;
}

static void pass_one(size_t row, size_t step, size_t indent)
{
	struct str text = {0}, expected = {0};
	struct err err;
	int64_t lines = 1;
	str_add_repeat(&text, ' ', indent);
	str_add_text(&text, PASSED[row].open);
	for (int i = 0; i < PASSED[row].times; i++)
		str_add_text(&text, PASSED[row].inside);
	str_add_text(&text, PASSED[row].close);
	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\n';
	bool whole = *PASSED[row].close;
	str_addf(&expected, "d:%lld:%lld: %s", (long long)lines,
		 (long long)column_of(str_text(&text)),
		 whole ? "something follows the document"
		       : "cut short: the document ends here before it is whole");
	str_add_text(&text, whole ? "]" : "");
	struct doc *doc = doc_open_bytes(str_slice(&text), "d");
	doc->step = step;
	expect_true(doc_pass(doc, &err) == whole && !doc_end(doc, &err));
	expect_text(err.text, str_text(&expected));
	doc_close(doc);
	str_fini(&text);
	str_fini(&expected);
}

static void test_pass(void)
{
	for (size_t row = 0; row < sizeof PASSED / sizeof *PASSED; row++)
		for (size_t step = 0; step < 130; step += step < 3 || step > 62 ? 1 : 20)
			for (size_t indent = 0; indent < 66; indent += 13)
				pass_one(row, step, indent);
}

static const struct {
	const char *head, *tree; // NULL: not JSON
} HEADS[] = {
	{"{\"a\":1,\"b\":[{\"c\":\"x", "{a:1,b:[{c:'x'~}]}"},
	{"{\"a\":1,\"b", "{a:1}"},
	{"{\"a\":1,\"b\":", "{a:1}"},
	{"[]", "[]"},
	{"null\n", "null"},
	{"[{\"a\":tru", "[{}]"},
	{"", NULL},
	{"[INFO] started", NULL},
	{"2024-01-01 log", NULL},
	{"<xml/>", NULL},
	{"plain words", NULL},
	{"{}\n{}", NULL},
};

static void test_heads(void)
{
	for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++) {
		struct arena arena = {0};
		struct str out = {0};
		const struct node *node = doc_peek(slice_of(HEADS[i].head), &arena);
		if (node)
			node_show(node, &out);
		expect_text(str_text(&out), HEADS[i].tree ? HEADS[i].tree : "");
		str_fini(&out);
		arena_fini(&arena);
	}
}

int main(void)
{
	test_walk();
	test_failed();
	test_none();
	test_nodes();
	test_heads();
	test_pass();
	return test_done("sdk_doc_walk");
}
