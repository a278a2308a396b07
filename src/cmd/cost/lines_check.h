// The sums of line items beside what is shown, and the inputs that could not be read. Private to
// cmd/cost.
#ifndef GAVEL_CMD_COST_LINES_CHECK_H
#define GAVEL_CMD_COST_LINES_CHECK_H

#include "base/json.h"
#include "collect/lines/lines.h"

// To stderr: the check is talk, stdout stays data.
void lines_check_say(const struct lines_report *report);
// The members "check" and "inputs".
void lines_check_json(struct json_out *json, const struct lines_report *report);

#endif
