#include "base/clock.h"
#include "base/utf8.h"
#include "cmd/gate/words.h"
#include "findings/gate/words.h"
#include "findings/purl.h"

#include <string.h>

static const char *day(struct report *report, int64_t time)
{
	char text[32];
	return report_textf(report, "%s", clock_format_day(time, text));
}

// What a purl has between its type and its version; a distribution is no part of it.
static struct slice name_within(struct slice purl)
{
	bool system = purl_is_system(purl);
	slice_cut(&purl, '/');
	purl.len = purl.len ? strcspn(purl.at, "?#") : 0;
	if (system && memchr(purl.at, '/', purl.len))
		slice_cut(&purl, '/');
	const char *version = purl.len ? memrchr(purl.at, '@', purl.len) : NULL;
	if (version && version > purl.at && version[-1] != '/') // it is no scope of npm
		purl.len = (size_t)(version - purl.at);
	return purl;
}

// The name of a package without what a purl has around it, as people write it.
static const char *bare_package(struct report *report, const char *package)
{
	struct str safe = {0};
	struct slice name = name_within(slice_of(package));
	if (strncmp(package, "pkg:", 4) != 0 || !name.len)
		return package;
	utf8_add_safe(&safe, purl_decode(name, &report->arena), false);
	const char *text = report_textf(report, "%s", str_text(&safe));
	str_fini(&safe);
	return text;
}

// "CVE-2021-44228 in log4j-core 2.14.1", "python.lang.eval"
static const char *subject_of(struct report *report, const struct gate_finding *finding)
{
	const char *what = words_tell(finding->cve) ? finding->cve : finding->rule;
	if (!words_tell(finding->package))
		return what;
	return report_textf(report, "%s in %s%s%s", what, bare_package(report, finding->package),
			    words_tell(finding->version) ? " " : "",
			    words_tell(finding->version) ? finding->version : "");
}

static const char *why_blocked(struct report *report, const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	switch (reason->rule) {
	case GATE_ACCEPTANCE:
		return report_textf(report, "%s no longer covers it%s%s", finding->acceptance,
				    words_tell(finding->lapsed) ? ": " : "",
				    words_tell(finding->lapsed) ? finding->lapsed : "");
	case GATE_OVERDUE: return report_textf(report, "due %s", words_time(report, finding->due));
	case GATE_LIMIT:
		return report_textf(report, "%lld %s%s%s, %lld allowed", (long long)reason->count,
				    finding_level_name(finding->level), reason->of_class ? " " : "",
				    reason->of_class ? finding_class_name(finding->class) : "",
				    (long long)reason->most);
	default: return gate_rule_words(reason->rule);
	}
}

// A claim that was made and is not enough is worth telling.
static const char *claim_of(struct report *report, const struct gate_finding *finding)
{
	if (!words_tell(finding->claim))
		return "";
	return report_textf(report, "; claimed %s%s%s%s, which is not enough", finding->claim,
			    words_tell(finding->claim_why) ? " (" : "",
			    words_tell(finding->claim_why) ? finding->claim_why : "",
			    words_tell(finding->claim_why) ? ")" : "");
}

enum { STATED = 240 }; // bytes of what a statement says

// The first line of it, up to a blank.
static const char *stated_remedy(struct report *report, const struct gate_finding *finding)
{
	size_t len = strcspn(finding->remedy, "\r\n"), most = len < STATED ? len : STATED;
	while (most < len && most && finding->remedy[most] != ' ')
		most--;
	return report_textf(report, "as %s says: %.*s%s", finding->tool, (int)most, finding->remedy,
			    most < len ? " …" : "");
}

// Which images that run it is about, where it is not the newest.
static const char *running_of(struct report *report, const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	size_t others = 0;
	if (!reason->runs)
		return "";
	for (const char *at = finding->runs_in; (at = strchr(at, ',')); at++)
		others++;
	return report_textf(report, "; still runs as %.*s%s%s in %lld workload%s",
			    (int)strcspn(finding->runs_in, ","), finding->runs_in,
			    others ? report_textf(report, " and %zu other image", others) : "",
			    others > 1 ? "s" : "", (long long)finding->workloads,
			    finding->workloads == 1 ? "" : "s");
}

static const char *remedy_of(struct report *report, const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	if (finding->class == FINDING_SECRET)
		return "revoke it, take it out, and give what it opens another one";
	if (reason->runs)
		return "the newest build is not known to have it: deploy that";
	if (words_tell(finding->fixed) && words_tell(finding->package))
		return report_textf(report, "upgrade %s to %s",
				    bare_package(report, finding->package), finding->fixed);
	if (words_tell(finding->remedy))
		return stated_remedy(report, finding);
	if (words_tell(finding->package))
		return "no version without it is known: do without the package, or have the risk "
		       "accepted";
	return "mend it, or have the risk accepted";
}

// The files of an image are no files of the repository.
static void put_place(struct report *report, struct report_item *item,
		      const struct gate_finding *finding)
{
	bool inside = finding->class == FINDING_CONTAINER;
	const char *target = words_target(finding->target);
	const char *within = words_tell(finding->where) ? finding->where : NULL;
	if (words_tell(finding->file) && inside && !within)
		within = finding->file;
	if (words_tell(finding->file) && !inside) {
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
		{"tool", words_tell(reason->tools) ? reason->tools : finding->tool},
		{"tool_rule", finding->rule},
		{"target", finding->target},
		{"cve", finding->cve},
		{"package", finding->package},
		{"version", finding->version},
		{"fixed", finding->fixed},
		{"due", finding->due ? words_time(report, finding->due) : NULL},
		{"owner", finding->owner},
		{"claim", finding->claim},
		{"claim_why", finding->claim_why},
		{"acceptance", finding->acceptance},
		{"runs_in", reason->runs ? finding->runs_in : NULL},
		{"workloads",
		 reason->runs ? report_textf(report, "%lld", (long long)finding->workloads) : NULL},
	};
	size_t count = 0;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (words_tell(all[i].value))
			item->facts[count++] = all[i];
}

static void put_blocked(struct report *report, struct report_item *item,
			const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	item->message =
		report_textf(report, "%s: %s%s%s (%s %s, %s)%s%s%s%s", why_blocked(report, reason),
			     subject_of(report, finding), words_tell(finding->title) ? ": " : "",
			     words_tell(finding->title) ? finding->title : "",
			     finding_level_name(finding->level), finding_class_name(finding->class),
			     words_tell(reason->tools) ? reason->tools : "unknown tool",
			     running_of(report, reason), claim_of(report, finding),
			     words_tell(finding->owner) ? "; owner " : "",
			     words_tell(finding->owner) ? finding->owner : "");
	item->remedy = remedy_of(report, reason);
}

static void put_passed(struct report *report, struct report_item *item,
		       const struct gate_reason *reason)
{
	const struct gate_finding *finding = reason->finding;
	bool claimed = reason->rule == GATE_CLAIMED;
	const char *until =
		!claimed ? report_textf(report, " until %s",
					words_time(report, finding->accepted_until))
		: finding->claim_until > 0
			? report_textf(report, " until %s", day(report, finding->claim_until))
			: "";
	item->message = report_textf(
		report, "%s is %s %s%s%s%s%s (%s %s, %s)%s", subject_of(report, finding),
		claimed ? "claimed" : "accepted by", claimed ? finding->claim : finding->acceptance,
		until, claimed && words_tell(finding->claim_why) ? " (" : "",
		claimed && words_tell(finding->claim_why) ? finding->claim_why : "",
		claimed && words_tell(finding->claim_why) ? ")" : "",
		finding_level_name(finding->level), finding_class_name(finding->class),
		words_tell(finding->tool) ? finding->tool : "unknown tool",
		running_of(report, reason));
}

void words_put_finding(struct report *report, struct report_item *item,
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
