// The fictional company's AWS bill: line items of one month, and the files they go into.
//
// Quantities are in millionths, rates in ten-millionths of a dollar, so that every cost is an
// exact integer in 10^-13 dollars and the bill's identities hold to the last digit.
#ifndef GAVEL_SHARE_DEMO_BILL_H
#define GAVEL_SHARE_DEMO_BILL_H

#include "base/decimal.h"
#include "share/demo/random.h"

enum bill_type {
	BILL_USAGE,
	BILL_COVERED,  // SavingsPlanCoveredUsage
	BILL_NEGATION, // SavingsPlanNegation
	BILL_PLAN_FEE, // SavingsPlanRecurringFee
	BILL_PLAN_UPFRONT,
	BILL_RESERVED,	   // DiscountedUsage
	BILL_RESERVED_FEE, // RIFee
	BILL_FEE,
	BILL_TAX,
	BILL_CREDIT,
	BILL_REFUND,
};

// The tags every resource of ours should carry; NULL = not tagged.
struct bill_tags {
	const char *cost_center, *dataset, *env, *model, *project, *team, *workflow;
};

struct bill_line {
	enum bill_type type;
	int64_t start, end;
	const char *account, *service, *product, *usage_type, *operation, *region, *resource;
	const char *unit, *description, *commitment; // ARN of the plan or the reservation
	int64_t quantity;			     // millionths
	int128 cost;				     // 10^-13 dollars: unblended
	int128 effective; // covered and reserved usage; the used commitment of a plan fee
	int128 committed; // plan fee: total commitment; reserved fee: amortized upfront
	int128 upfront;	  // plan fee: amortized upfront commitment; reserved fee: its unused part
	int128 unused;	  // reserved fee: unused recurring fee
	int128 list;	  // public on-demand cost
	struct bill_tags tags;
};

// One month as delivered at a time.
struct bill_month {
	int64_t month;	   // its first second
	int64_t until;	   // usage before this is in the delivery (a whole day)
	int64_t delivered; // the manifest's time
	int64_t now;	   // where the story stands: its events are so many days before
	int64_t first;	   // the first month of the story
	bool final;	   // invoiced: invoice ids, support, tax, refunds are in
	uint64_t seed;
	bool cut; // the copying of its file broke off
};

// Calls `line` for every line item of the month, day by day.
void bill_generate(const struct bill_month *month,
		   void (*line)(void *context, const struct bill_line *line), void *context);

// Writes <root>/<report>/<period>/<assembly>/… with both manifests, as "create new report
// version" delivers it; assembly counts the deliveries of the month from 1. A net column set
// is there from `net_from` on: the columns of a bill change from month to month.
bool bill_write(const char *root, const struct bill_month *month, int assembly, int64_t net_from,
		struct err *err);

#endif
