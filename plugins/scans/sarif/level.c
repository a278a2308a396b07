#include "plugins/scans/sarif/sarif.h"

#include <string.h>

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
static struct slice overridden(const struct sarif_result *r)
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
	level = level.len ? level : overridden(r);
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
