// The collector of AWS Cost and Usage Reports: legacy CUR, CUR 2.0, and CSV files from Athena.
#include "plugins/bill/collector.h"

static const struct plug_format FORMATS[] = {
	{"cur-csv", "AWS CUR and CUR 2.0 as csv or csv.gz, one file or a delivery folder"},
};

static const char *const MARKS[] = {"line_item_usage_start_date", "line_item_unblended_cost",
				    "line_item_usage_account_id", "line_item_product_code"};

int main(int argc, char **argv)
{
	static const struct bill_collector CUR = {.name = "cur",
						  .title = "AWS Cost and Usage Reports",
						  .formats = FORMATS,
						  .format_count = sizeof FORMATS / sizeof *FORMATS,
						  .dialect = &BILL_CUR,
						  .marks = MARKS,
						  .mark_count = sizeof MARKS / sizeof *MARKS,
						  .marks_least = 2};
	return bill_main(argc, argv, &CUR);
}
