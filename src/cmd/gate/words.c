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

// Of each reason: the demand, and what is said of the scan or the finding.
static const struct {
	enum demand demand;
	const char *words;
} REASONS[GATE_RULES] = {
	[GATE_EXPLOITED] = {DEMAND_KEV, "known to be exploited"},
	[GATE_SECRET] = {DEMAND_SECRETS, "a secret"},
	[GATE_ACCEPTANCE] = {DEMAND_ACCEPTANCES, "accepted no longer"},
	[GATE_OVERDUE] = {DEMAND_OVERDUE, "overdue"},
	[GATE_LIMIT] = {DEMAND_ALLOW, NULL},
	[GATE_NOTHING] = {DEMAND_SCANS, "there is no successful scan of what is judged"},
	[GATE_UNSCANNED] = {DEMAND_SCANS, "there is no successful scan of"},
	[GATE_NO_SCAN] = {DEMAND_REQUIRE, "there is none"},
	[GATE_FAILED] = {DEMAND_SCANS, "it did not end well"},
	[GATE_FUTURE] = {DEMAND_SCANS, "it is dated in the future"},
	[GATE_PARTIAL] = {DEMAND_SCANS, "it saw only a part"},
	[GATE_OTHER] = {DEMAND_SCANS, "it is of something else"},
	[GATE_NO_PACK] = {DEMAND_REQUIRE, "its rules lack the pack"},
	[GATE_STALE] = {DEMAND_REQUIRE, "it is too old"},
	[GATE_UNTESTED] = {DEMAND_REQUIRE, NULL},
	[GATE_UNBOUND] = {DEMAND_REQUIRE, NULL},
	[GATE_UNCOVERED] = {DEMAND_REQUIRE, "nobody looked at"},
	[GATE_NO_TREE] = {DEMAND_REQUIRE, "which files there are is not known"},
	[GATE_NO_FILE] = {DEMAND_REQUIRE, NULL},
	[GATE_ASTRAY] = {DEMAND_REQUIRE, NULL},
	[GATE_NO_CATALOGUE] = {DEMAND_KEV, "nothing tells what is known to be exploited: there is "
					   "no KEV catalogue"},
	[GATE_OLD_CATALOGUE] = {DEMAND_KEV, "the KEV catalogue is"},
	[GATE_LATE_FAILURE] = {DEMAND_SCANS, "the newest one did not end well"},
	[GATE_SKIPPED] = {DEMAND_SCANS, NULL},
	[GATE_FILTERED] = {DEMAND_SCANS, "it leaves findings out by its options"},
	[GATE_CLAIMED] = {DEMAND_CLAIMS, "claimed"},
	[GATE_ACCEPTED] = {DEMAND_CLAIMS, "accepted"},
};

const char *words_of(enum gate_rule rule)
{
	return REASONS[rule].words;
}

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
		item->rule = GATE_REPORT_RULES[REASONS[reason->rule].demand].id;
		if (reason->finding)
			words_put_finding(report, item, reason);
		else
			words_put_scan(report, item, input, reason);
	}
}
