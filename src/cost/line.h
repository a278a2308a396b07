// One line item of a bill: its type and its amounts, before and after the money rules.
//
// Source of the types: AWS CUR data dictionary, lineItem/LineItemType.
// Must not: hold text, do I/O or read a clock.
#ifndef GAVEL_COST_LINE_H
#define GAVEL_COST_LINE_H

#include "base/decimal.h"

enum line_type {
	LINE_OTHER,	    // Usage, Tax, Credit, Refund, discounts, and every type yet to come
	LINE_COVERED_USAGE, // SavingsPlanCoveredUsage
	LINE_PLAN_RECURRING_FEE, // SavingsPlanRecurringFee
	LINE_PLAN_NEGATION,	 // SavingsPlanNegation
	LINE_PLAN_UPFRONT_FEE,	 // SavingsPlanUpfrontFee
	LINE_DISCOUNTED_USAGE,	 // DiscountedUsage: under a reservation
	LINE_RESERVATION_FEE,	 // RIFee
	LINE_FEE,		 // Fee: of a reservation when it has an ARN
	LINE_REFUND,
	LINE_USAGE,
	LINE_FLAT_RATE, // FlatRateSubscription
};

// Amounts as the bill has them; absent ones are zero. The net_ twins count only when has_net.
struct line_amounts {
	struct decimal unblended, usage, on_demand;
	struct decimal plan_effective, plan_total, plan_used, plan_upfront;
	struct decimal reservation_effective, reservation_upfront;
	struct decimal unused_upfront, unused_recurring;
	bool has_net;
	struct decimal net_unblended, net_plan_effective, net_reservation_effective;
	struct decimal net_plan_upfront, net_unused_upfront, net_unused_recurring;
};

struct line_facts {
	enum line_type type;
	bool has_reservation; // a reservation ARN stands on the line
	bool plan_refund;     // a refund of a Savings Plan's one-time fee
};

// What a line item comes to. All have the sign of cost.
struct line_measures {
	struct decimal unblended, amortized, usage, on_demand, true_up, upfront, refund;
	bool has_net;
	struct decimal net_unblended, net_amortized;
};

enum line_type line_type_of(struct slice name);
// Does the usage quantity of this type count? Negations carry one that does not.
bool line_counts_usage(enum line_type type);

#endif
