#include "store/scans/scan_fold.h"

// ---- What it saw ----

bool sighting_store(struct fold *fold, int64_t scan, const struct sighting *sighting,
		    struct err *err)
{
	const char *statement = sighting->known ? "set_sighting" : "add_sighting";
	struct sql_value values[] = {SQL_I(sighting->finding), SQL_I(scan),
				     SQL_N(sighting->last),    SQL_I(sighting->body),
				     SQL_I(sighting->times),   SQL_I(sighting->reason),
				     SQL_I(sighting->by_print)};
	return cache_run(fold->cache, statement, values, 7, err);
}

static bool add(struct step *step, struct trace *trace, struct err *err)
{
	struct sighting sighting = {.finding = trace->id,
				    .last = step->whole ? 0 : (uint32_t)step->id,
				    .body = trace->body,
				    .times = trace->now,
				    .reason = trace->item.reason,
				    .by_print = trace->item.by_print};
	if (!step->log)
		return sighting_store(step->fold, step->id, &sighting, err);
	if (step->whole)
		trace->sighting = (uint32_t)step->log->of.len;
	*vec_push(&step->log->of) = sighting;
	return true;
}

static bool end(struct step *step, const struct trace *trace, struct err *err)
{
	struct sql_value values[] = {SQL_I(trace->id), SQL_I(step->before)};
	if (!step->log)
		return cache_run(step->fold->cache, "end_sighting", values, 2, err);
	step->log->of.at[trace->sighting].last = (uint32_t)step->before;
	return true;
}

// A partial scan with other words ends the sighting too: what a whole one sees then is compared
// with these.
bool sighting_ends(const struct step *step, const struct trace *trace, struct found found)
{
	return found.was && (step->whole ? !trace->now || found.other : trace->now && found.other);
}

bool sighting_keep(struct step *step, struct trace *trace, struct found found, struct err *err)
{
	bool begins = trace->now && !step->at_once && (!step->whole || !found.was || found.other);
	return (!sighting_ends(step, trace, found) || end(step, trace, err)) &&
	       (!begins || add(step, trace, err));
}

// ---- What a scan changed ----

static bool add_event(struct step *step, const struct trace *trace, const char *kind,
		      const struct sql_value old_new_since[3], struct err *err)
{
	struct sql_value values[] = {SQL_I(trace->id), SQL_I(step->id),	 SQL_T(kind),
				     old_new_since[0], old_new_since[1], old_new_since[2]};
	return cache_run(step->fold->cache, "add_finding_event", values, 6, err);
}

static void tally(struct step *step, const struct trace *trace, enum tally kind,
		  enum finding_level level)
{
	step->tallies[kind][life_of(step->scan, trace)->class][level]++;
}

static bool store_tally(struct step *step, int kind, int class, int level, struct err *err)
{
	static const char *const KINDS[TALLIES] = {"new",    "back",	 "fixed",    "retired",
						   "closed", "level_in", "level_out"};
	int64_t count = step->tallies[kind][class][level];
	struct sql_value values[] = {SQL_I(step->id), SQL_T(KINDS[kind]), SQL_I(class),
				     SQL_I(level), SQL_I(count)};
	return !count || cache_run(step->fold->cache, "add_tally", values, 5, err);
}

bool scan_counted(struct step *step, struct err *err)
{
	struct scan_counts *c = &step->counts;
	struct sql_value values[] = {SQL_I(step->id),	 SQL_I(c->fresh), SQL_I(c->same),
				     SQL_I(c->gone),	 SQL_I(c->back),  SQL_I(c->changed),
				     SQL_I(c->uncovered)};
	for (int i = 0; i < TALLIES * FINDING_CLASSES * FINDING_LEVELS; i++)
		if (!store_tally(step, i / (FINDING_CLASSES * FINDING_LEVELS),
				 i / FINDING_LEVELS % FINDING_CLASSES, i % FINDING_LEVELS, err))
			return false;
	return cache_run(step->fold->cache, "scan_counts", values, 7, err);
}

// ---- What becomes of a finding ----

static const char *const CLOSINGS[] = {
	[LIFE_FIXED] = "fixed", [LIFE_RETIRED] = "retired", [LIFE_CLOSED] = "closed"};

static bool tell_level(struct step *step, struct trace *trace, const struct life *old,
		       struct err *err)
{
	const struct life *new = life_of(step->scan, trace);
	struct sql_value of[] = {SQL_T(finding_level_name(old->level)),
				 SQL_T(finding_level_name(new->level)),
				 {.kind = SQL_NULL}};
	step->counts.changed++;
	tally(step, trace, TALLY_LEVEL_OUT, old->level);
	tally(step, trace, TALLY_LEVEL_IN, new->level);
	return add_event(step, trace, "severity", of, err);
}

static bool tell_claim(struct step *step, struct trace *trace, const struct life *old,
		       struct err *err)
{
	static const char *const WORDS[] = {"none", "claimed"};
	const struct life *new = life_of(step->scan, trace);
	struct sql_value of[] = {
		SQL_T(WORDS[old->claimed]), SQL_T(WORDS[new->claimed]), {.kind = SQL_NULL}};
	return add_event(step, trace, "claim", of, err);
}

static bool tell_gone(struct step *step, struct trace *trace, struct err *err)
{
	const struct life *new = life_of(step->scan, trace);
	struct sql_value of[] = {
		SQL_T(finding_level_name(new->level)), {.kind = SQL_NULL}, SQL_I(life_began(new))};
	step->counts.gone++;
	tally(step, trace, (enum tally)(TALLY_FIXED + (int)new->state - LIFE_FIXED), new->level);
	return add_event(step, trace, CLOSINGS[new->state], of, err);
}

static bool tell_back(struct step *step, struct trace *trace, const struct life *old,
		      struct err *err)
{
	struct sql_value of[] = {{.kind = SQL_NULL}, {.kind = SQL_NULL}, SQL_I(old->closed_at)};
	step->counts.back++;
	tally(step, trace, TALLY_BACK, old->level);
	return add_event(step, trace, "back", of, err);
}

// In the order in which they count: back with its old level, then its new one, then gone.
bool scan_tell(struct step *step, struct trace *trace, const struct life *old, unsigned changes,
	       struct err *err)
{
	if (changes & LIFE_IS_NEW) {
		step->counts.fresh++;
		tally(step, trace, TALLY_NEW, life_of(step->scan, trace)->level);
	} else if (trace->now && !(changes & (LIFE_IS_BACK | LIFE_IS_GONE)))
		step->counts.same++;
	return (!(changes & LIFE_IS_BACK) || tell_back(step, trace, old, err)) &&
	       (!(changes & LIFE_NEW_LEVEL) || tell_level(step, trace, old, err)) &&
	       (!(changes & LIFE_NEW_CLAIM) || tell_claim(step, trace, old, err)) &&
	       (!(changes & LIFE_IS_GONE) || tell_gone(step, trace, err));
}
