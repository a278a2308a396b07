// Nobody is notified by what scanners and owners are called in a Markdown table.
#include "view/export.h"

#include "tests/unit/test.h"

// What GitHub would make a mention or a mail link of is parted by an empty comment: it looks for
// both after backslashes and entities are gone, in one text at a time. A mention begins behind what
// is no letter or digit, a mail address has a '.' and a letter in its domain (GFM 6.9).
static const struct {
	const char *text, *cell;
} MENTIONS[] = {
	{"@platform", "@<!-- -->platform"},
	{"team @acme/ml.", "team @<!-- -->acme/ml."},
	{"(@9lives)", "(@<!-- -->9lives)"},
	{"\xc3\xa9@platform", "\xc3\xa9@<!-- -->platform"},
	{"ml@example.com", "ml@<!-- -->example.com"},
	{"m.l+x@example.com, and", "m.l+x@<!-- -->example.com, and"},
	{"ml@163.com.", "ml@<!-- -->163.com."},
	{"mailto:ml@example.com", "mailto:ml@<!-- -->example.com"},
	{"npm/@angular/core@1.2.3", "npm/@<!-- -->angular/core@1.2.3"},
	{"lodash@4.17.20", "lodash@4.17.20"},
	{"lodash@4.17.20.", "lodash@4.17.20."},
	{"ml@.example", "ml@<!-- -->.example"},
	{"ml@_.example", "ml@<!-- -->\\_.example"},
	{"ml@a.b_2", "ml@<!-- -->a.b\\_2"},
	{"-@ml", "-@<!-- -->ml"},
	{"ml-@example.com", "ml-@<!-- -->example.com"},
	{"core@1.0.0-beta", "core@<!-- -->1.0.0-beta"},
	{"sha@v1", "sha@v1"},
	{"a@b@example.com", "a@b@<!-- -->example.com"},
	{"@@ml", "@@<!-- -->ml"},
	{"@ml@ops", "@<!-- -->ml@ops"},
	{"_@ml", "\\_@<!-- -->ml"},
	{"@", "@"},
	{"a @ b", "a @ b"},
	{"@-", "@-"},
};

static bool keep(void *context, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(context, bytes);
	return true;
}

static void export_cell(const char *text, struct str *out)
{
	static const struct column NAME = {
		.name = "name", .title = "name", .kind = COLUMN_TEXT, .role = COLUMN_DIMENSION};
	struct value value = {.text = text};
	struct result result = {.column_count = 1, .values = &value, .row_count = 1};
	result.columns[0] = (struct result_column){.column = &NAME, .name = NAME.name};
	struct session session = {0};
	struct arena arena = {0};
	struct err err = {0};
	struct select select;
	struct export_job job = {.select = &select, .format = EXPORT_MD, .sink = {keep, out}};
	expect_true(address_parse(slice_of("cost"), &arena, &job.view, &select, &err));
	expect_true(export_result(&session, &job, &result, &err));
	arena_fini(&arena);
}

int main(void)
{
	struct str out = {0}, wanted = {0};
	for (size_t i = 0; i < sizeof MENTIONS / sizeof *MENTIONS; i++) {
		str_clear(&out);
		str_clear(&wanted);
		export_cell(MENTIONS[i].text, &out);
		str_addf(&wanted, "| name |\n| --- |\n| %s |\n", MENTIONS[i].cell);
		expect_text(str_text(&out), str_text(&wanted));
	}
	str_fini(&out);
	str_fini(&wanted);
	return test_done("view_markdown");
}
