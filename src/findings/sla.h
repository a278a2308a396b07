// How long a finding may stay, by severity: days from when it was seen first. The defaults are
// DefectDojo's (docs, "SLA configuration"): config_keys.c.
#ifndef GAVEL_FINDINGS_SLA_H
#define GAVEL_FINDINGS_SLA_H

#include "findings/finding.h"

#include <stdint.h>

// By level; 0: no due date.
struct sla {
	int64_t days[FINDING_LEVELS];
};

#endif
