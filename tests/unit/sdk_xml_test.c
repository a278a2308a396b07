// Elements of XML documents as trees, by the rules of XML 1.0 and Namespaces in XML; what is
// refused.
#include "plugins/sdk/doc/xml.h"

#include "tests/unit/sdk_node.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct xml_want WANTS[] = {
	{"r/site", true},
	{"r/site/item", false},
	{"r/list/item", false},
};

// "0{…}1{…}", behind them "! " and the fault.
static void read_all(struct slice bytes, struct str *out)
{
	struct xml *xml = xml_open_bytes(bytes, "x", WANTS, sizeof WANTS / sizeof *WANTS);
	const struct node *node;
	struct err err;
	size_t want;
	bool more = true, good;
	str_clear(out);
	while ((good = xml_next(xml, &want, &node, &more, &err)) && more) {
		str_addf(out, "%zu", want);
		node_show(node, out);
	}
	if (!good)
		str_addf(out, "! %s", err.text);
	xml_close(xml);
}

#define DECLARES                                                                                   \
	"it declares what it is made of (a DTD), which a report has no use for; have the tool "    \
	"write it without"

static const struct {
	const char *bytes, *items;
} CASES[] = {
	{"<r/>", ""},
	{"<r><other><item/></other></r>", ""},
	{"<r><list><item/></list></r>", "2{}"},
	{"<r><list><item a='1' b=\"2\"> t <c>x</c><c>y</c></item></list></r>",
	 "2{@a:'1',@b:'2',c:{#text:'x'},c:{#text:'y'},#text:'t'}"},
	{"<r><site n='s'><item>1</item></site><site n='t'><item>2</item></site></r>",
	 "0{@n:'s'}1{#text:'1'}0{@n:'t'}1{#text:'2'}"},
	{"<r><site/></r>", "0{}"},
	{"<p:r xmlns:p='urn:p' xmlns='urn:d'><list><item p:a='1'/></list></p:r>", "2{@a:'1'}"},
	{"<r><list><item><item>in</item></item></list></r>", "2{item:{#text:'in'}}"},
	{"<r><list><item>a<![CDATA[<b>]]>&amp;&#65;</item></list></r>", "2{#text:'a<b>&A'}"},
	{"<?xml version='1.0' encoding='ISO-8859-1'?><r><list><item>\xe9</item></list></r>",
	 "2{#text:'\xc3\xa9'}"},
	{"\xef\xbb\xbf<r><list><item>x</item></list></r>", "2{#text:'x'}"},
	{"<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r><list><item>x</item></list></r>",
	 "2{#text:'x'}"},
	{"", "! x:1:1: the document is empty"},
	{"<r>", "! x:1:4: cut short: the document ends here before it is whole"},
	{"<r><list><item>x</item>",
	 "2{#text:'x'}! x:1:24: cut short: the document ends here before it is whole"},
	{"<r><list><item>x</list></r>", "! x:1:19: mismatched tag"},
	{"<r/><r/>", "! x:1:5: junk after document element"},
	{"<!DOCTYPE r [<!ENTITY a 'aaaa'>]><r>&a;</r>", "! x:1:13: " DECLARES},
	{"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>", "! x:1:13: " DECLARES},
	{"<!DOCTYPE r\n[<!ATTLIST item a CDATA 'x'>]><r><list><item/></list></r>",
	 "! x:2:1: " DECLARES},
	{"<!DOCTYPE r SYSTEM 'r.dtd' [%x;<!ELEMENT r EMPTY>]><r/>", "! x:1:28: " DECLARES},
	// What a DTD elsewhere may declare is not known. The column is that behind it.
	{"<!DOCTYPE r SYSTEM 'r.dtd'><r><list><item>a&b;c</item></list></r>",
	 "! x:1:47: an entity that is declared elsewhere"},
};

static void test_cases(void)
{
	struct str out = {0};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		read_all(slice_of(CASES[i].bytes), &out);
		expect_text(str_text(&out), CASES[i].items);
	}
	str_fini(&out);
}

static void test_deep(void)
{
	struct str bytes = {0}, out = {0};
	for (int i = 0; i < 5000; i++)
		str_add_text(&bytes, "<a>");
	read_all(str_slice(&bytes), &out);
	expect_text(str_text(&out), "! x:1:1540: elements lie too deep in one another");
	str_fini(&bytes);
	str_fini(&out);
}

#define LONG	   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define MANY_NAMES "too many different names of elements or attributes"
#define HELD	   "a tag, a comment or all the names are too large to be held"

// What is not whole yet, or a name, lies in memory: what makes it endless is refused, by its line.
static const struct {
	const char *before, *repeat; // %d: the turn
	size_t bytes;
	const char *wanted;
} ENDLESS[] = {
	{"<r>\n<", "xxxxxxxx", 24 << 20, "! x:2:1: " HELD},
	{"<r>\n<a b='", "xxxxxxxx", 24 << 20, "! x:2:1: " HELD},
	{"<r>\n\n<!--", "xxxxxxxx", 24 << 20, "! x:3:1: " HELD},
	{"<r>\n<?p ", "xxxxxxxx", 24 << 20, "! x:2:1: " HELD},
	{"\n<!--", "xxxxxxxx", 24 << 20, "! x:2:1: " HELD},
	{"<r>\n", "<a%d/>", 24 << 20, MANY_NAMES},
	{"<r>\n", "<a a%d=''/>", 24 << 20, MANY_NAMES},
	{"<r>\n", "<a xmlns:a%d='u'/>", 24 << 20, "too many different prefixes of namespaces"},
	{"<r><list><item>", "<a b='" LONG LONG LONG LONG "'/>", 24 << 20,
	 "an element too large to be read whole"},
	{"<r><list>\n<item><![CDATA[", "xxxxxxxx", 24 << 20,
	 "an element too large to be read whole"},
	{"<r><![CDATA[", "xxxxxxxx", 24 << 20,
	 "cut short: the document ends here before it is whole"},
	{"<r>", "        ", 24 << 20, "cut short: the document ends here before it is whole"},
};

static void add_turn(struct str *bytes, const char *repeat, int turn)
{
	const char *place = strstr(repeat, "%d");
	if (!place) {
		str_add_text(bytes, repeat);
		return;
	}
	str_add(bytes, repeat, (size_t)(place - repeat));
	str_addf(bytes, "%d%s", turn, place + 2);
}

static void test_endless(void)
{
	struct str bytes = {0}, out = {0};
	for (size_t i = 0; i < sizeof ENDLESS / sizeof *ENDLESS; i++) {
		str_clear(&bytes);
		str_add_text(&bytes, ENDLESS[i].before);
		for (int turn = 0; bytes.len < ENDLESS[i].bytes; turn++)
			add_turn(&bytes, ENDLESS[i].repeat, turn);
		read_all(str_slice(&bytes), &out);
		const char *tail = strstr(str_text(&out), ENDLESS[i].wanted);
		expect_text(tail ? tail : str_text(&out), ENDLESS[i].wanted);
	}
	str_fini(&bytes);
	str_fini(&out);
}

// Names and tags of what is open are kept too. The column is that behind the tag.
static void test_long_names(void)
{
	static const struct {
		const char *before, *behind, *wanted;
	} cases[] = {
		{"<r><", "/></r>", "! x:1:2007: an element's name is too long"},
		{"<r><a ", "=''/></r>", "! x:1:2012: an attribute's name is too long"},
		{"<r><a xmlns:", "='urn:a'/></r>", "! x:1:2023: a namespace's prefix is too long"},
		{"<r><a xmlns:a='", "'/></r>", "! x:1:2019: a namespace's name is too long"},
	};
	struct str bytes = {0}, out = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str_clear(&bytes);
		str_add_text(&bytes, cases[i].before);
		for (int turn = 0; turn < 2000; turn++)
			str_add_char(&bytes, 'x');
		str_add_text(&bytes, cases[i].behind);
		read_all(str_slice(&bytes), &out);
		expect_text(str_text(&out), cases[i].wanted);
	}
	str_fini(&bytes);
	str_fini(&out);
}

static void test_long_tags(void)
{
	struct str bytes = {0}, out = {0};
	for (int depth = 0; depth < 200; depth++) {
		str_add_text(&bytes, "<a b='");
		for (int turn = 0; turn < 64 * 1024; turn++)
			str_add_char(&bytes, 'x');
		str_add_text(&bytes, "'>\n");
	}
	read_all(str_slice(&bytes), &out);
	// 127 tags of 65544 bytes with no end of line are within 8 MiB, 128 are not.
	expect_text(str_text(&out),
		    "! x:128:65545: the tags of elements in one another are too long");
	str_fini(&bytes);
	str_fini(&out);
}

// An element's text is found like a JSON member's.
static void test_getters(void)
{
	struct xml *xml = xml_open_bytes(
		SLICE("<r><list><item id='7'><n>12</n><t>a</t></item></list></r>"), "x", WANTS, 3);
	const struct node *node;
	struct err err;
	size_t want;
	bool more;
	expect_true(xml_next(xml, &want, &node, &more, &err) && more);
	expect_int(node_int(node, "n", -1), 12);
	expect_int(node_int(node, "@id", -1), 7);
	expect_text(node_text(node, "t").at, "a");
	expect_int(node_int(node, "absent", -1), -1);
	xml_close(xml);
}

// Many items, across the chunks in which the document comes.
static void test_many(void)
{
	struct str bytes = {0};
	str_add_text(&bytes, "<r><list>");
	for (int i = 0; i < 20000; i++)
		str_addf(&bytes, "<item n='%d'>text %d</item>", i, i);
	str_add_text(&bytes, "</list></r>");
	struct xml *xml = xml_open_bytes(str_slice(&bytes), "x", WANTS, 3);
	const struct node *node;
	struct err err;
	size_t want;
	int64_t count = 0, sum = 0;
	for (bool more = true; xml_next(xml, &want, &node, &more, &err) && more; count++)
		sum += node_int(node, "@n", 0);
	expect_int(count, 20000);
	expect_int(sum, (int64_t)20000 * 19999 / 2);
	xml_close(xml);
	str_fini(&bytes);
}

static const struct {
	const char *head, *name, *space; // name NULL: no XML
} HEADS[] = {
	{"<?xml version='1.0'?><!-- c --><bom xmlns='http://cyclonedx.org/schema/bom/1.5'><met",
	 "bom", "http://cyclonedx.org/schema/bom/1.5"},
	{"<OWASPZAPReport version='2'>", "OWASPZAPReport", ""},
	{"<a:b xmlns:a='urn:a'/>", "b", "urn:a"},
	{"<half", NULL, NULL},
	{"{\"a\":1}", NULL, NULL},
	{"", NULL, NULL},
};

static void test_heads(void)
{
	for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++) {
		struct arena arena = {0};
		struct slice name = {0}, space = {0};
		bool found = xml_peek(slice_of(HEADS[i].head), &arena, &name, &space);
		expect_true(found == (HEADS[i].name != NULL));
		if (found) {
			expect_text(name.at, HEADS[i].name);
			expect_true(slice_is(space, HEADS[i].space));
		}
		arena_fini(&arena);
	}
}

int main(void)
{
	test_cases();
	test_deep();
	test_endless();
	test_long_names();
	test_long_tags();
	test_getters();
	test_many();
	test_heads();
	return test_done("sdk_xml");
}
