// A table and its indexes, written one after the other.
#include "tests/unit/store_estate.h"

#include "store/imposter.h"

struct given {
	size_t count, at;
	bool entries; // of the index by rule, else rows
	struct sql_value values[ROWS_SQL_COLUMNS];
};

// Findings 1, 2, … of bucket 7, the first ones of the higher rules.
static const struct sql_value *next(void *context)
{
	struct given *given = context;
	if (given->at == given->count)
		return NULL;
	int64_t number = (int64_t)++given->at, rule = 100 - number;
	struct sql_value key = {.kind = SQL_BLOB, .text = {"\0key", 4}};
	const struct sql_value entry[] = {SQL_I(7), SQL_I(rule), SQL_I(number)};
	for (size_t i = 0; i < ROWS_SQL_COLUMNS; i++)
		given->values[i] = SQL_I(0);
	given->values[0] = SQL_I(number);
	given->values[1] = SQL_I(7);
	given->values[3] = SQL_I(rule);
	given->values[4] = given->values[13] = SQL_N(0);
	given->values[6] = given->values[7] = key;
	if (given->entries)
		memcpy(given->values, entry, sizeof entry);
	return given->values;
}

static bool add_or(struct estate *e, const char *name, size_t count, struct err *err)
{
	struct given given = {.count = count, .entries = strcmp(name, "finding") != 0};
	struct rows_sql rows = {next, &given};
	return imposter_add(e->cache, name, &rows, err);
}

static bool add(struct estate *e, const char *name, size_t count)
{
	struct err err = {0};
	return add_or(e, name, count, &err);
}

static void execute(struct estate *e, const char *sql)
{
	expect_int(sqlite3_exec(cache_handle(e->cache), sql, NULL, NULL, NULL), SQLITE_OK);
}

static const char *sound(struct estate *e)
{
	return estate_ask(e, "PRAGMA integrity_check(1)");
}

// Each of the tables has what it was given, and no other; SQLite finds by the index what is in it.
static void test_apart(struct estate *e)
{
	execute(e, "BEGIN; DROP INDEX finding_by_bucket");
	expect_true(add(e, "finding", 3));
	expect_text(estate_ask(e, "SELECT count(*) FROM finding NOT INDEXED"), "3");
	expect_text(estate_ask(e, "SELECT count(*) FROM finding INDEXED BY finding_by_rule "
				  "WHERE bucket = 7"),
		    "0");
	expect_true(add(e, "finding_by_rule", 3));
	imposter_end(e->cache);
	expect_text(estate_ask(e, "SELECT id FROM finding INDEXED BY finding_by_rule "
				  "WHERE bucket = 7 AND rule > 97 ORDER BY rule"),
		    "2;1");
	expect_text(sound(e), "ok");
	execute(e, "ROLLBACK");
	expect_text(estate_ask(e, "SELECT count(*) FROM finding"), "0");
	expect_text(sound(e), "ok");
}

static void expect_unsound(struct estate *e, const char *said)
{
	struct err err = {0};
	int64_t last;
	expect_true(!cache_verify(e->cache, e->archive, &last, &err));
	expect_int(err.code, ERR_CORRUPT);
	expect_true(strstr(err.text, said) != NULL);
}

// What an index lacks or has too much is seen, and `cache verify` says it where the tables are
// right.
static void test_unsound(struct estate *e)
{
	struct err err = {0};
	int64_t last;
	execute(e, "BEGIN");
	expect_true(add(e, "finding", 1));
	imposter_end(e->cache);
	expect_text(sound(e), "row 1 missing from index finding_by_rule");
	execute(e, "ROLLBACK; BEGIN");
	expect_true(add(e, "finding_by_rule", 1));
	imposter_end(e->cache);
	execute(e, "COMMIT");
	expect_unsound(e, "wrong # of entries in index finding_by_rule");
	execute(e, "REINDEX");
	expect_true(cache_verify(e->cache, e->archive, &last, &err));
	execute(e, "DROP INDEX scan_by_run");
	expect_unsound(e, "its indexes are not those");
	execute(e, "CREATE INDEX scan_by_run ON scan(run)");
	expect_true(cache_verify(e->cache, e->archive, &last, &err));
}

// Told of the table; the rows are let go with their transaction, and the next come in.
static void test_refused(struct estate *e)
{
	struct err err = {0};
	execute(e, "BEGIN");
	expect_true(add(e, "finding", 3));
	imposter_end(e->cache);
	expect_true(!add_or(e, "finding", 4, &err));
	imposter_end(e->cache);
	expect_int(err.code, ERR_CORRUPT);
	expect_true(strstr(err.text, "UNIQUE constraint failed: finding.id") != NULL);
	execute(e, "ROLLBACK; BEGIN");
	expect_true(add(e, "finding", 4));
	imposter_end(e->cache);
	execute(e, "ROLLBACK");
	expect_true(!add_or(e, "nothing", 1, &err));
	expect_int(err.code, ERR_IO);
}

// They are as little there afterwards as before.
static void test_none_stays(struct estate *e)
{
	static const char ASK[] = "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%imposter%'";
	execute(e, "BEGIN");
	expect_true(add(e, "finding", 1));
	expect_text(estate_ask(e, ASK), "0");
	imposter_end(e->cache);
	expect_int(sqlite3_exec(cache_handle(e->cache), "SELECT 1 FROM imposter_of_finding", NULL,
				NULL, NULL),
		   SQLITE_ERROR);
	execute(e, "ROLLBACK");
}

int main(void)
{
	struct estate e;
	if (!imposter_is_possible())
		return test_done("store_imposter: this SQLite cannot");
	estate_open(&e);
	test_apart(&e);
	test_unsound(&e);
	test_refused(&e);
	test_none_stays(&e);
	estate_close(&e);
	return test_done("store_imposter");
}
