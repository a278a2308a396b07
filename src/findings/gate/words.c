#include "findings/gate/words.h"

#include "base/clock.h"
#include "findings/gate/gate_private.h"

static const char NO_CATALOGUE[] =
	"nothing tells what is known to be exploited: there is no KEV catalogue";

static const char *const WORDS[GATE_RULES] = {
	[GATE_EXPLOITED] = "known to be exploited",
	[GATE_SECRET] = "a secret",
	[GATE_ACCEPTANCE] = "accepted no longer",
	[GATE_OVERDUE] = "overdue",
	[GATE_NOTHING] = "there is no successful scan of what is judged",
	[GATE_UNSCANNED] = "there is no successful scan of",
	[GATE_CALLED] = "there are scans that are not judged of what is also called",
	[GATE_NO_SCAN] = "there is none",
	[GATE_FAILED] = "it did not end well",
	[GATE_FUTURE] = "it is dated in the future",
	[GATE_PARTIAL] = "it saw only a part",
	[GATE_OTHER] = "it is of something else",
	[GATE_NO_PACK] = "its rules lack the pack",
	[GATE_STALE] = "it is too old",
	[GATE_UNCOVERED] = "nobody looked at",
	[GATE_NO_TREE] = "which files there are is not known",
	[GATE_NO_CATALOGUE] = NO_CATALOGUE,
	[GATE_OLD_CATALOGUE] = "the KEV catalogue is",
	[GATE_LATE_FAILURE] = "the newest one did not end well",
	[GATE_LATE_PART] = "the newest one saw only a part",
	[GATE_FILTERED] = "it leaves findings out by its options",
	[GATE_CLAIMED] = "claimed",
	[GATE_ACCEPTED] = "accepted",
};

const char *gate_rule_words(enum gate_rule rule)
{
	return WORDS[rule];
}

static const char *age(int64_t seconds, struct arena *arena)
{
	char text[32];
	return arena_text(arena, clock_format_age(seconds, text));
}

const char *gate_scan_name(const struct gate_scan *scan, struct arena *arena)
{
	char time[32];
	bool category = gate_tells(scan->category);
	return arena_printf(arena, "%s%s%s%s of %s at %s",
			    gate_tells(scan->tool) ? scan->tool : "a scan", category ? " (" : "",
			    category ? scan->category : "", category ? ")" : "",
			    gate_tells(scan->target) ? scan->target : "an unnamed target",
			    clock_format(scan->at, time));
}

static const char *tools(const struct gate_words *words, struct arena *arena)
{
	const char *text = "";
	for (size_t i = 0; i < words->count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " or " : "", words->at[i]);
	return text;
}

static const char *classes(unsigned set, struct arena *arena)
{
	const char *text = "";
	for (int class = 0; class < FINDING_CLASSES; class ++)
		if (set & 1u << class)
			text = arena_printf(arena, "%s%s%s", text, *text ? " or " : "",
					    finding_class_name((enum finding_class) class));
	return text;
}

// "code scan by semgrep or codeql of repo"
static const char *wanted(const struct gate_reason *reason, struct arena *arena)
{
	const struct gate_requirement *requirement = reason->requirement;
	const char *class = classes(requirement->classes, arena);
	const char *by = tools(&requirement->tools, arena);
	return arena_printf(arena, "%s%sscan%s%s%s%s%s%s", class, *class ? " " : "",
			    *by ? " by " : "", by, requirement->category ? " of category " : "",
			    requirement->category ? requirement->category : "",
			    gate_tells(reason->target) ? " of " : "",
			    gate_tells(reason->target) ? reason->target : "");
}

static const char *binding(const struct gate_requirement *requirement)
{
	return requirement && requirement->bind == GATE_BIND_COMMIT ? "commit" : "digest";
}

static const char *other_words(const struct gate_input *input, const struct gate_reason *reason,
			       struct arena *arena)
{
	const char *words = gate_rule_words(GATE_OTHER);
	if (!gate_is_bound(&input->subject, reason->scan))
		return words;
	return gate_tells(reason->scan->digest)
		       ? arena_printf(arena, "%s: %s", words, reason->scan->digest)
		       : arena_printf(arena, "%s: it tells no digest or commit", words);
}

const char *gate_scan_fault(const struct gate_input *input, const struct gate_reason *reason,
			    struct arena *arena)
{
	const struct gate_scan *scan = reason->scan;
	const char *words = gate_rule_words(reason->rule);
	int64_t most = reason->requirement ? reason->requirement->max_age : 0;
	switch (reason->rule) {
	case GATE_FAILED:
	case GATE_LATE_FAILURE: return arena_printf(arena, "%s: %s", words, scan->failed);
	case GATE_LATE_PART:
	case GATE_PARTIAL: return arena_printf(arena, "%s: %s", words, scan->partial);
	case GATE_UNTESTED:
	case GATE_SKIPPED:
		return arena_printf(arena, "%lld of its checks %s not made",
				    (long long)scan->untested,
				    scan->untested == 1 ? "was" : "were");
	case GATE_FILTERED: return arena_printf(arena, "%s: %s", words, scan->filter);
	case GATE_NO_PACK: return arena_printf(arena, "%s %s", words, reason->detail);
	case GATE_OTHER: return other_words(input, reason, arena);
	case GATE_STALE:
		return arena_printf(arena, "it is %s too old, %s at most",
				    age(input->subject.now - scan->at - most, arena),
				    age(most, arena));
	default: return words;
	}
}

const char *gate_missing_words(const struct gate_reason *reason, struct arena *arena)
{
	struct gate_reason without = *reason; // its target
	without.target = NULL;
	return arena_printf(arena, "%s: no %s%s%s", reason->requirement->name,
			    wanted(&without, arena), reason->near ? "; did you mean " : "",
			    reason->near ? reason->near : "");
}

const char *gate_required_words(const struct gate_input *input, const struct gate_reason *reason,
				struct arena *arena)
{
	const char *name = reason->requirement->name;
	switch (reason->rule) {
	case GATE_UNBOUND:
		return arena_printf(arena, "%s: the gate binds it to a %s, and none was told", name,
				    binding(reason->requirement));
	case GATE_NO_TREE:
		return arena_printf(arena, "%s: which files are like %s is not known", name,
				    reason->detail);
	case GATE_NO_FILE:
		return arena_printf(arena,
				    "%s: no file of the working tree is one of those to be "
				    "looked at, such as %s",
				    name, reason->detail);
	case GATE_ASTRAY:
		return arena_printf(arena,
				    "%s: %s leads out of the working tree, and may hide files",
				    name, reason->detail);
	case GATE_UNCOVERED:
		return arena_printf(arena, "%s: no %s looked at %s", name, wanted(reason, arena),
				    reason->detail);
	case GATE_NO_SCAN:
		return arena_printf(arena, "%s: there is no %s%s%s", name, wanted(reason, arena),
				    reason->near ? "; did you mean " : "",
				    reason->near ? reason->near : "");
	default:
		return arena_printf(arena, "%s: %s: %s", name, gate_scan_name(reason->scan, arena),
				    gate_scan_fault(input, reason, arena));
	}
}

const char *gate_scan_remedy(const struct gate_reason *reason, struct arena *arena)
{
	switch (reason->rule) {
	case GATE_UNBOUND:
		return arena_printf(arena, "tell it with --%s", binding(reason->requirement));
	case GATE_NO_FILE:
		return "leave it out of the gate, where there is none to look at; else --tree "
		       "names the whole working tree";
	case GATE_ASTRAY: return "put a copy in its place";
	case GATE_NO_TREE: return "name the working tree with --tree DIR";
	case GATE_UNCOVERED:
		return arena_printf(arena, "scan it, and import the report with --target %s",
				    reason->detail);
	case GATE_NO_PACK: return "scan with all of its rule packs";
	case GATE_FUTURE: return "set the scanner's clock, and scan again";
	case GATE_OTHER: return "scan what is judged; a tag is no evidence";
	case GATE_NO_CATALOGUE:
	case GATE_OLD_CATALOGUE:
		return "import CISA's catalogue of this week, or hand it over as one more file of "
		       "--scan";
	case GATE_UNTESTED: return "make what was skipped known to the tool, and scan again";
	case GATE_CALLED: return "name with --target what is meant, or both";
	case GATE_UNSCANNED:
	case GATE_NOTHING: return "import a scan of it, or hand its files over with --scan";
	case GATE_LATE_FAILURE:
	case GATE_LATE_PART:
	case GATE_SKIPPED:
	case GATE_FILTERED: return NULL;
	default: return "scan, and import the report";
	}
}
