// The commands over files: `check hardening`, `ci`, `headers`, `iac`. Private to this folder.
#ifndef GAVEL_CMD_INSPECT_RUN_H
#define GAVEL_CMD_INSPECT_RUN_H

#include "cmd/check/report.h"
#include "cmd/inspect/inspect.h"

bool hardening_run(struct invocation *invocation, struct err *err);
bool ci_run(struct invocation *invocation, struct err *err);
bool headers_run(struct invocation *invocation, struct err *err);
bool iac_run(struct invocation *invocation, struct err *err);

// --rules: the table of a check's rules, as text or JSON.
void rules_list(struct invocation *invocation, enum check_id check);

#endif
