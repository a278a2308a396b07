// Every format of the collector, one declaration each; the table is in formats.c.
#ifndef GAVEL_PLUGINS_SCANS_FORMATS_H
#define GAVEL_PLUGINS_SCANS_FORMATS_H

#include "plugins/scans/scan.h"

extern const struct scan_format FORMAT_EMPTY;
extern const struct scan_format FORMAT_HTML;
extern const struct scan_format FORMAT_JSON;
extern const struct scan_format FORMAT_SARIF;
extern const struct scan_format FORMAT_SPDX3;

#endif
