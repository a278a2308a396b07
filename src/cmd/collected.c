#include "cmd/collected.h"

#include "base/utf8.h"

#include <string.h>

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

void collected_outcome_text(struct str *out, const struct scope_outcome *outcome, const char *total)
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

// ---- What a dry run would change ----

static void add_count(struct str *line, const struct collect_change *c)
{
	str_addf(line, "    %-12s %lld %s", c->id, (long long)c->count, c->change);
}

static void add_finding(struct str *line, const struct collect_change *c)
{
	bool narrow = !strcmp(c->what, "finding");
	str_addf(line, "    %-*s", narrow ? 8 : 12, c->change);
	if (*c->id)
		str_addf(line, " %-8s %s  %s  %s", c->severity, c->id, c->rule,
			 *c->place ? c->place : "-");
	if (*c->title)
		str_addf(line, "%s%s", *c->id ? "  " : " ", c->title);
}

static void add_other(struct str *line, const struct collect_change *c)
{
	const char *const parts[] = {c->severity, c->id, c->rule, c->title, c->place};
	const char *between = " ";
	str_addf(line, "    %-12s", c->change);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (*parts[i])
			str_addf(line, "%s%s", between, parts[i]);
		between = *parts[i] ? "  " : between;
	}
}

// What each kind of change calls its parts in JSON; NULL: it has none of them.
static const struct shape {
	const char *what;
	void (*add)(struct str *line, const struct collect_change *change);
	const char *id, *severity, *rule, *title, *place, *reason, *count;
} SHAPES[] = {
	{"finding", add_finding, "id", "severity", "rule", "title", "place", "reason", NULL},
	{"claim", add_finding, "id", "severity", "rule", "title", "place", "reason", NULL},
	{"exploited", add_finding, "id", "severity", "rule", "title", "place", "reason", NULL},
	{"hit", add_other, "advisory", "severity", "component", "version", "subject", "reason",
	 NULL},
	{"score", add_other, "cve", NULL, NULL, "epss", NULL, "reason", NULL},
	{"inventory", add_other, NULL, NULL, NULL, NULL, "subject", "reason", NULL},
	{"package", add_other, "package", NULL, NULL, "version", "subject", "reason", NULL},
	{"count", add_count, "of", NULL, NULL, NULL, NULL, NULL, "count"},
};

static const struct shape *shape_of(const struct collect_change *c)
{
	size_t i = 0;
	while (i + 1 < sizeof SHAPES / sizeof *SHAPES && strcmp(SHAPES[i].what, c->what) != 0)
		i++;
	return &SHAPES[i];
}

void collected_change_text(struct str *out, const struct collect_change *c)
{
	struct str line = {0};
	shape_of(c)->add(&line, c);
	if (*c->reason)
		str_addf(&line, "  (%s)", c->reason);
	utf8_add_safe(out, str_slice(&line), false);
	str_add_char(out, '\n');
	str_fini(&line);
}

void collected_change_json(struct json_out *json, const struct collect_change *c)
{
	const struct shape *shape = shape_of(c);
	const char *const texts[][2] = {{"state", c->what},	  {"change", c->change},
					{shape->id, c->id},	  {shape->severity, c->severity},
					{shape->rule, c->rule},	  {shape->title, c->title},
					{shape->place, c->place}, {shape->reason, c->reason}};
	json_open_map(json, NULL);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i][0])
			json_text(json, texts[i][0], texts[i][1]);
	if (shape->count)
		json_int(json, shape->count, c->count);
	json_close_map(json);
}
