#include "store/scans/scan_fold.h"

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
