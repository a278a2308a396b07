// What two stored inventories differ in: packages added, removed, and of another version.
#ifndef GAVEL_CMD_STOCK_SBOM_DIFF_H
#define GAVEL_CMD_STOCK_SBOM_DIFF_H

#include "cmd/command.h"

// `gavel sbom diff A B`
bool sbom_diff_run(struct invocation *invocation, struct err *err);

#endif
