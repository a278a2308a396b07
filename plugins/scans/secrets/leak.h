// A secret of Gitleaks, whichever file it stands in.
#ifndef GAVEL_PLUGINS_SCANS_SECRETS_LEAK_H
#define GAVEL_PLUGINS_SCANS_SECRETS_LEAK_H

#include "plugins/scans/tour/tour.h"

struct leak {
	struct slice rule, title, file, secret, commit, print, link;
	int64_t line, end_line;
};

// Of the JSON of version 8, or before it of names in lower case.
struct leak leak_of(const struct node *node);
bool leak_add(struct scan_file *file, const struct leak *leak, struct arena *arena,
	      struct err *err);
// The scan that Gitleaks' reports are. `partial` NULL: the report is whole when it ends.
bool leak_begin(struct scan_file *file, const char *partial, struct err *err);

#endif
