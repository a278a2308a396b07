// Lists that replace a longer one and cannot say that they were cut: EPSS as CSV, SPDX tag-value.
//
// Must not: doubt a format that tells its own end; those kinds are not in the table.
#ifndef GAVEL_COLLECT_SHRINK_SHRINK_H
#define GAVEL_COLLECT_SHRINK_SHRINK_H

#include "collect/publish.h"

// Why the scope cannot be believed against the shown version, or NULL. --as says that it can.
const char *shrink_why(struct publish *publish, const struct protocol_scope *scope, int64_t at,
		       int64_t rows);
// What came with a list that is doubted is told by the same run, and must wait with it.
// Counts what it holds back among the incomplete ones.
void shrink_hold_back(struct publish *publish, int64_t *incomplete);

#endif
