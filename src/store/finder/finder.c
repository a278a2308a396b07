#include "store/finder/finder.h"

#include "base/clock.h"
#include "findings/hash.h"
#include "store/cache_private.h"
#include "store/finder/part.h"

#include <stdlib.h>
#include <string.h>

enum {
	OWNED_KEYS = 4,	     // chain, class, package, file
	VALUES = OWNED_KEYS, // or a hash, and what is looked for
	MEMO = 16384,
	CLOCK_EVERY = 64, // bodies
};

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

// ---- Parts ----

// The parts that were met last: most are met again.
struct builder {
	struct cache *cache;
	struct str text; // of the part at hand, and its hash
	struct key128 key;
	struct {
		struct key128 key;
		uint32_t id;
	} memo[FINDER_COLUMNS][MEMO];
	struct finder_writer writer;
};

static struct sql_value value_of(struct slice text)
{
	return text.len ? (struct sql_value){.kind = SQL_TEXT, .text = text}
			: (struct sql_value){0};
}

// What a statement is asked with.
struct asked {
	struct sql_value at[VALUES];
	size_t count;
};

static void ask_of(const struct builder *b, sqlite3_stmt *row, const struct finder_part *part,
		   struct asked *out)
{
	out->count = 0;
	out->at[out->count++] = SQL_I((int64_t)(b->key.low & INT64_MAX));
	if (part->joined)
		out->at[out->count++] = value_of(str_slice(&b->text));
	for (int i = part->from; !part->joined && i < part->until; i++)
		out->at[out->count++] = value_of(finder_text(row, i));
}

// The number of what a statement finds, 0 when there is none.
static bool find(struct builder *b, const char *name, const struct asked *asked, int64_t *id,
		 struct err *err)
{
	bool any;
	sqlite3_stmt *found = cache_statement(b->cache, name, asked->at, asked->count);
	bool done = cache_step(b->cache, found, &any, err);
	*id = done && any ? sqlite3_column_int64(found, 0) : 0;
	cache_statement_done(found);
	return done;
}

static bool add(struct builder *b, const char *name, const struct asked *asked, int64_t *id,
		struct err *err)
{
	bool done = cache_run(b->cache, name, asked->at, asked->count, err);
	*id = sqlite3_last_insert_rowid(b->cache->db);
	return done;
}

static bool find_part(struct builder *b, sqlite3_stmt *row, const struct finder_part *part,
		      int64_t *id, struct err *err)
{
	struct asked asked;
	ask_of(b, row, part, &asked);
	if (!find(b, part->find, &asked, id, err))
		return false;
	if (!*id && part->by_body)
		asked.at[1] = SQL_I(sqlite3_column_int64(row, 0));
	return *id || add(b, part->add, &asked, id, err);
}

static bool find_owned(struct builder *b, const int64_t keys[OWNED_KEYS], int64_t *id,
		       struct err *err)
{
	struct asked asked = {.count = OWNED_KEYS};
	for (size_t i = 0; i < OWNED_KEYS; i++)
		asked.at[i] = SQL_I(keys[i]);
	return find(b, "finder_find_owned", &asked, id, err) &&
	       (*id || add(b, "finder_add_owned", &asked, id, err));
}

// Where the number of what b->key is of is remembered; 0 when it is not.
static uint32_t *recall(struct builder *b, size_t column)
{
	size_t place = b->key.low % MEMO;
	if (key128_compare(b->memo[column][place].key, b->key) != 0)
		b->memo[column][place].id = 0;
	b->memo[column][place].key = b->key;
	return &b->memo[column][place].id;
}

// Blocks have 32 bits for it.
static bool keep(const struct builder *b, int64_t id, uint32_t *out, struct err *err)
{
	*out = (uint32_t)id;
	return id <= UINT32_MAX ||
	       err_set(err, ERR_IO,
		       "%s: no number is left for texts of findings; `gavel cache "
		       "rebuild` numbers them anew",
		       b->cache->path);
}

// The number of a part of a body, 0 when it says nothing.
static bool take_part(struct builder *b, sqlite3_stmt *row, size_t which, uint32_t *out,
		      struct err *err)
{
	int64_t id;
	finder_part_read(row, &FINDER_PART[which], &b->text);
	*out = 0;
	if (!b->text.len)
		return true;
	b->key = key128_of(str_slice(&b->text));
	uint32_t *known = recall(b, which);
	if (!*known &&
	    (!find_part(b, row, &FINDER_PART[which], &id, err) || !keep(b, id, known, err)))
		return false;
	*out = *known;
	return true;
}

static bool take_owned(struct builder *b, sqlite3_stmt *row, uint32_t numbers[FINDER_COLUMNS],
		       struct err *err)
{
	int64_t id, keys[OWNED_KEYS] = {finder_chain_of(row), finder_class_of(row),
					numbers[FINDER_PACKAGE], numbers[FINDER_FILE]};
	b->key = key128_of((struct slice){(const char *)keys, sizeof keys});
	uint32_t *known = recall(b, FINDER_OWNED);
	if (!*known && (!find_owned(b, keys, &id, err) || !keep(b, id, known, err)))
		return false;
	numbers[FINDER_OWNED] = *known;
	return true;
}

static bool put_body(struct builder *b, sqlite3_stmt *row, struct err *err)
{
	uint32_t numbers[FINDER_COLUMNS];
	for (size_t i = 0; i < FINDER_PARTS; i++)
		if (!take_part(b, row, i, &numbers[i], err))
			return false;
	return take_owned(b, row, numbers, err) &&
	       finder_write_body(&b->writer, sqlite3_column_int64(row, 0), numbers, err);
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
	done = done && finder_write(&b->writer, cache, out->indexed, err) &&
	       cache_run(cache, "finder_forget_texts", from, 1, err) &&
	       put_bodies(b, ms, out, err) && finder_write_end(&b->writer, err);
	struct sql_value to[] = {SQL_I(out->indexed)};
	done = done && cache_run(cache, "finder_set", to, 1, err);
	str_fini(&b->text);
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
