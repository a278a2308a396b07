#include "store/select.h"

#include "store/query/query.h"

#include <stdlib.h>
#include <string.h>

// Texts that are kept once are asked for by id, and those met last are remembered: of each column
// apart, so that no value of a row takes the place of another.
enum { REMEMBERED = 1024 };

struct remembered {
	int64_t id;
	char *text;
};

struct texts {
	const struct query *query;
	struct err *err;
	struct remembered *columns[SELECT_COLUMNS]; // REMEMBERED each; NULL where none are interned
};

static void texts_fini(struct texts *texts)
{
	for (size_t c = 0; c < SELECT_COLUMNS; c++) {
		for (size_t i = 0; texts->columns[c] && i < REMEMBERED; i++)
			free(texts->columns[c][i].text);
		free(texts->columns[c]);
	}
}

static bool find_text(struct texts *texts, size_t column, int64_t id, const char **out)
{
	if (!texts->columns[column])
		texts->columns[column] = mem_alloc(REMEMBERED * sizeof(struct remembered));
	struct remembered *place = &texts->columns[column][(uint64_t)id % REMEMBERED];
	*out = place->text;
	if (place->text && place->id == id)
		return true;
	struct sql_value value[] = {SQL_I(id)};
	bool row = false;
	sqlite3_stmt *found = cache_statement(texts->query->cache, "text_of", value, 1);
	bool done = cache_step(texts->query->cache, found, &row, texts->err);
	free(place->text);
	*place = (struct remembered){id, row ? mem_text((const char *)sqlite3_column_text(found, 0))
					     : NULL};
	cache_statement_done(found);
	*out = place->text;
	return done;
}

// A value of bytes that stay until the next row.
static bool borrow_value(struct texts *texts, sqlite3_stmt *row, size_t at, bool interned,
			 struct value *out)
{
	int kind = sqlite3_column_type(row, (int)at);
	*out = (struct value){0};
	if (kind == SQLITE_NULL)
		return true;
	if (kind == SQLITE_INTEGER)
		out->integer = sqlite3_column_int64(row, (int)at);
	if (interned)
		return find_text(texts, at, out->integer, &out->text);
	out->text = (const char *)sqlite3_column_text(row, (int)at);
	return true;
}

static bool borrow_row(struct texts *texts, sqlite3_stmt *row, const struct result *shape,
		       struct value *values)
{
	for (size_t i = 0; i < shape->column_count; i++) {
		bool interned = texts->query->ids && shape->columns[i].column->interned;
		if (!borrow_value(texts, row, i, interned, &values[i]))
			return false;
	}
	return true;
}

static bool each_row(struct query *q, sqlite3_stmt *row, const struct result *shape,
		     struct select_reader *reader, struct err *err)
{
	struct value values[SELECT_COLUMNS];
	struct texts texts = {q, err, {NULL}};
	int64_t limit = q->select->limit, count = 0;
	int step = SQLITE_DONE;
	bool done = true;
	while (done && !reader->more && (step = sqlite3_step(row)) == SQLITE_ROW) {
		reader->more = limit && count++ == limit;
		done = reader->more || (borrow_row(&texts, row, shape, values) &&
					reader->row(reader->context, shape, values, err));
	}
	texts_fini(&texts);
	return done && (reader->more || step == SQLITE_DONE || cache_fail(q->cache, err));
}

bool select_each(struct cache *cache, const struct select *select, struct select_reader *reader,
		 struct err *err)
{
	struct query q = {.cache = cache, .select = select, .ids = select->relation->identity};
	struct result shape = {0};
	reader->more = false;
	query_compose(&q, &shape);
	sqlite3_stmt *statement = query_prepare(&q, err);
	bool done = statement && each_row(&q, statement, &shape, reader, err);
	sqlite3_finalize(statement);
	query_fini(&q);
	return done;
}
