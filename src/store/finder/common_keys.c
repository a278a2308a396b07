#include "store/finder/common_keys.h"

#include "store/cache_private.h"
#include "store/finder/block.h"

enum { BODIES_MAX = 1 << 30 };
static const enum finder_column BY_NUMBER[BY_INDEXED] = {FINDER_FILE, FINDER_PACKAGE, FINDER_FLAW};

static void take_block(const struct finder_reader *reader, int by, struct common_keys *out)
{
	for (size_t i = 0, body = (size_t)reader->first; i < reader->count; i++, body++)
		if (body < out->count)
			out->by[body][by] = reader->numbers[i];
}

static int read_key(sqlite3 *db, int by, struct common_keys *out)
{
	struct finder_reader reader;
	int code = finder_read(&reader, db, BY_NUMBER[by], 0);
	if (code == SQLITE_OK)
		while ((code = finder_read_next(&reader)) == SQLITE_ROW)
			take_block(&reader, by, out);
	finder_read_end(&reader);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int count_bodies(sqlite3 *db, size_t *out)
{
	sqlite3_stmt *row = NULL;
	int code = sqlite3_prepare_v2(db, sql_text("finder_state"), -1, &row, NULL);
	if (code == SQLITE_OK && (code = sqlite3_step(row)) == SQLITE_ROW)
		code = sqlite3_column_int64(row, 0) > BODIES_MAX ? SQLITE_TOOBIG : SQLITE_OK;
	*out = code == SQLITE_OK ? (size_t)sqlite3_column_int64(row, 0) + 1 : 0;
	sqlite3_finalize(row);
	return code;
}

static void take_pairs(const struct finder_paired *paired, struct common_keys *out)
{
	for (size_t i = 0; i < paired->of.len && (size_t)paired->of.at[i].body < out->count; i++)
		out->by[paired->of.at[i].body][BY_PAIR] = paired->of.at[i].cve;
}

int common_keys_read(struct common_keys *out, sqlite3 *db, int by,
		     const struct finder_paired *paired)
{
	int code = count_bodies(db, &out->count);
	out->by = mem_alloc((out->count + 1) * sizeof *out->by);
	for (int i = 0; code == SQLITE_OK && i < BY_INDEXED; i++)
		if (by >> i & 1)
			code = read_key(db, i, out);
	take_pairs(paired, out);
	return code;
}
