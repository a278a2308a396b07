// The collector of FOCUS 1.0 to 1.2 cost and usage datasets.
#include "plugins/bill/collector.h"

static const struct plug_format FORMATS[] = {
	{"focus-csv", "FOCUS 1.0 to 1.2 as csv or csv.gz, one file or a folder"},
	{"focus-parquet", "FOCUS 1.0 to 1.2 as Parquet, by the library of DuckDB"},
};

static const struct plug_key KEYS[] = {
	{"duckdb", "absolute path of DuckDB's library, for Parquet"},
};

static const char *const MARKS[] = {"BilledCost", "EffectiveCost", "ChargeCategory",
				    "ChargePeriodStart"};

int main(int argc, char **argv)
{
	static const struct bill_collector FOCUS = {.name = "focus",
						    .title = "FOCUS cost and usage datasets",
						    .csv = &FORMATS[0],
						    .parquet = &FORMATS[1],
						    .formats = FORMATS,
						    .format_count =
							    sizeof FORMATS / sizeof *FORMATS,
						    .keys = KEYS,
						    .key_count = sizeof KEYS / sizeof *KEYS,
						    .dialect = &BILL_FOCUS,
						    .marks = MARKS,
						    .mark_count = sizeof MARKS / sizeof *MARKS,
						    .marks_least = 3};
	return bill_main(argc, argv, &FOCUS);
}
