#include "base/clock.h"
#include "cmd/gate/words.h"
#include "findings/gate/words.h"

// Of no scan.
static const char *lone_message(struct report *report, const struct gate_input *input,
				const struct gate_reason *reason)
{
	const char *words = gate_rule_words(reason->rule);
	char age[32], most[32];
	int64_t old = input->subject.now - input->catalogue_at;
	if (reason->rule == GATE_OLD_CATALOGUE && old < 0)
		return report_textf(report, "%s dated in the future: %s", words,
				    words_time(report, input->catalogue_at));
	if (reason->rule == GATE_OLD_CATALOGUE)
		return report_textf(report, "%s %s old, %s at most: %s", words,
				    clock_format_age(old, age),
				    clock_format_age(input->policy->exploited_age, most),
				    words_time(report, input->catalogue_at));
	if (!words_tell(reason->target))
		return words;
	return report_textf(report, "%s %s%s%s", words, reason->target,
			    reason->near ? "; did you mean " : "",
			    reason->near ? reason->near : "");
}

void words_put_scan(struct report *report, struct report_item *item, const struct gate_input *input,
		    const struct gate_reason *reason)
{
	struct arena *arena = &report->arena;
	if (reason->requirement) {
		item->rule = "require";
		item->message = gate_required_words(input, reason, arena);
		item->file = input->policy->file;
		item->line = item->file ? reason->requirement->line : 0;
		item->facts[0] = (struct report_fact){"requirement", reason->requirement->name};
	} else if (reason->scan) {
		item->message = arena_printf(arena, "%s: %s", gate_scan_name(reason->scan, arena),
					     gate_scan_fault(input, reason, arena));
	} else {
		item->message = lone_message(report, input, reason);
	}
	if (reason->scan)
		item->where = words_target(reason->scan->target);
	item->remedy = gate_scan_remedy(reason, arena);
}
