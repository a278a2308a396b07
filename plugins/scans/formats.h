// Every format of the collector, one declaration each; the table is in formats.c.
#ifndef GAVEL_PLUGINS_SCANS_FORMATS_H
#define GAVEL_PLUGINS_SCANS_FORMATS_H

#include "plugins/scans/scan.h"

#endif
