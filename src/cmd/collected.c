#include "cmd/collected.h"

#include "base/utf8.h"

void collected_outcome_json(struct json_out *json, const struct scope_outcome *outcome,
			    const char *total)
{
	json_open_map(json, NULL);
	json_text(json, "state", outcome->state);
	json_text(json, "kind", outcome->kind);
	json_text(json, "scope", outcome->key);
	json_int(json, "rows", outcome->rows);
	json_int(json, "rejected", outcome->rejected);
	json_text(json, "total", total);
	json_text(json, "why", outcome->why);
	json_close_map(json);
}

void collected_outcome_text(struct str *out, const struct scope_outcome *outcome,
			    const char *total)
{
	struct str line = {0};
	str_addf(&line, "%-10s  %s  %lld rows", outcome->state, outcome->key,
		 (long long)outcome->rows);
	if (total)
		str_addf(&line, "  %s", total);
	if (outcome->rejected)
		str_addf(&line, "  %lld rejected", (long long)outcome->rejected);
	if (outcome->why)
		str_addf(&line, "  (%s)", outcome->why);
	utf8_add_safe(out, str_slice(&line), false);
	str_add_char(out, '\n');
	str_fini(&line);
}

void collected_finding_text(struct str *out, const struct collect_finding *f)
{
	struct str line = {0};
	str_addf(&line, "    %-8s", f->change);
	if (*f->id)
		str_addf(&line, " %-8s %s  %s  %s", f->severity, f->id, f->rule,
			 *f->place ? f->place : "-");
	if (*f->title)
		str_addf(&line, "%s%s", *f->id ? "  " : " ", f->title);
	if (*f->reason)
		str_addf(&line, "  (%s)", f->reason);
	utf8_add_safe(out, str_slice(&line), false);
	str_add_char(out, '\n');
	str_fini(&line);
}

void collected_finding_json(struct json_out *json, const struct collect_finding *f)
{
	json_open_map(json, NULL);
	json_text(json, "state", "finding");
	json_text(json, "change", f->change);
	json_text(json, "id", f->id);
	json_text(json, "severity", f->severity);
	json_text(json, "rule", f->rule);
	json_text(json, "title", f->title);
	json_text(json, "place", f->place);
	json_text(json, "reason", f->reason);
	json_close_map(json);
}
