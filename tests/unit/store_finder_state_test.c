// The text index is never taken for more than it is: what was written since is behind it, what is
// wrong in it is found, and hostile texts are found as without it.
#include "tests/unit/store_finder_made.h"

#include "store/finder/finder.h"
#include "store/select.h"

static int64_t indexed(struct estate *e)
{
	struct finder_state state;
	struct err err = {0};
	expect_true(finder_state(e->cache, &state, &err));
	return state.indexed;
}

static const struct made LATER[] = {
	{"py/late", "written later", "late.py", "1", NULL, NULL, .url = NULL},
	{"py/late", "dropped again", "gone.py", "2", NULL, NULL, .url = NULL},
};

static void expect_title(struct estate *e, const char *word, int64_t count)
{
	const char *values[] = {word};
	struct select select = {
		.relation = relation_find("findings"),
		.filters = {{.column = relation_column(relation_find("findings"), SLICE("title")),
			     .op = FILTER_HAS,
			     .values = values,
			     .value_count = 1}},
		.filter_count = 1};
	struct err err = {0};
	int64_t counted = -1;
	fill_now(e->cache);
	expect_true(select_count(e->cache, &select, &counted, &err));
	expect_int(counted, count);
}

// What a scan writes is behind what is indexed, also where its ids were another's that are gone.
static void never_stale(void)
{
	struct estate e;
	struct finder_state state;
	struct err err = {0};
	estate_open(&e);
	fold_scan_of(&e, 1, MADE, 2, true);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_int(indexed(&e), 2);
	fold_scan_of(&e, 2, LATER, 1, true);
	expect_int(indexed(&e), 2);
	expect_title(&e, "later", 1);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_int(indexed(&e), 3);
	// The last body goes and another takes its id, as when a chain is folded anew.
	estate_ask(&e, "DELETE FROM finding_body WHERE id = 3");
	fold_scan_of(&e, 3, LATER + 1, 1, true);
	expect_text(estate_ask(&e, "SELECT id FROM finding_body WHERE title = 'dropped again'"),
		    "3");
	expect_int(indexed(&e), 2);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_int(indexed(&e), 3);
	expect_true(finder_verify(e.cache, &err));
	estate_close(&e);
}

static void lies_are_found(void)
{
	struct estate e;
	struct finder_state state;
	struct err err = {0};
	estate_open(&e);
	fold_scan_of(&e, 1, MADE, MADE_COUNT, true);
	expect_true(finder_build(e.cache, 0, &state, &err));
	estate_ask(&e, "UPDATE finder_phrase SET v = 'other' WHERE v = 'src/app/db.py'");
	expect_true(!finder_verify(e.cache, &err));
	expect_int(err.code, ERR_CORRUPT);
	estate_close(&e);
}

static void expect_like(struct estate *e, const char *word)
{
	struct str sql = {0};
	str_addf(&sql,
		 "SELECT count(*) FROM finding f JOIN finding_body o ON o.id = f.body "
		 "WHERE o.title LIKE '%%%s%%'",
		 word);
	expect_title(e, word, atoll(estate_ask(e, str_text(&sql))));
	str_fini(&sql);
}

// What stands behind a NUL is found, or not, as without the index.
static void nul_is_the_same(void)
{
	struct estate e;
	struct finder_state state;
	struct err err = {0};
	estate_open(&e);
	fold_scan_of(&e, 1, MADE, MADE_COUNT, true);
	estate_ask(&e, "UPDATE finding_body SET title = 'before' || char(0) || 'behind', "
		       "file = 'f' || char(0) || 'g', line = 4711 WHERE id = 2");
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_like(&e, "before");
	expect_like(&e, "behind");
	const char *values[] = {"4711"};
	struct select select = {.relation = relation_find("findings"),
				.filters = {{.op = FILTER_HAS, .values = values, .value_count = 1}},
				.filter_count = 1};
	int64_t counted = -1;
	expect_true(select_count(e.cache, &select, &counted, &err));
	expect_text(estate_ask(&e, "SELECT count(*) FROM finding_body WHERE file || ':' || line "
				   "LIKE '%4711%'"),
		    "0");
	expect_int(counted, 0);
	expect_true(finder_verify(e.cache, &err));
	estate_close(&e);
}

// A text of which the body that said it first is gone.
static void first_is_gone(void)
{
	struct estate e;
	struct finder_state state;
	struct err err = {0};
	const char *values[] = {"marmalade"};
	struct select select = {
		.relation = relation_find("findings"),
		.filters = {{.column = relation_column(relation_find("findings"), SLICE("text")),
			     .op = FILTER_HAS,
			     .values = values,
			     .value_count = 1}},
		.filter_count = 1};
	int64_t counted = -1;
	estate_open(&e);
	fold_scan_of(&e, 1, MADE, MADE_COUNT, true);
	expect_true(finder_build(e.cache, 0, &state, &err));
	fill_now(e.cache);
	expect_true(select_count(e.cache, &select, &counted, &err));
	expect_int(counted, 3);
	estate_ask(&e, "DELETE FROM finding WHERE body = 16");
	estate_ask(&e, "DELETE FROM finding_body WHERE id = 16");
	expect_true(select_count(e.cache, &select, &counted, &err));
	expect_int(counted, 2);
	expect_true(finder_verify(e.cache, &err));
	estate_close(&e);
}

// The first error of a question, or ERR_NONE.
static enum err_code ask_word(struct estate *e, const char *word)
{
	const char *values[] = {word};
	struct select select = {.relation = relation_find("findings"),
				.filters = {{.op = FILTER_HAS, .values = values, .value_count = 1}},
				.filter_count = 1};
	struct arena arena = {0};
	struct result result;
	struct err err = {0};
	fill_now(e->cache);
	select_run(e->cache, &select, &arena, &result, &err);
	arena_fini(&arena);
	return err.code;
}

// A block that is none is never read as if nothing was in it.
static void damage_is_told(void)
{
	static const char *const BLOCKS[] = {"x''", "x'03010203'", "x'0201'", "x'00'",
					     "CAST(x'01' || zeroblob(4001) AS BLOB)"};
	struct finder_state state;
	for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++) {
		struct estate e;
		struct str sql = {0};
		struct err err = {0};
		estate_open(&e);
		fold_scan_of(&e, 1, MADE, MADE_COUNT, true);
		expect_true(finder_build(e.cache, 0, &state, &err));
		expect_int(ask_word(&e, "sql"), ERR_NONE);
		str_addf(&sql, "UPDATE finder_block SET numbers = %s WHERE id = 0", BLOCKS[i]);
		estate_ask(&e, str_text(&sql));
		expect_int(ask_word(&e, "sql"), ERR_CORRUPT);
		expect_true(!finder_verify(e.cache, &err));
		expect_int(err.code, ERR_CORRUPT);
		fold_scan_of(&e, 2, LATER, 1, true);
		expect_true(!finder_build(e.cache, 0, &state, &err));
		expect_int(err.code, ERR_CORRUPT);
		str_fini(&sql);
		estate_close(&e);
	}
}

static bool stop(void *context)
{
	(void)context;
	return true;
}

// A key that waits stops a search, whether it goes through findings or through phrases.
static void can_be_stopped(void)
{
	struct estate e;
	struct finder_state state;
	struct err err = {0};
	estate_open(&e);
	fold_scan_of(&e, 1, MADE, MADE_COUNT, true);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_int(ask_word(&e, "nowhere"), ERR_NONE);
	estate_ask(&e, "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n "
		       "WHERE i < 30000) INSERT INTO finder_phrase SELECT i, 0, 'text' FROM n");
	fill_now(e.cache);
	cache_on_busy(e.cache, stop, NULL);
	expect_int(ask_word(&e, "0"), ERR_INTERRUPTED); // no name has it
	cache_on_busy(e.cache, NULL, NULL);
	expect_int(ask_word(&e, "0"), ERR_NONE);
	estate_close(&e);
}

int main(void)
{
	damage_is_told();
	can_be_stopped();
	never_stale();
	lies_are_found();
	nul_is_the_same();
	first_is_gone();
	return test_done("store_finder_state");
}
