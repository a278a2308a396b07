#include "store/replay/replay_private.h"

#include <stdlib.h>

// ---- Findings ----

void kept_take(struct replay *r)
{
	struct scan_fold *scan = r->scan;
	for (size_t i = 0; i < scan->traces.len; i++) {
		const struct trace *trace = &scan->traces.at[i];
		if (trace->id)
			*vec_push(&r->kept) = (struct kept_finding){.id = trace->id,
								    .body = trace->body,
								    .times = trace->times,
								    .life = trace->stored_life,
								    .named = trace->has_ids};
	}
	scan->traces.len = 0;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = ((const struct kept_finding *)b)->id;
	return (x > y) - (x < y);
}

static bool drop_ids(struct replay *r, const struct kept_finding *kept, struct err *err)
{
	struct sql_value values[] = {SQL_I(kept->id), SQL_I(kept->body)};
	return !kept->named || cache_run(r->fold->cache, "drop_finding_ids", values, 2, err);
}

static struct kept_finding *find_kept(const struct replay *r, int64_t id)
{
	if (!r->kept.len)
		return NULL;
	return bsearch(&id, r->kept.at, r->kept.len, sizeof *r->kept.at, by_id);
}

// Whether the table has it, and so.
static bool settle(struct replay *r, struct trace *trace, struct err *err)
{
	struct kept_finding *kept = find_kept(r, trace->id);
	bool other_body = kept && kept->body != trace->body;
	trace->stored_life = kept ? kept->life : NO_LIFE;
	trace->other = !kept || other_body || kept->times != trace->times;
	trace->reindexed = other_body;
	if (kept)
		kept->stays = true;
	return !other_body || drop_ids(r, kept, err);
}

static bool drop(struct replay *r, const struct kept_finding *kept, struct err *err)
{
	struct sql_value values[] = {SQL_I(kept->id)};
	r->scan->lives.at[kept->life].more--;
	return drop_ids(r, kept, err) && cache_run(r->fold->cache, "drop_claim", values, 1, err) &&
	       cache_run(r->fold->cache, "drop_finding", values, 1, err);
}

bool settle_findings(struct replay *r, struct err *err)
{
	for (size_t i = 0; i < r->scan->traces.len; i++)
		if (!r->scan->traces.at[i].dropped && !settle(r, &r->scan->traces.at[i], err))
			return false;
	for (size_t i = 0; i < r->kept.len; i++)
		if (!r->kept.at[i].stays && !drop(r, &r->kept.at[i], err))
			return false;
	return true;
}

// ---- Sightings ----

struct scan_sightings {
	struct sighting *of;
	size_t count;
	vec(int64_t) gone; // findings
};

static int by_finding(const void *a, const void *b)
{
	int64_t x = ((const struct sighting *)a)->finding;
	int64_t y = ((const struct sighting *)b)->finding;
	return (x > y) - (x < y);
}

static bool is_same(const struct sighting *x, sqlite3_stmt *row)
{
	return x->last == sqlite3_column_int64(row, 1) && x->body == sqlite3_column_int64(row, 2) &&
	       x->times == sqlite3_column_int64(row, 3) &&
	       x->reason == sqlite3_column_int64(row, 4) &&
	       x->by_print == sqlite3_column_int64(row, 5);
}

// Both in the order of findings.
static bool compare(struct replay *r, int64_t scan, struct scan_sightings *of, struct err *err)
{
	struct sql_value values[] = {SQL_I(scan)};
	sqlite3_stmt *row = cache_statement(r->fold->cache, "sightings_from", values, 1);
	size_t at = 0;
	bool any, done;
	while ((done = cache_step(r->fold->cache, row, &any, err)) && any) {
		int64_t finding = sqlite3_column_int64(row, 0);
		while (at < of->count && of->of[at].finding < finding)
			at++;
		bool known = at < of->count && of->of[at].finding == finding;
		if (!known)
			*vec_push(&of->gone) = finding;
		else {
			of->of[at].known = true;
			of->of[at].stored = is_same(&of->of[at], row);
		}
	}
	cache_statement_done(row);
	return done;
}

static bool write(struct replay *r, int64_t scan, const struct scan_sightings *of, struct err *err)
{
	for (size_t i = 0; i < of->gone.len; i++) {
		struct sql_value values[] = {SQL_I(of->gone.at[i]), SQL_I(scan)};
		if (!cache_run(r->fold->cache, "drop_sighting", values, 2, err))
			return false;
	}
	for (size_t i = 0; i < of->count; i++) {
		const struct sighting *one = &of->of[i];
		if (!one->stored && !sighting_store(r->fold, scan, one, err))
			return false;
	}
	return true;
}

bool settle_sightings(struct replay *r, struct err *err)
{
	bool done = true;
	for (size_t i = 0; done && i < r->scans.len; i++) {
		size_t from = r->scans.at[i].first_sighting;
		size_t to =
			i + 1 < r->scans.len ? r->scans.at[i + 1].first_sighting : r->log.of.len;
		int64_t scan = r->scans.at[i].step.id;
		struct scan_sightings of = {.of = r->log.of.at + from, .count = to - from};
		if (of.count)
			qsort(of.of, of.count, sizeof *of.of, by_finding);
		done = compare(r, scan, &of, err) && write(r, scan, &of, err);
		vec_fini(&of.gone);
	}
	return done;
}
