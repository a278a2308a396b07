// The collector of FOCUS 1.0 to 1.2 cost and usage datasets.
#include "plugins/bill/delivery.h"
#include "plugins/bill/reader.h"

static const struct plug_format FORMATS[] = {
	{"focus-csv", "FOCUS 1.0 to 1.2 as csv or csv.gz, one file or a folder"},
	{"focus-parquet", "FOCUS 1.0 to 1.2 as Parquet, by the library of DuckDB"},
};

static const struct plug_key KEYS[] = {
	{"duckdb", "absolute path of DuckDB's library, for Parquet"},
};

static const char *const MARKS[] = {"BilledCost", "EffectiveCost", "ChargeCategory",
				    "ChargePeriodStart"};

enum { MARK_COUNT = sizeof MARKS / sizeof *MARKS };

// A folder's names say nothing of a dialect: cur answers the same, and the person is asked.
static bool detect_folder(const struct plug_request *request, struct plug_guess *out)
{
	for (size_t i = 0; i < request->file_count; i++)
		if (delivery_is_part(slice_of(request->files[i].name))) {
			bool parquet = slice_ends(slice_of(request->files[i].name), ".parquet");
			*out = (struct plug_guess){parquet ? "focus-parquet" : "focus-csv",
						   "a folder with files of that kind", 55};
			return true;
		}
	return true;
}

static bool detect(const struct plug_request *request, struct slice head, struct plug_guess *out)
{
	bool parquet = reader_is_parquet(request, head);
	if (!head.len && !parquet)
		return detect_folder(request, out);
	int found = parquet ? reader_count_parquet(request, MARKS, MARK_COUNT)
			    : reader_count_columns(head, MARKS, MARK_COUNT);
	if (found >= 3)
		*out = (struct plug_guess){parquet ? "focus-parquet" : "focus-csv",
					   "the header has FOCUS columns", 60 + 10 * found};
	return true;
}

static const struct reader_dialect DIALECT = {&BILL_FOCUS, "focus-csv", "focus-parquet"};

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
					 .format_count = sizeof FORMATS / sizeof *FORMATS,
					 .keys = KEYS,
					 .key_count = sizeof KEYS / sizeof *KEYS,
					 .detect = detect,
					 .collect = collect,
					 .rows = rows};
	return plug_main(argc, argv, &PLUG);
}
