#include "store/finder/block.h"

#include "store/cache_private.h"

#include <string.h>

// A block's id is its column, then the number of the block.
enum { COLUMN_SHIFT = 32, NUMBER_MAX = 1 << 20 };

static const char *const NAMES[FINDER_COLUMNS] = {
	[FINDER_TITLE] = "title", [FINDER_FILE] = "file",	[FINDER_PLACE] = "place",
	[FINDER_URL] = "url",	  [FINDER_REST] = "rest",	[FINDER_RULE] = "rule",
	[FINDER_LINE] = "line",	  [FINDER_PACKAGE] = "package", [FINDER_FLAW] = "flaw",
	[FINDER_TEXT] = "text",	  [FINDER_OWNED] = "owned",
};

unsigned finder_columns_of(struct slice names)
{
	unsigned columns = 0;
	while (names.len) {
		unsigned column = 0;
		struct slice name = slice_trim(slice_cut(&names, ','));
		while (column < FINDER_COLUMNS && !slice_is(name, NAMES[column]))
			column++;
		if (column == FINDER_COLUMNS)
			return 0;
		columns |= 1u << column;
	}
	return columns;
}

static int64_t id_of(enum finder_column column, int64_t block)
{
	return (int64_t)column << COLUMN_SHIFT | block;
}

// ---- As bytes: how many each number has, then the numbers, lowest byte first ----

static size_t width_of(const uint32_t *numbers, size_t count)
{
	uint32_t all = 0;
	for (size_t i = 0; i < count; i++)
		all |= numbers[i];
	return all > UINT16_MAX ? 4 : all > UINT8_MAX ? 2 : all ? 1 : 0;
}

static struct slice pack(const uint32_t *numbers, size_t count, uint8_t *out)
{
	size_t width = width_of(numbers, count), len = 0;
	out[len++] = (uint8_t)width;
	for (size_t i = 0; i < count; i++)
		for (size_t byte = 0; byte < width; byte++)
			out[len++] = (uint8_t)(numbers[i] >> 8 * byte);
	return (struct slice){(const char *)out, len};
}

static bool unpack(const uint8_t *bytes, size_t len, uint32_t out[FINDER_BLOCK], size_t *count)
{
	size_t width = len ? bytes[0] : 0;
	if ((width != 1 && width != 2 && width != 4) || (len - 1) % width ||
	    (len - 1) / width > FINDER_BLOCK)
		return false;
	*count = (len - 1) / width;
	const uint8_t *at = bytes + 1;
	for (size_t i = 0; i < *count; i++, at += width)
		out[i] = width == 1   ? at[0]
			 : width == 2 ? (uint32_t)at[0] | (uint32_t)at[1] << 8
				      : (uint32_t)at[0] | (uint32_t)at[1] << 8 |
						(uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
	return true;
}

// ---- Read ----

int finder_read(struct finder_reader *reader, sqlite3 *db, enum finder_column column, int64_t body)
{
	int code = sqlite3_prepare_v2(db, sql_text("finder_blocks"), -1, &reader->rows, NULL);
	if (code != SQLITE_OK)
		return code;
	sqlite3_bind_int64(reader->rows, 1, id_of(column, body / FINDER_BLOCK));
	sqlite3_bind_int64(reader->rows, 2, id_of(column + 1, 0));
	return SQLITE_OK;
}

int finder_read_next(struct finder_reader *reader)
{
	int code = sqlite3_step(reader->rows);
	if (code != SQLITE_ROW)
		return code;
	int64_t block = sqlite3_column_int64(reader->rows, 0) & UINT32_MAX;
	const uint8_t *bytes = sqlite3_column_blob(reader->rows, 1);
	size_t len = (size_t)sqlite3_column_bytes(reader->rows, 1);
	reader->first = block * FINDER_BLOCK;
	return block <= NUMBER_MAX && unpack(bytes, len, reader->numbers, &reader->count)
		       ? SQLITE_ROW
		       : SQLITE_CORRUPT;
}

void finder_read_end(struct finder_reader *reader)
{
	sqlite3_finalize(reader->rows);
	reader->rows = NULL;
}

// ---- Written ----

static bool write_column(struct finder_writer *w, enum finder_column column, struct err *err)
{
	size_t count = FINDER_BLOCK;
	struct sql_value values[2] = {SQL_I(id_of(column, w->block))};
	while (count && !w->numbers[column][count - 1])
		count--;
	if (!count)
		return cache_run(w->cache, "finder_drop_block", values, 1, err);
	values[1] = (struct sql_value){.kind = SQL_BLOB,
				       .text = pack(w->numbers[column], count, w->bytes)};
	return cache_run(w->cache, "finder_put_block", values, 2, err);
}

bool finder_write_end(struct finder_writer *w, struct err *err)
{
	bool done = true;
	for (unsigned i = 0; done && i < FINDER_COLUMNS; i++)
		done = write_column(w, (enum finder_column)i, err);
	return done;
}

// The numbers up to a body, of the block in which it is.
static bool load_column(struct finder_writer *w, enum finder_column column, int64_t last,
			struct err *err)
{
	struct sql_value values[] = {SQL_I(id_of(column, w->block)), SQL_I(id_of(column + 1, 0))};
	sqlite3_stmt *rows = cache_statement(w->cache, "finder_blocks", values, 2);
	size_t count = 0, kept = (size_t)(last % FINDER_BLOCK) + 1;
	bool row, done = cache_step(w->cache, rows, &row, err);
	if (done && row && sqlite3_column_int64(rows, 0) == values[0].integer &&
	    !unpack(sqlite3_column_blob(rows, 1), (size_t)sqlite3_column_bytes(rows, 1),
		    w->numbers[column], &count))
		done = err_set(err, ERR_CORRUPT,
			       "%s: a block of the text index is damaged; "
			       "`gavel cache rebuild`",
			       w->cache->path);
	cache_statement_done(rows);
	if (count > kept)
		memset(w->numbers[column] + kept, 0, (count - kept) * sizeof **w->numbers);
	values[0].integer++;
	return done && cache_run(w->cache, "finder_forget", values, 2, err);
}

bool finder_write(struct finder_writer *w, struct cache *cache, int64_t last, struct err *err)
{
	bool done = true;
	w->cache = cache;
	w->block = last / FINDER_BLOCK;
	memset(w->numbers, 0, sizeof w->numbers);
	for (unsigned i = 0; done && i < FINDER_COLUMNS; i++)
		done = load_column(w, (enum finder_column)i, last, err);
	return done;
}

bool finder_write_body(struct finder_writer *w, int64_t body,
		       const uint32_t numbers[FINDER_COLUMNS], struct err *err)
{
	if (body / FINDER_BLOCK != w->block) {
		if (!finder_write_end(w, err))
			return false;
		w->block = body / FINDER_BLOCK;
		memset(w->numbers, 0, sizeof w->numbers);
	}
	for (unsigned i = 0; i < FINDER_COLUMNS; i++)
		w->numbers[i][body % FINDER_BLOCK] = numbers[i];
	return true;
}
