// Amortized cost of a line item, by the rules AWS's own dashboards use.
//
// Source: Cloud Intelligence Dashboards, summary_view; reference: AWS CUR guide, "understanding
// your amortized reservation and Savings Plans data". Over any whole period
//	amortized + true_up + upfront + refund = unblended
// Must not: know where amounts come from.
#ifndef GAVEL_COST_AMORTIZE_H
#define GAVEL_COST_AMORTIZE_H

#include "cost/line.h"

void amortize(const struct line_facts *facts, const struct line_amounts *amounts,
	      struct line_measures *out);

#endif
