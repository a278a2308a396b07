// The rules of the checks over files: what each demands, why it matters, what to do.
//
// Must not: know how a file is read, or what a rule's failure is worth to the verdict.
#ifndef GAVEL_FINDINGS_CHECK_RULE_H
#define GAVEL_FINDINGS_CHECK_RULE_H

#include "findings/finding.h"

enum check_id { CHECK_HARDENING, CHECK_CI, CHECK_HEADERS, CHECK_IAC, CHECKS };

struct check_rule {
	const char *id;	    // ours, never changed: "non-root"
	const char *title;  // the demand as a sentence
	const char *remedy; // what to do
	const char *also;   // the ids that others' reports give it, "KSV-0012, CKV_K8S_6", or ""
	enum finding_level level;
};

// What became of one rule on one thing.
enum check_outcome {
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_UNSEEN, // an expression, a value known only later: neither pass nor fail
	OUTCOME_NONE,	// the rule does not apply here
	CHECK_OUTCOMES
};

const char *check_name(enum check_id id);		    // "hardening"
bool check_read(const char *name, enum check_id *out);	    // false: no such check
const char *check_outcome_name(enum check_outcome outcome); // "unseen"
bool check_outcome_read(const char *name, enum check_outcome *out);
const struct check_rule *check_rules(enum check_id id, size_t *count);
const struct check_rule *check_rule_find(enum check_id id, const char *rule); // or NULL

// A rule's judgement: why, as a sentence without a full stop, and the line it points at.
struct judgement {
	enum check_outcome outcome;
	int line; // 0: the thing's own
	struct str why;
};

// Sets all but the line; returns the outcome.
enum check_outcome judge(struct judgement *judgement, enum check_outcome outcome,
			 const char *format, ...) __attribute__((format(printf, 3, 4)));

// A scalar that a file says, or does not.
struct said {
	const char *text; // NULL: not said
	bool unseen;	  // said by an expression that cannot be followed
	int line;
};

bool said_is(struct said said, const char *text); // in any case
// Booleans as YAML 1.1 has them, which kubectl and helm read: yes, on and y are true; no, off and n
// are false.
bool said_true(struct said said);
bool said_false(struct said said);
// It is said, and is not recognisably false: what a demand that something is not set fails by.
bool said_may_be_true(struct said said);

#endif
