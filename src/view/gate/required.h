// The scans that gate files require, against those that came: what is missing, too old, partial or
// failed goes onto the docket.
//
// What a gate binds to a digest or commit, which nobody tells a docket, is asked for of any; which
// files a working tree has is not known here. Must not: judge otherwise than the gate
// (findings/gate).
#ifndef GAVEL_VIEW_GATE_REQUIRED_H
#define GAVEL_VIEW_GATE_REQUIRED_H

#include "view/session.h"

// The gate files that stand in gavel.yaml, else the ledger's; NULL behind the last.
const char *const *gate_files(const struct config *config, struct arena *arena);
// Adds rows to the docket, of which the temporary tables may be written. A gate file that cannot be
// read is a row too.
bool required_fill(struct session *session, struct cache *cache, struct err *err);

#endif
