// The security fields of one HTTP answer, judged.
//
// Sources: RFC 6797 (HSTS), Content Security Policy Level 3, the Fetch standard (nosniff),
// RFC 7034 (X-Frame-Options), Referrer Policy. Must not: know where the answer came from.
#ifndef GAVEL_FINDINGS_CHECK_HEADERS_H
#define GAVEL_FINDINGS_CHECK_HEADERS_H

#include "findings/check/rule.h"

struct head_field {
	struct slice name, value; // trimmed
	int line;
};

struct head {
	int status, line; // of the status line
	const struct head_field *fields;
	size_t count;
};

// Judges rule number `index` of the headers' rules.
void headers_judge(const struct head *head, size_t index, struct judgement *out);

#endif
