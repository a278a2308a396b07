#include "base/clock.h"
#include "cmd/gate/words.h"

static const char *age(struct report *report, int64_t seconds)
{
	char text[32];
	return report_textf(report, "%s", clock_format_age(seconds, text));
}

// "semgrep of repo at 2026-11-25T01:00:00Z"
static const char *scan_name(struct report *report, const struct gate_scan *scan)
{
	return report_textf(report, "%s%s%s%s%s of %s at %s",
			    words_tell(scan->tool) ? scan->tool : "a scan",
			    words_tell(scan->category) ? " (" : "",
			    words_tell(scan->category) ? scan->category : "",
			    words_tell(scan->category) ? ")" : "", "",
			    words_tell(scan->target) ? scan->target : "an unnamed target",
			    words_time(report, scan->at));
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
	return report_textf(report, "%s%sscan%s%s%s%s%s%s", class, *class ? " " : "",
			    *tools ? " by " : "", tools,
			    requirement->category ? " of category " : "",
			    requirement->category ? requirement->category : "",
			    words_tell(reason->target) ? " of " : "",
			    words_tell(reason->target) ? reason->target : "");
}

static const char *binding(const struct gate_requirement *requirement)
{
	return requirement && requirement->bind == GATE_BIND_COMMIT ? "commit" : "digest";
}

// What is wrong with it, behind its name.
static const char *fault_of(struct report *report, const struct gate_input *input,
			    const struct gate_reason *reason)
{
	const struct gate_scan *scan = reason->scan;
	const char *words = words_of(reason->rule);
	int64_t most = reason->requirement ? reason->requirement->max_age : 0;
	switch (reason->rule) {
	case GATE_FAILED:
	case GATE_LATE_FAILURE: return report_textf(report, "%s: %s", words, scan->failed);
	case GATE_PARTIAL: return report_textf(report, "%s: %s", words, scan->partial);
	case GATE_UNTESTED:
	case GATE_SKIPPED:
		return report_textf(report, "%lld of its checks %s not made",
				    (long long)scan->untested,
				    scan->untested == 1 ? "was" : "were");
	case GATE_FILTERED: return report_textf(report, "%s: %s", words, scan->filter);
	case GATE_NO_PACK: return report_textf(report, "%s %s", words, reason->detail);
	case GATE_OTHER:
		if (!gate_is_bound(&input->subject, scan))
			return words;
		return words_tell(scan->digest)
			       ? report_textf(report, "%s: %s", words, scan->digest)
			       : report_textf(report, "%s: it tells no digest or commit", words);
	case GATE_STALE:
		return report_textf(report, "it is %s too old, %s at most",
				    age(report, input->subject.now - scan->at - most),
				    age(report, most));
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
	case GATE_NO_FILE:
		return report_textf(report,
				    "%s: no file of the working tree is one of those to be "
				    "looked at, such as %s",
				    name, reason->detail);
	case GATE_ASTRAY:
		return report_textf(report,
				    "%s: %s leads out of the working tree, and may hide files",
				    name, reason->detail);
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
	case GATE_NO_FILE:
		return "name the working tree with --tree DIR, or the files as they are called in "
		       "it";
	case GATE_ASTRAY: return "put a copy in its place";
	case GATE_NO_TREE: return "name the working tree with --tree DIR";
	case GATE_UNCOVERED:
		return report_textf(report, "scan it, and import the report with --target %s",
				    reason->detail);
	case GATE_NO_PACK: return "scan with all of its rule packs";
	case GATE_FUTURE: return "set the scanner's clock, and scan again";
	case GATE_OTHER: return "scan what is judged; a tag is no evidence";
	case GATE_NO_CATALOGUE:
	case GATE_OLD_CATALOGUE:
		return "import CISA's catalogue of this week, or hand it over as one more file of "
		       "--scan";
	case GATE_UNSCANNED:
	case GATE_NOTHING: return "import a scan of it, or hand its files over with --scan";
	case GATE_UNTESTED: return "make what was skipped known to the tool, and scan again";
	case GATE_LATE_FAILURE:
	case GATE_SKIPPED:
	case GATE_FILTERED: return NULL;
	default: return "scan, and import the report";
	}
}

// Of no scan.
static const char *lone_message(struct report *report, const struct gate_input *input,
				const struct gate_reason *reason)
{
	const char *words = words_of(reason->rule);
	int64_t old = input->subject.now - input->catalogue_at;
	if (reason->rule == GATE_OLD_CATALOGUE && old < 0)
		return report_textf(report, "%s dated in the future: %s", words,
				    words_time(report, input->catalogue_at));
	if (reason->rule == GATE_OLD_CATALOGUE)
		return report_textf(report, "%s %s old, %s at most: %s", words, age(report, old),
				    age(report, input->policy->exploited_age),
				    words_time(report, input->catalogue_at));
	return words_tell(reason->target) ? report_textf(report, "%s %s", words, reason->target)
					  : words;
}

void words_put_scan(struct report *report, struct report_item *item, const struct gate_input *input,
		    const struct gate_reason *reason)
{
	if (reason->requirement) {
		item->rule = "require";
		item->message = required_message(report, input, reason);
		item->file = input->policy->file;
		item->line = item->file ? reason->requirement->line : 0;
		item->facts[0] = (struct report_fact){"requirement", reason->requirement->name};
	} else if (reason->scan) {
		item->message = report_textf(report, "%s: %s", scan_name(report, reason->scan),
					     fault_of(report, input, reason));
	} else {
		item->message = lone_message(report, input, reason);
	}
	if (reason->scan)
		item->where = words_target(reason->scan->target);
	item->remedy = scan_remedy(report, reason);
}
