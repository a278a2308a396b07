// Addresses that are edited, and those of command lines.
#include "view/view.h"

#include "tests/unit/test.h"

// ---- Parts of an address ----

static const struct {
	const char *address, *term, *canonical;
} REPLACED[] = {
	{"cost service:a period:2026-01", "service:b", "cost by:service service:b period:2026-01"},
	{"cost service:a service:c -x", "service!=b", "cost by:service service!=b -x"},
	{"cost period:2026-01", "service:b", "cost by:service period:2026-01 service:b"},
	{"cost x y", "z", "cost by:service z"},
	{"cost tag:A=1 tag:B=2", "tag:B=3", "cost by:service tag:A=1 tag:B=3"},
	{"cost x", "by:day", "cost by:day x"},
	{"cost x sort:-net", "limit:3", "cost by:service x sort:-net limit:3"},
};

static const struct {
	const char *address, *typed, *canonical;
} FILTERED[] = {
	{"cost service:a x sort:-net", "period:2026-01 y",
	 "cost by:service period:2026-01 y sort:-net"},
	{"cost service:a limit:3", "", "cost by:service limit:3"},
	{"bills x", "final:no sort:period", "bills final:no sort:period"},
};

static void expect_edit(const char *address, const char *canonical, const char *text,
			bool (*edit)(struct slice, struct arena *, struct select *, struct err *))
{
	struct arena arena = {0};
	struct select select;
	struct err err = {0};
	struct str printed = {0};
	const struct view *view;
	expect_true(address_parse(slice_of(address), &arena, &view, &select, &err));
	expect_true(edit(slice_of(text), &arena, &select, &err));
	address_print(view, &select, &printed);
	expect_text(str_text(&printed), canonical);
	expect_true(!edit(SLICE("nothing:x"), &arena, &select, &err));
	str_clear(&printed);
	address_print(view, &select, &printed);
	expect_text(str_text(&printed), canonical);
	str_fini(&printed);
	arena_fini(&arena);
}

static void test_edits(void)
{
	for (size_t i = 0; i < sizeof REPLACED / sizeof *REPLACED; i++)
		expect_edit(REPLACED[i].address, REPLACED[i].canonical, REPLACED[i].term,
			    address_replace);
	for (size_t i = 0; i < sizeof FILTERED / sizeof *FILTERED; i++)
		expect_edit(FILTERED[i].address, FILTERED[i].canonical, FILTERED[i].typed,
			    address_filter);
}

// ---- Command lines ----

static const struct {
	const char *words[3];
	const char *canonical;
} LINES[] = {
	{{NULL}, "cost by:service"},
	{{"bills"}, "bills"},
	{{"bills period:2026-01 x"}, "bills period:2026-01 x"},
	{{"cost", "product:Elastic Compute", "a b"},
	 "cost by:service product:\"Elastic Compute\" \"a b\""},
	{{"service:x", "by:day"}, "cost by:day service:x"},
};

static void test_lines(void)
{
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
		struct arena arena = {0};
		struct select select;
		struct err err = {0};
		struct str printed = {0};
		const struct view *view;
		struct words words = {LINES[i].words, 0};
		while (words.count < 3 && LINES[i].words[words.count])
			words.count++;
		expect_true(address_parse_words(words, &arena, &view, &select, &err));
		address_print(view, &select, &printed);
		expect_text(str_text(&printed), LINES[i].canonical);
		str_fini(&printed);
		arena_fini(&arena);
	}
}

int main(void)
{
	test_edits();
	test_lines();
	return test_done("view_address_edit");
}
