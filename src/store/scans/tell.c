#include "store/scans/scan_fold.h"

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
	struct sql_value values[] = {SQL_I(step->id), SQL_I(c->fresh), SQL_I(c->same),
				     SQL_I(c->gone),  SQL_I(c->back),  SQL_I(c->changed)};
	for (int i = 0; i < TALLIES * FINDING_CLASSES * FINDING_LEVELS; i++)
		if (!store_tally(step, i / (FINDING_CLASSES * FINDING_LEVELS),
				 i / FINDING_LEVELS % FINDING_CLASSES, i % FINDING_LEVELS, err))
			return false;
	return cache_run(step->fold->cache, "scan_counts", values, 6, err);
}

// ---- What becomes of a finding ----

static const char *const CLOSINGS[] = {
	[LIFE_FIXED] = "fixed", [LIFE_RETIRED] = "retired", [LIFE_CLOSED] = "closed"};

// A level that changed while it is closed moves nothing between the levels of what is open.
static bool tell_level(struct step *step, struct trace *trace, const struct life *old,
		       struct err *err)
{
	const struct life *new = life_of(step->scan, trace);
	struct sql_value of[] = {SQL_T(finding_level_name(old->level)),
				 SQL_T(finding_level_name(new->level)),
				 {.kind = SQL_NULL}};
	step->counts.changed++;
	if (old->state == LIFE_OPEN || new->state == LIFE_OPEN) {
		tally(step, trace, TALLY_LEVEL_OUT, old->level);
		tally(step, trace, TALLY_LEVEL_IN, new->level);
	}
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
	} else if (trace->now && !(changes & LIFE_IS_BACK))
		step->counts.same++;
	return (!(changes & LIFE_IS_BACK) || tell_back(step, trace, old, err)) &&
	       (!(changes & LIFE_NEW_LEVEL) || tell_level(step, trace, old, err)) &&
	       (!(changes & LIFE_NEW_CLAIM) || tell_claim(step, trace, old, err)) &&
	       (!(changes & LIFE_IS_GONE) || tell_gone(step, trace, err));
}
