// Rows that a program gives, as a table of SQL.
#include "tests/unit/store_estate.h"

#include "store/rows_sql.h"

struct given {
	size_t count, at;
	int64_t same; // the id of all from then on, 0: each has its own
	struct sql_value values[ROWS_SQL_COLUMNS];
};

// Findings 1, 2, …: every second one without a package.
static const struct sql_value *next(void *context)
{
	struct given *given = context;
	if (given->at == given->count)
		return NULL;
	int64_t number = (int64_t)++given->at;
	struct sql_value blob = {.kind = SQL_BLOB, .text = {"\0key", 4}};
	for (size_t i = 0; i < ROWS_SQL_COLUMNS; i++)
		given->values[i] = SQL_I(number * 100 + (int64_t)i + 1);
	given->values[0] = SQL_I(given->same ? given->same : number);
	given->values[4] = SQL_N(number % 2 ? number : 0);
	given->values[6] = given->values[7] = blob;
	return given->values;
}

static bool add(struct estate *e, struct given given, struct err *err)
{
	struct rows_sql rows = {next, &given};
	return rows_sql_run(e->cache, "add_findings", &rows, err);
}

static bool execute(struct estate *e, const char *sql)
{
	return sqlite3_exec(cache_handle(e->cache), sql, NULL, NULL, NULL) == SQLITE_OK;
}

static const char *held(struct estate *e)
{
	return estate_ask(e, "SELECT id, bucket, package, hex(hash), flaw, named FROM finding");
}

static void test_rows(struct estate *e)
{
	struct err err = {0};
	expect_true(add(e, (struct given){.count = 3}, &err));
	expect_text(held(e), "1|102|1|006B6579|114|115;2|202|NULL|006B6579|214|215;"
			     "3|302|3|006B6579|314|315");
	expect_true(execute(e, "DELETE FROM finding"));
	expect_true(add(e, (struct given){.count = 0}, &err));
	expect_text(held(e), "");
}

// What is refused leaves its transaction to be rolled back, and the statement good for the next.
static void test_refused(struct estate *e)
{
	struct err err = {0};
	expect_true(execute(e, "BEGIN"));
	expect_true(!add(e, (struct given){.count = 3, .same = 7}, &err));
	expect_true(strstr(err.text, "finding.id"));
	expect_true(execute(e, "ROLLBACK"));
	expect_text(held(e), "");
	expect_true(add(e, (struct given){.count = 1}, &err));
	expect_text(held(e), "1|102|1|006B6579|114|115");
}

static void take(void *context, sqlite3_value **values)
{
	str_addf(context, "%lld.%lld ", (long long)sqlite3_value_int64(values[0]),
		 (long long)sqlite3_value_int64(values[13]));
}

// What is taken is what is there, in order of the ids, however they came.
static void test_taken(struct estate *e)
{
	struct err err = {0};
	struct str seen = {0};
	struct rows_taker taker = {take, &seen};
	expect_true(execute(e, "DELETE FROM finding"));
	expect_true(rows_sql_take(e->cache, "every_finding", &taker, &err));
	expect_int(seen.len, 0);
	expect_true(add(e, (struct given){.count = 3}, &err));
	expect_true(execute(e, "UPDATE finding SET id = 9 WHERE id = 1"));
	expect_true(rows_sql_take(e->cache, "every_finding", &taker, &err));
	expect_text(str_text(&seen), "2.202 3.302 9.102 ");
	expect_text(estate_ask(e, "SELECT taken(NULL, id), taken(id), taken() FROM finding"),
		    "NULL|NULL|NULL");
	str_fini(&seen);
}

// Only a program can give rows.
static void test_nobody_gives(struct estate *e)
{
	expect_text(estate_ask(e, "SELECT count(*) FROM given_rows"), "0");
	expect_text(estate_ask(e, "SELECT count(*) FROM given_rows(NULL)"), "0");
	expect_text(estate_ask(e, "SELECT count(*) FROM given_rows(140737488355328)"), "0");
	expect_text(estate_ask(e, "SELECT count(*) FROM given_rows('rows_sql')"), "0");
}

int main(void)
{
	struct estate e;
	estate_open(&e);
	test_rows(&e);
	test_refused(&e);
	test_taken(&e);
	test_nobody_gives(&e);
	estate_close(&e);
	return test_done("store_rows_sql");
}
