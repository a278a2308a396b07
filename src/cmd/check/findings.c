#include "cmd/check/findings.h"

#include "cmd/check/report.h"

const struct option FINDINGS_OPTIONS[FINDINGS_OPTION_COUNT] = {REPORT_OPTIONS};

static const struct report_rule RULES[] = {{"scans", "every scan that must be there is"}};

bool findings_run(struct invocation *invocation, struct err *err)
{
	struct report report = {.check = "findings", .rules = RULES, .rule_count = 1};
	if (!report_check_form(invocation, err))
		return false;
	*report_add(&report) = (struct report_item){
		.rule = "scans", .kind = REPORT_MISSING, .message = "no scan can be read yet"};
	return report_end(&report, invocation, err);
}
