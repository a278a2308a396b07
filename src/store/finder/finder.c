#include "store/finder/finder.h"

#include "base/clock.h"
#include "findings/hash.h"
#include "store/cache_private.h"

#include <stdlib.h>
#include <string.h>

enum {
	PHRASES = 3, // title, place, rest
	FIRST = 1,   // column of finder_bodies
	PLACE = 2,
	REST = 6,
	LINE = 18,
	MEMO = 4096,
	CLOCK_EVERY = 64, // bodies
};
static const int FROM[PHRASES + 1] = {FIRST, PLACE, REST, LINE};

// ---- How far it is ----

bool finder_state(struct cache *cache, struct finder_state *out, struct err *err)
{
	sqlite3_stmt *row = cache_statement(cache, "finder_state", NULL, 0);
	bool any, done = cache_step(cache, row, &any, err);
	*out = (struct finder_state){0};
	if (any)
		*out = (struct finder_state){sqlite3_column_int64(row, 0),
					     sqlite3_column_int64(row, 1)};
	cache_statement_done(row);
	return done;
}

bool finder_is_behind(const struct finder_state *state)
{
	return state->total - state->indexed > FINDER_WORTH;
}

int finder_percent(const struct finder_state *state)
{
	return state->indexed >= state->total ? 100 : (int)(state->indexed * 100 / state->total);
}

// ---- Phrases ----

// What the columns say, one behind the other. A NUL would end the search of what stands behind it.
static void read_phrase(sqlite3_stmt *row, int from, int until, struct str *out)
{
	str_clear(out);
	for (int i = from; i < until; i++) {
		const char *text = (const char *)sqlite3_column_text(row, i);
		size_t len = (size_t)sqlite3_column_bytes(row, i);
		if (!len)
			continue;
		if (out->len)
			str_add_char(out, '\x1f');
		str_add(out, text, len);
	}
	for (char *nul = out->len ? memchr(out->at, 0, out->len) : NULL; nul;
	     nul = memchr(nul, 0, (size_t)(out->at + out->len - nul)))
		*nul = '\x1f';
}

// The phrases that were met last: most are met again.
struct builder {
	struct cache *cache;
	struct str phrase;
	struct {
		struct key128 key;
		int64_t id;
	} memo[PHRASES][MEMO];
};

static bool find_phrase(struct cache *cache, const struct sql_value of[2], int64_t *id,
			struct err *err)
{
	bool any;
	sqlite3_stmt *row = cache_statement(cache, "finder_find", of, 2);
	bool done = cache_step(cache, row, &any, err);
	*id = any ? sqlite3_column_int64(row, 0) : 0;
	cache_statement_done(row);
	if (!done || *id)
		return done;
	done = cache_run(cache, "finder_add", of, 2, err);
	*id = sqlite3_last_insert_rowid(cache->db);
	return done;
}

// The id of the phrase of some columns, NULL when they say nothing.
static bool take_phrase(struct builder *b, sqlite3_stmt *row, size_t which, struct sql_value *out,
			struct err *err)
{
	read_phrase(row, FROM[which], FROM[which + 1], &b->phrase);
	*out = (struct sql_value){0};
	if (!b->phrase.len)
		return true;
	struct key128 key = key128_of(str_slice(&b->phrase));
	size_t place = key.low % MEMO;
	struct sql_value of[] = {SQL_I((int64_t)(key.low & INT64_MAX)),
				 {.kind = SQL_TEXT, .text = str_slice(&b->phrase)}};
	if (!b->memo[which][place].id || key128_compare(b->memo[which][place].key, key) != 0) {
		b->memo[which][place].key = key;
		if (!find_phrase(b->cache, of, &b->memo[which][place].id, err))
			return false;
	}
	*out = SQL_I(b->memo[which][place].id);
	return true;
}

static struct sql_value line_of(sqlite3_stmt *row)
{
	return sqlite3_column_type(row, LINE) == SQLITE_NULL
		       ? (struct sql_value){0}
		       : SQL_I(sqlite3_column_int64(row, LINE));
}

static bool put_body(struct builder *b, sqlite3_stmt *row, struct err *err)
{
	struct sql_value values[PHRASES + 2] = {SQL_I(sqlite3_column_int64(row, 0))};
	for (size_t i = 0; i < PHRASES; i++)
		if (!take_phrase(b, row, i, &values[i + 1], err))
			return false;
	values[PHRASES + 1] = line_of(row);
	return cache_run(b->cache, "finder_put", values, PHRASES + 2, err);
}

// ---- A piece of it ----

static bool put_bodies(struct builder *b, int64_t ms, struct finder_state *state, struct err *err)
{
	struct sql_value after[] = {SQL_I(state->indexed)};
	int64_t until = clock_monotonic_ms() + ms;
	sqlite3_stmt *rows = cache_statement(b->cache, "finder_bodies", after, 1);
	bool row = false, done = true;
	for (size_t count = 1; done; count++) {
		done = cache_step(b->cache, rows, &row, err);
		if (!done || !row)
			break;
		done = put_body(b, rows, err);
		state->indexed = sqlite3_column_int64(rows, 0);
		if (ms && count % CLOCK_EVERY == 0 && clock_monotonic_ms() > until)
			break;
	}
	cache_statement_done(rows);
	return done;
}

static bool build(struct cache *cache, int64_t ms, struct finder_state *out, struct err *err)
{
	struct builder *b = mem_alloc(sizeof *b);
	b->cache = cache;
	bool done = finder_state(cache, out, err);
	struct sql_value from[] = {SQL_I(out->indexed)};
	done = done && cache_run(cache, "finder_forget", from, 1, err) &&
	       put_bodies(b, ms, out, err);
	struct sql_value to[] = {SQL_I(out->indexed)};
	done = done && cache_run(cache, "finder_set", to, 1, err);
	str_fini(&b->phrase);
	free(b);
	return done;
}

bool finder_build(struct cache *cache, int64_t ms, struct finder_state *out, struct err *err)
{
	bool done = cache_execute(cache, "BEGIN IMMEDIATE", err) && build(cache, ms, out, err) &&
		    cache_execute(cache, "COMMIT", err);
	if (!done)
		cache_rollback(cache);
	return done;
}

// ---- Whether it is right ----

static bool same_phrases(sqlite3_stmt *body, sqlite3_stmt *indexed, struct str *phrase)
{
	bool same = sqlite3_column_int64(body, LINE) == sqlite3_column_int64(indexed, PHRASES);
	for (size_t i = 0; same && i < PHRASES; i++) {
		read_phrase(body, FROM[i], FROM[i + 1], phrase);
		struct slice kept = {(const char *)sqlite3_column_text(indexed, (int)i),
				     (size_t)sqlite3_column_bytes(indexed, (int)i)};
		same = slice_equal(str_slice(phrase), kept);
	}
	return same;
}

static bool verify_body(struct cache *cache, sqlite3_stmt *body, struct str *phrase,
			struct err *err)
{
	struct sql_value id[] = {SQL_I(sqlite3_column_int64(body, 0))};
	bool any;
	sqlite3_stmt *indexed = cache_statement(cache, "finder_of", id, 1);
	bool done = cache_step(cache, indexed, &any, err);
	if (done && !(any && same_phrases(body, indexed, phrase)))
		done = err_set(err, ERR_CORRUPT,
			       "%s: the text index is not what finding_body %lld says; "
			       "`gavel cache rebuild`",
			       cache->path, (long long)id[0].integer);
	cache_statement_done(indexed);
	return done;
}

bool finder_verify(struct cache *cache, struct err *err)
{
	struct finder_state state;
	struct sql_value all[] = {SQL_I(0)};
	struct str phrase = {0};
	if (!finder_state(cache, &state, err))
		return false;
	sqlite3_stmt *rows = cache_statement(cache, "finder_bodies", all, 1);
	bool row = false, done;
	while ((done = cache_step(cache, rows, &row, err)) && row &&
	       sqlite3_column_int64(rows, 0) <= state.indexed) {
		done = verify_body(cache, rows, &phrase, err);
		if (!done)
			break;
	}
	cache_statement_done(rows);
	str_fini(&phrase);
	return done;
}
