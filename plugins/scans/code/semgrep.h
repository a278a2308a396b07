// A report of Semgrep being read. Private to its format.
#ifndef GAVEL_PLUGINS_SCANS_CODE_SEMGREP_H
#define GAVEL_PLUGINS_SCANS_CODE_SEMGREP_H

#include "plugins/scans/walk/walk.h"

struct semgrep {
	struct scan scan; // first, for walk_take_version
	bool lists_scanned, has_results;
};

// Something that was to be looked at and was not, and why.
void semgrep_untested(struct walk *walk, struct slice path, struct slice why);
// The members "paths" and "results": whether anything was scanned, and found.
bool semgrep_take_paths(struct walk *walk, struct err *err);
bool semgrep_take_results(struct walk *walk, struct err *err);

#endif
