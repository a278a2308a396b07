#include "store/replay/replay_private.h"

#include <string.h>

static bool load_scans(struct replay *r, struct err *err)
{
	struct sql_value chain[] = {SQL_I(r->scan->chain)};
	sqlite3_stmt *row = cache_statement(r->fold->cache, "chain_scans", chain, 1);
	bool any, done;
	while ((done = cache_step(r->fold->cache, row, &any, err)) && any) {
		int64_t id = sqlite3_column_int64(row, 0);
		bool whole = strcmp((const char *)sqlite3_column_text(row, 2), "whole") == 0;
		struct step step = {.fold = r->fold,
				    .scan = r->scan,
				    .id = id,
				    .at = sqlite3_column_int64(row, 1),
				    .whole = whole,
				    .closes = whole && r->scan->has_target,
				    .log = &r->log,
				    .blind = scan_key_at(row, 6),
				    .cover_set = sqlite3_column_int64(row, 7)};
		*map_put(&r->places, (struct slice){(const char *)&id, sizeof id}, NULL) =
			(int64_t)r->scans.len;
		*vec_push(&r->scans) =
			(struct past_scan){.step = step,
					   .late = id == r->late->id,
					   .tells_rules = sqlite3_column_int64(row, 3) && whole,
					   .rule_set = sqlite3_column_int64(row, 4),
					   .format = scan_key_at(row, 5)};
	}
	cache_statement_done(row);
	return done;
}

static bool forget(struct replay *r, struct err *err)
{
	struct sql_value chain[] = {SQL_I(r->scan->chain)};
	return cache_run(r->fold->cache, "forget_events", chain, 1, err) &&
	       cache_run(r->fold->cache, "forget_tallies", chain, 1, err);
}

// Whether this scan or one before it lists the rules that found nothing, in the same format.
static bool tells_rules(const struct replay *r, size_t place)
{
	const struct past_scan *scans = r->scans.at;
	for (size_t i = 0; i <= place; i++)
		if (scans[i].tells_rules && scans[i].format == scans[place].format)
			return true;
	return false;
}

static bool go_through(struct replay *r, struct err *err)
{
	struct step none = {0};
	const struct step *before = &none;
	for (size_t i = 0; i < r->scans.len; i++) {
		struct step *step = &r->scans.at[i].step;
		step->before = before->id;
		step->before_at = before->at;
		if (before->id)
			scan_step_follows(step, before->blind, before->cover_set);
		scan_step_rules(step, tells_rules(r, i), r->scans.at[i].rule_set);
		r->scans.at[i].first_sighting = r->log.of.len;
		if (!past_meet(r, i, err))
			return false;
		if (!scan_step(step, err) || !scan_counted(step, err))
			return false;
		before = step->whole ? step : before;
	}
	struct sql_value newest[] = {SQL_I(r->scan->chain), SQL_N(before->id), SQL_N(before->at)};
	return cache_run(r->fold->cache, "chain_newest", newest, 3, err);
}

bool scan_replay(struct step *late, struct err *err)
{
	struct replay r = {.fold = late->fold, .scan = late->scan, .late = late};
	bool done = load_scans(&r, err) && forget(&r, err);
	past_take_late(&r);
	kept_take(&r);
	done = done && go_through(&r, err);
	vec_fini(&r.past);
	done = done && settle_sightings(&r, err) && settle_findings(&r, err) &&
	       scan_store(r.fold, r.scan, err);
	vec_fini(&r.scans);
	vec_fini(&r.kept);
	vec_fini(&r.log.of);
	map_fini(&r.places);
	return done;
}
