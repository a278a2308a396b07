#include "cost/amortize.h"

static const struct {
	const char *name;
	enum line_type type;
} TYPES[] = {
	{"Usage", LINE_USAGE},
	{"DiscountedUsage", LINE_DISCOUNTED_USAGE},
	{"SavingsPlanCoveredUsage", LINE_COVERED_USAGE},
	{"SavingsPlanNegation", LINE_PLAN_NEGATION},
	{"SavingsPlanRecurringFee", LINE_PLAN_RECURRING_FEE},
	{"SavingsPlanUpfrontFee", LINE_PLAN_UPFRONT_FEE},
	{"RIFee", LINE_RESERVATION_FEE},
	{"Fee", LINE_FEE},
	{"Refund", LINE_REFUND},
	{"FlatRateSubscription", LINE_FLAT_RATE},
};

enum line_type line_type_of(struct slice name)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (slice_is(name, TYPES[i].name))
			return TYPES[i].type;
	return LINE_OTHER;
}

bool line_counts_usage(enum line_type type)
{
	return type == LINE_USAGE || type == LINE_DISCOUNTED_USAGE || type == LINE_COVERED_USAGE ||
	       type == LINE_FLAT_RATE;
}

static struct decimal difference(const struct decimal *a, const struct decimal *b)
{
	struct decimal result = *a;
	decimal_sub(&result, b);
	return result;
}

static struct decimal sum(const struct decimal *a, const struct decimal *b)
{
	struct decimal result = *a;
	decimal_add(&result, b);
	return result;
}

static bool is_upfront(const struct line_facts *facts)
{
	return facts->type == LINE_PLAN_UPFRONT_FEE ||
	       (facts->type == LINE_FEE && facts->has_reservation);
}

// The part of the cost that belongs to the period the line stands in.
static struct decimal amortized(const struct line_facts *facts, const struct line_amounts *a)
{
	static const struct decimal NOTHING = {0};
	switch (facts->type) {
	case LINE_COVERED_USAGE: return a->plan_effective;
	case LINE_PLAN_RECURRING_FEE:
		return difference(&a->plan_total, &a->plan_used); // the unused part
	case LINE_PLAN_NEGATION: return NOTHING;
	case LINE_DISCOUNTED_USAGE: return a->reservation_effective;
	case LINE_RESERVATION_FEE: return sum(&a->unused_upfront, &a->unused_recurring);
	default: return is_upfront(facts) || facts->plan_refund ? NOTHING : a->unblended;
	}
}

// The same after private discounts. Commitments have no net total: their unused part is as billed.
static struct decimal net_amortized(const struct line_facts *facts, const struct line_amounts *a)
{
	switch (facts->type) {
	case LINE_COVERED_USAGE: return a->net_plan_effective;
	case LINE_DISCOUNTED_USAGE: return a->net_reservation_effective;
	case LINE_RESERVATION_FEE: return sum(&a->net_unused_upfront, &a->net_unused_recurring);
	case LINE_PLAN_RECURRING_FEE:
	case LINE_PLAN_NEGATION: return amortized(facts, a);
	default:
		return is_upfront(facts) || facts->plan_refund ? (struct decimal){0}
							       : a->net_unblended;
	}
}

void amortize(const struct line_facts *facts, const struct line_amounts *a,
	      struct line_measures *out)
{
	*out = (struct line_measures){.unblended = a->unblended, .amortized = amortized(facts, a)};
	if (line_counts_usage(facts->type))
		out->usage = a->usage;
	if (facts->type != LINE_PLAN_NEGATION)
		out->on_demand = a->on_demand;
	if (facts->type == LINE_PLAN_RECURRING_FEE)
		out->true_up = decimal_negate(a->plan_upfront);
	if (facts->type == LINE_RESERVATION_FEE)
		out->true_up = decimal_negate(a->reservation_upfront);
	if (is_upfront(facts))
		out->upfront = a->unblended;
	if (facts->plan_refund)
		out->refund = a->unblended;
	out->has_net = a->has_net;
	if (!a->has_net)
		return;
	out->net_unblended = a->net_unblended;
	out->net_amortized = net_amortized(facts, a);
}
