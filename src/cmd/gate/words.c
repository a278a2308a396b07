#include "cmd/gate/gate.h"

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
	[GATE_NO_SCAN] = {DEMAND_REQUIRE, "there is none"},
	[GATE_FAILED] = {DEMAND_SCANS, "it did not end well"},
	[GATE_FUTURE] = {DEMAND_SCANS, "it is dated in the future"},
	[GATE_PARTIAL] = {DEMAND_REQUIRE, "it saw only a part"},
	[GATE_OTHER] = {DEMAND_SCANS, "it is of something else"},
	[GATE_NO_PACK] = {DEMAND_REQUIRE, "its rules lack the pack"},
	[GATE_STALE] = {DEMAND_REQUIRE, "it is too old"},
	[GATE_UNBOUND] = {DEMAND_REQUIRE, NULL},
	[GATE_UNCOVERED] = {DEMAND_REQUIRE, "nobody looked at"},
	[GATE_NO_TREE] = {DEMAND_REQUIRE, "which files there are is not known"},
	[GATE_LATE_FAILURE] = {DEMAND_SCANS, "the newest one did not end well"},
	[GATE_FILTERED] = {DEMAND_SCANS, "it leaves findings out by its options"},
	[GATE_CLAIMED] = {DEMAND_CLAIMS, "claimed"},
	[GATE_ACCEPTED] = {DEMAND_CLAIMS, "accepted"},
};

static bool tells(const char *text)
{
	return text && *text;
}

static const char *day(struct report *report, int64_t time)
{
	char text[32];
	return report_textf(report, "%s", clock_format_day(time, text));
}

static const char *moment(struct report *report, int64_t time)
{
	char text[32];
	return report_textf(report, "%s", clock_format(time, text));
}

static const char *age(struct report *report, int64_t seconds)
{
	char text[32];
	return report_textf(report, "%s", clock_format_age(seconds, text));
}

// ---- A finding ----

// The name of a package without what a purl has around it.
static const char *bare_package(struct report *report, const char *package)
{
	if (strncmp(package, "pkg:", 4) != 0)
		return package;
	const char *from = strchr(package, '/');
	return report_textf(report, "%.*s", (int)strcspn(from ? from + 1 : package, "@?#"),
			    from ? from + 1 : package);
}

// "CVE-2021-44228 in log4j-core 2.14.1", "python.lang.eval"
static const char *subject_of(struct report *report, const struct gate_finding *finding)
{
	const char *what = tells(finding->cve) ? finding->cve : finding->rule;
	if (!tells(finding->package))
		return what;
	return report_textf(report, "%s in %s%s%s", what, bare_package(report, finding->package),
			    tells(finding->version) ? " " : "",
			    tells(finding->version) ? finding->version : "");
}

static const char *why_blocked(struct report *report, const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	switch (reason->rule) {
	case GATE_ACCEPTANCE:
		return report_textf(report, "%s no longer covers it%s%s", finding->acceptance,
				    tells(finding->lapsed) ? ": " : "",
				    tells(finding->lapsed) ? finding->lapsed : "");
	case GATE_OVERDUE: return report_textf(report, "due %s", moment(report, finding->due));
	case GATE_LIMIT:
		return report_textf(report, "%lld %s%s%s, %lld allowed", (long long)reason->count,
				    finding_level_name(finding->level), reason->of_class ? " " : "",
				    reason->of_class ? finding_class_name(finding->class) : "",
				    (long long)reason->most);
	default: return REASONS[reason->rule].words;
	}
}

// A claim that was made and is not enough is worth telling.
static const char *claim_of(struct report *report, const struct gate_finding *finding)
{
	if (!tells(finding->claim))
		return "";
	return report_textf(report, "; claimed %s%s%s%s, which is not enough", finding->claim,
			    tells(finding->claim_why) ? " (" : "",
			    tells(finding->claim_why) ? finding->claim_why : "",
			    tells(finding->claim_why) ? ")" : "");
}

static const char *remedy_of(struct report *report, const struct gate_finding *finding)
{
	if (finding->class == FINDING_SECRET)
		return "revoke it, take it out, and give what it opens another one";
	if (tells(finding->fixed) && tells(finding->package))
		return report_textf(report, "upgrade %s to %s",
				    bare_package(report, finding->package), finding->fixed);
	if (tells(finding->package))
		return "no version without it is known: do without the package, or have the risk "
		       "accepted";
	return "mend it, or have the risk accepted";
}

// The files of an image are no files of the repository.
static void put_place(struct report *report, struct report_item *item,
		      const struct gate_finding *finding)
{
	bool inside = finding->class == FINDING_CONTAINER;
	const char *target = tells(finding->target) ? finding->target : NULL;
	const char *within = tells(finding->where) ? finding->where : NULL;
	if (tells(finding->file) && inside && !within)
		within = finding->file;
	if (tells(finding->file) && !inside) {
		item->file = finding->file;
		item->line = finding->line;
	}
	item->where = target && within ? report_textf(report, "%s %s", target, within)
		      : target	       ? target
				       : within;
}

static void put_facts(struct report *report, struct report_item *item,
		      const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	const struct report_fact all[] = {
		{"severity", finding_level_name(finding->level)},
		{"class", finding_class_name(finding->class)},
		{"tool", tells(reason->tools) ? reason->tools : finding->tool},
		{"tool_rule", finding->rule},
		{"target", finding->target},
		{"cve", finding->cve},
		{"package", finding->package},
		{"version", finding->version},
		{"fixed", finding->fixed},
		{"due", finding->due ? moment(report, finding->due) : NULL},
		{"claim", finding->claim},
		{"claim_why", finding->claim_why},
		{"acceptance", finding->acceptance},
	};
	size_t count = 0;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (tells(all[i].value))
			item->facts[count++] = all[i];
}

static void put_blocked(struct report *report, struct report_item *item,
			const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	item->message = report_textf(
		report, "%s: %s%s%s (%s %s, %s)%s", why_blocked(report, reason),
		subject_of(report, finding), tells(finding->title) ? ": " : "",
		tells(finding->title) ? finding->title : "", finding_level_name(finding->level),
		finding_class_name(finding->class),
		tells(reason->tools) ? reason->tools : "unknown tool", claim_of(report, finding));
	item->remedy = remedy_of(report, finding);
}

static void put_passed(struct report *report, struct report_item *item,
		       const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	bool claimed = reason->rule == GATE_CLAIMED;
	const char *until =
		!claimed
			? report_textf(report, " until %s", moment(report, finding->accepted_until))
		: finding->claim_until > 0
			? report_textf(report, " until %s", day(report, finding->claim_until))
			: "";
	item->message = report_textf(
		report, "%s is %s %s%s%s%s%s (%s %s, %s)", subject_of(report, finding),
		claimed ? "claimed" : "accepted by", claimed ? finding->claim : finding->acceptance,
		until, claimed && tells(finding->claim_why) ? " (" : "",
		claimed && tells(finding->claim_why) ? finding->claim_why : "",
		claimed && tells(finding->claim_why) ? ")" : "", finding_level_name(finding->level),
		finding_class_name(finding->class),
		tells(finding->tool) ? finding->tool : "unknown tool");
}

static void put_finding(struct report *report, struct report_item *item,
			const struct gate_reason *reason)
{
	if (gate_weight(reason->rule) == GATE_BLOCKS)
		put_blocked(report, item, reason);
	else
		put_passed(report, item, reason);
	put_place(report, item, reason->finding);
	put_facts(report, item, reason);
	item->id = reason->finding->id;
}

// ---- A scan ----

// "semgrep of repo at 2026-11-25T01:00:00Z"
static const char *scan_name(struct report *report, const struct gate_scan *scan)
{
	return report_textf(
		report, "%s%s%s%s%s of %s at %s", tells(scan->tool) ? scan->tool : "a scan",
		tells(scan->category) ? " (" : "", tells(scan->category) ? scan->category : "",
		tells(scan->category) ? ")" : "", "",
		tells(scan->target) ? scan->target : "an unnamed target", moment(report, scan->at));
}

static const char *list(struct report *report, const struct gate_words *words,
			const char *separator)
{
	const char *text = "";
	for (size_t i = 0; i < words->count; i++)
		text = report_textf(report, "%s%s%s", text, i ? separator : "", words->at[i]);
	return text;
}

static const char *classes(struct report *report, unsigned set)
{
	const char *text = "";
	for (int class = 0; class < FINDING_CLASSES; class ++)
		if (set & 1u << class)
			text = report_textf(report, "%s%s%s", text, *text ? " or " : "",
					    finding_class_name((enum finding_class) class));
	return text;
}

// "code scan by semgrep or codeql of repo"
static const char *wanted(struct report *report, const struct gate_reason *reason)
{
	const struct gate_requirement *requirement = reason->requirement;
	const char *class = classes(report, requirement->classes);
	const char *tools = list(report, &requirement->tools, " or ");
	return report_textf(
		report, "%s%sscan%s%s%s%s%s%s", class, *class ? " " : "", *tools ? " by " : "",
		tools, requirement->category ? " of category " : "",
		requirement->category ? requirement->category : "",
		tells(reason->target) ? " of " : "", tells(reason->target) ? reason->target : "");
}

static const char *binding(const struct gate_requirement *requirement)
{
	return requirement->bind == GATE_BIND_COMMIT ? "commit" : "digest";
}

// What is wrong with it, behind its name.
static const char *fault_of(struct report *report, const struct gate_input *input,
			    const struct gate_reason *reason)
{
	const struct gate_scan *scan = reason->scan;
	const char *words = REASONS[reason->rule].words;
	switch (reason->rule) {
	case GATE_FAILED:
	case GATE_LATE_FAILURE: return report_textf(report, "%s: %s", words, scan->failed);
	case GATE_PARTIAL: return report_textf(report, "%s: %s", words, scan->partial);
	case GATE_FILTERED: return report_textf(report, "%s: %s", words, scan->filter);
	case GATE_NO_PACK: return report_textf(report, "%s %s", words, reason->detail);
	case GATE_OTHER:
		if (!gate_is_bound(&input->subject, scan))
			return words;
		return tells(scan->digest)
			       ? report_textf(report, "%s: %s", words, scan->digest)
			       : report_textf(report, "%s: it tells no digest or commit", words);
	case GATE_STALE:
		return report_textf(report, "it is %s old, %s at most",
				    age(report, input->subject.now - scan->at),
				    age(report, reason->requirement->max_age));
	default: return words;
	}
}

static const char *required_message(struct report *report, const struct gate_input *input,
				    const struct gate_reason *reason)
{
	const char *name = reason->requirement->name;
	switch (reason->rule) {
	case GATE_UNBOUND:
		return report_textf(report, "%s: the gate binds it to a %s, and none was told",
				    name, binding(reason->requirement));
	case GATE_NO_TREE:
		return report_textf(report, "%s: which files are like %s is not known", name,
				    reason->detail);
	case GATE_UNCOVERED:
		return report_textf(report, "%s: no %s looked at %s", name, wanted(report, reason),
				    reason->detail);
	case GATE_NO_SCAN:
		return report_textf(report, "%s: there is no %s", name, wanted(report, reason));
	default:
		return report_textf(report, "%s: %s: %s", name, scan_name(report, reason->scan),
				    fault_of(report, input, reason));
	}
}

static const char *scan_remedy(struct report *report, const struct gate_reason *reason)
{
	switch (reason->rule) {
	case GATE_UNBOUND:
		return report_textf(report, "tell it with --%s", binding(reason->requirement));
	case GATE_NO_TREE: return "name the working tree with --tree DIR";
	case GATE_UNCOVERED:
		return report_textf(report, "scan it, and import the report with --target %s",
				    reason->detail);
	case GATE_NO_PACK: return "scan with all of its rule packs";
	case GATE_FUTURE: return "set the scanner's clock, and scan again";
	case GATE_OTHER: return "scan what is judged; a tag is no evidence";
	case GATE_NOTHING: return "import a scan of it, or hand its files over with --scan";
	case GATE_LATE_FAILURE:
	case GATE_FILTERED: return NULL;
	default: return "scan, and import the report";
	}
}

static void put_scan(struct report *report, struct report_item *item,
		     const struct gate_input *input, const struct gate_reason *reason)
{
	if (reason->requirement) {
		item->rule = GATE_REPORT_RULES[DEMAND_REQUIRE].id;
		item->message = required_message(report, input, reason);
		item->file = input->policy->file;
		item->line = item->file ? reason->requirement->line : 0;
		item->facts[0] = (struct report_fact){"requirement", reason->requirement->name};
	} else if (reason->scan) {
		item->message = report_textf(report, "%s: %s", scan_name(report, reason->scan),
					     fault_of(report, input, reason));
	} else {
		item->message = REASONS[reason->rule].words;
	}
	if (reason->scan && tells(reason->scan->target))
		item->where = reason->scan->target;
	item->remedy = scan_remedy(report, reason);
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
			put_finding(report, item, reason);
		else
			put_scan(report, item, input, reason);
	}
}
