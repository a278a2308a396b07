// What the two halves of the reader of Security Hub's form share.
#ifndef GAVEL_PLUGINS_SCANS_CLOUD_HUB_H
#define GAVEL_PLUGINS_SCANS_CLOUD_HUB_H

#include "plugins/scans/cloud/cloud.h"

// The finding's class, and what only that class has: a vulnerable package, a place in a file.
void hub_add_kind(struct cloud *cloud, const struct node *finding, struct scan_finding *f);

// A vulnerable package of a finding.
void hub_add_package(struct cloud *cloud, const struct cloud_package *package,
		     struct scan_finding *f);

#endif
