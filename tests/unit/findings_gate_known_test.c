// What is not known is no pass: what is exploited without a catalogue, and severities that a tool
// could not tell.
#include "tests/unit/gate_desk.h"

// What is exploited is known from a catalogue, where there may be vulnerabilities.
static void test_catalogue(void)
{
	struct desk desk = a_desk();
	desk.catalogue_at = 0;
	desk.scans[0].class = FINDING_CONTAINER;
	expect_text(judge(&desk), "incomplete: no_catalogue");
	desk.catalogue_at = NOW - desk.policy.exploited_age;
	expect_text(judge(&desk), "pass:");
	desk.catalogue_at--;
	expect_text(judge(&desk), "incomplete: old_catalogue");
	desk.catalogue_at = NOW + GATE_SKEW + 1;
	expect_text(judge(&desk), "incomplete: old_catalogue");
	desk.policy.exploited = false;
	expect_text(judge(&desk), "pass:");
	desk.policy.exploited = true;
	desk.catalogue_at = 0;
	desk.scans[0].class = FINDING_CODE;
	desk.finding_count = 1;
	expect_text(judge(&desk), "pass:");
	desk.findings[0].cve = "CVE-2020-1";
	expect_text(judge(&desk), "incomplete: no_catalogue");
	clear(&desk);
}

// A level that the policy allows more of does not stand for what another could not tell.
static void test_unknown(void)
{
	struct desk desk = a_desk();
	desk.finding_count = 2;
	for (size_t i = 0; i < 2; i++) {
		desk.findings[i] = a_finding();
		desk.findings[i].cve = "CVE-2020-1";
		desk.findings[i].package = "openssl";
	}
	desk.findings[1].id = "f2";
	desk.findings[1].tool = "grype";
	expect_text(judge(&desk), "pass:");
	desk.findings[1].level = LEVEL_UNKNOWN;
	expect_text(judge(&desk), "fail: limit");
	expect_int(desk.verdict.reasons[0].finding->level, LEVEL_UNKNOWN);
	expect_int(desk.verdict.open, 1);
	desk.findings[1].advised = true; // and did not look
	expect_text(judge(&desk), "pass:");
	desk.findings[1].advised = false;
	desk.policy.most[FINDING_CLASSES][LEVEL_UNKNOWN] = GATE_ANY;
	expect_text(judge(&desk), "pass:");
	desk.policy.most[FINDING_CLASSES][LEVEL_UNKNOWN] = 0;
	desk.findings[0].level = LEVEL_CRITICAL;
	expect_text(judge(&desk), "fail: limit");
	expect_int(desk.verdict.reasons[0].finding->level, LEVEL_CRITICAL);
	clear(&desk);
}

// What an older image has that runs is told as such, unless another tool sees it in the newest too.
static void test_running(void)
{
	struct desk desk = a_desk();
	desk.finding_count = 2;
	for (size_t i = 0; i < 2; i++) {
		desk.findings[i] = a_finding();
		desk.findings[i].level = LEVEL_CRITICAL;
		desk.findings[i].cve = "CVE-2020-1";
		desk.findings[i].package = "openssl";
		desk.findings[i].runs_in = DIGEST;
	}
	desk.findings[1].id = "f2";
	desk.findings[1].tool = "trivy";
	expect_text(judge(&desk), "fail: limit");
	expect_true(desk.verdict.reasons[0].runs);
	expect_int(desk.verdict.findings, 2);
	expect_int(desk.verdict.running, 2);
	desk.findings[1].runs_in = NULL;
	expect_text(judge(&desk), "fail: limit");
	expect_true(!desk.verdict.reasons[0].runs);
	expect_int(desk.verdict.running, 1);
	clear(&desk);
}

int main(void)
{
	test_running();
	test_catalogue();
	test_unknown();
	return test_done("findings_gate_known");
}
