// One row per line item type: what the rules of amortized cost make of it.
#include "cost/amortize.h"

#include "tests/unit/test.h"

// Amounts are distinct powers of two, so that a wrong term shows in the sum.
static struct line_amounts amounts(void)
{
	return (struct line_amounts){
		.unblended = decimal_from_int(1),
		.usage = decimal_from_int(2),
		.on_demand = decimal_from_int(4),
		.plan_effective = decimal_from_int(8),
		.plan_total = decimal_from_int(64),
		.plan_used = decimal_from_int(16),
		.plan_upfront = decimal_from_int(32),
		.reservation_effective = decimal_from_int(128),
		.reservation_upfront = decimal_from_int(256),
		.unused_upfront = decimal_from_int(512),
		.unused_recurring = decimal_from_int(1024),
	};
}

static const struct {
	const char *type;
	bool reservation, plan_refund;
	int amortized, usage, on_demand, true_up, upfront, refund;
} CASES[] = {
	{"Usage", false, false, 1, 2, 4, 0, 0, 0},
	{"Tax", false, false, 1, 0, 4, 0, 0, 0},
	{"Credit", false, false, 1, 0, 4, 0, 0, 0},
	{"EdpDiscount", false, false, 1, 0, 4, 0, 0, 0},
	{"FlatRateSubscription", false, false, 1, 2, 4, 0, 0, 0},
	{"SavingsPlanCoveredUsage", false, false, 8, 2, 4, 0, 0, 0},
	{"SavingsPlanNegation", false, false, 0, 0, 0, 0, 0, 0},
	{"SavingsPlanRecurringFee", false, false, 48, 0, 4, -32, 0, 0},
	{"SavingsPlanUpfrontFee", false, false, 0, 0, 4, 0, 1, 0},
	{"DiscountedUsage", true, false, 128, 2, 4, 0, 0, 0},
	{"RIFee", true, false, 1536, 0, 4, -256, 0, 0},
	{"Fee", true, false, 0, 0, 4, 0, 1, 0},
	{"Fee", false, false, 1, 0, 4, 0, 0, 0},
	{"Refund", false, false, 1, 0, 4, 0, 0, 0},
	{"Refund", false, true, 0, 0, 4, 0, 0, 1},
};

int main(void)
{
	struct line_amounts a = amounts();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct line_facts facts = {line_type_of(slice_of(CASES[i].type)),
					   CASES[i].reservation, CASES[i].plan_refund};
		struct line_measures m;
		amortize(&facts, &a, &m);
		expect_int((int64_t)m.unblended.whole, 1);
		expect_int((int64_t)m.amortized.whole, CASES[i].amortized);
		expect_int((int64_t)m.usage.whole, CASES[i].usage);
		expect_int((int64_t)m.on_demand.whole, CASES[i].on_demand);
		expect_int((int64_t)m.true_up.whole, CASES[i].true_up);
		expect_int((int64_t)m.upfront.whole, CASES[i].upfront);
		expect_int((int64_t)m.refund.whole, CASES[i].refund);
		expect_true(!m.has_net);
	}
	return test_done("cost_amortize");
}
