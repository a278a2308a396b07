// The gate: each rule passes, fails and is incomplete; nothing is taken for granted.
//
// Expected values are the requirements' own words and arithmetic by hand.
#include "findings/gate/gate.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW	((int64_t)1800000000)
#define HOUR	3600
#define DIGEST	"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ANOTHER "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

// A strict policy: nothing critical, nothing unknown, KEV, secrets, expired, overdue high.
static struct gate_policy strict(void)
{
	struct gate_policy policy = {.name = "test",
				     .exploited = true,
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

static struct gate_scan a_scan(void)
{
	return (struct gate_scan){.id = "s1",
				  .tool = "semgrep",
				  .target = "repo",
				  .class = FINDING_CODE,
				  .at = NOW - HOUR};
}

static struct gate_finding a_finding(void)
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
	struct gate_requirement required[2];
	struct gate_verdict verdict;
	struct arena arena;
	struct str told; // the rules of the reasons by name, blanks between
};

static struct desk a_desk(void)
{
	return (struct desk){.policy = strict(),
			     .subject = {.now = NOW},
			     .scans = {a_scan()},
			     .scan_count = 1,
			     .findings = {a_finding()},
			     .finding_count = 0};
}

static const char *const NAMES[GATE_RULES] = {
	"exploited", "secret",	"acceptance", "overdue", "limit",   "nothing",	"no_scan",
	"failed",    "future",	"partial",    "other",	 "no_pack", "stale",	"unbound",
	"uncovered", "no_tree", "late",	      "filter",	 "claimed", "accepted",
};

// "fail: exploited limit"
static const char *judge(struct desk *desk)
{
	desk->policy.required = desk->required;
	struct gate_input input = {&desk->policy,    desk->subject,  desk->scans,
				   desk->scan_count, desk->findings, desk->finding_count};
	gate_judge(&input, &desk->arena, &desk->verdict);
	str_clear(&desk->told);
	str_addf(&desk->told, "%s:", verdict_name(desk->verdict.verdict));
	for (size_t i = 0; i < desk->verdict.reason_count; i++)
		str_addf(&desk->told, " %s", NAMES[desk->verdict.reasons[i].rule]);
	return str_text(&desk->told);
}

static void clear(struct desk *desk)
{
	arena_fini(&desk->arena);
	str_fini(&desk->told);
}

// ---- Nothing seen is never a pass ----

static void test_nothing(void)
{
	struct desk desk = a_desk();
	expect_text(judge(&desk), "pass:");
	desk.scan_count = 0;
	expect_text(judge(&desk), "incomplete: nothing");
	desk.scan_count = 1;
	desk.scans[0].failed = "the tool says that it failed";
	expect_text(judge(&desk), "incomplete: nothing");
	desk.scans[0] = a_scan();
	desk.scans[0].at = NOW + GATE_SKEW; // clocks differ
	expect_text(judge(&desk), "pass:");
	desk.scans[0].at = NOW + GATE_SKEW + 1;
	expect_text(judge(&desk), "incomplete: nothing");
	desk.scans[0] = a_scan();
	desk.subject.targets = (struct gate_words){(const char *[]){"other"}, 1};
	expect_text(judge(&desk), "incomplete: nothing");
	clear(&desk);
}

// ---- Findings ----

static void test_levels(void)
{
	static const struct {
		enum finding_level level;
		const char *told;
	} CASES[] = {
		{LEVEL_CRITICAL, "fail: limit"}, {LEVEL_HIGH, "pass:"},
		{LEVEL_MEDIUM, "pass:"},	 {LEVEL_LOW, "pass:"},
		{LEVEL_INFO, "pass:"},		 {LEVEL_UNKNOWN, "fail: limit"},
	};
	struct desk desk = a_desk();
	desk.finding_count = 1;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		desk.findings[0].level = CASES[i].level;
		expect_text(judge(&desk), CASES[i].told);
	}
	desk.policy.most[FINDING_CLASSES][LEVEL_UNKNOWN] = GATE_ANY;
	desk.findings[0].level = LEVEL_UNKNOWN;
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

static void test_limits(void)
{
	struct desk desk = a_desk();
	desk.finding_count = 3;
	for (size_t i = 0; i < 3; i++) {
		desk.findings[i] = a_finding();
		desk.findings[i].id = (const char *[]){"a", "b", "c"}[i];
		desk.findings[i].level = LEVEL_HIGH;
	}
	desk.policy.most[FINDING_CLASSES][LEVEL_HIGH] = 3;
	expect_text(judge(&desk), "pass:");
	expect_int(desk.verdict.open, 3);
	desk.policy.most[FINDING_CLASSES][LEVEL_HIGH] = 2;
	expect_text(judge(&desk), "fail: limit limit limit");
	expect_int(desk.verdict.reasons[0].count, 3);
	expect_int(desk.verdict.reasons[0].most, 2);
	expect_true(!desk.verdict.reasons[0].of_class);
	// A class with its own number is not counted with the others.
	desk.findings[2].class = FINDING_IAC;
	desk.policy.most[FINDING_IAC][LEVEL_HIGH] = 1;
	expect_text(judge(&desk), "pass:");
	desk.policy.most[FINDING_IAC][LEVEL_HIGH] = 0;
	expect_text(judge(&desk), "fail: limit");
	expect_true(desk.verdict.reasons[0].of_class);
	expect_text(desk.verdict.reasons[0].finding->id, "c");
	// A class may be let off what all others are held to.
	desk.policy.most[FINDING_IAC][LEVEL_HIGH] = GATE_ANY;
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

static void test_at_any_level(void)
{
	struct desk desk = a_desk();
	struct gate_finding *finding = &desk.findings[0];
	desk.finding_count = 1;
	finding->exploited = true;
	expect_text(judge(&desk), "fail: exploited");
	desk.policy.exploited = false;
	expect_text(judge(&desk), "pass:");
	finding->class = FINDING_SECRET;
	expect_text(judge(&desk), "fail: secret");
	desk.policy.secrets = false;
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

static void test_due(void)
{
	struct desk desk = a_desk();
	desk.finding_count = 1;
	desk.findings[0].level = LEVEL_HIGH;
	desk.findings[0].due = NOW;
	expect_text(judge(&desk), "pass:");
	desk.findings[0].due = NOW - 1;
	expect_text(judge(&desk), "fail: overdue");
	desk.policy.overdue = 1u << LEVEL_CRITICAL;
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

static void test_acceptances(void)
{
	struct desk desk = a_desk();
	struct gate_finding *finding = &desk.findings[0];
	desk.finding_count = 1;
	finding->level = LEVEL_CRITICAL;
	finding->exploited = true;
	finding->acceptance = "RA-1";
	finding->accepted_until = NOW + 1;
	expect_text(judge(&desk), "pass: accepted");
	finding->accepted_until = NOW;
	expect_text(judge(&desk), "fail: exploited");
	finding->exploited = false;
	finding->level = LEVEL_INFO;
	expect_text(judge(&desk), "fail: acceptance");
	finding->accepted_until = -1; // cannot be read
	expect_text(judge(&desk), "fail: acceptance");
	finding->accepted_until = 0; // no end was given
	expect_text(judge(&desk), "fail: acceptance");
	finding->accepted_until = NOW + 1;
	finding->lapsed = "the severity rose";
	expect_text(judge(&desk), "fail: acceptance");
	desk.policy.acceptances = false;
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

static void test_claims(void)
{
	static const struct {
		enum finding_level level;
		enum finding_class class;
		bool exploited;
		int64_t until;
		const char *told;
	} CASES[] = {
		{LEVEL_HIGH, FINDING_CODE, false, 0, "pass: claimed"},
		{LEVEL_HIGH, FINDING_CODE, false, NOW + 1, "pass: claimed"},
		{LEVEL_HIGH, FINDING_CODE, false, NOW, "fail: limit"},
		{LEVEL_HIGH, FINDING_CODE, false, -1, "fail: limit"},
		{LEVEL_CRITICAL, FINDING_CODE, false, 0, "fail: limit"},
		{LEVEL_UNKNOWN, FINDING_CODE, false, 0, "fail: limit"},
		{LEVEL_HIGH, FINDING_CODE, true, 0, "fail: exploited"},
		{LEVEL_HIGH, FINDING_SECRET, false, 0, "fail: secret"},
	};
	struct desk desk = a_desk();
	struct gate_finding *finding = &desk.findings[0];
	desk.finding_count = 1;
	desk.policy.most[FINDING_CLASSES][LEVEL_HIGH] = 0;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		finding->claim = "suppressed";
		finding->level = CASES[i].level;
		finding->class = CASES[i].class;
		finding->exploited = CASES[i].exploited;
		finding->claim_until = CASES[i].until;
		expect_text(judge(&desk), CASES[i].told);
	}
	desk.policy.claims |= GATE_CLAIM_SECRETS;
	finding->class = FINDING_SECRET;
	finding->level = LEVEL_HIGH;
	finding->exploited = false;
	expect_text(judge(&desk), "pass: claimed");
	// A policy that would let a critical claim through cannot be written; nor does it hold.
	desk.policy.claims = ~0u;
	finding->class = FINDING_CODE;
	finding->level = LEVEL_CRITICAL;
	expect_text(judge(&desk), "fail: limit");
	clear(&desk);
}

// ---- Groups ----

static void test_groups(void)
{
	struct desk desk = a_desk();
	static const char *const PACKAGES[] = {"pkg:maven/org.apache/log4j-core@2.14?type=jar",
					       "org.apache:Log4j-Core", "log4j-core", "log4j-api"};
	desk.finding_count = 4;
	for (size_t i = 0; i < 4; i++) {
		desk.findings[i] = a_finding();
		desk.findings[i].id = (const char *[]){"a", "b", "c", "d"}[i];
		desk.findings[i].tool = (const char *[]){"trivy", "grype", "grype", "trivy"}[i];
		desk.findings[i].cve = "CVE-2021-44228";
		desk.findings[i].package = PACKAGES[i];
		desk.findings[i].level = i == 1 ? LEVEL_CRITICAL : LEVEL_HIGH;
	}
	expect_text(judge(&desk), "fail: limit");
	expect_int(desk.verdict.open, 2);
	expect_int(desk.verdict.reasons[0].count, 1);
	expect_text(desk.verdict.reasons[0].finding->id, "b"); // the worst
	expect_text(desk.verdict.reasons[0].tools, "grype, trivy");
	desk.findings[2].target = "another";
	judge(&desk);
	expect_int(desk.verdict.open, 3);
	// What one tool's ignore file claims does not hide what another still sees.
	desk.finding_count = 2;
	desk.policy.most[FINDING_CLASSES][LEVEL_HIGH] = 0;
	desk.findings[1].level = LEVEL_HIGH;
	desk.findings[0].claim = "suppressed";
	expect_text(judge(&desk), "fail: claimed limit");
	// Without a package or an id, each is its own.
	desk.findings[0] = desk.findings[1];
	desk.findings[0].id = "x";
	desk.findings[0].package = desk.findings[1].package = NULL;
	judge(&desk);
	expect_int(desk.verdict.open, 2);
	clear(&desk);
}

static void test_only_new(void)
{
	struct desk desk = a_desk();
	desk.finding_count = 2;
	desk.findings[0].level = LEVEL_CRITICAL;
	desk.findings[0].is_old = true;
	desk.findings[1] = a_finding();
	desk.findings[1].id = "f2";
	expect_text(judge(&desk), "fail: limit");
	desk.subject.only_new = true;
	expect_text(judge(&desk), "pass:");
	expect_int(desk.verdict.old, 1);
	// By identity, not by count: as many as before, but another.
	desk.findings[1].level = LEVEL_CRITICAL;
	expect_text(judge(&desk), "fail: limit");
	expect_text(desk.verdict.reasons[0].finding->id, "f2");
	clear(&desk);
}

// ---- Required scans ----

static struct desk a_requiring_desk(void)
{
	struct desk desk = a_desk();
	desk.required[0] = (struct gate_requirement){.name = "sast",
						     .origin = "g:1",
						     .classes = 1u << FINDING_CODE,
						     .max_age = 26 * HOUR};
	desk.policy.required_count = 1;
	return desk;
}

static void test_age(void)
{
	struct desk desk = a_requiring_desk();
	desk.scans[0].at = NOW - (int64_t)26 * HOUR;
	expect_text(judge(&desk), "pass:");
	desk.scans[0].at--;
	expect_text(judge(&desk), "incomplete: stale");
	expect_text(desk.verdict.reasons[0].target, "repo");
	expect_true(desk.verdict.reasons[0].scan == &desk.scans[0]);
	// Full DAST within 92 days.
	desk.required[0] = (struct gate_requirement){.name = "dast",
						     .classes = 1u << FINDING_DAST,
						     .category = "full",
						     .max_age = (int64_t)92 * 86400};
	desk.scans[0].class = FINDING_DAST;
	desk.scans[0].category = "full";
	desk.scans[0].at = NOW - (int64_t)92 * 86400;
	expect_text(judge(&desk), "pass:");
	desk.scans[0].at--;
	expect_text(judge(&desk), "incomplete: stale");
	desk.scans[0].at++;
	desk.scans[0].category = "baseline";
	expect_text(judge(&desk), "incomplete: no_scan");
	clear(&desk);
}

static void test_kind(void)
{
	struct desk desk = a_requiring_desk();
	desk.scans[0].class = FINDING_IAC;
	expect_text(judge(&desk), "incomplete: no_scan");
	desk.scans[0] = a_scan();
	desk.required[0].tools = (struct gate_words){(const char *[]){"codeql", "SEMGREP"}, 2};
	expect_text(judge(&desk), "pass:");
	desk.required[0].tools.count = 1;
	expect_text(judge(&desk), "incomplete: no_scan");
	desk.required[0].tools.count = 0;
	desk.required[0].target_kind = "image";
	expect_text(judge(&desk), "incomplete: no_scan");
	clear(&desk);
}

static void test_broken(void)
{
	struct desk desk = a_requiring_desk();
	desk.scan_count = 2;
	desk.scans[1] = a_scan();
	desk.scans[1].id = "s2";
	desk.scans[1].at = NOW - 60;
	desk.scans[1].failed = "the tool says that it failed";
	expect_text(judge(&desk), "pass: late"); // the older one still is fresh enough
	desk.scans[0].at = NOW - (int64_t)27 * HOUR;
	expect_text(judge(&desk), "incomplete: stale late");
	desk.scans[0].failed = "likewise";
	expect_text(judge(&desk), "incomplete: nothing failed");
	desk.scans[0] = a_scan();
	desk.scans[0].partial = "changed files only";
	desk.scan_count = 1;
	expect_text(judge(&desk), "incomplete: partial");
	desk.required[0].parts = true;
	expect_text(judge(&desk), "pass:");
	desk.scans[0].filter = "unfixed";
	expect_text(judge(&desk), "pass: filter");
	desk.scans[0].at = NOW + GATE_SKEW + 1;
	expect_text(judge(&desk), "incomplete: nothing future");
	clear(&desk);
}

static void test_targets(void)
{
	struct desk desk = a_requiring_desk();
	desk.scan_count = 2;
	desk.scans[1] = a_scan();
	desk.scans[1].id = "s2";
	desk.scans[1].target = "other";
	desk.scans[1].at = NOW - (int64_t)27 * HOUR;
	// A fresh scan of one target does not hide the stale one of another.
	expect_text(judge(&desk), "incomplete: stale");
	expect_text(desk.verdict.reasons[0].target, "other");
	desk.subject.targets = (struct gate_words){(const char *[]){"repo", "third"}, 1};
	expect_text(judge(&desk), "pass:");
	desk.subject.targets.count = 2;
	expect_text(judge(&desk), "incomplete: no_scan");
	expect_text(desk.verdict.reasons[0].target, "third");
	// What the requirement names is what it needs.
	desk.required[0].targets = (struct gate_words){(const char *[]){"repo"}, 1};
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

static void test_packs(void)
{
	struct desk desk = a_requiring_desk();
	desk.required[0].packs =
		(struct gate_words){(const char *[]){"python.fastapi*", "rego", "terraform.*"}, 3};
	desk.scans[0].packs = "python.fastapi.security, rego , terraform.aws";
	expect_text(judge(&desk), "pass:");
	desk.scans[0].packs = "terraform.aws,regolith";
	expect_text(judge(&desk), "incomplete: no_pack no_pack");
	expect_text(desk.verdict.reasons[0].detail, "python.fastapi*");
	expect_text(desk.verdict.reasons[1].detail, "rego");
	desk.scans[0].packs = NULL;
	expect_text(judge(&desk), "incomplete: no_pack no_pack no_pack");
	// An older scan that had them is enough, while it is fresh.
	desk.scan_count = 2;
	desk.scans[1] = a_scan();
	desk.scans[1].id = "s2";
	desk.scans[1].at = NOW - (int64_t)2 * HOUR;
	desk.scans[1].packs = "python.fastapi,rego,terraform.x";
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

static void test_files(void)
{
	static const char *TREE[] = {"a/requirements.txt", "b/poetry.lock", "go.mod",
				     "requirements.txt"};
	const struct gate_words tree = {TREE, 4};
	struct desk desk = a_requiring_desk();
	desk.required[0].classes = 1u << FINDING_DEPENDENCY;
	desk.scans[0].class = FINDING_DEPENDENCY;
	desk.required[0].files = (struct gate_words){(const char *[]){"requirements*.txt"}, 1};
	expect_text(judge(&desk), "incomplete: no_tree");
	desk.subject.tree = &tree;
	expect_text(judge(&desk), "incomplete: uncovered uncovered");
	expect_text(desk.verdict.reasons[0].detail, "a/requirements.txt");
	desk.scans[0].covers = "./requirements.txt, a/requirements.txt";
	expect_text(judge(&desk), "pass:");
	desk.scans[0].covers = "requirements.txt"; // is not that of folder a
	expect_text(judge(&desk), "incomplete: uncovered");
	expect_text(desk.verdict.reasons[0].detail, "a/requirements.txt");
	desk.scan_count = 2;
	desk.scans[1] = desk.scans[0];
	desk.scans[1].id = "s2";
	desk.scans[1].covers = NULL;
	desk.scans[1].target = "a/requirements.txt";
	expect_text(judge(&desk), "pass:");
	desk.scans[1].at = NOW - (int64_t)27 * HOUR;
	expect_text(judge(&desk), "incomplete: stale");
	expect_text(desk.verdict.reasons[0].detail, "a/requirements.txt");
	// Named in full, a file need not be in a tree.
	desk.subject.tree = NULL;
	desk.required[0].files = (struct gate_words){(const char *[]){"b/poetry.lock"}, 1};
	expect_text(judge(&desk), "incomplete: uncovered");
	desk.scans[0].category = "b/poetry.lock";
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

// ---- Bound to a digest, to a commit ----

static void test_digest(void)
{
	struct desk desk = a_requiring_desk();
	desk.required[0] = (struct gate_requirement){
		.name = "image", .classes = 1u << FINDING_CONTAINER, .bind = GATE_BIND_DIGEST};
	desk.scans[0].class = FINDING_CONTAINER;
	desk.scans[0].target_kind = "image";
	desk.scans[0].digest = DIGEST;
	desk.scans[0].ref = "v1";
	expect_text(judge(&desk), "incomplete: unbound");
	desk.subject.digest = DIGEST;
	expect_text(judge(&desk), "pass:");
	desk.subject.digest = ANOTHER;
	expect_text(judge(&desk), "incomplete: nothing other");
	// A tag is no evidence.
	desk.scans[0].digest = NULL;
	desk.scans[0].ref = ANOTHER;
	expect_text(judge(&desk), "incomplete: nothing other");
	// A digest that is told binds scans of images also where the policy does not ask for it.
	desk.scans[0].digest = DIGEST;
	desk.required[0].bind = GATE_BIND_NONE;
	desk.required[0].max_age = 26 * HOUR;
	expect_text(judge(&desk), "incomplete: nothing other");
	clear(&desk);
}

static void test_commit(void)
{
	struct desk desk = a_requiring_desk();
	desk.required[0].bind = GATE_BIND_COMMIT;
	desk.scans[0].digest = "0123456789012345678901234567890123456789";
	expect_text(judge(&desk), "incomplete: unbound");
	desk.subject.commit = "0123456789012345678901234567890123456789";
	expect_text(judge(&desk), "pass:");
	desk.subject.commit = "0123456789";
	expect_text(judge(&desk), "incomplete: nothing other");
	desk.scans[0].digest = NULL;
	expect_text(judge(&desk), "incomplete: nothing other");
	// Who hands a scan over says of what it is; what it says of itself stands.
	desk.subject.handed = true;
	expect_text(judge(&desk), "pass:");
	desk.scans[0].digest = "ffffffffffffffffffffffffffffffffffffffff";
	expect_text(judge(&desk), "incomplete: nothing other");
	clear(&desk);
}

static void test_handed(void)
{
	struct desk desk = a_desk();
	desk.subject.handed = true;
	desk.scan_count = 2;
	desk.scans[1] = a_scan();
	desk.scans[1].id = "s2";
	desk.scans[1].tool = "gitleaks";
	expect_text(judge(&desk), "pass:");
	desk.scans[1].failed = "it is cut short";
	expect_text(judge(&desk), "incomplete: failed");
	desk.scans[1].failed = "";
	desk.scans[1].target = "other";
	desk.subject.targets = (struct gate_words){(const char *[]){"repo"}, 1};
	expect_text(judge(&desk), "incomplete: other");
	desk.subject.targets.count = 0;
	desk.subject.digest = DIGEST; // scans of repositories do not mind
	expect_text(judge(&desk), "pass:");
	desk.scans[1].target_kind = "image";
	expect_text(judge(&desk), "incomplete: other");
	clear(&desk);
}

// Of each key the newest whole one, and parts seen since; of the digest alone.
static void test_choice(void)
{
	struct gate_subject subject = {.now = NOW, .digest = DIGEST};
	struct gate_scan scans[5];
	bool marks[5];
	for (size_t i = 0; i < 5; i++) {
		scans[i] = a_scan();
		scans[i].target_kind = "image";
		scans[i].digest = DIGEST;
		scans[i].at = NOW - (int64_t)i * HOUR;
	}
	scans[0].partial = "a page";
	scans[1].failed = "failed";
	scans[2].digest = ANOTHER;
	gate_choose(&subject, scans, 5, marks);
	expect_int(marks[0] << 4 | marks[1] << 3 | marks[2] << 2 | marks[3] << 1 | marks[4], 0x12);
	scans[4].category = "nightly";
	gate_choose(&subject, scans, 5, marks);
	expect_int(marks[4], 1);
	scans[3].target_kind = "repo"; // not judged: no commit and no target is told
	gate_choose(&subject, scans, 5, marks);
	expect_int(marks[3], 0);
}

// ---- The same whatever the order ----

static void add_reasons(struct str *out, const struct gate_verdict *verdict)
{
	str_clear(out);
	for (size_t i = 0; i < verdict->reason_count; i++) {
		const struct gate_reason *reason = &verdict->reasons[i];
		str_addf(out, "%s %s %s %s %lld\n", NAMES[reason->rule],
			 reason->finding ? reason->finding->id : "-",
			 reason->tools ? reason->tools : "-", reason->scan ? reason->scan->id : "-",
			 (long long)reason->count);
	}
}

static void test_order(void)
{
	enum { FINDINGS = 60, SCANS = 12, ROUNDS = 20 };
	static const char *const TOOLS[] = {"trivy", "grype", "zap"};
	struct gate_policy policy = strict();
	struct gate_requirement required = {.name = "any", .max_age = 4 * HOUR};
	struct gate_finding findings[FINDINGS];
	struct gate_scan scans[SCANS];
	struct arena arena = {0};
	struct str first = {0}, again = {0};
	policy.required = &required;
	policy.required_count = 1;
	for (size_t i = 0; i < FINDINGS; i++) {
		findings[i] = a_finding();
		findings[i].id = arena_printf(&arena, "f%zu", i);
		findings[i].tool = TOOLS[i % 3];
		findings[i].level = (enum finding_level)(i % FINDING_LEVELS);
		findings[i].cve = arena_printf(&arena, "CVE-2020-%zu", i % 11);
		findings[i].package = i % 4 ? "openssl" : NULL;
		findings[i].exploited = i % 13 == 0;
		findings[i].claim = i % 5 ? NULL : "suppressed";
	}
	for (size_t i = 0; i < SCANS; i++) {
		scans[i] = a_scan();
		scans[i].id = arena_printf(&arena, "s%zu", i);
		scans[i].tool = TOOLS[i % 3];
		scans[i].target = arena_printf(&arena, "t%zu", i % 4);
		scans[i].at = NOW - (int64_t)(i % 7) * HOUR;
		scans[i].failed = i % 5 ? NULL : "failed";
	}
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		struct gate_input input = {&policy, {.now = NOW}, scans, SCANS, findings, FINDINGS};
		struct gate_verdict verdict;
		gate_judge(&input, &arena, &verdict);
		add_reasons(round ? &again : &first, &verdict);
		expect_true(verdict.reason_count > 10);
		if (round)
			expect_text(str_text(&again), str_text(&first));
		for (size_t i = FINDINGS - 1; i > 0; i--) {
			size_t j = (size_t)rand() % (i + 1);
			struct gate_finding kept = findings[i];
			findings[i] = findings[j];
			findings[j] = kept;
		}
		struct gate_scan last = scans[SCANS - 1];
		memmove(&scans[1], scans, (SCANS - 1) * sizeof *scans);
		scans[0] = last;
	}
	str_fini(&first);
	str_fini(&again);
	arena_fini(&arena);
}

int main(void)
{
	test_nothing();
	test_levels();
	test_limits();
	test_at_any_level();
	test_due();
	test_acceptances();
	test_claims();
	test_groups();
	test_only_new();
	test_age();
	test_kind();
	test_broken();
	test_targets();
	test_packs();
	test_files();
	test_digest();
	test_commit();
	test_handed();
	test_choice();
	test_order();
	return test_done("findings_gate");
}
