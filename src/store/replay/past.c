#include "store/replay/replay_private.h"

#include <stdlib.h>
#include <string.h>

// ---- Which bodies which scans had ----

static uint32_t place_of(const struct replay *r, int64_t scan)
{
	int64_t *place = map_get(&r->places, (struct slice){(const char *)&scan, sizeof scan});
	return place ? (uint32_t)*place : 0;
}

static bool load_from(struct replay *r, size_t place, struct err *err)
{
	struct sql_value scan[] = {SQL_I(r->scans.at[place].step.id)};
	sqlite3_stmt *row = cache_statement(r->fold->cache, "sightings_from", scan, 1);
	bool any, done;
	while ((done = cache_step(r->fold->cache, row, &any, err)) && any) {
		int64_t last = sqlite3_column_int64(row, 1);
		*vec_push(&r->past) =
			(struct past_sighting){.body = (uint32_t)sqlite3_column_int64(row, 2),
					       .times = (uint32_t)sqlite3_column_int64(row, 3),
					       .first = (uint32_t)place,
					       .last = place_of(r, last ? last : r->late->before)};
	}
	cache_statement_done(row);
	return done;
}

static int by_body(const void *a, const void *b)
{
	const struct past_sighting *x = a, *y = b;
	return (x->body > y->body) - (x->body < y->body);
}

// Scan by scan: what sorting takes of the memory is that of one.
static void sort_from(struct replay *r, size_t first)
{
	if (first < r->past.len)
		qsort(r->past.at + first, r->past.len - first, sizeof *r->past.at, by_body);
}

void past_take_late(struct replay *r)
{
	for (size_t i = 0; i < r->scan->traces.len; i++) {
		const struct trace *trace = &r->scan->traces.at[i];
		if (trace->now)
			*vec_push(&r->past) = (struct past_sighting){.body = trace->body,
								     .times = trace->now,
								     .late = true,
								     .own_body = trace->own_body};
	}
	sort_from(r, 0);
}

// What is said in the scan and in none before it, behind what is said in these too.
static bool load(struct replay *r, size_t place, struct err *err)
{
	size_t first = r->past.len;
	if (!r->scans.at[place].late && !load_from(r, place, err))
		return false;
	sort_from(r, first);
	return true;
}

static bool is_over(const struct replay *r, const struct past_sighting *past, size_t place)
{
	if (past->late)
		return r->scans.at[place].late;
	return past->last <= place || !r->scans.at[past->first].step.whole;
}

// What no scan behind this place says.
static void leave_behind(struct replay *r, size_t place)
{
	size_t count = 0;
	for (size_t i = 0; i < r->past.len; i++)
		if (!is_over(r, &r->past.at[i], place))
			r->past.at[count++] = r->past.at[i];
	r->past.at = mem_resize(r->past.at, count * sizeof *r->past.at);
	r->past.len = r->past.room = count;
}

// ---- What they say ----

static struct slice text_at(sqlite3_stmt *row, int column)
{
	return (struct slice){(const char *)sqlite3_column_text(row, column),
			      (size_t)sqlite3_column_bytes(row, column)};
}

enum { LAST_SAID = 27 }; // of the columns of `bodies_said`: the body's id

// In the order of the columns of `bodies_said` from the third on.
static void read_said(sqlite3_stmt *row, struct said *said)
{
	struct identity_said *of = &said->of;
	struct slice *const texts[] = {&of->rule,     &of->title,   &of->text,	   &of->ids,
				       &of->purl,     &of->package, &of->version,  &said->fixed,
				       &of->file,     &of->logical, &of->resource, &of->url,
				       &of->method,   &of->param,   &of->print,	   &of->snippet,
				       &of->secret,   &of->uid,	    &of->alias,	   &said->level,
				       &said->status, &said->claim};
	int column = 2;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = text_at(row, column++);
	of->line = sqlite3_column_int64(row, column++);
	said->claim_until = sqlite3_column_int64(row, column++);
	said->exploited = sqlite3_column_int64(row, column++);
	said->seen = sqlite3_column_int64(row, column++);
	if (!finding_class_read(text_at(row, 1), &of->class))
		of->class = FINDING_CODE;
}

static bool meet_body(struct replay *r, struct past_sighting *past, sqlite3_stmt *row,
		      struct err *err)
{
	struct said said = {.n = past->times};
	struct trace trace;
	if (sqlite3_column_bytes(row, 0) == sizeof past->content)
		memcpy(&past->content, sqlite3_column_blob(row, 0), sizeof past->content);
	if (scan_meet(r->scan, past->content, past->times))
		return true;
	read_said(row, &said);
	said_trace(r->scan, &said, past->content, &trace);
	trace.body = past->body;
	trace.own_body = past->own_body;
	return said_dimensions(r->fold, r->scan, &said, &trace, err) && scan_add(r->scan, &trace);
}

static bool was_in(const struct replay *r, const struct past_sighting *past, size_t place)
{
	bool whole = r->scans.at[place].step.whole;
	if (r->scans.at[place].late || past->late)
		return r->scans.at[place].late == past->late;
	return whole ? past->first <= place && place <= past->last &&
			       r->scans.at[past->first].step.whole
		     : past->first == place;
}

// A body's row: mostly the next one.
static bool find_body(struct replay *r, int64_t body, struct err *err)
{
	struct sql_value from[] = {SQL_I(body)};
	bool any, is_next = r->row && r->body + 1 == body;
	if (!is_next) {
		cache_statement_done(r->row);
		r->row = cache_statement(r->fold->cache, "bodies_said", from, 1);
	}
	r->body = body;
	if (!cache_step(r->fold->cache, r->row, &any, err))
		return false;
	return (any && sqlite3_column_int64(r->row, LAST_SAID) == body) ||
	       err_set(err, ERR_CORRUPT, "what a scan said is missing: body %lld", (long long)body);
}

// Read only where it is not word for word what an open finding has.
static bool meet(struct replay *r, struct past_sighting *past, struct err *err)
{
	if (!key128_is_zero(past->content) && scan_meet(r->scan, past->content, past->times))
		return true;
	bool is_there = r->row && r->body == past->body;
	return (is_there || find_body(r, past->body, err)) && meet_body(r, past, r->row, err);
}

static int by_id(const void *a, const void *b)
{
	int64_t x = ((const struct trace *)a)->id, y = ((const struct trace *)b)->id;
	return (x > y) - (x < y);
}

// As if they were read from the table: of findings that are alike the first one is met.
static void sort_traces(struct scan_fold *scan)
{
	size_t i = 1, count = scan->traces.len;
	while (i < count && by_id(&scan->traces.at[i - 1], &scan->traces.at[i]) <= 0)
		i++;
	if (i < count)
		qsort(scan->traces.at, count, sizeof *scan->traces.at, by_id);
}

bool past_meet(struct replay *r, size_t place, struct err *err)
{
	bool done = load(r, place, err);
	sort_traces(r->scan);
	scan_settle(r->scan);
	for (size_t i = 0; done && i < r->past.len; i++)
		done = !was_in(r, &r->past.at[i], place) || meet(r, &r->past.at[i], err);
	cache_statement_done(r->row);
	r->row = NULL;
	leave_behind(r, place);
	return done;
}
