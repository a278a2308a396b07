// From gavel.yaml to a sandbox: what the configuration says of a collector's confinement.
//
// Must not: decide what a profile may do (sandbox/profile.h).
#ifndef GAVEL_COLLECT_SANDBOX_CONFINE_H
#define GAVEL_COLLECT_SANDBOX_CONFINE_H

#include "collect/files.h"
#include "collect/sandbox/sandbox.h"
#include "config/config.h"

// The request for a collector of this source; NULL: of none, as when it is asked what it is.
// files: what it reads, or NULL. config NULL: the defaults. Texts are the config's and the arena's.
struct sandbox_request confine(const struct config *config, const struct source_config *source,
			       const struct file_list *files, struct arena *arena);
// What this kernel cannot do of it, or that it is off: a line for the log, or NULL.
const char *confine_lacks(const struct sandbox_request *request, struct arena *arena);

#endif
