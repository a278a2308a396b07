#include "store/finder/finder.h"

#include "base/clock.h"
#include "findings/hash.h"
#include "store/cache_private.h"

#include <stdlib.h>
#include <string.h>

// What is indexed of a body, in the order of finder_body: each is some columns of finder_bodies.
static const struct part {
	const char *find, *add; // the statements that give its number, and make one
	int from, until;
	bool joined;  // the columns are one text
	bool by_body; // the text is not kept, but the body that has it first
} PARTS[] = {
	{"finder_find_phrase", "finder_add_phrase", 1, 2, false, false}, // title
	{"finder_find_phrase", "finder_add_phrase", 2, 3, false, false}, // file
	{"finder_find_phrase", "finder_add_phrase", 3, 4, false, false}, // place
	{"finder_find_phrase", "finder_add_phrase", 4, 5, false, false}, // url
	{"finder_find_phrase", "finder_add_phrase", 5, 18, true, false}, // rest
	{"finder_find_package", "finder_add_package", 18, 20, false, false},
	{"finder_find_flaw", "finder_add_flaw", 20, 22, false, false},
	{"finder_find_text", "finder_add_text", 22, 23, false, true},
};
enum {
	PART_COUNT = sizeof PARTS / sizeof *PARTS,
	VALUES = 1 + 2, // a hash, and what is looked for
	LINE = 23,
	MEMO = 4096,
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

static struct slice column_text(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return (struct slice){text, (size_t)sqlite3_column_bytes(row, column)};
}

// Joined, what the columns say is one behind the other, where a NUL would end the search of what
// stands behind it; else each has its length. Empty when they say nothing.
static void read_part(sqlite3_stmt *row, const struct part *part, struct str *out)
{
	bool any = false;
	str_clear(out);
	for (int i = part->from; i < part->until; i++) {
		struct slice text = column_text(row, i);
		any = any || text.len;
		if (part->joined && text.len && out->len)
			str_add_char(out, '\x1f');
		if (part->until > part->from + 1 && !part->joined)
			str_add(out, (const char *)&text.len, sizeof text.len);
		if (text.len)
			str_add(out, text.at, text.len);
	}
	if (!any)
		str_clear(out);
	for (char *nul = part->joined && out->len ? memchr(out->at, 0, out->len) : NULL; nul;
	     nul = memchr(nul, 0, (size_t)(out->at + out->len - nul)))
		*nul = '\x1f';
}

// The parts that were met last: most are met again.
struct builder {
	struct cache *cache;
	struct str text; // of the part at hand, and its hash
	struct key128 key;
	struct {
		struct key128 key;
		int64_t id;
	} memo[PART_COUNT][MEMO];
};

static struct sql_value value_of(struct slice text)
{
	return text.len ? (struct sql_value){.kind = SQL_TEXT, .text = text}
			: (struct sql_value){0};
}

static size_t values_of(const struct builder *b, sqlite3_stmt *row, const struct part *part,
			struct sql_value out[VALUES])
{
	size_t count = 0;
	out[count++] = SQL_I((int64_t)(b->key.low & INT64_MAX));
	if (part->joined)
		out[count++] = value_of(str_slice(&b->text));
	for (int i = part->from; !part->joined && i < part->until; i++)
		out[count++] = value_of(column_text(row, i));
	return count;
}

static bool find_part(struct builder *b, sqlite3_stmt *row, const struct part *part, int64_t *id,
		      struct err *err)
{
	bool any;
	struct sql_value of[VALUES];
	size_t count = values_of(b, row, part, of);
	sqlite3_stmt *found = cache_statement(b->cache, part->find, of, count);
	bool done = cache_step(b->cache, found, &any, err);
	*id = any ? sqlite3_column_int64(found, 0) : 0;
	cache_statement_done(found);
	if (!done || *id)
		return done;
	if (part->by_body)
		of[1] = SQL_I(sqlite3_column_int64(row, 0));
	done = cache_run(b->cache, part->add, of, count, err);
	*id = sqlite3_last_insert_rowid(b->cache->db);
	return done;
}

// The number of a part of a body, NULL when it says nothing.
static bool take_part(struct builder *b, sqlite3_stmt *row, size_t which, struct sql_value *out,
		      struct err *err)
{
	read_part(row, &PARTS[which], &b->text);
	*out = (struct sql_value){0};
	if (!b->text.len)
		return true;
	b->key = key128_of(str_slice(&b->text));
	size_t place = b->key.low % MEMO;
	if (!b->memo[which][place].id || key128_compare(b->memo[which][place].key, b->key) != 0) {
		b->memo[which][place].key = b->key;
		if (!find_part(b, row, &PARTS[which], &b->memo[which][place].id, err))
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
	struct sql_value values[PART_COUNT + 2] = {SQL_I(sqlite3_column_int64(row, 0))};
	for (size_t i = 0; i < PART_COUNT; i++)
		if (!take_part(b, row, i, &values[i + 1], err))
			return false;
	values[PART_COUNT + 1] = line_of(row);
	return cache_run(b->cache, "finder_put", values, PART_COUNT + 2, err);
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
	       cache_run(cache, "finder_forget_texts", from, 1, err) && put_bodies(b, ms, out, err);
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

// ---- Whether it is right ----

// The next columns of what is indexed are those of a part.
static bool same_part(sqlite3_stmt *body, const struct part *part, sqlite3_stmt *indexed, int *at,
		      struct str *text)
{
	bool same = true;
	read_part(body, part, text);
	if (part->joined)
		return slice_equal(str_slice(text), column_text(indexed, (*at)++));
	for (int i = part->from; i < part->until; i++)
		same = slice_equal(column_text(body, i), column_text(indexed, (*at)++)) && same;
	return same;
}

static bool same_parts(sqlite3_stmt *body, sqlite3_stmt *indexed, struct str *text)
{
	int at = 0;
	bool same = true;
	for (size_t i = 0; same && i < PART_COUNT; i++)
		same = same_part(body, &PARTS[i], indexed, &at, text);
	return same && sqlite3_column_type(body, LINE) == sqlite3_column_type(indexed, at) &&
	       sqlite3_column_int64(body, LINE) == sqlite3_column_int64(indexed, at);
}

static bool verify_body(struct cache *cache, sqlite3_stmt *body, struct str *text, struct err *err)
{
	struct sql_value id[] = {SQL_I(sqlite3_column_int64(body, 0))};
	bool any;
	sqlite3_stmt *indexed = cache_statement(cache, "finder_of", id, 1);
	bool done = cache_step(cache, indexed, &any, err);
	if (done && !(any && same_parts(body, indexed, text)))
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
	struct str text = {0};
	if (!finder_state(cache, &state, err))
		return false;
	sqlite3_stmt *rows = cache_statement(cache, "finder_bodies", all, 1);
	bool row = false, done;
	while ((done = cache_step(cache, rows, &row, err)) && row &&
	       sqlite3_column_int64(rows, 0) <= state.indexed) {
		done = verify_body(cache, rows, &text, err);
		if (!done)
			break;
	}
	cache_statement_done(rows);
	str_fini(&text);
	return done;
}
