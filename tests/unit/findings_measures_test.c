// Measures of findings on histories made by hand: every expected number is worked out beside its
// case.
#include "findings/measures/repair.h"
#include "tests/unit/test.h"

#include <math.h>

static bool near(double got, double expected)
{
	return test_count(fabs(got - expected) < 0.0001);
}

// Repaired after 5, 10, 10 and 40, open for 3, 20 and 90. Kaplan-Meier: at 5, six are at risk (one
// was lost from sight at 3), 5/6 stay; at 10, five, of which two go: 5/6 x 3/5 = 1/2; at 40, two
// (20 was lost): 1/4.
static void test_golden(void)
{
	struct repair_span spans[] = {{90, 1, false}, {10, 2, true},  {40, 1, true},
				      {3, 1, false},  {20, 1, false}, {5, 1, true}};
	near(repair_survival(spans, 6, 4.9), 1);
	near(repair_survival(spans, 6, 5), 0.8333);
	near(repair_survival(spans, 6, 10), 0.5);
	near(repair_survival(spans, 6, 39), 0.5);
	near(repair_survival(spans, 6, 40), 0.25);
	near(repair_survival_median(spans, 6), 10);
	near(repair_median(spans, 6), 10); // 3 5 10 [10] 20 40 90
}

static void test_edges(void)
{
	struct repair_span even[] = {{40, 1, true}, {5, 1, true}, {11, 1, true}, {10, 1, true}};
	struct repair_span open[] = {{7, 3, false}};
	struct repair_span tied[] = {{10, 1, false}, {10, 1, true}};
	near(repair_median(even, 4), 10.5);
	near(repair_survival_median(even, 4), 10); // 3/4 at 5, 1/2 at 10
	expect_true(repair_median(NULL, 0) < 0);
	expect_true(repair_survival_median(NULL, 0) < 0);
	near(repair_survival(NULL, 0, 1), 1);
	expect_true(repair_survival_median(open, 1) < 0);
	near(repair_median(open, 1), 7);
	near(repair_survival(tied, 2, 10), 0.5); // who is lost at 10 was at risk at 10
	struct repair_span many[] = {{1, 1000000, true}, {9, 1000000, false}};
	near(repair_survival_median(many, 2), 1);
	near(repair_median(many, 2), 5);
}

int main(void)
{
	test_golden();
	test_edges();
	return test_done("findings_measures");
}
