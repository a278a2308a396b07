// What a security finding is: its class and its level, as words and in order.
//
// Must not: know any tool's format, or where findings are kept.
#ifndef GAVEL_FINDINGS_FINDING_H
#define GAVEL_FINDINGS_FINDING_H

#include "base/err.h"
#include "base/str.h"

enum finding_class {
	FINDING_CODE,
	FINDING_DEPENDENCY,
	FINDING_CONTAINER,
	FINDING_IAC,
	FINDING_SECRET,
	FINDING_DAST,
	FINDING_POSTURE,
	FINDING_HARDENING,
	FINDING_LOAD,
	FINDING_CLASSES
};

// From bad to worse; unknown is a level of its own, and no better than low.
enum finding_level {
	LEVEL_UNKNOWN,
	LEVEL_INFO,
	LEVEL_LOW,
	LEVEL_MEDIUM,
	LEVEL_HIGH,
	LEVEL_CRITICAL,
	FINDING_LEVELS
};

const char *finding_class_name(enum finding_class class); // "code"
bool finding_class_read(struct slice word, enum finding_class *out);
const char *finding_level_name(enum finding_level level); // "critical"
bool finding_level_read(struct slice word, enum finding_level *out);
// The level of a tool's word in any case: critical, high, error, important, moderate, warning,
// medium, low, note, informational, negligible, … LEVEL_UNKNOWN for others.
enum finding_level finding_level_of(struct slice word);
// The level of a CVSS base score as text, of version 3 and 4, or of version 2 (no critical).
// Source: CVSS v3.1 §5, NVD's ranges for v2. LEVEL_UNKNOWN when it is no score.
enum finding_level finding_level_of_score(struct slice score, bool version2);
// Whether each of the words with commas between names what a scanner may be asked to look for, as
// Trivy's --scanners does: vuln, misconfig, secret, license.
bool finding_check_scanners(const char *words, struct err *err);

#endif
