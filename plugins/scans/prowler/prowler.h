// Prowler's own forms besides OCSF and ASFF: a finding by the names of its members.
// Private to this folder.
#ifndef GAVEL_PLUGINS_SCANS_PROWLER_PROWLER_H
#define GAVEL_PLUGINS_SCANS_PROWLER_PROWLER_H

#include "plugins/scans/cloud/cloud.h"

// Its findings are maps of the JSON's or the table's names; `walk` is of the JSON.
extern const struct cloud_service CLOUD_PROWLER;

#endif
