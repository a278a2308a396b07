// The gate over findings: each rule passes and fails; nothing is taken for granted.
//
// Expected values are the requirements' own words and arithmetic by hand.
#include "tests/unit/gate_desk.h"

#include <string.h>

// ---- Nothing seen is never a pass ----

static void test_nothing(void)
{
	struct desk desk = a_desk();
	expect_text(judge(&desk), "pass:");
	desk.scan_count = 0;
	expect_text(judge(&desk), "incomplete: nothing");
	desk.scan_count = 1;
	desk.scans[0].failed = "the tool says that it failed";
	expect_text(judge(&desk), "incomplete: nothing failed");
	desk.scans[0] = a_scan();
	desk.scans[0].at = NOW + GATE_SKEW; // clocks differ
	expect_text(judge(&desk), "pass:");
	desk.scans[0].at = NOW + GATE_SKEW + 1;
	expect_text(judge(&desk), "incomplete: nothing future");
	desk.scans[0] = a_scan();
	desk.subject.targets = (struct gate_words){(const char *[]){"other"}, 1};
	expect_text(judge(&desk), "incomplete: unscanned");
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
	expect_int(desk.verdict.findings, 4);
	expect_int(desk.verdict.advised, 0);
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
	expect_int(desk.verdict.findings, 1);
	expect_int(desk.verdict.unhonoured, 0);
	desk.findings[0].hidden = desk.findings[0].exploited = true;
	judge(&desk);
	expect_int(desk.verdict.unhonoured, 1);
	expect_int(desk.verdict.findings, 2);
	// What an advisory alone tells is no finding; with a scanner's it is one flaw.
	desk.findings[0].advised = true;
	judge(&desk);
	expect_int(desk.verdict.findings, 1);
	expect_int(desk.verdict.open, 1);
	expect_int(desk.verdict.advised, 0);
	desk.findings[1].advised = true;
	judge(&desk);
	expect_int(desk.verdict.findings, 0);
	expect_int(desk.verdict.advised, 1);
	desk.findings[1].advised = false;
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
	return test_done("findings_gate");
}
