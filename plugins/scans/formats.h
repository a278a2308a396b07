// Every format of the collector, one declaration each; the table is in formats.c.
#ifndef GAVEL_PLUGINS_SCANS_FORMATS_H
#define GAVEL_PLUGINS_SCANS_FORMATS_H

#include "plugins/scans/scan.h"

// cloud/
extern const struct scan_format FORMAT_ASFF, FORMAT_GUARDDUTY, FORMAT_INSPECTOR, FORMAT_ANALYZER,
	FORMAT_ANALYZER_ONE, FORMAT_ECR, FORMAT_AWS_PAGES, FORMAT_OCSF, FORMAT_TRIVY_OPERATOR,
	FORMAT_TRIVY_OPERATOR_ONE;

#endif
