// Foreign YAML and JSON as trees: documents, tags, aliases, merge keys, places, and the bounds.
#include "base/yaml.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

// A tree on one line: maps {k:v}, lists [v], texts in '', tags in front.
static void draw(const struct yaml_node *node, struct str *out)
{
	if (node->tag)
		str_addf(out, "%s ", node->tag);
	if (node->kind == YAML_SCALAR) {
		str_addf(out, node->quoted ? "'%s'" : "%s", node->text);
		return;
	}
	str_add_char(out, node->kind == YAML_MAP ? '{' : '[');
	for (YAML_EACH(child, node)) {
		if (child->key)
			str_addf(out, "%s@%d:", child->key, child->key_line);
		draw(child, out);
		if (child->next)
			str_add_char(out, ',');
	}
	str_add_char(out, node->kind == YAML_MAP ? '}' : ']');
}

typedef bool parse_fn(const char *, struct slice, struct arena *, struct yaml_node **,
		      struct err *);

// The tree, or the error.
static const char *parse(parse_fn *read, struct slice text, struct str *out)
{
	struct arena arena = {0};
	struct yaml_node *root;
	struct err err = {0};
	str_clear(out);
	if (!read("f", text, &arena, &root, &err))
		str_add_text(out, err.text);
	else if (root)
		draw(root, out);
	arena_fini(&arena);
	return str_text(out);
}

struct row {
	const char *text, *tree;
};

static const struct row YAML_ROWS[] = {
	{"", "[]"},
	{"a: 1\n---\nb: 2\n", "[{a@1:1},{b@3:2}]"},
	{"---\n# only a comment\n---\na: 1\n", "[,{a@4:1}]"},
	{"a: !Ref b\nc: !Sub\n  - x\n  - y\nd: !GetAtt [p, q]\n",
	 "[{a@1:!Ref b,c@2:!Sub [x,y],d@5:!GetAtt [p,q]}]"},
	{"a: !!str 1\nb: !!int 1\nc: ! 1\n", "[{a@1:'1',b@2:1,c@3:'1'}]"},
	{"a: &x {k: v}\nb: *x\n", "[{a@1:{k@1:v},b@2:{k@1:v}}]"},
	{"a: &x 1\nb: &x 2\nc: *x\n", "[{a@1:1,b@2:2,c@3:2}]"},
	{"a: &x\n  b: *x\n", "f:2: an alias of nothing"},
	{"a: &x 1\n---\nb: *x\n", "f:3: an alias of nothing"},
	{"a: {{ .Values.b }}\n", "f:1: a key must be a plain text"},
	{"a: 1\nb: 2\na: 3\n", "f:3: key 'a' stands twice"},
	{"a: \"x\\0y\"\n", "f:1: an invisible or control character"},
	{"a: [1\n", "f:2: did not find expected ',' or ']'"},
};

static const struct row JSON_ROWS[] = {
	{"{}", "{}"},
	{"[]", "[]"},
	{"\xef\xbb\xbf[1,-2.5e+3 ,\n true,null,\"a\"]\n", "[1,-2.5e+3,true,null,'a']"},
	{"{\"a\":\n{\"b\":[{}, []]}}", "{a@1:{b@2:[{},[]]}}"},
	{"\"\\u00e9\\ud83d\\ude00\\ud83d.\\n\\/\"", "'\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd.\n/'"},
	{"", "f:1:1: the document ends too early"},
	{"{\"a\":1", "f:1:7: no ',' between values"},
	{"{\"a\":1,}", "f:1:8: no key"},
	{"{\"a\" 1}", "f:1:6: no ':' after the key"},
	{"[1,\n 2,,3]", "f:2:4: no value"},
	{"[01]", "f:1:2: no value"},
	{"[NaN]", "f:1:2: no value"},
	{"['a']", "f:1:2: no value"},
	{"{\"a\":1,\"a\":2}", "f:1:11: key 'a' stands twice"},
	{"[1] x", "f:1:5: something follows the document"},
	{"\"a", "f:1:3: the text does not end"},
	{"\"\\u0000\"", "f:1:4: a NUL character"},
	{"\"\\x41\"", "f:1:3: an escape that JSON does not have"},
	{"\"a\tb\"", "f:1:3: a control character in a text"},
	{"\"\xff\"", "f: byte 2 is not UTF-8"},
};

static void test_rows(void)
{
	struct str out = {0};
	for (size_t i = 0; i < sizeof YAML_ROWS / sizeof *YAML_ROWS; i++)
		expect_text(parse(yaml_parse_foreign, slice_of(YAML_ROWS[i].text), &out),
			    YAML_ROWS[i].tree);
	for (size_t i = 0; i < sizeof JSON_ROWS / sizeof *JSON_ROWS; i++)
		expect_text(parse(yaml_parse_json, slice_of(JSON_ROWS[i].text), &out),
			    JSON_ROWS[i].tree);
	str_fini(&out);
}

// Twenty lists of ten aliases each stand for 10^20 nodes; and as deep as it is wide.
static void test_bombs(void)
{
	struct str bomb = {0}, out = {0};
	str_add_text(&bomb, "a0: &a0 [x]\n");
	for (int i = 1; i <= 20; i++) {
		str_addf(&bomb, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			str_addf(&bomb, "%s*a%d", k ? "," : "", i - 1);
		str_add_text(&bomb, "]\n");
	}
	expect_text(parse(yaml_parse_foreign, str_slice(&bomb), &out),
		    "f:7: more values than are read of one file");
	str_clear(&bomb);
	str_add_text(&bomb, "a0: &a0 [x]\n");
	for (int i = 1; i <= 120; i++)
		str_addf(&bomb, "a%d: &a%d [*a%d]\n", i, i, i - 1);
	expect_text(parse(yaml_parse_foreign, str_slice(&bomb), &out), "f:99: nested too deep");
	str_clear(&bomb);
	str_add_repeat(&bomb, '[', 100000);
	expect_text(parse(yaml_parse_foreign, str_slice(&bomb), &out), "f:1: nested too deep");
	expect_text(parse(yaml_parse_json, str_slice(&bomb), &out), "f:1:101: nested too deep");
	str_fini(&bomb);
	str_fini(&out);
}

// A duplicate is found among many keys too, and many keys cost no square.
static void test_many_keys(void)
{
	struct str text = {0}, out = {0};
	for (int i = 0; i < 100000; i++)
		str_addf(&text, "%c\"k%d\":0", i ? ',' : '{', i);
	str_add_text(&text, ",\"k99\":0}");
	parse(yaml_parse_json, str_slice(&text), &out);
	expect_true(strstr(str_text(&out), ": key 'k99' stands twice") != NULL);
	str_fini(&text);
	str_fini(&out);
}

static void test_finding(void)
{
	static const char TEXT[] = "base: &b {x: 1, y: 2}\nmore: &m {z: 3}\n"
				   "one: {<<: *b, y: 9}\ntwo: {<<: [*m, *b]}\n";
	struct arena arena = {0};
	struct yaml_node *documents;
	struct err err = {0};
	expect_true(yaml_parse_foreign("f", slice_of(TEXT), &arena, &documents, &err));
	const struct yaml_node *root = documents->child;
	expect_text(yaml_text(yaml_at(root, "one.x")), "1");
	expect_text(yaml_text(yaml_at(root, "one.y")), "9");
	expect_text(yaml_text(yaml_at(root, "two.z")), "3");
	expect_text(yaml_text(yaml_at(root, "two.y")), "2");
	expect_text(yaml_text(yaml_at(root, "one")), "");
	expect_true(!yaml_at(root, "one.w") && !yaml_at(root, "one.x.y") && !yaml_at(NULL, "a"));
	arena_fini(&arena);
}

int main(void)
{
	test_rows();
	test_bombs();
	test_many_keys();
	test_finding();
	return test_done("base_yaml_foreign");
}
