// Every format of the collector, one declaration each; the table is in formats.c.
#ifndef GAVEL_PLUGINS_SCANS_FORMATS_H
#define GAVEL_PLUGINS_SCANS_FORMATS_H

#include "plugins/scans/scan.h"

extern const struct scan_format FORMAT_EMPTY;
extern const struct scan_format FORMAT_HTML;
extern const struct scan_format FORMAT_SPDX3;
extern const struct scan_format FORMAT_CYCLONEDX_JSON;
extern const struct scan_format FORMAT_CYCLONEDX_XML;
extern const struct scan_format FORMAT_SPDX_JSON;
extern const struct scan_format FORMAT_SPDX_TAG_VALUE;
extern const struct scan_format FORMAT_SPDX_RDF;
extern const struct scan_format FORMAT_SYFT;
extern const struct scan_format FORMAT_OPENVEX;
extern const struct scan_format FORMAT_CSAF;
extern const struct scan_format FORMAT_KEV;
extern const struct scan_format FORMAT_EPSS_CSV;
extern const struct scan_format FORMAT_EPSS_JSON;
extern const struct scan_format FORMAT_PODS;
extern const struct scan_format FORMAT_ECS_TASKS;

#endif
