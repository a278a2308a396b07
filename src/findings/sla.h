// How long a finding may stay, by severity: days from when it was seen first.
#ifndef GAVEL_FINDINGS_SLA_H
#define GAVEL_FINDINGS_SLA_H

#include "findings/finding.h"

#include <stdint.h>

// By level; 0: no due date.
struct sla {
	int64_t days[FINDING_LEVELS];
};

// Critical 7, high 30, medium 90, low 120; DefectDojo's defaults (docs, "SLA configuration"). None
// for what is informational or unknown.
extern const struct sla SLA_DEFAULT;

#endif
