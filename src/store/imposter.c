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
	int root;	    // the first of them
	struct str columns; // of a table, as it was made; of an index nothing
	int64_t count;	    // of columns, with the id in an entry
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
	str_add_slice(out, str_slice(&pages->columns));
	if (pages->columns.len)
		return;
	str_add_char(out, '(');
	add_columns(out, pages->count);
	str_add_text(out, ", PRIMARY KEY(");
	add_columns(out, pages->count);
	str_add_text(out, ")) WITHOUT ROWID");
}

// What is in the file under that name; *there: anything is.
static bool find(struct cache *cache, const char *name, struct pages *out, bool *there,
		 struct err *err)
{
	struct sql_value of[] = {SQL_T(name)};
	sqlite3_stmt *row = cache_statement(cache, "pages_of", of, 1);
	bool done = cache_step(cache, row, there, err);
	if (*there) {
		const char *text = (const char *)sqlite3_column_text(row, 1);
		text = text ? strchr(text, '(') : NULL;
		str_clear(&out->columns);
		str_add_text(&out->columns, text ? text : "");
		out->root = sqlite3_column_int(row, 0);
		out->count = sqlite3_column_int64(row, 2);
	}
	cache_statement_done(row);
	return done;
}

// One that came into the file stands for nothing.
static bool is_apart(struct cache *cache, const char *name, struct err *err)
{
	struct pages none = {0};
	struct str imposter = {0};
	bool there;
	str_addf(&imposter, IMPOSTER "%s", name);
	bool done = find(cache, str_text(&imposter), &none, &there, err) &&
		    (!there || err_set(err, ERR_IO, "%s: SQLite makes no imposters", cache->path));
	str_fini(&imposter);
	str_fini(&none.columns);
	return done;
}

static bool make(struct cache *cache, const char *name, const struct pages *pages, struct err *err)
{
	struct str sql = {0};
	add_making(&sql, name, pages);
	sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, cache->db, "main", 1, pages->root);
	bool done = cache_execute(cache, str_text(&sql), err);
	sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, cache->db, "main", 0, 0);
	str_fini(&sql);
	return done && is_apart(cache, name, err);
}

// What is refused is told of the table.
static void name_table(struct err *err)
{
	char *at = strstr(err->text, IMPOSTER);
	if (at)
		memmove(at, at + strlen(IMPOSTER), strlen(at + strlen(IMPOSTER)) + 1);
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
	if (!done)
		name_table(err);
	return done;
}

bool imposter_add(struct cache *cache, const char *name, struct rows_sql *rows, struct err *err)
{
	struct pages pages = {0};
	bool there;
	bool done = find(cache, name, &pages, &there, err) &&
		    (there ||
		     err_set(err, ERR_IO, "%s: no %s; `gavel cache rebuild`", cache->path, name)) &&
		    make(cache, name, &pages, err) && add(cache, name, pages.count, rows, err);
	str_fini(&pages.columns);
	return done;
}

void imposter_end(struct cache *cache)
{
	sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, cache->db, "main", 0, 1);
}
