// SQLite fails at every single step: what could not be asked is never taken for "there is none".
#include "tests/unit/store_estate.h"

#include "store/select.h"

static int64_t steps_left; // of SQLite's machine until it is interrupted

static int count_down(void *context)
{
	(void)context;
	return steps_left-- <= 0;
}

static void interrupt_after(struct cache *cache, int64_t steps)
{
	steps_left = steps;
	sqlite3_progress_handler(cache_handle(cache), 1, count_down, NULL);
}

static void let_run(struct cache *cache)
{
	sqlite3_progress_handler(cache_handle(cache), 0, NULL, NULL);
}

#define TAGGED                                                                                     \
	HELLO SCOPE(1, "2024-01", 100) BILL(1, "2024-01") TEXT(1, "USD")                           \
		TEXT(2, "{\\\"Team\\\":\\\"a\\\"}") "{\"t\":\"cost\",\"scope\":1,\"from\":"        \
						    "1704067200,\"to\":1704153600,\"tags\":2,"     \
						    "\"currency\":1,\"n\":1,\"unblended\":\"3\","  \
						    "\"amortized\":\"3\"}\n" END(1) DONE
#define SHOWN                                                                                      \
	"SELECT s.delivery, s.state, (SELECT dec_sum(unblended) FROM cost_cell WHERE scope = "     \
	"s.id)"                                                                                    \
	" FROM scope s ORDER BY s.id"

// Steps grow by an eighth, so that the beginning is tried densely and the whole in short time.
static int64_t next_try(int64_t steps)
{
	return steps + 1 + steps / 8;
}

// A fold that is stopped anywhere is no fault of the run, and goes on where it was.
static void test_fold(void)
{
	bool finished = false;
	for (int64_t steps = 0; !finished; steps = next_try(steps)) {
		struct estate e;
		struct err err = {0};
		estate_open(&e);
		expect_true(estate_run(&e, 1, TAGGED));
		expect_true(estate_run(&e, 2, DELIVERY("2024-01", 200, "2.5")));
		interrupt_after(e.cache, steps);
		finished = cache_fold(e.cache, e.archive, NULL, &err);
		let_run(e.cache);
		expect_int(err.code, finished ? ERR_NONE : ERR_INTERRUPTED);
		expect_true(cache_whole(e.cache, 0, &err));
		expect_true(cache_fold(e.cache, e.archive, NULL, &err));
		expect_text(estate_ask(&e, SHOWN), "d100|replaced|NULL;d200|shown|2.5");
		expect_text(estate_ask(&e, "SELECT count(*) FROM run WHERE fault IS NULL"), "2");
		estate_close(&e);
	}
}

// A fault that cannot be looked up is no reason to say that there is none.
static void test_whole(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_true(estate_run(&e, 1, "no JSON\n"));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	for (int64_t steps = 0; err.code != ERR_INCOMPLETE; steps++) {
		err = (struct err){0};
		interrupt_after(e.cache, steps);
		expect_true(!cache_whole(e.cache, 0, &err));
		let_run(e.cache);
	}
	estate_close(&e);
}

static const char *tagged_sum(struct cache *cache, struct arena *arena, struct err *err)
{
	const struct relation *cost = relation_find("cost");
	const char *values[] = {"a"};
	struct result result;
	struct select select = {
		.relation = cost,
		.filters = {{relation_column(cost, SLICE("tag")), "Team", FILTER_IS, values, 1}},
		.filter_count = 1,
	};
	if (!select_run(cache, &select, arena, &result, err))
		return "failed";
	for (size_t i = 0; result.row_count == 1 && i < result.column_count; i++)
		if (strcmp(result.columns[i].name, "unblended") == 0)
			return result.values[i].text;
	return "nothing";
}

// A tag's key that could not be looked up is not a key that no tag has.
static void test_tags(void)
{
	struct estate e;
	struct err err = {0};
	const char *sum = "";
	estate_open(&e);
	expect_true(estate_run(&e, 1, TAGGED));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	for (int64_t steps = 0; strcmp(sum, "3") != 0 && strcmp(sum, "nothing") != 0; steps++) {
		struct arena arena = {0};
		err = (struct err){0};
		interrupt_after(e.cache, steps);
		sum = mem_text(tagged_sum(e.cache, &arena, &err));
		let_run(e.cache);
		expect_int(err.code, strcmp(sum, "3") == 0 ? ERR_NONE : ERR_INTERRUPTED);
		arena_fini(&arena);
		if (strcmp(sum, "failed") == 0)
			free((char *)(uintptr_t)sum), sum = "";
	}
	expect_text(sum, "3");
	free((char *)(uintptr_t)sum);
	estate_close(&e);
}

int main(void)
{
	test_fold();
	test_whole();
	test_tags();
	return test_done("store_interrupt");
}
