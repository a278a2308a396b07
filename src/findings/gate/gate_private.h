// What the parts of the gate share. Private to findings/gate.
#ifndef GAVEL_FINDINGS_GATE_GATE_PRIVATE_H
#define GAVEL_FINDINGS_GATE_GATE_PRIVATE_H

#include "base/vec.h"
#include "findings/gate/gate.h"

// A verdict being made.
struct gate_work {
	const struct gate_input *input;
	struct arena *arena;
	vec(struct gate_reason) reasons;
	bool *stands; // per scan: what gate_choose marks
};

static inline const struct gate_subject *gate_subject_of(const struct gate_work *work)
{
	return &work->input->subject;
}

struct gate_reason *gate_add(struct gate_work *work, enum gate_rule rule);
// Whether a scan may stand for a target that is named: it is of it, or of a branch or build of it
// that is bound to what is judged.
bool gate_is_target(const struct gate_work *work, const struct gate_scan *scan, const char *target);
// Which targets that were scanned a name may have meant; or NULL.
const char *gate_near(const struct gate_work *work, const char *target);
// Repositories that were scanned, are not judged and have the name, which is judged and one's too,
// in more words: "A or B"; NULL: there is none, or one of them is judged, so that they were told
// apart.
const char *gate_called(const struct gate_work *work, const char *target);
bool gate_words_have(const struct gate_words *words, const char *word);
// As strcmp; NULL is "".
int gate_compare(const char *a, const char *b);
// Newest first; of one second, in the order of their ids.
int gate_compare_age(const struct gate_scan *a, const struct gate_scan *b);

// Dated after now, by more than clocks are apart: such a scan would never grow old.
bool gate_is_future(const struct gate_subject *subject, const struct gate_scan *scan);

bool gate_tells(const char *text); // neither NULL nor empty
// Whether a requirement of the policy is content with such a part.
bool gate_is_allowed_part(const struct gate_policy *policy, const struct gate_scan *scan);
void gate_check_requirement(struct gate_work *work, const struct gate_requirement *requirement);
void gate_check_scans(struct gate_work *work);
void gate_weigh_findings(struct gate_work *work, struct gate_verdict *out);

#endif
