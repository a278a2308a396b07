// Which rule a result is of (§3.27.5 to 7), and how bad it is.
#include "plugins/scans/sarif/sarif.h"

#include <string.h>

void sarif_say(struct sarif_run *run, bool *said, const char *text)
{
	if (!*said)
		scan_warn(run->file, "%s", text);
	*said = true;
}

static const struct sarif_component *component_of(const struct sarif_run *run,
						  const struct node *rule)
{
	const struct node *component = node_member(rule, "toolComponent");
	int64_t index = node_int(component, "index", -1);
	struct slice name = node_text(component, "name");
	struct slice guid = node_text(component, "guid");
	if (!run->components.len)
		return NULL;
	if (index >= 0 && index + 1 < (int64_t)run->components.len)
		return &run->components.at[index + 1];
	for (size_t i = 0; i < run->components.len && (name.len || guid.len); i++) {
		const struct sarif_component *c = &run->components.at[i];
		if ((guid.len && slice_equal(guid, c->guid)) ||
		    (!guid.len && slice_equal(name, c->name)))
			return c;
	}
	return run->components.at;
}

// By its id, or the id of what it is a part of: "CA5350/md5" is of CA5350.
static const struct sarif_rule *rule_by_id(const struct sarif_run *run, struct slice id)
{
	while (id.len) {
		const int64_t *index = map_get(&run->by_id, id);
		if (index)
			return &run->rules.at[*index - 1];
		const char *slash = memrchr(id.at, '/', id.len);
		id.len = slash ? (size_t)(slash - id.at) : 0;
	}
	return NULL;
}

static struct sarif_rule *overridden(const struct sarif_run *run, const struct sarif_override *o)
{
	const struct sarif_component *c = run->components.at;
	if (o->component >= 0 && o->component + 1 < (int64_t)run->components.len)
		c = &run->components.at[o->component + 1];
	if (c && o->index >= 0 && o->index < (int64_t)c->count)
		return &run->rules.at[c->first + (size_t)o->index];
	const int64_t *index = o->index < 0 ? map_get(&run->by_id, o->id) : NULL;
	return index ? &run->rules.at[*index - 1] : NULL;
}

static void switch_rules(struct sarif_run *run, int enabled)
{
	for (size_t i = 0; i < run->overrides.len; i++) {
		const struct sarif_override *o = &run->overrides.at[i];
		struct sarif_rule *rule = overridden(run, o);
		if (rule && (int)o->enabled == enabled)
			rule->off = enabled == SARIF_OFF;
	}
}

// Where invocations differ the rule did not run for all of what was scanned: off is said last.
void sarif_switch_rules(struct sarif_run *run)
{
	switch_rules(run, SARIF_ON);
	switch_rules(run, SARIF_OFF);
	for (size_t i = 0; run->rules.at && i < run->rules.len; i++)
		run->off += run->rules.at[i].off;
}

void sarif_find_rule(struct sarif_result *r)
{
	struct sarif_run *run = r->run;
	const struct node *rule = r->parts[PART_RULE];
	int64_t index = node_int(rule, "index", -1);
	r->id = node_text(r->parts[PART_RULE_ID], "");
	r->id = r->id.len ? r->id : node_text(rule, "id");
	index = index >= 0 ? index : node_int(r->parts[PART_RULE_INDEX], "", -1);
	r->component = component_of(run, rule);
	if (index >= 0 && r->component && index < (int64_t)r->component->count)
		r->rule = &run->rules.at[r->component->first + (size_t)index];
	else if (index >= 0)
		sarif_say(run, &run->index_said,
			  "a rule's index is out of range: the rule is looked up by its id");
	r->rule = r->rule ? r->rule : rule_by_id(run, r->id);
	r->id = r->id.len || !r->rule ? r->id : r->rule->id;
}

// ---- How bad ----

// A score that says something: above 0 and up to 10.
static bool by_score(struct slice score, enum finding_level level, struct scan_finding *f)
{
	if (level == LEVEL_UNKNOWN || level == LEVEL_INFO)
		return false;
	f->level = level;
	f->raw = score;
	f->from = SLICE("security-severity");
	return true;
}

// What the invocation that brought the result set for its rule, or empty.
static struct slice level_set(const struct sarif_result *r)
{
	const struct sarif_run *run = r->run;
	int64_t invocation = node_int(r->parts[PART_PROVENANCE], "invocationIndex", -1);
	for (size_t i = 0; i < run->overrides.len; i++) {
		const struct sarif_override *o = &run->overrides.at[i];
		const struct sarif_component *c = run->components.at;
		if (o->invocation != invocation || !r->rule || !o->level.len)
			continue;
		if (o->component >= 0 && o->component + 1 < (int64_t)run->components.len)
			c = &run->components.at[o->component + 1];
		bool by_index = o->index >= 0 && o->index < (int64_t)c->count &&
				&run->rules.at[c->first + (size_t)o->index] == r->rule;
		if (by_index || (o->index < 0 && slice_equal(o->id, r->rule->id)))
			return o->level;
	}
	return (struct slice){0};
}

// §3.27.10: the result's own level, the invocation's, the rule's, else "warning".
static struct slice level_word(const struct sarif_result *r)
{
	struct slice level = node_text(r->parts[PART_LEVEL], "");
	level = level.len ? level : level_set(r);
	level = level.len || !r->rule ? level : r->rule->level;
	return level.len ? level : SLICE("warning");
}

// What waits for a judgement has no level of its own (§3.27.9), whatever stands there.
static bool needs_triage(struct slice kind)
{
	return slice_is(kind, "open") || slice_is(kind, "review");
}

void sarif_level(const struct sarif_result *r, struct scan_finding *f)
{
	const struct node *properties = r->parts[PART_PROPERTIES];
	struct slice kind = node_text(r->parts[PART_KIND], "");
	struct slice own = node_text(node_member(properties, "security-severity"), "");
	if (by_score(own, finding_level_of_score(own, false), f) ||
	    (r->rule && by_score(r->rule->severity, r->rule->scored, f)))
		return;
	if (needs_triage(kind)) {
		f->raw = kind;
		f->from = SLICE("kind");
		return;
	}
	f->raw = level_word(r);
	f->from = SLICE("level");
	f->level = finding_level_of(f->raw);
}
