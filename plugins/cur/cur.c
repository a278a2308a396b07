// The collector of AWS Cost and Usage Reports: legacy CUR, CUR 2.0, and CSV files from Athena.
#include "plugins/bill/delivery.h"
#include "plugins/bill/reader.h"

#include <string.h>

static const struct plug_format FORMATS[] = {
	{"cur-csv", "AWS CUR and CUR 2.0 as csv or csv.gz, one file or a delivery folder"},
	{"cur-parquet", "AWS CUR and CUR 2.0 as Parquet, by the library of DuckDB"},
};

static const struct plug_key KEYS[] = {
	{"duckdb", "absolute path of DuckDB's library, for Parquet"},
};

static const char *const MARKS[] = {"line_item_usage_start_date", "line_item_unblended_cost",
				    "line_item_usage_account_id", "line_item_product_code"};

// As somebody's own conversion of a legacy report may keep them.
static const char *const LEGACY[] = {"lineItem/UsageStartDate", "lineItem/UnblendedCost",
				     "lineItem/UsageAccountId", "lineItem/ProductCode"};

enum { MARK_COUNT = sizeof MARKS / sizeof *MARKS };

static const char *folder_format(const struct plug_request *request)
{
	for (size_t i = 0; i < request->file_count; i++)
		if (delivery_is_part(slice_of(request->files[i].name)))
			return slice_ends(slice_of(request->files[i].name), ".parquet")
				       ? "cur-parquet"
				       : "cur-csv";
	return "cur-csv";
}

static bool detect_folder(const struct plug_request *request, struct plug_guess *out)
{
	for (size_t i = 0; i < request->file_count; i++)
		if (slice_ends(slice_of(request->files[i].name), "-Manifest.json")) {
			*out = (struct plug_guess){folder_format(request),
						   "a folder with a report's manifest", 80};
			return true;
		}
	for (size_t i = 0; i < request->file_count; i++)
		if (delivery_is_part(slice_of(request->files[i].name)))
			*out = (struct plug_guess){folder_format(request),
						   "a folder with files of that kind", 55};
	return true;
}

// What is broken is taken, too, so that the reason is told when it is read.
static bool detect_parquet(const struct plug_request *request, struct plug_guess *out)
{
	int found = reader_count_parquet(request, MARKS, MARK_COUNT);
	int legacy = reader_count_parquet(request, LEGACY, MARK_COUNT);
	found = legacy > found ? legacy : found;
	if (found < 0)
		*out = (struct plug_guess){"cur-parquet", "a Parquet file that is not whole", 50};
	else if (found >= 2)
		*out = (struct plug_guess){"cur-parquet", "it has line item columns",
					   60 + 10 * found};
	return true;
}

static bool detect(const struct plug_request *request, struct slice head, struct plug_guess *out)
{
	if (reader_is_parquet(request, head))
		return detect_parquet(request, out);
	if (!head.len)
		return detect_folder(request, out);
	int found = reader_count_columns(head, MARKS, MARK_COUNT);
	if (found >= 2)
		*out = (struct plug_guess){"cur-csv", "the header has line item columns",
					   60 + 10 * found};
	return true;
}

static const struct reader_dialect DIALECT = {&BILL_CUR, "cur-csv", "cur-parquet"};

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
	static const struct plug PLUG = {.name = "cur",
					 .version = GAVEL_VERSION,
					 .title = "AWS Cost and Usage Reports",
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
