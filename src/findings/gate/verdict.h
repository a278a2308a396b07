// What a check concludes. Pass is said only of what was seen whole.
#ifndef GAVEL_FINDINGS_GATE_VERDICT_H
#define GAVEL_FINDINGS_GATE_VERDICT_H

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,	   // something blocks, whatever else could not be seen
	VERDICT_INCOMPLETE // nothing blocks, but not everything could be seen
};

const char *verdict_name(enum verdict verdict); // "incomplete"

#endif
