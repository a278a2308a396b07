// Completion of gavel's command line for shells, written from the command table.
#ifndef GAVEL_CMD_HOUSE_COMPLETION_H
#define GAVEL_CMD_HOUSE_COMPLETION_H

#include "base/err.h"
#include "base/str.h"

// shell: "bash" or "zsh"; ERR_INVALID names those there are.
bool completion_write(const char *shell, struct str *out, struct err *err);

#endif
