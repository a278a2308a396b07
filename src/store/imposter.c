#include "store/imposter.h"

#include "store/cache_private.h"

#define IMPOSTER "imposter_of_"

// SQLite would make a table of the file where it cannot make one that stands for another.
bool imposter_is_possible(void)
{
	return !sqlite3_compileoption_used("UNTESTABLE");
}

// What an imposter of it is made of.
struct pages {
	int root;	      // the first of them
	struct slice columns; // of a table, as it was made; of an index nothing
	int64_t count;	      // of columns, with the id in an entry
};

static void add_columns(struct str *out, int64_t count)
{
	for (int64_t i = 1; i <= count; i++)
		str_addf(out, i > 1 ? ", c%d" : "c%d", (int)i);
}

// An index is as a table without ids, whose key is all it has.
static void add_making(struct str *out, const char *name, const struct pages *pages)
{
	str_addf(out, "CREATE TABLE " IMPOSTER "%s", name);
	str_add_slice(out, pages->columns);
	if (pages->columns.len)
		return;
	str_add_char(out, '(');
	add_columns(out, pages->count);
	str_add_text(out, ", PRIMARY KEY(");
	add_columns(out, pages->count);
	str_add_text(out, ")) WITHOUT ROWID");
}

static bool make(struct cache *cache, const char *name, const struct pages *pages, struct err *err)
{
	struct str sql = {0};
	add_making(&sql, name, pages);
	sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, cache->db, "main", 1, pages->root);
	bool done = cache_execute(cache, str_text(&sql), err);
	sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, cache->db, "main", 0, 0);
	str_fini(&sql);
	return done;
}

static bool add(struct cache *cache, const char *name, int64_t count, struct rows_sql *rows,
		struct err *err)
{
	struct str sql = {0};
	sqlite3_stmt *statement = NULL;
	str_addf(&sql, "INSERT OR FAIL INTO " IMPOSTER "%s SELECT ", name);
	add_columns(&sql, count);
	str_add_text(&sql, " FROM given_rows(?1)");
	sqlite3_prepare_v2(cache->db, str_text(&sql), -1, &statement, NULL);
	str_fini(&sql);
	bool done = rows_sql_step(cache, statement, rows, err);
	sqlite3_finalize(statement);
	return done;
}

static bool find(struct cache *cache, const char *name, sqlite3_stmt *row, struct err *err)
{
	bool any;
	return cache_step(cache, row, &any, err) &&
	       (any || err_set(err, ERR_CORRUPT, "%s: no %s", cache->path, name));
}

bool imposter_add(struct cache *cache, const char *name, struct rows_sql *rows, struct err *err)
{
	struct sql_value of[] = {SQL_T(name)};
	sqlite3_stmt *row = cache_statement(cache, "pages_of", of, 1);
	bool done = find(cache, name, row, err);
	const char *text = done ? (const char *)sqlite3_column_text(row, 1) : NULL;
	struct pages pages = {0};
	if (done)
		pages = (struct pages){sqlite3_column_int(row, 0),
				       slice_of(text ? strchr(text, '(') : NULL),
				       sqlite3_column_int64(row, 2)};
	done = done && make(cache, name, &pages, err);
	cache_statement_done(row);
	return done && add(cache, name, pages.count, rows, err);
}

void imposter_end(struct cache *cache)
{
	sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, cache->db, "main", 0, 1);
}
