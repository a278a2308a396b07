#include "store/first/first.h"
#include "store/scans/scan_fold.h"

#include <stdlib.h>
#include <string.h>

// ---- Findings as they are now ----

static struct sql_value blob(const void *bytes, size_t len)
{
	return (struct sql_value){.kind = SQL_BLOB, .text = {bytes, len}};
}

void finding_row(struct finding_row *row, const struct scan_fold *scan, const struct trace *trace)
{
	struct scan_package package = scan_package_of(scan, trace);
	row->hash = (struct key128){trace->hash_high, trace->item.tie};
	const struct sql_value values[ROW_COLUMNS] = {
		[ROW_ID] = SQL_I(trace->id),
		[ROW_BUCKET] = SQL_I(scan->lives.at[trace->life].id),
		[ROW_BODY] = SQL_I(trace->body),
		[ROW_RULE] = SQL_I(trace->rule),
		[ROW_PACKAGE] = SQL_N(package.name),
		[ROW_UPGRADE] = SQL_N(package.upgrade),
		[ROW_HASH] = blob(&row->hash, sizeof row->hash),
		[ROW_KEY] = blob(&trace->item.key, sizeof trace->item.key),
		[ROW_PRINT] = SQL_I((int64_t)trace->item.print),
		[ROW_FILE] = SQL_I((int64_t)trace->item.file),
		[ROW_LINE] = SQL_I(trace->item.line),
		[ROW_SINGLE] = SQL_I(trace->item.single),
		[ROW_TIMES] = SQL_I(trace->times),
		[ROW_FLAW] = SQL_N(trace->flaw),
		[ROW_NAMED] = SQL_I(trace->has_ids),
	};
	memcpy(row->values, values, sizeof values);
}

// Its indexes are written only where they change.
static bool set_finding(struct fold *fold, struct scan_fold *scan, const struct trace *trace,
			struct err *err)
{
	struct finding_row row;
	finding_row(&row, scan, trace);
	const struct sql_value *of = row.values;
	const struct sql_value said[] = {of[ROW_ID],	of[ROW_BODY], of[ROW_HASH], of[ROW_KEY],
					 of[ROW_PRINT], of[ROW_FILE], of[ROW_LINE], of[ROW_SINGLE],
					 of[ROW_TIMES], of[ROW_NAMED]};
	scan->lives.at[trace->life].more++;
	scan->lives.at[trace->stored_life].more--;
	if (trace->life == trace->stored_life && !trace->reindexed)
		return cache_run(fold->cache, "set_finding_said", said, sizeof said / sizeof *said,
				 err);
	return cache_run(fold->cache, "set_finding", of, ROW_COLUMNS, err);
}

static bool is_changed(const struct trace *trace)
{
	return trace->life != trace->stored_life || trace->other;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = (*(struct trace *const *)a)->id, y = (*(struct trace *const *)b)->id;
	return (x > y) - (x < y);
}

static bool is_new(const struct trace *trace)
{
	return trace->stored_life == NO_LIFE;
}

// Traces on their way into the table, of which those are passed over that it has.
struct adding {
	struct scan_fold *scan;
	struct trace **of;
	size_t count, at;
	struct finding_row row;
};

static const struct sql_value *next_new(void *context)
{
	struct adding *adding = context;
	while (adding->at < adding->count && !is_new(adding->of[adding->at]))
		adding->at++;
	if (adding->at == adding->count)
		return NULL;
	if (adding->at + AHEAD < adding->count)
		trace_ask(adding->of[adding->at + AHEAD]);
	const struct trace *trace = adding->of[adding->at++];
	adding->scan->lives.at[trace->life].more++;
	finding_row(&adding->row, adding->scan, trace);
	return adding->row.values;
}

static bool store_in_order(struct fold *fold, struct scan_fold *scan, struct trace **of,
			   size_t count, struct err *err)
{
	struct adding adding = {.scan = scan, .of = of, .count = count};
	struct rows_sql rows = {next_new, &adding};
	bool done = rows_sql_run(fold->cache, "add_findings", &rows, err);
	for (size_t i = 0; done && i < count; i++)
		if (!is_new(of[i]))
			done = set_finding(fold, scan, of[i], err);
	return done;
}

// In order of their ids, so that the table's pages are met one after the other.
static bool store_findings(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	if (scan->named)
		return first_store_findings(fold, scan, err);
	struct trace **of = mem_alloc((scan->traces.len + 1) * sizeof *of);
	size_t count = 0;
	for (size_t i = 0; i < scan->traces.len; i++)
		if (!scan->traces.at[i].dropped && is_changed(&scan->traces.at[i]))
			of[count++] = &scan->traces.at[i];
	qsort(of, count, sizeof *of, by_id);
	bool done = store_in_order(fold, scan, of, count, err);
	free(of);
	return done;
}

// ---- Ids of flaws ----

static bool add_ids(struct fold *fold, struct slice ids, int64_t finding, struct err *err)
{
	bool bare = !slice_starts(ids, "CVE-"), main = !bare;
	while (ids.len) {
		struct sql_value values[] = {{.kind = SQL_TEXT, .text = slice_cut(&ids, ' ')},
					     SQL_I(finding),
					     SQL_I(main)};
		main = false;
		if (!cache_run(fold->cache, "add_finding_id", values, 3, err) ||
		    (bare && !cache_run(fold->cache, "pair_due", values, 2, err)))
			return false;
	}
	return true;
}

static bool store_ids_of(struct fold *fold, const struct trace *trace, struct err *err)
{
	struct sql_value body[] = {SQL_I(trace->body)};
	sqlite3_stmt *row = cache_statement(fold->cache, "ids_of_body", body, 1);
	bool any, done = cache_step(fold->cache, row, &any, err);
	struct slice ids = {0};
	if (any)
		ids = (struct slice){(const char *)sqlite3_column_text(row, 0),
				     (size_t)sqlite3_column_bytes(row, 0)};
	done = done && add_ids(fold, ids, trace->id, err);
	cache_statement_done(row);
	return done;
}

// In the order in which bodies were stored, so that their pages are met one after the other.
static bool store_ids(struct fold *fold, const struct scan_fold *scan, struct err *err)
{
	for (size_t i = 0; i < scan->traces.len; i++) {
		const struct trace *trace = &scan->traces.at[i];
		if (trace->has_ids && trace->other && !trace->dropped &&
		    !store_ids_of(fold, trace, err))
			return false;
	}
	return true;
}

// ---- Buckets and bodies ----

bool store_bucket(struct fold *fold, int64_t chain, const struct life_row *row, struct err *err)
{
	const struct life *life = &row->life;
	struct sql_value values[] = {
		SQL_I(row->id),		  SQL_I(chain),		  SQL_I(life->class),
		SQL_I(life->level),	  SQL_I(life->state),	  SQL_I(life->first_at),
		SQL_I(life->opened_at),	  SQL_N(life->closed_at), SQL_N(life->last_at),
		SQL_I(life->episodes),	  SQL_I(life->returned),  SQL_I(life->claimed),
		SQL_N(life->claim_until), SQL_I(life->exploited), SQL_N(life->kev_due),
		SQL_N(life->vex_from),	  SQL_N(life->vex_until), SQL_N(life->accepted_until),
		SQL_N(life->running),	  SQL_I(row->more)};
	return !row->more || cache_run(fold->cache, "add_bucket", values, 20, err);
}

static bool drop_bodies(struct fold *fold, struct scan_fold *scan, bool all, struct err *err)
{
	for (size_t i = 0; i < scan->traces.len; i++) {
		const struct trace *trace = &scan->traces.at[i];
		bool unused = all || (trace->dropped && trace->repeated);
		struct sql_value body[] = {SQL_I(trace->body)};
		if (trace->own_body && unused && !cache_run(fold->cache, "drop_body", body, 1, err))
			return false;
	}
	return true;
}

bool scan_store(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	struct sql_value chain[] = {SQL_I(scan->chain)};
	bool done = store_findings(fold, scan, err) && store_ids(fold, scan, err) &&
		    drop_bodies(fold, scan, false, err);
	for (size_t i = 0; done && i < scan->lives.len; i++)
		done = store_bucket(fold, scan->chain, &scan->lives.at[i], err);
	return done && cache_run(fold->cache, "drop_empty_buckets", chain, 1, err);
}

bool scan_forget_bodies(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	return drop_bodies(fold, scan, true, err);
}
