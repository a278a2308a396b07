#include "cmd/gate/words.h"

#include "base/clock.h"

#include <string.h>

enum demand {
	DEMAND_KEV,
	DEMAND_SECRETS,
	DEMAND_ACCEPTANCES,
	DEMAND_OVERDUE,
	DEMAND_ALLOW,
	DEMAND_REQUIRE,
	DEMAND_SCANS,
	DEMAND_CLAIMS
};

const struct report_rule GATE_REPORT_RULES[GATE_DEMANDS] = {
	[DEMAND_KEV] = {"kev", "nothing open that is known to be exploited"},
	[DEMAND_SECRETS] = {"secrets", "no secret"},
	[DEMAND_ACCEPTANCES] = {"expired_acceptances",
				"nothing that was accepted and is no longer"},
	[DEMAND_OVERDUE] = {"overdue", "nothing over its due date"},
	[DEMAND_ALLOW] = {"allow", "no more open findings than the gate allows"},
	[DEMAND_REQUIRE] = {"require", "every scan that the gate requires"},
	[DEMAND_SCANS] = {"scans", "scans of what is judged, whole and successful"},
	[DEMAND_CLAIMS] = {"claims", "what is not counted, and by whose word"},
};

static const enum demand DEMANDS[GATE_RULES] = {
	[GATE_EXPLOITED] = DEMAND_KEV,
	[GATE_SECRET] = DEMAND_SECRETS,
	[GATE_ACCEPTANCE] = DEMAND_ACCEPTANCES,
	[GATE_OVERDUE] = DEMAND_OVERDUE,
	[GATE_LIMIT] = DEMAND_ALLOW,
	[GATE_NOTHING] = DEMAND_SCANS,
	[GATE_UNSCANNED] = DEMAND_SCANS,
	[GATE_CALLED] = DEMAND_SCANS,
	[GATE_NO_SCAN] = DEMAND_REQUIRE,
	[GATE_FAILED] = DEMAND_SCANS,
	[GATE_FUTURE] = DEMAND_SCANS,
	[GATE_PARTIAL] = DEMAND_SCANS,
	[GATE_OTHER] = DEMAND_SCANS,
	[GATE_NO_PACK] = DEMAND_REQUIRE,
	[GATE_STALE] = DEMAND_REQUIRE,
	[GATE_UNTESTED] = DEMAND_REQUIRE,
	[GATE_UNBOUND] = DEMAND_REQUIRE,
	[GATE_UNCOVERED] = DEMAND_REQUIRE,
	[GATE_NO_TREE] = DEMAND_REQUIRE,
	[GATE_NO_FILE] = DEMAND_REQUIRE,
	[GATE_ASTRAY] = DEMAND_REQUIRE,
	[GATE_NO_CATALOGUE] = DEMAND_KEV,
	[GATE_OLD_CATALOGUE] = DEMAND_KEV,
	[GATE_LATE_FAILURE] = DEMAND_SCANS,
	[GATE_LATE_PART] = DEMAND_SCANS,
	[GATE_SKIPPED] = DEMAND_SCANS,
	[GATE_FILTERED] = DEMAND_SCANS,
	[GATE_CLAIMED] = DEMAND_CLAIMS,
	[GATE_ACCEPTED] = DEMAND_CLAIMS,
};

bool words_tell(const char *text)
{
	return text && *text;
}

const char *words_target(const char *target)
{
	return words_tell(target) && strcmp(target, GATE_HERE) != 0 ? target : NULL;
}

const char *words_time(struct report *report, int64_t time)
{
	char text[32];
	return report_textf(report, "%s", clock_format(time, text));
}

void gate_put_catalogue(struct report *report, const struct evidence *evidence, int64_t now)
{
	char age[32];
	if (evidence->catalogue_at)
		report_fact(report, "kev",
			    report_textf(report, "catalogue of %s, %s old%s",
					 words_time(report, evidence->catalogue_at),
					 clock_format_age(now - evidence->catalogue_at, age),
					 evidence->catalogue_kept ? ", of the cache" : ""));
}

static void add_part(struct str *text, int64_t count, const char *words)
{
	if (count)
		str_addf(text, "; %lld %s", (long long)count, words);
}

// The views count findings one by one, and have none of what is an inventory's alone.
void gate_put_counted(struct report *report, const struct gate_verdict *verdict)
{
	struct str text = {0};
	int64_t advised = verdict->advised, told = verdict->open - advised;
	str_addf(&text, "%lld findings", (long long)verdict->findings);
	if (told != verdict->findings)
		str_addf(&text, " of %lld flaws", (long long)told);
	add_part(&text, verdict->unhonoured, "of them suppressed by claims that are not enough");
	add_part(&text, verdict->running,
		 "of them gone from the newest scan, in images that still run");
	add_part(&text, advised, "told by advisories on stored inventories alone");
	report_fact(report, "open", report_textf(report, "%lld", (long long)verdict->open));
	report_fact(report, "counted", report_textf(report, "%s", str_text(&text)));
	str_fini(&text);
}

void gate_put_unscanned(struct report *report, const struct unscanned *unscanned)
{
	if (!unscanned->images)
		return;
	long long others = (long long)unscanned->images - 1,
		  workloads = (long long)unscanned->workloads;
	struct report_item *item = report_add(report);
	item->rule = GATE_REPORT_RULES[DEMAND_SCANS].id;
	item->kind = REPORT_WARN;
	item->message = report_textf(
		report,
		"%s%s in %lld workload%s, and there is neither a scan nor an inventory of %s: what "
		"%s is not known",
		unscanned->digest,
		others > 1 ? report_textf(report, " and %lld other images run", others)
		: others   ? " and 1 other image run"
			   : " runs",
		workloads, workloads == 1 ? "" : "s", others ? "them" : "it",
		others ? "they have" : "it has");
	item->remedy = "scan what runs, or deploy a build that was scanned";
}

void gate_put_reasons(struct report *report, const struct gate_input *input,
		      const struct gate_verdict *verdict)
{
	static const enum report_kind KINDS[] = {
		[GATE_BLOCKS] = REPORT_BLOCK,
		[GATE_MISSING] = REPORT_MISSING,
		[GATE_WARNS] = REPORT_WARN,
		[GATE_NOTES] = REPORT_NOTE,
	};
	for (size_t i = 0; i < verdict->reason_count; i++) {
		const struct gate_reason *reason = &verdict->reasons[i];
		struct report_item *item = report_add(report);
		item->kind = KINDS[gate_weight(reason->rule)];
		item->rule = GATE_REPORT_RULES[DEMANDS[reason->rule]].id;
		if (reason->finding)
			words_put_finding(report, item, reason);
		else
			words_put_scan(report, item, input, reason);
	}
}
