// Memory for secrets: not in core dumps, not in swap where the kernel allows, zeroed when freed.
#ifndef GAVEL_NET_SECRET_H
#define GAVEL_NET_SECRET_H

#include "base/str.h"

// Each secret lies in pages of its own. NULL stays NULL.
char *secret_text(const char *text);
char *secret_slice(struct slice bytes);
void secret_free(char *secret);

// For the main of every program that holds secrets, before it reads any: no core dump
// (RLIMIT_CORE 0) and not dumpable (prctl(2) PR_SET_DUMPABLE), so that neither a debugger nor
// /proc/PID/mem of another process of the same user reads them.
void secret_no_dumps(void);
// Zeroes a builder's bytes, also those beyond its length, and frees it.
void secret_str_fini(struct str *text);

#endif
