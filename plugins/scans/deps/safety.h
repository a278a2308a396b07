// What Safety's two kinds of reports share. Private to this folder.
#ifndef GAVEL_PLUGINS_SCANS_DEPS_SAFETY_H
#define GAVEL_PLUGINS_SCANS_DEPS_SAFETY_H

#include "plugins/scans/scan.h"

// The severity by version 3 of CVSS, else by version 2, of a map with `cvssv3` and `cvssv2`.
// Without either it is Medium, marked "assumed".
void safety_rate(struct scan_finding *finding, const struct node *rated);

#endif
