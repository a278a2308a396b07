#include "store/scans/scan_fold.h"

#include <stdlib.h>
#include <string.h>

// A scan of the chain, in their order.
struct past_scan {
	struct step step;
	bool late;	  // the one that makes it necessary
	bool tells_rules; // that found nothing
	int64_t rule_set;
	uint64_t format; // key64_of it
};

// What was said in scans from one place on to another; in a partial one: in it alone.
struct past_sighting {
	struct trace said;
	size_t first, last;
};

struct replay {
	struct fold *fold;
	struct scan_fold *scan;
	const struct step *late;
	vec(struct past_scan) scans;
	vec(struct past_sighting) past;
	vec(struct trace) fresh; // what the late scan says
	struct map places;	 // of scans by id
};

// ---- What was there ----

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
				    .blind = scan_key_at(row, 6)};
		*map_put(&r->places, (struct slice){(const char *)&id, sizeof id}, NULL) =
			(int64_t)r->scans.len;
		*vec_push(&r->scans) = (struct past_scan){
			step, id == r->late->id, sqlite3_column_int64(row, 3) && whole,
			sqlite3_column_int64(row, 4), scan_key_at(row, 5)};
	}
	cache_statement_done(row);
	return done;
}

static size_t place_of(const struct replay *r, int64_t scan)
{
	int64_t *place = map_get(&r->places, (struct slice){(const char *)&scan, sizeof scan});
	return place ? (size_t)*place : 0;
}

static struct slice text_at(sqlite3_stmt *row, int column)
{
	return (struct slice){(const char *)sqlite3_column_text(row, column),
			      (size_t)sqlite3_column_bytes(row, column)};
}

// In the order of the columns of `chain_sightings` from the sixth on.
static void read_said(sqlite3_stmt *row, struct said *said)
{
	struct identity_said *of = &said->of;
	struct slice *const texts[] = {&of->rule,    &of->title,    &of->text,	   &of->ids,
				       &of->purl,    &of->package,  &of->version,  &of->file,
				       &of->logical, &of->resource, &of->url,	   &of->method,
				       &of->param,   &of->print,    &of->snippet,  &of->secret,
				       &of->uid,     &said->level,  &said->status, &said->claim};
	int column = 6;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = text_at(row, column++);
	of->line = sqlite3_column_int64(row, column++);
	said->claim_until = sqlite3_column_int64(row, column++);
	said->exploited = sqlite3_column_int64(row, column++);
	said->seen = sqlite3_column_int64(row, column++);
	said->n = sqlite3_column_int64(row, 4);
	if (!finding_class_read(text_at(row, 5), &of->class))
		of->class = FINDING_CODE;
}

static bool load_sighting(struct replay *r, sqlite3_stmt *row, struct err *err)
{
	struct past_sighting past;
	struct said said = {0};
	struct key128 hash = {0};
	int64_t last = sqlite3_column_int64(row, 1);
	if (sqlite3_column_bytes(row, 3) == sizeof hash)
		memcpy(&hash, sqlite3_column_blob(row, 3), sizeof hash);
	read_said(row, &said);
	said_trace(r->scan, &said, hash, &past.said);
	past.said.body = sqlite3_column_int64(row, 2);
	past.first = place_of(r, sqlite3_column_int64(row, 0));
	past.last = place_of(r, last ? last : r->late->before);
	*vec_push(&r->past) = past;
	return said_dimensions(r->fold, &said, &r->past.at[r->past.len - 1].said, err);
}

static bool load_sightings(struct replay *r, struct err *err)
{
	struct sql_value chain[] = {SQL_I(r->scan->chain)};
	sqlite3_stmt *row = cache_statement(r->fold->cache, "chain_sightings", chain, 1);
	bool any, done;
	while ((done = cache_step(r->fold->cache, row, &any, err)) && any) {
		done = load_sighting(r, row, err);
		if (!done)
			break;
	}
	cache_statement_done(row);
	return done;
}

static bool forget(struct replay *r, struct err *err)
{
	static const char *const STATEMENTS[] = {"forget_events",   "forget_tallies",
						 "forget_ids",	    "forget_sightings",
						 "forget_findings", "forget_buckets"};
	struct sql_value chain[] = {SQL_I(r->scan->chain)};
	for (size_t i = 0; i < sizeof STATEMENTS / sizeof *STATEMENTS; i++)
		if (!cache_run(r->fold->cache, STATEMENTS[i], chain, 1, err))
			return false;
	return true;
}

// What the late scan says, taken out of the traces, which begin anew.
static void take_fresh(struct replay *r)
{
	for (size_t i = 0; i < r->scan->traces.len; i++) {
		struct trace trace = r->scan->traces.at[i];
		if (!trace.now)
			continue;
		trace.id = 0;
		trace.life = trace.stored_life = NO_LIFE;
		trace.other = true;
		trace.item.reason = MATCH_NONE;
		*vec_push(&r->fresh) = trace;
	}
	r->scan->traces.len = 0;
	r->scan->lives.len = 0;
	map_fini(&r->scan->life_keys);
	scan_settle(r->scan);
}

// ---- Once more ----

static bool was_in(const struct replay *r, const struct past_sighting *past, size_t place)
{
	bool whole = r->scans.at[place].step.whole;
	return whole ? past->first <= place && place <= past->last &&
			       r->scans.at[past->first].step.whole
		     : past->first == place;
}

static void meet_all(struct replay *r, size_t place)
{
	scan_settle(r->scan);
	for (size_t i = 0; r->scans.at[place].late && i < r->fresh.len; i++)
		scan_meet(r->scan, &r->fresh.at[i]);
	for (size_t i = 0; !r->scans.at[place].late && i < r->past.len; i++)
		if (was_in(r, &r->past.at[i], place))
			scan_meet(r->scan, &r->past.at[i].said);
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
			scan_step_follows(step, before->blind);
		scan_step_rules(step, tells_rules(r, i), r->scans.at[i].rule_set);
		meet_all(r, i);
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
	bool done = load_scans(&r, err) && load_sightings(&r, err) && forget(&r, err);
	take_fresh(&r);
	done = done && go_through(&r, err) && scan_store(r.fold, r.scan, err);
	vec_fini(&r.scans);
	vec_fini(&r.past);
	vec_fini(&r.fresh);
	map_fini(&r.places);
	return done;
}
