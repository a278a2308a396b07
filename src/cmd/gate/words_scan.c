#include "cmd/gate/words.h"

#include "findings/gate/words.h"

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
		item->message = gate_rule_words(reason->rule);
	}
	if (reason->scan)
		item->where = words_target(reason->scan->target);
	item->remedy = gate_scan_remedy(reason, arena);
}
