// A desk for the gate's tests: a policy, scans and findings that each test changes, and the verdict
// as a line of text.
#ifndef GAVEL_TESTS_UNIT_GATE_DESK_H
#define GAVEL_TESTS_UNIT_GATE_DESK_H

#include "findings/gate/gate.h"

#include "tests/unit/test.h"

#include <string.h>

#define NOW	((int64_t)1800000000)
#define HOUR	3600
#define DIGEST	"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ANOTHER "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

// A strict policy: nothing critical, nothing unknown, KEV, secrets, expired, overdue high.
static inline struct gate_policy strict(void)
{
	struct gate_policy policy = {.name = "test",
				     .exploited = true,
				     .exploited_age = (int64_t)14 * 24 * HOUR,
				     .secrets = true,
				     .acceptances = true,
				     .overdue = 1u << LEVEL_HIGH,
				     .claims = 1u << LEVEL_LOW | 1u << LEVEL_HIGH};
	for (int class = 0; class <= FINDING_CLASSES; class ++)
		for (int level = 0; level < FINDING_LEVELS; level++)
			policy.most[class][level] =
				class < FINDING_CLASSES ? GATE_UNSAID : GATE_ANY;
	policy.most[FINDING_CLASSES][LEVEL_CRITICAL] = 0;
	policy.most[FINDING_CLASSES][LEVEL_UNKNOWN] = 0;
	return policy;
}

static inline struct gate_scan a_scan(void)
{
	return (struct gate_scan){.id = "s1",
				  .tool = "semgrep",
				  .target = "repo",
				  .class = FINDING_CODE,
				  .at = NOW - HOUR};
}

static inline struct gate_finding a_finding(void)
{
	return (struct gate_finding){.id = "f1",
				     .class = FINDING_CODE,
				     .level = LEVEL_LOW,
				     .tool = "semgrep",
				     .rule = "r",
				     .title = "t",
				     .target = "repo"};
}

// One case: a policy, scans, findings; changed by each test.
struct desk {
	struct gate_policy policy;
	struct gate_subject subject;
	struct gate_scan scans[4];
	size_t scan_count;
	struct gate_finding findings[6];
	size_t finding_count;
	int64_t catalogue_at;
	struct gate_requirement required[2];
	struct gate_verdict verdict;
	struct arena arena;
	struct str told; // the rules of the reasons by name, blanks between
};

static inline struct desk a_desk(void)
{
	return (struct desk){.policy = strict(),
			     .subject = {.now = NOW},
			     .scans = {a_scan()},
			     .scan_count = 1,
			     .findings = {a_finding()},
			     .finding_count = 0,
			     .catalogue_at = NOW};
}

// With one requirement: code, every 26 hours.
static inline struct desk a_requiring_desk(void)
{
	struct desk desk = a_desk();
	desk.required[0] = (struct gate_requirement){
		.name = "sast", .classes = 1u << FINDING_CODE, .max_age = 26 * HOUR};
	desk.policy.required_count = 1;
	return desk;
}

static const char *const NAMES[GATE_RULES] = {
	[GATE_EXPLOITED] = "exploited",
	[GATE_SECRET] = "secret",
	[GATE_ACCEPTANCE] = "acceptance",
	[GATE_OVERDUE] = "overdue",
	[GATE_LIMIT] = "limit",
	[GATE_NOTHING] = "nothing",
	[GATE_UNSCANNED] = "unscanned",
	[GATE_CALLED] = "called",
	[GATE_NO_FILE] = "no_file",
	[GATE_ASTRAY] = "astray",
	[GATE_NO_CATALOGUE] = "no_catalogue",
	[GATE_OLD_CATALOGUE] = "old_catalogue",
	[GATE_NO_SCAN] = "no_scan",
	[GATE_FAILED] = "failed",
	[GATE_FUTURE] = "future",
	[GATE_PARTIAL] = "partial",
	[GATE_OTHER] = "other",
	[GATE_NO_PACK] = "no_pack",
	[GATE_STALE] = "stale",
	[GATE_UNTESTED] = "untested",
	[GATE_UNBOUND] = "unbound",
	[GATE_UNCOVERED] = "uncovered",
	[GATE_NO_TREE] = "no_tree",
	[GATE_LATE_FAILURE] = "late",
	[GATE_LATE_PART] = "part",
	[GATE_SKIPPED] = "skipped",
	[GATE_FILTERED] = "filter",
	[GATE_CLAIMED] = "claimed",
	[GATE_ACCEPTED] = "accepted",
};

// "fail: exploited limit"
static inline const char *judge(struct desk *desk)
{
	desk->policy.required = desk->required;
	struct gate_input input = {.policy = &desk->policy,
				   .subject = desk->subject,
				   .scans = desk->scans,
				   .scan_count = desk->scan_count,
				   .findings = desk->findings,
				   .finding_count = desk->finding_count,
				   .catalogue_at = desk->catalogue_at};
	gate_judge(&input, &desk->arena, &desk->verdict);
	str_clear(&desk->told);
	str_addf(&desk->told, "%s:", verdict_name(desk->verdict.verdict));
	for (size_t i = 0; i < desk->verdict.reason_count; i++)
		str_addf(&desk->told, " %s", NAMES[desk->verdict.reasons[i].rule]);
	return str_text(&desk->told);
}

static inline void clear(struct desk *desk)
{
	arena_fini(&desk->arena);
	str_fini(&desk->told);
}

#endif
