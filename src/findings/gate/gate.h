// The gate: a policy, findings, scans and a time make a verdict, with a reason for all of it.
//
//	gate_choose	which scans stand for what is judged
//	  -> the caller reads the findings of those that are bound, and the open ones of the others
//	gate_judge	-> verdict and reasons
//
// Judged is what the subject names: scans of an image by its digest, scans of a repository by its
// commit where one is told, all others by their target. Where a digest or commit is told and no
// target, the others are not judged.
//
// Counted are groups: one vulnerability in one package of one target is one finding, however many
// tools see it. The verdict does not depend on the order of findings or scans.
// Must not: read a clock or a file; trust what the author of the judged thing claims about it more
// than the policy says; pass where nothing was seen.
#ifndef GAVEL_FINDINGS_GATE_GATE_H
#define GAVEL_FINDINGS_GATE_GATE_H

#include "base/arena.h"
#include "findings/gate/policy.h"
#include "findings/gate/verdict.h"

enum { GATE_SKEW = 3600 }; // seconds that the clock of a scanner may be ahead of ours

// Texts are NULL or "" when unknown, times 0.
struct gate_scan {
	const char *id, *tool, *category, *target, *target_kind;
	const char *digest;  // "sha256:…" of an image, or a commit
	const char *ref;     // branch or tag
	const char *packs;   // commas between
	const char *covers;  // files it looked at, commas between
	const char *filter;  // what it leaves out by option
	const char *partial; // why it is not the whole
	const char *failed;  // why it cannot be trusted, "" when it can
	enum finding_class class;
	int64_t at;
	int64_t seen;	  // findings, and checks that found nothing, as far as it counts them
	int64_t untested; // checks that were not made
	bool narrow;	  // it did not look at all that is in its files, or left something open
};

// A finding that may count: open, whatever was claimed or accepted.
struct gate_finding {
	const char *id; // identity
	enum finding_class class;
	enum finding_level level;
	bool exploited; // in KEV
	bool advised;	// an advisory says it of an inventory: no tool has seen it there
	bool hidden;	// the views call it suppressed
	bool is_old;	// it was in the scan that new ones are told against
	const char *tool, *rule, *title, *target;
	const char *owner;	   // "@a @b"
	const char *cve, *package; // canonical id; purl or name without version
	const char *version, *fixed;
	const char *remedy;	  // what the statement that advises says is to be done; or NULL
	const char *file, *where; // path; resource, address
	int64_t line;
	int64_t due;
	const char *claim, *claim_why;
	int64_t claim_until;	// 0: no end; -1: cannot be read, so over
	const char *acceptance; // its id
	int64_t accepted_until; // the first second that it does not cover; 0 or -1: over
	const char *lapsed;	// why the acceptance no longer covers it
	const char *runs_in;	// digests of older images that run and have it: the newest has it
				// not; NULL: it is there, or was bound to the subject
	int64_t workloads;	// that run these
};

// What is judged.
struct gate_subject {
	struct gate_words targets;     // none: everything, or only what is bound
	struct gate_words also;	       // further targets, which the policy names
	const char *digest;	       // "sha256:…" or NULL
	const char *commit;	       // or NULL
	const struct gate_words *tree; // files of the working tree, or NULL: there is none
	const char
		*tree_astray; // something in it that leads out of it, and may hide files; or NULL
	bool only_new;	      // findings that are old do not count
	// The scans were handed over for this verdict: each must be of the subject and have ended
	// well, and one that tells no commit is of the subject's, but where a requirement binds it.
	bool handed;
	int64_t now;
};

struct gate_input {
	const struct gate_policy *policy;
	struct gate_subject subject;
	const struct gate_scan *scans;
	size_t scan_count;
	const struct gate_finding *findings;
	size_t finding_count;
	int64_t catalogue_at; // when the catalogue of what is exploited was made; 0: there is none
	int64_t quiet;	      // groups beside these that count and can break nothing
	int64_t quiet_findings; // that are in them
	int64_t quiet_running;	// of these, in older images that run
};

// Why. Of a finding one is told: the first that holds.
enum gate_rule {
	// blocks
	GATE_EXPLOITED,
	GATE_SECRET,
	GATE_ACCEPTANCE, // it was accepted and is no longer
	GATE_OVERDUE,
	GATE_LIMIT, // more are open than may be
	// missing
	GATE_NOTHING,	    // there is no scan at all
	GATE_UNSCANNED,	    // none of a target that is named
	GATE_CALLED,	    // it is another one's name in fewer words, which is not judged
	GATE_NO_SCAN,	    // none of this kind of this target
	GATE_FAILED,	    // it did not end well
	GATE_FUTURE,	    // it is dated after now
	GATE_PARTIAL,	    // it saw a part
	GATE_OTHER,	    // it is of another digest or commit
	GATE_NO_PACK,	    // a rule pack was not in it
	GATE_STALE,	    // it is too old
	GATE_UNTESTED,	    // each file is to be looked at, and some of it was not
	GATE_UNBOUND,	    // the policy binds to a digest or commit and none was told
	GATE_UNCOVERED,	    // a file that it did not look at
	GATE_NO_TREE,	    // which files there are was not told
	GATE_NO_FILE,	    // there is none of those that are to be looked at
	GATE_ASTRAY,	    // something of the working tree leads out of it
	GATE_NO_CATALOGUE,  // what is exploited blocks, and nothing tells what is
	GATE_OLD_CATALOGUE, // what tells it is too old, or dated after now
	// decide nothing
	GATE_LATE_FAILURE, // a scan that failed is dated a day after now or more
	GATE_LATE_PART,	   // a newer scan than the whole one that counts saw a part
	GATE_SKIPPED,	   // a scan that counts did not make all of its checks
	GATE_FILTERED,	   // a scan that counts leaves findings out by its options
	GATE_CLAIMED,	   // a claim was enough
	GATE_ACCEPTED,	   // an acceptance covers it
	GATE_RULES
};

enum gate_weight { GATE_BLOCKS, GATE_MISSING, GATE_WARNS, GATE_NOTES };

struct gate_reason {
	enum gate_rule rule;
	const struct gate_finding *finding; // the worst of its group; or NULL
	const char *tools;		    // all that see it: "grype, trivy"
	bool runs;			    // all of them in older images alone, which run
	int64_t count, most;		    // GATE_LIMIT: how many are open, how many may be
	bool of_class;			    // GATE_LIMIT: of the finding's class alone
	const struct gate_requirement *requirement; // or NULL
	const struct gate_scan *scan;		    // or NULL
	const char *target;			    // of a requirement; "" any
	const char *near;   // targets that it may have meant: "A or B"; or NULL
	const char *detail; // the pack, or the file
};

// All memory but the input's is the arena's.
struct gate_verdict {
	enum verdict verdict;
	struct gate_reason *reasons; // blocks first, each kind in an order of its own
	size_t reason_count;
	int64_t open;	    // groups that count
	int64_t findings;   // that are in them, one by one: as the views count
	int64_t unhonoured; // of these, hidden by a claim that is not enough
	int64_t running;    // of these, in older images that run: the newest scan has them not
	int64_t advised;    // groups that advisories alone tell: the views of findings have none
	int64_t old;	    // findings that were there before
};

// How many findings of a class and level may be open together, GATE_ANY: any number; `row` is where
// they are counted: the class, or FINDING_CLASSES for all that say nothing of their own.
int64_t gate_most(const struct gate_policy *policy, enum finding_class class,
		  enum finding_level level, int *row);
enum gate_weight gate_weight(enum gate_rule rule);
// Whether scans of this kind are tied to the subject's digest or commit.
bool gate_is_bound(const struct gate_subject *subject, const struct gate_scan *scan);
// Whether the scan is of what is judged.
bool gate_is_subject(const struct gate_subject *subject, const struct gate_scan *scan);
// Marks, of each tool, class, category and target, the newest scan of the subject that is whole and
// ended well, and the parts that were seen since.
void gate_choose(const struct gate_subject *subject, const struct gate_scan *scans, size_t count,
		 bool *marks);
// The newest whole one before it of the same tool, class, category, target and subject; NULL: none.
const struct gate_scan *gate_before(const struct gate_subject *subject,
				    const struct gate_scan *scans, size_t count,
				    const struct gate_scan *scan);
void gate_judge(const struct gate_input *input, struct arena *arena, struct gate_verdict *out);
// The same of the required scans alone: findings and all other scans are left aside.
void gate_judge_required(const struct gate_input *input, struct arena *arena,
			 struct gate_verdict *out);

#endif
