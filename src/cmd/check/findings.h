// `gavel check findings`. Private to cmd/check.
#ifndef GAVEL_CMD_CHECK_FINDINGS_H
#define GAVEL_CMD_CHECK_FINDINGS_H

#include "cmd/command.h"

enum { FINDINGS_OPTION_COUNT = 3 };
extern const struct option FINDINGS_OPTIONS[FINDINGS_OPTION_COUNT];

bool findings_run(struct invocation *invocation, struct err *err);

#endif
