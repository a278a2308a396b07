// YAML: trees with places, and what is refused with its line.
#include "base/yaml.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A tree on one line: maps {k:v}, lists [v], quoted texts in ''.
static void draw(const struct yaml_node *node, struct str *out)
{
	if (node->kind == YAML_SCALAR) {
		str_addf(out, node->quoted ? "'%s'" : "%s", node->text);
		return;
	}
	str_add_char(out, node->kind == YAML_MAP ? '{' : '[');
	for (const struct yaml_node *child = node->child; child; child = child->next) {
		if (child->key)
			str_addf(out, "%s@%d:", child->key, child->key_line);
		draw(child, out);
		if (child->next)
			str_add_char(out, ',');
	}
	str_add_char(out, node->kind == YAML_MAP ? '}' : ']');
}

static const struct {
	const char *text, *tree; // NULL: no root
} GOOD[] = {
	{"", NULL},
	{"# only a comment\n", NULL},
	{"---\n", ""},
	{"a: 1\n", "{a@1:1}"},
	{"a: 1\nb:\n  c: x y\n  d: [1, \"2\", '3']\n", "{a@1:1,b@2:{c@3:x y,d@4:[1,'2','3']}}"},
	{"- a\n- b: 1\n", "[a,{b@2:1}]"},
	{"a:\nb: ~\n", "{a@1:,b@2:~}"},
	{"account: 012345678901\n", "{account@1:012345678901}"},
	{"a: no\n", "{a@1:no}"},
	{"a: |\n  two\n  lines\n", "{a@1:'two\nlines\n'}"},
	{"a: caf\xc3\xa9\n", "{a@1:caf\xc3\xa9}"},
};

static void test_good(void)
{
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		struct arena arena = {0};
		struct yaml_node *root;
		struct err err = {0};
		struct str tree = {0};
		if (!test_count(yaml_parse("t", slice_of(GOOD[i].text), &arena, &root, &err)))
			fprintf(stderr, "base_yaml: %s\n", err.text);
		else if (root)
			draw(root, &tree);
		expect_text(root ? str_text(&tree) : NULL, GOOD[i].tree);
		str_fini(&tree);
		arena_fini(&arena);
	}
}

static const struct {
	const char *text, *error; // a '*' at its end: the rest is the parser's own words
} BAD[] = {
	{"a: 1\na: 2\n", "t:2: key 'a' stands twice"},
	{"a: &x 1\nb: *x\n", "t:1: anchors and aliases are not allowed"},
	{"b:\n  - *x\n", "t:2: anchors and aliases are not allowed"},
	{"*x : 1\n", "t:1: anchors and aliases are not allowed"},
	{"a: !!str 1\n", "t:1: tags are not allowed"},
	{"a: 1\nb: !ruby/object 1\n", "t:2: tags are not allowed"},
	{"--- a\n--- b\n", "t:2: only one document is allowed"},
	{"? [a]\n: 1\n", "t:1: a key must be a plain text"},
	{"a: \"x\\u202ey\"\n", "t:1: an invisible or control character"},
	{"a: \"\\0\"\n", "t:1: an invisible or control character"},
	{"a: 1\nb\xe2\x80\x8b: 2\n", "t:2: an invisible or control character"},
	{"a: [1\nb: 2\n", "t:2:*"},
	{"a: 1\n\tb: 2\n", "t:2:*"},
	{"a: 1\nb: \"x\n", "t:*"},
	{"a: 1\nb: \xff\n", "t:2:*"},
	{"a: 1\nb: 2\nc: \x01\n", "t:3:*"},
	{"\xff\xfe"
	 "a",
	 "t:1:*"},
};

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct arena arena = {0};
		struct yaml_node *root;
		struct err err = {0};
		size_t len = strlen(BAD[i].error);
		bool open = BAD[i].error[len - 1] == '*';
		expect_true(!yaml_parse("t", slice_of(BAD[i].text), &arena, &root, &err));
		expect_int(err.code, ERR_INVALID);
		if (!test_count(open ? !strncmp(err.text, BAD[i].error, len - 1)
				     : !strcmp(err.text, BAD[i].error)))
			fprintf(stderr, "base_yaml: expected '%s', got '%s'\n", BAD[i].error,
				err.text);
		arena_fini(&arena);
	}
}

static bool parses_nested(size_t depth)
{
	struct arena arena = {0};
	struct yaml_node *root;
	struct err err = {0};
	struct str text = {0};
	str_add_repeat(&text, '[', depth);
	str_add_repeat(&text, ']', depth);
	bool good = yaml_parse("t", str_slice(&text), &arena, &root, &err);
	expect_true(good || !strcmp(err.text, "t:1: nested too deep"));
	str_fini(&text);
	arena_fini(&arena);
	return good;
}

static bool parses_bytes(size_t count)
{
	struct arena arena = {0};
	struct yaml_node *root;
	struct err err = {0};
	struct str text = {0};
	str_add_repeat(&text, '#', count);
	bool good = yaml_parse("t", str_slice(&text), &arena, &root, &err);
	str_fini(&text);
	arena_fini(&arena);
	return good;
}

static void test_limits(void)
{
	expect_true(parses_nested(32));
	expect_true(!parses_nested(33));
	expect_true(!parses_nested(5000));
	expect_true(parses_bytes(4 * 1024 * 1024));
	expect_true(!parses_bytes(4 * 1024 * 1024 + 1));
}

// YAML 1.2 section 10.3.2: what the core schema takes for null, when it is not quoted.
static void test_null(void)
{
	static const char TEXT[] = "a:\nb: ~\nc: null\nd: 'null'\ne: NULL\nf: nil\ng: []\n";
	static const struct {
		const char *key;
		bool null;
	} NULLS[] = {{"a", true}, {"b", true},	{"c", true},  {"d", false},
		     {"e", true}, {"f", false}, {"g", false}, {"absent", true}};
	struct arena arena = {0};
	struct yaml_node *root;
	struct err err = {0};
	expect_true(yaml_parse("t", slice_of(TEXT), &arena, &root, &err));
	for (size_t i = 0; i < sizeof NULLS / sizeof *NULLS; i++)
		expect_int(yaml_is_null(yaml_get(root, NULLS[i].key)), NULLS[i].null);
	expect_true(!yaml_get(yaml_get(root, "a"), "b"));
	arena_fini(&arena);
}

static void test_load(void)
{
	struct arena arena = {0};
	struct yaml_node *root;
	struct err err = {0};
	expect_true(!yaml_load("/nowhere/x.yaml", &arena, &root, &err));
	expect_int(err.code, ERR_NOT_FOUND);
	arena_fini(&arena);
}

int main(void)
{
	test_good();
	test_bad();
	test_limits();
	test_null();
	test_load();
	return test_done("base_yaml");
}
