#include "store/finder/common_sql.h"

#include "base/map.h"
#include "base/vec.h"
#include "store/cache_private.h"
#include "store/finder/common_keys.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKET, HELD, FILE_OF, PACKAGE, PURL, IDS, CWE, COLUMNS };
// What tells rows apart.
static const int BY_COLUMNS[BY_COUNT] = {1 << FILE_OF, 1 << PACKAGE | 1 << PURL,
					 1 << IDS | 1 << CWE, 1 << IDS};

// What findings have in common: numbers of the index (0: none), or a body that it does not reach.
struct common {
	int64_t by[BY_COUNT], body;
};
struct row {
	int64_t bucket;
	uint32_t common, held;
};

struct cursor {
	sqlite3_vtab_cursor base;
	sqlite3 *db;
	vec(struct common) commons;
	vec(uint32_t) of_body; // index + 1 into commons, 0: not indexed
	vec(struct row) rows;
	struct finder_paired paired;
	size_t at;
	sqlite3_stmt *words, *body, *said; // `said` is the one of both that has the words of `at`
};

struct table {
	sqlite3_vtab base;
	sqlite3 *db;
};

static int prepare(sqlite3 *db, const char *name, sqlite3_stmt **out)
{
	return sqlite3_prepare_v2(db, sql_text(name), -1, out, NULL);
}

// ---- What each body has ----

static void take_keys(struct cursor *c, const uint32_t by[BY_COUNT], struct map *met)
{
	bool added;
	struct common common = {{by[BY_FILE], by[BY_PACKAGE], by[BY_FLAW], by[BY_PAIR]}, 0};
	struct slice key = {(const char *)common.by, sizeof common.by};
	int64_t *number = map_put(met, key, &added);
	if (added) {
		*vec_push(&c->commons) = common;
		*number = (int64_t)c->commons.len;
	}
	*vec_push(&c->of_body) = (uint32_t)*number;
}

static int read_bodies(struct cursor *c, int by)
{
	struct common_keys keys = {0};
	struct map met = {0};
	int code = by >> BY_PAIR & 1 ? finder_paired_read(&c->paired, c->db) : SQLITE_OK;
	if (code == SQLITE_OK)
		code = common_keys_read(&keys, c->db, by, &c->paired);
	for (size_t i = 0; code == SQLITE_OK && i < keys.count; i++)
		take_keys(c, keys.by[i], &met);
	map_fini(&met);
	free(keys.by);
	return code;
}

// ---- How many of each bucket ----

// Of the bucket that is being read: how many findings have which, and which those are.
struct counts {
	uint32_t *of;
	vec(uint32_t) met;
	int64_t bucket;
};

static void end_bucket(struct cursor *c, struct counts *counts)
{
	for (size_t i = 0; i < counts->met.len; i++) {
		uint32_t common = counts->met.at[i];
		*vec_push(&c->rows) = (struct row){counts->bucket, common, counts->of[common]};
		counts->of[common] = 0;
	}
	counts->met.len = 0;
}

static void count_finding(struct cursor *c, struct counts *counts, int64_t bucket, int64_t body)
{
	if (bucket != counts->bucket)
		end_bucket(c, counts);
	counts->bucket = bucket;
	uint32_t number = body >= 0 && (uint64_t)body < c->of_body.len ? c->of_body.at[body] : 0;
	if (!number) {
		*vec_push(&c->commons) = (struct common){
			.body = body, .by[BY_PAIR] = finder_paired_of(&c->paired, body)};
		*vec_push(&c->rows) = (struct row){bucket, (uint32_t)c->commons.len - 1, 1};
	} else if (!counts->of[number - 1]++)
		*vec_push(&counts->met) = number - 1;
}

static int count_findings(struct cursor *c)
{
	struct counts counts = {.of = mem_alloc((c->commons.len + 1) * sizeof *counts.of)};
	sqlite3_stmt *rows = NULL;
	int step = prepare(c->db, "common_findings", &rows);
	while (step == SQLITE_OK || step == SQLITE_ROW) {
		step = sqlite3_step(rows);
		if (step == SQLITE_ROW)
			count_finding(c, &counts, sqlite3_column_int64(rows, 0),
				      sqlite3_column_int64(rows, 1));
	}
	end_bucket(c, &counts);
	sqlite3_finalize(rows);
	free(counts.of);
	vec_fini(&counts.met);
	return step == SQLITE_DONE ? SQLITE_OK : step;
}

// ---- The words of a row ----

static int find_words(struct cursor *c, const struct common *common)
{
	sqlite3_stmt **found = common->body ? &c->body : &c->words;
	const char *name = common->body ? "common_body" : "common_words";
	int result = *found ? sqlite3_reset(*found) : prepare(c->db, name, found);
	if (result != SQLITE_OK)
		return result;
	if (common->body)
		sqlite3_bind_int64(*found, 1, common->body);
	for (int i = 0; !common->body && i < BY_INDEXED; i++)
		sqlite3_bind_int64(*found, i + 1, common->by[i]);
	result = sqlite3_step(*found);
	c->said = result == SQLITE_ROW ? *found : NULL;
	return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

static void give_pair(const struct cursor *c, sqlite3_context *context)
{
	int64_t number = c->commons.at[c->rows.at[c->at].common].by[BY_PAIR];
	struct slice cve = finder_paired_cve(&c->paired, (uint32_t)number);
	sqlite3_result_text(context, cve.at, (int)cve.len, SQLITE_TRANSIENT);
}

static int common_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
	struct cursor *c = (struct cursor *)base;
	const struct row *row = &c->rows.at[c->at];
	int result = SQLITE_OK;
	if (column == BUCKET)
		sqlite3_result_int64(context, row->bucket);
	else if (column == HELD)
		sqlite3_result_int64(context, row->held);
	else if (column == IDS && c->commons.at[row->common].by[BY_PAIR])
		give_pair(c, context);
	else {
		if (!c->said)
			result = find_words(c, &c->commons.at[row->common]);
		if (c->said)
			sqlite3_result_value(context,
					     sqlite3_column_value(c->said, column - FILE_OF));
	}
	return result;
}

// ---- The table ----

static int common_connect(sqlite3 *db, void *context, int count, const char *const *words,
			  sqlite3_vtab **out, char **why)
{
	(void)context, (void)count, (void)words, (void)why;
	int result = sqlite3_declare_vtab(
		db, "CREATE TABLE x(bucket, held, file, package, purl, ids, cwe)");
	if (result != SQLITE_OK)
		return result;
	struct table *table = mem_alloc(sizeof *table);
	table->db = db;
	*out = &table->base;
	return SQLITE_OK;
}

static int common_disconnect(sqlite3_vtab *base)
{
	free(base);
	return SQLITE_OK;
}

static int common_plan(sqlite3_vtab *base, sqlite3_index_info *plan)
{
	(void)base;
	for (int i = 0; i < BY_COUNT; i++)
		if (plan->colUsed & (sqlite3_uint64)BY_COLUMNS[i])
			plan->idxNum |= 1 << i;
	plan->estimatedCost = 1e6;
	plan->estimatedRows = 100000;
	return SQLITE_OK;
}

static int common_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
	struct cursor *c = mem_alloc(sizeof *c);
	c->db = ((struct table *)base)->db;
	*out = &c->base;
	return SQLITE_OK;
}

static int common_close(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	sqlite3_finalize(c->words);
	sqlite3_finalize(c->body);
	vec_fini(&c->commons);
	vec_fini(&c->of_body);
	vec_fini(&c->rows);
	finder_paired_fini(&c->paired);
	free(c);
	return SQLITE_OK;
}

static int common_filter(sqlite3_vtab_cursor *base, int by, const char *name, int count,
			 sqlite3_value **values)
{
	struct cursor *c = (struct cursor *)base;
	(void)name, (void)count, (void)values;
	c->commons.len = c->of_body.len = c->rows.len = c->at = 0;
	finder_paired_fini(&c->paired);
	c->said = NULL;
	int result = read_bodies(c, by);
	return result == SQLITE_OK ? count_findings(c) : result;
}

static int common_next(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	c->at++;
	c->said = NULL;
	return SQLITE_OK;
}

static int common_eof(sqlite3_vtab_cursor *base)
{
	const struct cursor *c = (const struct cursor *)base;
	return c->at >= c->rows.len;
}

static int common_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	*out = (sqlite3_int64)((const struct cursor *)base)->at;
	return SQLITE_OK;
}

void finder_common_register(sqlite3 *db)
{
	// Without a way to create it, it is there under its own name.
	static const sqlite3_module MODULE = {.xConnect = common_connect,
					      .xDisconnect = common_disconnect,
					      .xBestIndex = common_plan,
					      .xOpen = common_open,
					      .xClose = common_close,
					      .xFilter = common_filter,
					      .xNext = common_next,
					      .xEof = common_eof,
					      .xColumn = common_column,
					      .xRowid = common_rowid};
	sqlite3_create_module(db, "finder_common", &MODULE, NULL);
}
