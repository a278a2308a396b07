// The collector of AWS Cost and Usage Reports: legacy CUR, CUR 2.0, and files from Athena.
#include "plugins/bill/collector.h"

static const struct plug_format FORMATS[] = {
	{"cur-csv", "AWS CUR and CUR 2.0 as csv or csv.gz, one file or a delivery folder"},
	{"cur-parquet", "AWS CUR and CUR 2.0 as Parquet, by the library of DuckDB"},
};

static const struct plug_key KEYS[] = {
	{"duckdb", "absolute path of DuckDB's library, for Parquet"},
};

static const char *const MARKS[] = {"line_item_usage_start_date", "line_item_unblended_cost",
				    "line_item_usage_account_id", "line_item_product_code"};

// As somebody's own conversion of a legacy report to Parquet may keep them.
static const char *const LEGACY[] = {"lineItem/UsageStartDate", "lineItem/UnblendedCost",
				     "lineItem/UsageAccountId", "lineItem/ProductCode"};

_Static_assert(sizeof MARKS == sizeof LEGACY, "the same columns in both spellings");

int main(int argc, char **argv)
{
	static const struct bill_collector CUR = {.name = "cur",
						  .title = "AWS Cost and Usage Reports",
						  .csv = &FORMATS[0],
						  .parquet = &FORMATS[1],
						  .formats = FORMATS,
						  .format_count = sizeof FORMATS / sizeof *FORMATS,
						  .keys = KEYS,
						  .key_count = sizeof KEYS / sizeof *KEYS,
						  .dialect = &BILL_CUR,
						  .marks = MARKS,
						  .legacy = LEGACY,
						  .mark_count = sizeof MARKS / sizeof *MARKS,
						  .marks_least = 2,
						  .takes_broken = true};
	return bill_main(argc, argv, &CUR);
}
