#include "store/finder/finder.h"

#include "store/cache_private.h"
#include "store/finder/part.h"

#include <stdlib.h>

// What the index says of bodies: a block of each column, read as bodies come to it.
struct indexed {
	struct cache *cache;
	struct finder_reader columns[FINDER_COLUMNS];
	bool has[FINDER_COLUMNS]; // a block that was read
	struct str text;
};

static bool start(struct indexed *in, struct err *err)
{
	int code = SQLITE_OK;
	for (unsigned i = 0; code == SQLITE_OK && i < FINDER_COLUMNS; i++)
		code = finder_read(&in->columns[i], in->cache->db, (enum finder_column)i, 0);
	return code == SQLITE_OK || cache_fail(in->cache, err);
}

static bool damaged(const struct indexed *in, int64_t body, struct err *err)
{
	return err_set(err, ERR_CORRUPT,
		       "%s: the text index is not what finding_body %lld says; "
		       "`gavel cache rebuild`",
		       in->cache->path, (long long)body);
}

// The number that a column has for a body; bodies come in order.
static bool number_of(struct indexed *in, unsigned column, int64_t body, uint32_t *out)
{
	struct finder_reader *reader = &in->columns[column];
	int code = SQLITE_ROW;
	while (reader->rows && code == SQLITE_ROW &&
	       (!in->has[column] || reader->first + FINDER_BLOCK <= body)) {
		code = finder_read_next(reader);
		in->has[column] = code == SQLITE_ROW;
		if (code == SQLITE_DONE)
			finder_read_end(reader);
	}
	int64_t at = body - reader->first;
	bool there = in->has[column] && at >= 0 && at < (int64_t)reader->count;
	*out = there ? reader->numbers[at] : 0;
	return code == SQLITE_ROW || code == SQLITE_DONE;
}

// The next columns of what is indexed are those of a part.
static bool same_part(sqlite3_stmt *body, const struct finder_part *part, sqlite3_stmt *indexed,
		      int *at, struct str *text)
{
	bool same = true;
	finder_part_read(body, part, text);
	if (part->joined)
		return slice_equal(str_slice(text), finder_text(indexed, (*at)++));
	for (int i = part->from; i < part->until; i++)
		same = slice_equal(finder_text(body, i), finder_text(indexed, (*at)++)) && same;
	return same;
}

static bool same_parts(sqlite3_stmt *body, sqlite3_stmt *indexed, struct str *text)
{
	int at = 0;
	bool same = true;
	for (size_t i = 0; same && i < FINDER_PARTS; i++)
		same = same_part(body, &FINDER_PART[i], indexed, &at, text);
	return same && sqlite3_column_int64(indexed, at) == finder_chain_of(body) &&
	       sqlite3_column_int64(indexed, at + 1) == finder_class_of(body) &&
	       sqlite3_column_int(indexed, at + 2) == 1;
}

static bool verify_body(struct indexed *in, sqlite3_stmt *body, struct err *err)
{
	int64_t id = sqlite3_column_int64(body, 0);
	struct sql_value values[FINDER_COLUMNS + 1];
	bool any;
	for (unsigned i = 0; i < FINDER_COLUMNS; i++) {
		uint32_t number;
		if (!number_of(in, i, id, &number))
			return damaged(in, id, err);
		values[i] = SQL_I(number);
	}
	values[FINDER_COLUMNS] = SQL_I(id);
	sqlite3_stmt *indexed = cache_statement(in->cache, "finder_of", values, FINDER_COLUMNS + 1);
	bool done = cache_step(in->cache, indexed, &any, err);
	if (done && !(any && same_parts(body, indexed, &in->text)))
		done = damaged(in, id, err);
	cache_statement_done(indexed);
	return done;
}

static bool verify_bodies(struct indexed *in, int64_t last, struct err *err)
{
	struct sql_value all[] = {SQL_I(0)};
	sqlite3_stmt *rows = cache_statement(in->cache, "finder_bodies", all, 1);
	bool row = false, done;
	while ((done = cache_step(in->cache, rows, &row, err)) && row &&
	       sqlite3_column_int64(rows, 0) <= last) {
		done = verify_body(in, rows, err);
		if (!done)
			break;
	}
	cache_statement_done(rows);
	return done;
}

bool finder_verify(struct cache *cache, struct err *err)
{
	struct finder_state state;
	if (!finder_state(cache, &state, err))
		return false;
	struct indexed *in = mem_alloc(sizeof *in);
	in->cache = cache;
	bool done = start(in, err) && verify_bodies(in, state.indexed, err);
	for (size_t i = 0; i < FINDER_COLUMNS; i++)
		finder_read_end(&in->columns[i]);
	str_fini(&in->text);
	free(in);
	return done;
}
