// What Semgrep says that it could not look at. Must not: know anything of findings.
#ifndef GAVEL_PLUGINS_SCANS_CODE_SEMGREP_H
#define GAVEL_PLUGINS_SCANS_CODE_SEMGREP_H

#include "plugins/sdk/doc/node.h"

// Where a file could not be looked at in full, as for lines that the parser does not know or for
// want of time, all others were: large trees always have some such, and no finding would ever be
// closed.
// Source: semgrep-interfaces, semgrep_output_v1.atd, error_type.
bool semgrep_is_of_file(const struct node *error);

#endif
