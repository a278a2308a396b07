// The collector of FOCUS 1.0 to 1.2 cost and usage datasets.
#include "plugins/bill/delivery.h"
#include "plugins/bill/reader.h"

static const struct plug_format FORMATS[] = {
	{"focus-csv", "FOCUS 1.0 to 1.2 as csv or csv.gz, one file or a folder"},
};

static const char *const MARKS[] = {"BilledCost", "EffectiveCost", "ChargeCategory",
				    "ChargePeriodStart"};

enum { MARK_COUNT = sizeof MARKS / sizeof *MARKS };

// A folder's names say nothing of a dialect: cur answers the same, and the person is asked.
static bool detect_folder(const struct plug_request *request, struct plug_guess *out)
{
	for (size_t i = 0; i < request->file_count; i++)
		if (delivery_is_part(slice_of(request->files[i].name)))
			*out = (struct plug_guess){"focus-csv", "a folder with csv files", 55};
	return true;
}

static bool detect(const struct plug_request *request, struct slice head, struct plug_guess *out)
{
	if (!head.len)
		return detect_folder(request, out);
	int found = reader_count_columns(head, MARKS, MARK_COUNT);
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
