#include "base/json.h"
#include "cmd/inspect/run.h"

static void write_rules(struct invocation *invocation, enum check_id check)
{
	size_t count;
	const struct check_rule *rules = check_rules(check, &count);
	struct json_out json = {.to = &invocation->out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.check-rules/1");
	json_text(&json, "check", check_name(check));
	json_open_list(&json, "rows");
	for (size_t i = 0; i < count; i++) {
		json_open_map(&json, NULL);
		json_text(&json, "rule", rules[i].id);
		json_text(&json, "demand", rules[i].title);
		json_text(&json, "severity", finding_level_name(rules[i].level));
		json_text(&json, "remedy", rules[i].remedy);
		json_text(&json, "also", rules[i].also);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(&invocation->out, '\n');
}

static void print_rules(struct invocation *invocation, enum check_id check)
{
	size_t count;
	const struct check_rule *rules = check_rules(check, &count);
	for (size_t i = 0; i < count; i++) {
		str_addf(&invocation->out, "%-16s %-9s %s\n", rules[i].id,
			 finding_level_name(rules[i].level), rules[i].title);
		str_addf(&invocation->out, "%-26s do: %s\n", "", rules[i].remedy);
		if (*rules[i].also)
			str_addf(&invocation->out, "%-26s also: %s\n", "", rules[i].also);
	}
}

void rules_list(struct invocation *invocation, enum check_id check)
{
	(invocation->json ? write_rules : print_rules)(invocation, check);
}
