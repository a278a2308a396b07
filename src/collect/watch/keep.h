// What a watch does once a day besides running sources: it prunes by `keep` and `keep_runs`.
//
// It is remembered like a source of the name ".keep", which no real one can have.
// Must not: decide which runs are needed (prune.h).
#ifndef GAVEL_COLLECT_WATCH_KEEP_H
#define GAVEL_COLLECT_WATCH_KEEP_H

#include "config/config.h"

#define KEEP_NAME ".keep"

// The source that stands for it; false when everything is kept.
bool keep_source(const struct config *config, struct source_config *out);
// Prunes now, and notes how it went.
bool keep_run(const struct config *config, int64_t now, struct err *err);

#endif
