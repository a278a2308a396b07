// The gate's reasons in words, as far as they are about scans. All memory is the arena's.
#ifndef GAVEL_FINDINGS_GATE_WORDS_H
#define GAVEL_FINDINGS_GATE_WORDS_H

#include "findings/gate/gate.h"

// What is always said of this reason; NULL when that depends.
const char *gate_rule_words(enum gate_rule rule);
// "semgrep of repo at 2026-11-25T01:00:00Z"
const char *gate_scan_name(const struct gate_scan *scan, struct arena *arena);
// What is wrong with the reason's scan, behind its name.
const char *gate_scan_fault(const struct gate_input *input, const struct gate_reason *reason,
			    struct arena *arena);
// "nightly: there is no code scan by semgrep of repo": of a reason with a requirement.
const char *gate_required_words(const struct gate_input *input, const struct gate_reason *reason,
				struct arena *arena);
// "nightly: no code scan by semgrep": the same of GATE_NO_SCAN, where the target stands beside it.
const char *gate_missing_words(const struct gate_reason *reason, struct arena *arena);
// What to do; NULL when nothing has to be.
const char *gate_scan_remedy(const struct gate_reason *reason, struct arena *arena);

#endif
