// Parts of a header field, and what the Content-Security-Policy is judged by. Private to this
// folder.
#ifndef GAVEL_FINDINGS_CHECK_FIELD_H
#define GAVEL_FINDINGS_CHECK_FIELD_H

#include "findings/check/headers.h"

bool field_is(struct slice text, const char *word); // in any case
// The next field of that name behind `after`, or the first.
const struct head_field *field_find(const struct head *head, const char *name,
				    const struct head_field *after);
// The next part up to a separator, trimmed; false at the end.
bool field_next_part(struct slice *rest, char separator, struct slice *out);

enum check_outcome csp_judge(const struct head *head, struct judgement *out);
enum check_outcome csp_judge_scripts(const struct head *head, struct judgement *out);
enum check_outcome csp_judge_frame(const struct head *head, struct judgement *out);

#endif
