// The view of sources: one row each, by its last run and what is shown of it.
#include "tests/unit/store_estate.h"

#include "store/select.h"

// Source s: two months, one restated, then one that stays incomplete; damaged: its last run.
static const struct {
	const char *source, *lines;
} RUNS[] = {
	{"s", DELIVERY("2024-01", 100, "1")},
	{"s", DELIVERY("2024-02", 300, "2")},
	{"s", DELIVERY("2024-01", 200, "3")},
	{"damaged", DELIVERY("2024-03", 50, "4")},
	{"damaged", HELLO "no JSON\n"},
	{"s", HELLO SCOPE(1, "2024-04", 9) BROKEN_END(1) DONE},
	{"fine", DELIVERY("2024-05", 70, "5")},
};

static const struct {
	const char *column, *damaged, *fine, *s;
} SOURCES[] = {
	{"source", "damaged", "fine", "s"},
	{"state", "damaged", "good", "incomplete"},
	{"run", "5", "7", "6"},
	{"runs", "2", "1", "4"},
	{"scopes", "1", "1", "2"},
	{"incomplete", "0", "0", "1"},
	{"rows", "1", "1", "2"},
	{"rejected", "0", "0", "0"},
	{"finished", "1005", "1007", "1006"},
	{"delivered", "50", "70", "300"},
};

static const char *value_of(const struct result *result, size_t row, const char *name)
{
	for (size_t i = 0; i < result->column_count; i++)
		if (strcmp(result->columns[i].name, name) == 0)
			return result->values[row * result->column_count + i].text;
	return "no such column";
}

static void test_sources(void)
{
	struct estate e;
	struct err err = {0};
	struct arena arena = {0};
	struct result result;
	struct select select = {.relation = relation_find("sources")};
	estate_open(&e);
	for (size_t i = 0; i < sizeof RUNS / sizeof *RUNS; i++) {
		e.source = RUNS[i].source;
		expect_true(estate_run(&e, 1001 + (int64_t)i, RUNS[i].lines));
	}
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	expect_true(select_run(e.cache, &select, &arena, &result, &err));
	expect_int((int64_t)result.row_count, 3);
	for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++) {
		expect_text(value_of(&result, 0, SOURCES[i].column), SOURCES[i].damaged);
		expect_text(value_of(&result, 1, SOURCES[i].column), SOURCES[i].fine);
		expect_text(value_of(&result, 2, SOURCES[i].column), SOURCES[i].s);
	}
	arena_fini(&arena);
	estate_close(&e);
}

int main(void)
{
	test_sources();
	return test_done("store_sources");
}
