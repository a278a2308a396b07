// What the person who asks must hear beside the answer.
#ifndef GAVEL_CMD_TERMINAL_UNKNOWN_H
#define GAVEL_CMD_TERMINAL_UNKNOWN_H

#include "view/view.h"

// To stderr: how many rows match but for a version that nobody knows.
bool say_unknown(struct session *session, const struct select *select, struct err *err);
// To stderr: how much of what is asked for the text index does not have. The rows are the same,
// only later.
void say_index(struct session *session, const struct select *select);

#endif
