// Addresses: what they mean, printed back; and what is wrong with the others.
#include "view/view.h"

#include "base/file.h"

#include "tests/unit/test.h"

#include <stdlib.h>

static const struct {
	const char *text, *canonical;
} GOOD[] = {
	{"", "cost by:service"},
	{"  cost  ", "cost by:service"},
	{"cost by:total", "cost by:total"},
	{"cost by:day,account sort:-unblended limit:5",
	 "cost by:day,account sort:-unblended limit:5"},
	{"cost by:tag:CostCenter period:2018-12", "cost by:tag:CostCenter period:2018-12"},
	{"cost tag:user:Team=perception,data", "cost by:service tag:user:Team=perception,data"},
	{"cost tag:Team:data", "cost by:service tag:Team=data"},
	{"cost tag:\"Cost Center\"=\"a b\"", "cost by:service tag:\"Cost Center\"=\"a b\""},
	{"cost by:tag:\"x,y\",day", "cost by:tag:\"x,y\",day"},
	{"cost -service:AmazonEC2", "cost by:service service!=AmazonEC2"},
	{"cost !service:AmazonEC2", "cost by:service service!=AmazonEC2"},
	{"cost -service!=AmazonEC2", "cost by:service service:AmazonEC2"},
	{"cost service=AmazonEC2", "cost by:service service:AmazonEC2"},
	{"cost day>=2018-12-05 spread:yes", "cost by:service day>=2018-12-05 spread:yes"},
	{"cost day:20181205", "cost by:service day:2018-12-05"},
	{"cost day:2018-12-05,2018-12-07", "cost by:service day:2018-12-05,2018-12-07"},
	{"cost day:2018-12-05..2018-12-07,today",
	 "cost by:service day:2018-12-05..2018-12-07,today"},
	{"cost amortized>100.5", "cost by:service amortized>100.5"},
	{"cost -amortized>100", "cost by:service -amortized>100"},
	{"cost amortized:1..5", "cost by:service amortized:1..5"},
	{"cost product:\"Elastic Compute\"", "cost by:service product:\"Elastic Compute\""},
	{"cost product:Elastic\" Comp\"ute", "cost by:service product:\"Elastic Compute\""},
	{"cost product:\"Elastic C\"*", "cost by:service product:\"Elastic C\"*"},
	{"cost product:\"a*b\"", "cost by:service product:\"a*b\""},
	{"cost product:a*b", "cost by:service product:a*b"},
	{"cost product:\"a\"\"b\"", "cost by:service product:\"a\"\"b\""},
	{"cost product:\"a,b\",c", "cost by:service product:\"a,b\",c"},
	{"cost service>\"=x\"", "cost by:service service>\"=x\""},
	{"cost tag:CostCenter=", "cost by:service tag:CostCenter="},
	{"bills sort:-unblended", "bills sort:-unblended"},
	{"bills cols:period,residue,final", "bills cols:period,residue,final"},
	{"cost cols:amortized,usage", "cost by:service cols:amortized,usage"},
	{"cost cols:", "cost by:service"},
	{"bills final:yes", "bills final:yes"},
	{"runs bytes>10MB finished>-7d", "runs bytes>10MB finished>-7d"},
	{"runs finished:2026-11,yesterday", "runs finished:2026-11,yesterday"},
	{"runs started<2026-11-01T06:00:00Z", "runs started<2026-11-01T06:00:00Z"},
	{"runs started:\"2026-11-01 06:00\"..now", "runs started:\"2026-11-01 06:00..now\""},
	{"cost ec2", "cost by:service ec2"},
	{"cost -ec2", "cost by:service -ec2"},
	{"cost \"ec2 spot\"", "cost by:service \"ec2 spot\""},
	{"cost -\"ec2 spot\"", "cost by:service -\"ec2 spot\""},
	{"cost \"-ec2\"", "cost by:service \"-ec2\""},
	{"cost \"service:x\"", "cost by:service \"service:x\""},
	{"cost -", "cost by:service \"-\""},
	// What a view is usually asked for gives way to what is said.
	{"fixes", "fixes by:upgrade state:open upgrade!= sort:-first"},
	{"fixes state:fixed", "fixes by:upgrade state:fixed upgrade!= sort:-first"},
	{"fixes by:target sort:-late upgrade:", "fixes by:target upgrade: state:open sort:-late"},
};

// The wrong piece is what the caret stands on.
static const struct {
	const char *text, *wrong, *error;
} BAD[] = {
	{"costs", "costs", "there is no view 'costs'; did you mean cost?"},
	{"cost servce:x", "servce", "unknown column 'servce'; did you mean service?"},
	{"cost -servce!=x", "servce", "unknown column 'servce'; did you mean service?"},
	{"cost service:!=x", "!=",
	 "two operators; write service!=VALUE, or quotes around a text that begins with '!='"},
	{"cost tag:Team=>x", ">",
	 "two operators; write tag:Team>VALUE, or quotes around a text that begins with '>'"},
	{"cost srt:x", "srt", "unknown column 'srt'; did you mean sort?"},
	{"tags nothing>1", "nothing", "unknown column 'nothing'; tags has key, sets"},
	{"cost period:2018", "2018", "period: '2018' is no month like 2018-12"},
	{"cost period:2018-12,2018-13", "2018-13", "period: '2018-13' is no month like 2018-12"},
	{"cost day:5/1/25", "5/1/25",
	 "day: '5/1/25' is no date; write 2026-11-25, 2026-11, today, -7d or "
	 "2026-11-25T06:00:00Z"},
	{"cost day:31-02", "31-02",
	 "day: '31-02' is no date; write 2026-11-25, 2026-11, today, -7d or "
	 "2026-11-25T06:00:00Z"},
	{"cost day:2026-02-31", "2026-02-31",
	 "day: '2026-02-31' is no day, month or hour that exists"},
	{"cost day:2026-01-01..2026-13", "2026-01-01..2026-13",
	 "day: '2026-13' is no day, month or hour that exists"},
	{"cost day>30d", "30d",
	 "day: '30d' is how long, not when; -7d is seven days ago, +7d ahead"},
	{"findings age>30", "30",
	 "age: '30' is neither how long nor a date; write 7d, 12h, today or 2026-11-25"},
	{"findings left<week", "week",
	 "left: 'week' is neither how long nor a date; write 7d, 12h, today or 2026-11-25"},
	{"findings left:7d", "7d",
	 "left: no time left is so exact; ask with < or >, or a range 1h..2h"},
	{"findings state:late", "late",
	 "state: 'late' is none of new, open, reopened, suppressed, accepted, fixed, retired, "
	 "closed"},
	{"cost day:..", "..", "day: '..' is a range without an end; write 1..5, 1.. or ..5"},
	{"cost day<2026-01-01..2026-02-01", "2026-01-01..2026-02-01",
	 "day: a range goes with ':' or '!='"},
	{"runs bytes>10XB", "10XB", "bytes: '10XB' is no size like 10MB, 4KiB or 1200"},
	{"bills final:maybe", "maybe", "final: 'maybe' is neither yes nor no"},
	{"bills final>no", "no", "final is yes or no: ask with ':' or '!='"},
	{"cost by:amortized", "amortized", "by: rows cannot be grouped by amortized"},
	{"cost by:tag", "tag", "tag needs a key: tag:KEY"},
	{"cost by:service:x", "service:x", "service takes no key"},
	{"cost cols:service", "service", "cols: service is not a column by itself; see by:"},
	{"cost limit:x", "x", "limit: 'x' is not a count"},
	{"cost limit:-1", "-1", "limit: '-1' is not a count"},
	{"cost spread:maybe", "maybe", "spread: yes or no"},
	{"cost sort:region", "region", "sort: region is not among the columns shown"},
	{"cost amortized>much", "much", "amortized: 'much' is not a number"},
	{"cost amortized>", "", "amortized: there is no value"},
	{"cost tag:Team", "tag:Team", "tag has no value; write tag:KEY=VALUE"},
	{"cost :x", ":x", "there is no column before ':'"},
	{"cost ec2 \"spot", "\"spot", "a quote has no end"},
	{"cost \"\"", "\"\"", "there is no word to look for"},
	{"cost service:\"a*\"*", "\"a*\"*",
	 "service: a '*' stands in quotes and another one outside"},
};

static void expect_canonical(struct slice text, const char *canonical)
{
	struct arena arena = {0};
	struct select select;
	struct err err = {0};
	struct str printed = {0};
	struct piece wrong;
	const struct view *view;
	expect_true(address_parse(text, &arena, &view, &select, &err));
	expect_text(err.text, "");
	if (!err.code) {
		expect_true(address_check(NULL, text, &wrong, &err));
		address_print(view, &select, &printed);
	}
	expect_text(str_text(&printed), canonical);
	str_fini(&printed);
	arena_fini(&arena);
}

static void test_good(void)
{
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		expect_canonical(slice_of(GOOD[i].text), GOOD[i].canonical);
		expect_canonical(slice_of(GOOD[i].canonical), GOOD[i].canonical);
	}
}

// What has a NUL would be cut there.
static void test_nul(void)
{
	struct piece wrong;
	struct err err = {0};
	expect_true(!address_check(NULL, SLICE("cost tag:\0a=1"), &wrong, &err));
	expect_text(err.text, "a NUL byte is in no text");
	expect_int((int64_t)wrong.at, 5);
}

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct arena arena = {0};
		struct select select;
		struct err err = {0}, again = {0};
		struct piece wrong;
		const struct view *view;
		expect_true(!address_parse(slice_of(BAD[i].text), &arena, &view, &select, &err));
		expect_text(err.text, BAD[i].error);
		expect_true(!address_check(NULL, slice_of(BAD[i].text), &wrong, &again));
		expect_text(again.text, BAD[i].error);
		struct slice piece = {BAD[i].text + wrong.at, wrong.len};
		expect_text(arena_slice(&arena, piece), BAD[i].wrong);
		arena_fini(&arena);
	}
}

// A view that is none is answered with all there are.
static void test_no_view(void)
{
	struct arena arena = {0};
	struct select select;
	struct err err = {0};
	const struct view *view;
	expect_true(!address_parse(SLICE("money"), &arena, &view, &select, &err));
	expect_text(err.text, arena_printf(&arena, "there is no view 'money'; there are %s",
					   view_names(&arena)));
	arena_fini(&arena);
}

// Every statement, and every column as dimension, sort and condition with each operator.
static void test_prepares(void)
{
	static const char *const OPERATORS[] = {":", "!=", "<", "<=", ">", ">="};
	struct cache *cache;
	struct err err = {0};
	char path[] = "/tmp/gavel-view-XXXXXX";
	expect_true(mkdtemp(path));
	char *file = file_join(path, "cache.db");
	expect_true(cache_open(file, CACHE_WRITE, &cache, &err));
	expect_true(cache_prepare_all(cache, &err));
	size_t count;
	const struct view *views = view_list(&count);
	for (size_t v = 0; v < count; v++) {
		const struct relation *relation = relation_find(views[v].relation);
		for (size_t c = 0; c < relation->column_count; c++) {
			const struct column *column = &relation->columns[c];
			const char *name = column->keyed ? "tag:Team" : column->name;
			const char *value = column->kind == COLUMN_MONTH ? "2018-12"
					    : column->kind == COLUMN_DAY ||
							    column->kind == COLUMN_TIME ||
							    column->kind == COLUMN_AGE ||
							    column->kind == COLUMN_LEFT
						    ? "2018-12-01"
					    : column->words ? "a*"
							    : "1";
			size_t operators = column->kind == COLUMN_BOOL
						   ? 2
						   : sizeof OPERATORS / sizeof *OPERATORS;
			for (size_t o = 0; o < operators; o++) {
				struct arena arena = {0};
				struct select select;
				struct result result;
				const struct view *view;
				bool dimension = column->role == COLUMN_DIMENSION;
				bool shown = column->role != COLUMN_HIDDEN;
				const char *text =
					arena_printf(&arena, "%s %s%s %s%s%s %s%s", views[v].name,
						     dimension ? "by:" : "", dimension ? name : "",
						     name, OPERATORS[o], value,
						     shown ? "sort:-" : "", shown ? name : "");
				expect_true(address_parse(slice_of(text), &arena, &view, &select,
							  &err));
				select.spread = o % 2;
				expect_true(select_run(cache, &select, &arena, &result, &err));
				expect_int((int64_t)result.row_count, 0);
				arena_fini(&arena);
			}
		}
	}
	cache_close(cache);
	free(file);
	expect_true(file_remove_tree(path, &err));
}

int main(void)
{
	test_good();
	test_bad();
	test_no_view();
	test_nul();
	test_prepares();
	return test_done("view_address");
}
