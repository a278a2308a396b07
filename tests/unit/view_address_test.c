// Addresses: what they mean, printed back; and what is wrong with the others.
#include "view/view.h"

#include "base/file.h"

#include "tests/unit/test.h"

#include <stdlib.h>

static const struct {
	const char *text, *canonical;
} GOOD[] = {
	{"", "cost by:service"},
	{"cost by:total", "cost by:total"},
	{"cost by:day,account sort:-unblended limit:5",
	 "cost by:day,account sort:-unblended limit:5"},
	{"cost by:tag:CostCenter period:2018-12", "cost by:tag:CostCenter period:2018-12"},
	{"cost tag:user:Team=perception,data", "cost by:service tag:user:Team=perception,data"},
	{"cost -service:AmazonEC2", "cost by:service service!=AmazonEC2"},
	{"cost day>=2018-12-05 spread:yes", "cost by:service day>=2018-12-05 spread:yes"},
	{"cost amortized>100.5", "cost by:service amortized>100.5"},
	{"cost \"product:Elastic Compute\"", "cost by:service \"product:Elastic Compute\""},
	{"bills sort:-unblended", "bills sort:-unblended"},
	{"cost ec2", "cost by:service ec2"},
};

static const struct {
	const char *text, *error;
} BAD[] = {
	{"costs", "there is no view 'costs'; there are cost, bills, restatements, tags, cells, "
		  "sources, runs, inputs, scopes, rejects, log"},
	{"cost period:2018", "period:2018: period: '2018' is not a month like 2018-12"},
	{"cost day:5/1/25", "day:5/1/25: day: '5/1/25' is not a time like 2018-06-20T01:00:00Z"},
	{"cost by:amortized",
	 "by: amortized is not a dimension; there are period, day, account, account_name, service, "
	 "region, "
	 "line_type, resource, usage_type, operation, tag:KEY, usage_unit, product, tagged, "
	 "entity, "
	 "payer, report, currency"},
	{"cost limit:x", "limit: 'x' is not a count"},
	{"cost spread:maybe", "spread: yes or no"},
	{"cost sort:region", "sort: region is not among the columns shown"},
	{"cost amortized>much", "amortized>much: amortized: 'much' is not a number"},
};

static void test_good(void)
{
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
		struct arena arena = {0};
		struct select select;
		struct err err = {0};
		struct str printed = {0}, again = {0};
		const struct view *view;
		expect_true(address_parse(slice_of(GOOD[i].text), &arena, &view, &select, &err));
		address_print(view, &select, &printed);
		expect_text(str_text(&printed), GOOD[i].canonical);
		expect_true(address_parse(str_slice(&printed), &arena, &view, &select, &err));
		address_print(view, &select, &again);
		expect_text(str_text(&again), GOOD[i].canonical);
		str_fini(&printed);
		str_fini(&again);
		arena_fini(&arena);
	}
}

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct arena arena = {0};
		struct select select;
		struct err err = {0};
		const struct view *view;
		expect_true(!address_parse(slice_of(BAD[i].text), &arena, &view, &select, &err));
		expect_text(err.text, BAD[i].error);
		arena_fini(&arena);
	}
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
							    column->kind == COLUMN_AGE
						    ? "2018-12-01"
						    : "1";
			for (size_t o = 0; o < sizeof OPERATORS / sizeof *OPERATORS; o++) {
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
	test_prepares();
	return test_done("view_address");
}
