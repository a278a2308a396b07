// What a verdict is bound to: a digest, a commit, what was handed over; and the same whatever the
// order.
#include "tests/unit/gate_desk.h"

#include <stdlib.h>
#include <string.h>

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
	// Who hands a scan over says of what it is, but it tells no commit; what it says stands.
	desk.subject.handed = true;
	expect_text(judge(&desk), "incomplete: other");
	desk.required[0].bind = GATE_BIND_NONE;
	desk.required[0].max_age = 26 * HOUR;
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
		struct gate_input input = {.policy = &policy,
					   .subject = {.now = NOW},
					   .scans = scans,
					   .scan_count = SCANS,
					   .findings = findings,
					   .finding_count = FINDINGS};
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
	test_digest();
	test_commit();
	test_handed();
	test_choice();
	test_order();
	return test_done("findings_gate_bound");
}
