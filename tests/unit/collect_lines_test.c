// The cells behind a row of a cost view: its conditions and its own dimensions, as an address.
#include "collect/lines/lines.h"

#include <stdio.h>
#include <string.h>

enum { VALUES = 4 };

static const struct {
	const char *cost;	    // the view's address
	const char *values[VALUES]; // of the row: the dimensions, then the currency; NULL = absent
	const char *cells, *error;  // one of them
} CASES[] = {
	{"cost by:service period:2018-12",
	 {"AmazonEC2", "USD"},
	 "cells period:2018-12 service:AmazonEC2 currency:USD",
	 NULL},
	{"cost by:total", {"USD"}, "cells currency:USD", NULL},
	{"cost by:service,tag:Team region:eu-central-1,eu-west-1 -service:Tax amortized>100",
	 {"AmazonS3", "a b", "EUR"},
	 "cells region:eu-central-1,eu-west-1 service!=Tax service:AmazonS3 tag:Team=\"a b\" "
	 "currency:EUR",
	 NULL},
	{"cost by:tag:Team,resource",
	 {NULL, NULL, NULL},
	 "cells tag:Team= resource: currency:",
	 NULL},
	{"cost by:day", {"1543968000", "USD"}, "cells day:2018-12-05 currency:USD", NULL},
	{"cost by:usage_unit,tagged,account_name",
	 {"Hrs", "1", "prod", "USD"},
	 "cells usage_unit:Hrs tagged:1 account_name:prod currency:USD",
	 NULL},
	{"cost by:service training spread:yes sort:-usage limit:3",
	 {"AmazonEC2", "USD"},
	 "cells training service:AmazonEC2 currency:USD",
	 NULL},
	{"cost by:day spread:yes",
	 {"1543968000", "USD"},
	 NULL,
	 "a day with spread costs has shares of line items; look at it without spread"},
	{"cost by:service spread:yes day>=2018-12-05",
	 {"AmazonEC2", "USD"},
	 NULL,
	 "a day with spread costs has shares of line items; look at it without spread"},
};

// The result that the view would give, with the row's dimensions and one measure.
static void make_result(const struct select *select, const char *const *texts,
			struct value values[VALUES + 1], struct result *out)
{
	*out = (struct result){.values = values, .row_count = 1};
	for (size_t i = 0; i < select->by_count; i++)
		out->columns[out->column_count++] =
			(struct result_column){.column = select->by[i].column,
					       .key = select->by[i].key,
					       .name = select->by[i].column->name};
	const struct column *always[] = {relation_column(select->relation, SLICE("currency")),
					 relation_column(select->relation, SLICE("unblended"))};
	for (size_t i = 0; i < 2; i++)
		out->columns[out->column_count++] =
			(struct result_column){.column = always[i], .name = always[i]->name};
	for (size_t i = 0; i < out->column_count; i++)
		values[i] = (struct value){.text = texts[i]};
	values[out->column_count - 1].text = "12.5";
}

static int check(size_t i)
{
	struct arena arena = {0};
	struct err err = {0};
	struct str got = {0};
	const struct view *view;
	struct select cost, cells;
	struct result result;
	struct value values[VALUES + 1];
	if (!address_parse(slice_of(CASES[i].cost), &arena, &view, &cost, &err))
		return fprintf(stderr, "collect_lines: %s: %s\n", CASES[i].cost, err.text), 1;
	make_result(&cost, CASES[i].values, values, &result);
	const struct lines_number number = {&cost, &result, 0};
	bool done = lines_behind(&number, &arena, &cells, &err);
	if (done)
		address_print(view_find(SLICE("cells")), &cells, &got);
	const char *want = CASES[i].cells ? CASES[i].cells : CASES[i].error;
	const char *text = done ? str_text(&got) : err.text;
	bool good = done == (CASES[i].cells != NULL) && strcmp(text, want) == 0;
	if (!good)
		fprintf(stderr, "collect_lines: %s: got '%s', want '%s'\n", CASES[i].cost, text,
			want);
	str_fini(&got);
	arena_fini(&arena);
	return !good;
}

int main(void)
{
	int failed = 0;
	enum { COUNT = sizeof CASES / sizeof *CASES };
	for (size_t i = 0; i < COUNT; i++)
		failed += check(i);
	printf("collect_lines: %d passed, %d failed\n", COUNT - failed, failed);
	return failed != 0;
}
