// What the words of findings and of scans share. Private to cmd/gate.
#ifndef GAVEL_CMD_GATE_WORDS_H
#define GAVEL_CMD_GATE_WORDS_H

#include "cmd/gate/gate.h"

bool words_tell(const char *text); // neither NULL nor empty
// A target by its name; NULL when everything is of it and nobody needs to be told.
const char *words_target(const char *target);
const char *words_time(struct report *report, int64_t time); // 2018-06-20T01:00:00Z
void words_put_finding(struct report *report, struct report_item *item,
		       const struct gate_reason *reason);
void words_put_scan(struct report *report, struct report_item *item, const struct gate_input *input,
		    const struct gate_reason *reason);

#endif
