// A question that no row answers.
#ifndef GAVEL_CMD_TERMINAL_NOTHING_H
#define GAVEL_CMD_TERMINAL_NOTHING_H

#include "view/view.h"

// Says on stderr which targets may have been meant by one that nobody scanned. Returns false:
// ERR_CHECK.
bool say_nothing(struct session *session, const struct select *select, struct err *err);

#endif
