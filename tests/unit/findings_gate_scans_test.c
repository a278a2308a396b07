// The scans that a gate requires: there, whole, fresh to the second, with their packs and files.
#include "tests/unit/gate_desk.h"

#include <string.h>

// ---- Required scans ----

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
	desk.scans[0].tool = "semgrep oss";
	expect_text(judge(&desk), "pass:");
	desk.scans[0].tool = "semgreppy";
	expect_text(judge(&desk), "incomplete: no_scan");
	desk.scans[0].tool = "semgrep";
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
	// The older one still is fresh enough, but what there is now nobody could look at.
	expect_text(judge(&desk), "incomplete: failed");
	desk.subject.handed = true; // as of the files
	expect_text(judge(&desk), "incomplete: failed");
	desk.subject.handed = false;
	desk.scan_count = 3; // a part since heals nothing, a whole one does
	desk.scans[2] = a_scan();
	desk.scans[2].id = "s3";
	desk.scans[2].at = NOW - 30;
	desk.scans[2].partial = "changed files only";
	expect_text(judge(&desk), "incomplete: part failed");
	desk.scans[2].partial = NULL;
	expect_text(judge(&desk), "pass:");
	desk.scan_count = 2;
	desk.scans[1].at = NOW + 24 * HOUR - 1; // a local time that was taken for UTC
	expect_text(judge(&desk), "incomplete: failed");
	desk.scans[1].at = NOW + 24 * HOUR; // no newer one would be behind it for long
	expect_text(judge(&desk), "pass: late");
	desk.scans[1].at = NOW - 60;
	desk.scans[1].failed = NULL;
	desk.scans[1].partial = "changed files only"; // adds to the whole one
	expect_text(judge(&desk), "pass: part");
	desk.required[0].parts = true;
	desk.scans[1].seen = 1;
	expect_text(judge(&desk), "pass:");
	desk.required[0].parts = false;
	desk.scans[1].partial = NULL;
	desk.scans[1].failed = "the tool says that it failed";
	desk.scans[0].at = NOW - (int64_t)27 * HOUR;
	expect_text(judge(&desk), "incomplete: stale failed");
	desk.scans[0].failed = "likewise";
	expect_text(judge(&desk), "incomplete: nothing failed");
	desk.scans[0] = a_scan();
	desk.scans[0].partial = "changed files only";
	desk.scan_count = 1;
	expect_text(judge(&desk), "incomplete: partial");
	desk.required[0].parts = true; // of a part that shows what it saw
	expect_text(judge(&desk), "incomplete: partial");
	desk.scans[0].seen = 1;
	expect_text(judge(&desk), "pass:");
	desk.scans[0].filter = "unfixed";
	expect_text(judge(&desk), "pass: filter");
	desk.scans[0].at = NOW + GATE_SKEW + 1;
	expect_text(judge(&desk), "incomplete: nothing future");
	clear(&desk);
}

// Nothing is required, and what is judged has to be whole.
static void test_parts(void)
{
	struct desk desk = a_desk();
	desk.scans[0].partial = "its results are null";
	expect_text(judge(&desk), "incomplete: partial");
	desk.subject.handed = true;
	expect_text(judge(&desk), "incomplete: partial");
	// A whole one since, of the same scans, is what counts in a cache.
	desk.scan_count = 2;
	desk.scans[1] = a_scan();
	desk.scans[1].id = "s2";
	desk.scans[1].at = NOW - 60;
	expect_text(judge(&desk), "incomplete: partial");
	desk.subject.handed = false;
	expect_text(judge(&desk), "pass:");
	desk.scans[1].tool = "bandit";
	expect_text(judge(&desk), "incomplete: partial");
	// All that there is of one of them failed.
	desk.scans[0].partial = NULL;
	desk.scans[0].failed = "it did";
	expect_text(judge(&desk), "incomplete: failed");
	desk.scans[0] = a_scan();
	desk.scans[0].untested = 2;
	expect_text(judge(&desk), "pass: skipped");
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
	// What the requirement names is what it needs; what the command line names is scanned.
	desk.required[0].targets = (struct gate_words){(const char *[]){"repo"}, 1};
	expect_text(judge(&desk), "incomplete: unscanned");
	expect_text(desk.verdict.reasons[0].target, "third");
	desk.subject.targets.count = 1;
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

// A branch is a part of a target: what was seen of one says nothing of the repository, unless it is
// of the commit that is judged. Those that may be meant are told.
static void test_branch(void)
{
	struct desk desk = a_requiring_desk();
	desk.scan_count = 2;
	desk.scans[0].target = "host/org/repo@fix";
	desk.scans[0].digest = "0123456789012345678901234567890123456789";
	desk.scans[1] = a_scan();
	desk.scans[1].id = "s2";
	desk.scans[1].target = "host/org/repo@main";
	desk.scans[1].digest = "ffffffffffffffffffffffffffffffffffffffff";
	desk.required[0].targets = (struct gate_words){(const char *[]){"host/org/repo"}, 1};
	expect_text(judge(&desk), "incomplete: no_scan");
	expect_text(desk.verdict.reasons[0].near, "host/org/repo@fix or host/org/repo@main");
	desk.subject.targets = desk.required[0].targets;
	desk.policy.required_count = 0;
	expect_text(judge(&desk), "incomplete: unscanned");
	expect_text(desk.verdict.reasons[0].near, "host/org/repo@fix or host/org/repo@main");
	desk.policy.required_count = 1;
	desk.subject.commit = desk.scans[0].digest;
	expect_text(judge(&desk), "pass:");
	desk.subject.commit = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
	expect_text(judge(&desk), "incomplete: other");
	desk.subject = (struct gate_subject){.now = NOW};
	desk.required[0].targets = (struct gate_words){(const char *[]){"org/repo"}, 1};
	expect_text(judge(&desk), "incomplete: no_scan");
	expect_text(desk.verdict.reasons[0].near, "host/org/repo@fix or host/org/repo@main");
	desk.required[0].targets = (struct gate_words){(const char *[]){"host/org/repo@mian"}, 1};
	expect_text(judge(&desk), "incomplete: no_scan");
	expect_text(desk.verdict.reasons[0].near, "host/org/repo@main");
	desk.required[0].targets = (struct gate_words){(const char *[]){"host/org/rep"}, 1};
	desk.scan_count = 1;
	expect_text(judge(&desk), "incomplete: no_scan");
	expect_text(desk.verdict.reasons[0].near, NULL);
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
	const struct gate_words bare = {TREE, 0};
	desk.subject.tree = &bare; // nothing is looked at, nobody is asked
	expect_text(judge(&desk), "incomplete: no_file");
	// Named in full, a file need not be in a tree.
	desk.subject.tree = NULL;
	desk.required[0].files = (struct gate_words){(const char *[]){"b/poetry.lock"}, 1};
	expect_text(judge(&desk), "incomplete: uncovered");
	desk.scans[0].category = "b/poetry.lock";
	expect_text(judge(&desk), "pass:");
	desk.scans[0].untested = 1; // of its dependencies
	expect_text(judge(&desk), "incomplete: untested");
	clear(&desk);
}

int main(void)
{
	test_age();
	test_kind();
	test_broken();
	test_parts();
	test_targets();
	test_branch();
	test_packs();
	test_files();
	return test_done("findings_gate_scans");
}
