// The collector of FOCUS 1.0 to 1.2 cost and usage datasets.
#include "plugins/bill/collector.h"

static const struct plug_format FORMATS[] = {
	{"focus-csv", "FOCUS 1.0 to 1.2 as csv or csv.gz, one file or a folder"},
};

static const char *const MARKS[] = {"BilledCost", "EffectiveCost", "ChargeCategory",
				    "ChargePeriodStart"};

int main(int argc, char **argv)
{
	static const struct bill_collector FOCUS = {.name = "focus",
						    .title = "FOCUS cost and usage datasets",
						    .formats = FORMATS,
						    .format_count =
							    sizeof FORMATS / sizeof *FORMATS,
						    .dialect = &BILL_FOCUS,
						    .marks = MARKS,
						    .mark_count = sizeof MARKS / sizeof *MARKS,
						    .marks_least = 3};
	return bill_main(argc, argv, &FOCUS);
}
