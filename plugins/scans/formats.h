// Every format of the collector, one declaration each; the table is in formats.c.
#ifndef GAVEL_PLUGINS_SCANS_FORMATS_H
#define GAVEL_PLUGINS_SCANS_FORMATS_H

#include "plugins/scans/scan.h"

extern const struct scan_format FORMAT_EMPTY;
extern const struct scan_format FORMAT_HTML;
extern const struct scan_format FORMAT_JSON;
extern const struct scan_format FORMAT_SARIF;
extern const struct scan_format FORMAT_SPDX3;
// cloud/
extern const struct scan_format FORMAT_ASFF;
extern const struct scan_format FORMAT_GUARDDUTY;
extern const struct scan_format FORMAT_INSPECTOR;
extern const struct scan_format FORMAT_ANALYZER;
extern const struct scan_format FORMAT_ANALYZER_ONE;
extern const struct scan_format FORMAT_ECR;
extern const struct scan_format FORMAT_AWS_PAGES;
extern const struct scan_format FORMAT_OCSF;
extern const struct scan_format FORMAT_TRIVY_OPERATOR;
extern const struct scan_format FORMAT_TRIVY_OPERATOR_ONE;

#endif
