// What stands above a report's tables, in words: how much is open and late, and what the week
// brought.
#ifndef GAVEL_CMD_REPORT_SUMMARY_H
#define GAVEL_CMD_REPORT_SUMMARY_H

#include "view/session.h"

// week: its Monday, as a day.
bool summary_add(struct session *session, const char *week, struct str *out, struct err *err);

#endif
