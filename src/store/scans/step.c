#include "store/scans/scan_fold.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// ---- Sides for the matcher ----

enum side { SEEN_OPEN, UNSEEN_OPEN, UNCOVERED, UNLISTED, UNSEEN_CLOSED, FRESH, SIDES };

static enum side side_of(const struct scan_fold *scan, const struct trace *trace)
{
	if (!trace->id)
		return FRESH;
	if (trace->now)
		return SEEN_OPEN;
	if (life_of(scan, trace)->state != LIFE_OPEN)
		return UNSEEN_CLOSED;
	return trace->unlisted ? UNLISTED : trace->uncovered ? UNCOVERED : UNSEEN_OPEN;
}

// The items of the sides whose bits are set in `sides` that nothing was found for.
static struct match_side take_side(struct scan_fold *scan, unsigned sides)
{
	struct match_side side = {mem_alloc((scan->traces.len + 1) * sizeof *side.items), 0};
	for (size_t i = 0; i < scan->traces.len; i++) {
		struct trace *trace = &scan->traces.at[i];
		if (!trace->dropped && !trace->item.paired && (sides >> side_of(scan, trace) & 1))
			side.items[side.count++] = &trace->item;
	}
	return side;
}

static void find_repeats(struct scan_fold *scan, unsigned sides)
{
	struct match_side side = take_side(scan, sides);
	match_repeats(side);
	free(side.items);
}

static bool match(struct step *step, unsigned known, enum match_reach reach, struct err *err)
{
	struct match_side old = take_side(step->scan, known);
	struct match_side new = take_side(step->scan, 1u << FRESH);
	if (old.count && new.count)
		match_sides(old, new, reach, &step->pairs);
	bool done = scan_match_aliases(step, old, new, err);
	free(old.items);
	free(new.items);
	return done;
}

static void match_only(struct step *step, unsigned known, enum match_reach reach)
{
	struct match_side old = take_side(step->scan, known);
	struct match_side new = take_side(step->scan, 1u << FRESH);
	if (old.count && new.count)
		match_sides(old, new, reach, &step->pairs);
	free(old.items);
	free(new.items);
}

enum { ALL_OPEN = 1u << UNSEEN_OPEN | 1u << UNCOVERED | 1u << UNLISTED };

// What was not looked at may be there still: only what is surely the same is taken for it, unless
// its file has another name now, as then no list has the old one.
static bool match_open(struct step *step, struct err *err)
{
	bool apart = step->cover_set && step->closes;
	if (apart) {
		match_only(step, ALL_OPEN, MATCH_PLACE);
		match_only(step, 1u << UNSEEN_OPEN | (step->renames ? 1u << UNLISTED : 0),
			   MATCH_FILES);
	}
	return match(step, ALL_OPEN, step->closes && !apart ? MATCH_FILES : MATCH_PLACE, err);
}

static void match_secrets(struct step *step)
{
	struct match_side old = take_side(step->scan, 1u << UNSEEN_OPEN);
	struct match_side new = take_side(step->scan, 1u << FRESH);
	scan_match_secrets(step, old, new);
	free(old.items);
	free(new.items);
}

static bool has(const struct scan_fold *scan, bool known)
{
	for (size_t i = 0; i < scan->traces.len; i++)
		if (!scan->traces.at[i].dropped && (scan->traces.at[i].id != 0) == known)
			return true;
	return false;
}

// ---- Matching ----

static struct trace *trace_of(struct match_item *item)
{
	return (struct trace *)(void *)((char *)item - offsetof(struct trace, item));
}

// What the fresh one says is what is said of the known one now.
static void absorb(struct trace *known, struct trace *fresh)
{
	struct match_item item = fresh->item;
	bool same = known->item.tie == item.tie && known->hash_high == fresh->hash_high;
	item.paired = false;
	known->item = item;
	known->hash_high = fresh->hash_high;
	known->now = fresh->now;
	known->told = fresh->told;
	known->had_ids = known->has_ids;
	fresh->dropped = true;
	fresh->repeated = same; // its body is not needed
	if (same)
		return;
	known->other = known->other || known->body != fresh->body;
	known->body = fresh->body;
	known->reindexed = known->reindexed || known->rule != fresh->rule ||
			   known->package != fresh->package || known->flaw != fresh->flaw;
	known->rule = fresh->rule;
	known->package = fresh->package;
	known->flaw = fresh->flaw;
	known->has_ids = fresh->has_ids;
	known->own_body = fresh->own_body;
	fresh->own_body = false;
}

static void absorb_matched(struct step *step)
{
	for (size_t i = 0; i < step->pairs.of.len; i++) {
		struct match_pair pair = step->pairs.of.at[i];
		absorb(trace_of(pair.old), trace_of(pair.new));
	}
}

static bool match_passes(struct step *step, struct err *err)
{
	struct scan_fold *scan = step->scan;
	scan_settle_singles(scan);
	if (!has(scan, false) || !has(scan, true))
		return true;
	find_repeats(scan, 1u << SEEN_OPEN | ALL_OPEN);
	find_repeats(scan, 1u << SEEN_OPEN | 1u << FRESH);
	if (!match_open(step, err))
		return false;
	if (step->rekeyed)
		match_secrets(step);
	find_repeats(scan, 1u << UNSEEN_CLOSED);
	if (!match(step, 1u << UNSEEN_CLOSED, step->closes ? MATCH_FILE : MATCH_PLACE, err))
		return false;
	absorb_matched(step);
	return true;
}

static bool match_all(struct step *step, struct err *err)
{
	bool done = match_passes(step, err);
	vec_fini(&step->pairs.of);
	return done;
}

// ---- One finding after the other ----

// When it was last seen; 0 while it is in the newest whole scan.
static int64_t last_seen(const struct step *step, const struct trace *trace, const struct life *old,
			 struct found found)
{
	if (step->whole && trace->now)
		return 0;
	if (found.was && !sighting_ends(step, trace, found))
		return 0;
	return trace->now ? step->at : found.was ? step->before_at : old->last_at;
}

static bool change_life(struct step *step, const struct trace *trace, struct life *life,
			unsigned *changes, struct err *err)
{
	enum step_rule rule;
	*changes = 0;
	if (trace->now)
		*changes = life_see(life, &step->scan->tolds.at[trace->told], step->at);
	else if (life->state == LIFE_OPEN && step_passed(step, trace))
		*changes = life_miss(life, step->at, false);
	else if (trace->uncovered)
		step->counts.uncovered++;
	else if (step->closes && life->state == LIFE_OPEN) {
		if (!step_rule_of(step, trace, &rule, err))
			return false;
		step->counts.uncovered += rule == RULE_OF_OTHERS;
		if (rule != RULE_OF_OTHERS)
			*changes = life_miss(life, step->at, rule == RULE_RETIRED);
	}
	return true;
}

static bool live(struct step *step, struct trace *trace, bool other, struct err *err)
{
	struct scan_fold *scan = step->scan;
	struct life old = trace->life == NO_LIFE ? (struct life){0} : *life_of(scan, trace);
	struct life new = old;
	struct found found = {.was = old.episodes && !old.last_at, .other = other};
	unsigned changes;
	if (!change_life(step, trace, &new, &changes, err))
		return false;
	if (trace->now && trace->now != trace->times) {
		trace->other = true;
		found.other = true;
		trace->times = trace->now;
	}
	new.last_at = last_seen(step, trace, &old, found);
	trace->life = scan_life(scan, &new);
	return sighting_keep(step, trace, found, err) &&
	       ((!changes && !trace->now) || scan_tell(step, trace, &old, changes, err));
}

// Another body is said of it: it is known by other ids, and may be in another file.
static bool change_body(struct step *step, const struct trace *trace, int64_t old_body,
			struct err *err)
{
	struct sql_value values[] = {SQL_I(trace->id), SQL_I(step->id), SQL_I(old_body),
				     SQL_I(trace->body)};
	struct sql_value old[] = {SQL_I(trace->id), SQL_I(old_body)};
	if (trace->body == old_body)
		return true;
	bool known_by = trace->had_ids && !step->log; // else what is left is seen at the end
	return (!known_by || cache_run(step->fold->cache, "drop_finding_ids", old, 2, err)) &&
	       (trace->item.reason != MATCH_RENAMED ||
		cache_run(step->fold->cache, "add_renamed", values, 4, err));
}

void scan_step_follows(struct step *step, uint64_t blind_before, int64_t cover_before)
{
	step->cover_before = cover_before;
	step->closes = step->closes && step->at > step->before_at;
	step->rekeyed = step->blind != blind_before;
}

void scan_step_rules(struct step *step, bool told, int64_t rule_set)
{
	step->rule_set = !told ? 0 : rule_set ? rule_set : NO_RULES;
}

bool scan_step(struct step *step, struct err *err)
{
	struct scan_fold *scan = step->scan;
	size_t count = scan->traces.len, fresh = 0;
	uint32_t *bodies = mem_alloc((count + 1) * sizeof *bodies);
	struct trace **new = mem_alloc((count + 1) * sizeof *new);
	for (size_t i = 0; i < count; i++)
		if (scan->traces.at[i].id)
			bodies[i] = scan->traces.at[i].body;
	scan_forget_slots(scan);
	bool done = step_read_passed(step, err) && cover_mark(step, err) && match_all(step, err);
	for (size_t i = 0; done && i < count; i++) {
		struct trace *trace = &scan->traces.at[i];
		if (!trace->id && !trace->dropped)
			new[fresh++] = trace;
		if (trace->id && !trace->dropped)
			done = live(step, trace, trace->body != bodies[i], err) &&
			       change_body(step, trace, bodies[i], err);
	}
	free(bodies);
	step_forget(step);
	scan_name(scan, new, fresh);
	for (size_t i = 0; done && i < fresh; i++) {
		if (i + AHEAD < fresh)
			trace_ask(new[i + AHEAD]);
		done = live(step, new[i], false, err);
	}
	free(step->at_once ? NULL : new);
	scan->named = step->at_once ? new : NULL;
	scan->named_count = fresh;
	return done;
}
