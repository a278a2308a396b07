// The collector of FOCUS 1.0 to 1.2 cost and usage datasets.
#include "plugins/bill/delivery.h"
#include "plugins/bill/reader.h"

static const struct plug_format FORMATS[] = {
	{"focus-csv", "FOCUS 1.0 to 1.2 as csv or csv.gz, one file or a folder"},
};

static const char *const MARKS[] = {"BilledCost", "EffectiveCost", "ChargeCategory",
				    "ChargePeriodStart"};

enum { MARK_COUNT = sizeof MARKS / sizeof *MARKS };

static bool detect(const struct plug_request *request, struct slice head, struct plug_guess *out)
{
	(void)request;
	int found = head.len ? reader_count_columns(head, MARKS, MARK_COUNT) : 0;
	if (found >= 3)
		*out = (struct plug_guess){"focus-csv", "the header has FOCUS columns",
					   60 + 10 * found};
	return true;
}

static const struct reader_dialect DIALECT = {&BILL_FOCUS, "focus-csv"};

static bool collect(struct plug_request *request, struct plug_out *out, struct err *err)
{
	return reader_collect(request, &DIALECT, out, err);
}

static bool rows(struct plug_request *request, struct plug_out *out, struct err *err)
{
	return reader_rows(request, &DIALECT, out, err);
}

int main(int argc, char **argv)
{
	static const struct plug PLUG = {.name = "focus",
					 .version = GAVEL_VERSION,
					 .title = "FOCUS cost and usage datasets",
					 .kind = "cost",
					 .formats = FORMATS,
					 .format_count = 1,
					 .detect = detect,
					 .collect = collect,
					 .rows = rows};
	return plug_main(argc, argv, &PLUG);
}
