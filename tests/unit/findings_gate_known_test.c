// What is not known is no pass: what is exploited without a catalogue, severities that a tool could
// not tell, and which repository a name in few words is.
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

// ---- Targets by fewer words ----

// What is called so in more words was meant too, perhaps: a verdict that leaves it aside is none.
// Who names it as well tells them apart; so does a commit. An image of the name is no repository.
static void test_called(void)
{
	struct desk desk = a_desk();
	desk.scan_count = 3;
	for (size_t i = 1; i < 3; i++)
		desk.scans[i] = a_scan();
	desk.scans[0].target = "Acme/app";
	desk.scans[1].target = "github.com/acme/app@main";
	desk.scans[2].target = "git.example/o/Acme/app";
	desk.subject.targets =
		(struct gate_words){(const char *[]){"Acme/app", "git.example/o/Acme/app"}, 1};
	expect_text(judge(&desk), "incomplete: called");
	expect_text(desk.verdict.reasons[0].target, "Acme/app");
	expect_text(desk.verdict.reasons[0].near,
		    "git.example/o/Acme/app or github.com/acme/app@main");
	desk.subject.targets.count = 2;
	expect_text(judge(&desk), "pass:");
	desk.subject.targets.count = 1;
	desk.subject.also = (struct gate_words){(const char *[]){"github.com/acme/app@main"}, 1};
	expect_text(judge(&desk), "pass:");
	desk.subject.also.count = 0;
	desk.scans[2].target = "github.com/acme/appx";
	expect_text(judge(&desk), "incomplete: called");
	expect_text(desk.verdict.reasons[0].near, "github.com/acme/app@main");
	desk.scans[0].target_kind = "image";
	expect_text(judge(&desk), "pass:");
	desk.scans[0].target_kind = NULL;
	desk.scans[1].target_kind = "image";
	expect_text(judge(&desk), "pass:");
	desk.scans[1].target_kind = "repo";
	desk.subject.commit = "0123456789012345678901234567890123456789";
	desk.scans[0].digest = desk.subject.commit;
	expect_text(judge(&desk), "pass:");
	desk.subject = (struct gate_subject){.now = NOW}; // all are judged
	expect_text(judge(&desk), "pass:");
	clear(&desk);
}

int main(void)
{
	test_running();
	test_catalogue();
	test_unknown();
	test_called();
	return test_done("findings_gate_known");
}
