// Composed queries: every dimension, sort and operator of every relation is SQL; values are
// bound whatever they hold; '*' is the only wildcard.
#include "tests/unit/store_estate.h"

#include "store/select.h"

static const char *const HOSTILE[] = {
	"",
	"'",
	"''; DROP TABLE run; --",
	"\"",
	"%",
	"_",
	"[",
	"[a-z]",
	"?",
	"*",
	"**",
	"\\",
	"a\nb",
	"\xff",
	"-1",
	"1e999",
	"NULL",
	"?1",
	"tag:",
	"\xe2\x80\xae",
};
enum { HOSTILE_COUNT = sizeof HOSTILE / sizeof *HOSTILE };

// ---- Every query is SQL ----

// Is each value one that its column can be compared with?
static bool is_readable(const struct select *select)
{
	const struct filter *f = &select->filters[0];
	struct arena arena = {0};
	struct span span;
	struct err err = {0};
	bool good = true;
	for (size_t i = 0; i < f->value_count && f->op != FILTER_HAS; i++)
		good = good && (!*f->values[i] ||
				value_read(f->column, slice_of(f->values[i]), &arena, &span, &err));
	arena_fini(&arena);
	return good;
}

// Runs, counts and finds no place; a value of another kind is refused, never taken for another.
static void expect_runs(struct cache *cache, const struct select *select)
{
	struct arena arena = {0};
	struct result result;
	struct err err = {0};
	bool good = is_readable(select);
	int64_t count = -1;
	expect_int(select_run(cache, select, &arena, &result, &err), good);
	expect_int(err.code, good ? ERR_NONE : ERR_INVALID);
	expect_int(select_count(cache, select, &count, &err), good);
	expect_int(count, 0);
	expect_true(!select_place(cache, select, "key", &count, &err));
	expect_int(err.code, good ? ERR_NOT_FOUND : ERR_INVALID);
	arena_fini(&arena);
}

static void try_column(struct cache *cache, const struct relation *relation,
		       const struct column *column)
{
	for (int op = FILTER_IS; op <= FILTER_HAS; op++)
		for (size_t h = (size_t)op % 4; h < HOSTILE_COUNT; h += 4) {
			const char *key = column->keyed ? HOSTILE[h] : NULL;
			const char *values[] = {HOSTILE[h], "x"};
			struct select select = {
				.relation = relation,
				.filters = {{column, key, (enum filter_op)op, values, 2},
					    {NULL, NULL, FILTER_HAS, values, 1}},
				.filter_count = 2,
				.sort = column->role == COLUMN_HIDDEN ? NULL : column,
				.sort_key = key,
				.descending = h % 2,
				.limit = (int64_t)h,
				.offset = (int64_t)h / 2,
				.spread = op % 2,
			};
			if (column->role == COLUMN_DIMENSION)
				select.by[select.by_count++] = (struct dimension){column, key};
			expect_runs(cache, &select);
		}
}

static void test_every_query(void)
{
	struct estate e;
	struct err err = {0};
	size_t count;
	estate_open(&e);
	expect_true(cache_prepare_all(e.cache, &err));
	const struct relation *const *relations = relation_list(&count);
	for (size_t r = 0; r < count; r++)
		for (size_t c = 0; c < relations[r]->column_count; c++)
			try_column(e.cache, relations[r], &relations[r]->columns[c]);
	expect_text(estate_ask(&e, "SELECT count(*) FROM run"), "0");
	estate_close(&e);
}

// ---- What values match ----

// Services of the estate, one cell each, its amount a power of two: a sum names its rows.
#define SERVICES                                                                                   \
	HELLO SCOPE(1, "2024-01", 100) BILL(1, "2024-01") TEXT(1, "USD") TEXT(2, "ab")             \
		TEXT(3, "a%b") TEXT(4, "a_b") TEXT(5, "a[b]") TEXT(6, "a?b") TEXT(7, "a*b")        \
			TEXT(8, "a\\\\b") TEXT(9, "axb") CELL(1, 2, 1, "1") CELL(1, 3, 1, "2")     \
				CELL(1, 4, 1, "4") CELL(1, 5, 1, "8") CELL(1, 6, 1, "16")          \
					CELL(1, 7, 1, "32") CELL(1, 8, 1, "64")                    \
						CELL(1, 9, 1, "128") CELL(1, 0, 1, "256") END(1)   \
							DONE

static const struct {
	enum filter_op op;
	const char *values[2], *sum;
} MATCHES[] = {
	{FILTER_IS, {"ab"}, "1"},
	{FILTER_IS, {"a%b"}, "2"},
	{FILTER_IS, {"a_b"}, "4"},
	{FILTER_IS, {"a[b]"}, "8"},
	{FILTER_IS, {"a?b"}, "16"},
	{FILTER_IS, {"a*b"}, "247"}, // ab a%b a_b a?b a*b a\b axb
	{FILTER_IS, {"a?*"}, "16"},  // not any letter
	{FILTER_IS, {"a[*"}, "8"},   // not a set
	{FILTER_IS, {"*]"}, "8"},
	{FILTER_IS, {"*\\*"}, "64"},
	{FILTER_IS, {"*"}, "255"}, // anything that is there
	{FILTER_IS, {""}, "256"},  // absent
	{FILTER_IS, {"ab", "axb"}, "129"},
	{FILTER_NOT, {"a*"}, "256"},
	{FILTER_NOT, {"ab"}, "510"},
	{FILTER_HAS, {"%"}, "2"},
	{FILTER_HAS, {"_"}, "4"},
	{FILTER_HAS, {"["}, "8"},
	{FILTER_HAS, {"?"}, "16"},
	{FILTER_HAS, {"*"}, "32"},
	{FILTER_HAS, {"\\"}, "64"},
	{FILTER_HAS, {"X"}, "128"},
	{FILTER_HAS, {"a"}, "255"},
	{FILTER_LESS, {"ab"}, "126"}, // by bytes: % * ? [ \ _ come before b
};

static const char *sum_of(struct estate *e, const struct filter *filter, struct arena *arena)
{
	const struct relation *cost = relation_find("cost");
	struct select select = {.relation = cost, .filters = {*filter}, .filter_count = 1};
	struct result result;
	struct err err = {0};
	expect_true(select_run(e->cache, &select, arena, &result, &err));
	for (size_t i = 0; result.row_count == 1 && i < result.column_count; i++)
		if (strcmp(result.columns[i].name, "unblended") == 0)
			return result.values[i].text;
	return "not one row";
}

static void test_matches(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_true(estate_run(&e, 1, SERVICES));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	expect_true(cache_whole(e.cache, 0, &err));
	const struct column *service = relation_column(relation_find("cost"), SLICE("service"));
	for (size_t i = 0; i < sizeof MATCHES / sizeof *MATCHES; i++) {
		struct arena arena = {0};
		const char *values[] = {MATCHES[i].values[0], MATCHES[i].values[1]};
		struct filter filter = {.column = service,
					.op = MATCHES[i].op,
					.values = values,
					.value_count = values[1] ? 2 : 1};
		expect_text(sum_of(&e, &filter, &arena), MATCHES[i].sum);
		arena_fini(&arena);
	}
	estate_close(&e);
}

// A word is looked for in any text column; LIKE's and GLOB's signs stand for themselves there too.
static void test_search(void)
{
	struct estate e;
	struct err err = {0};
	estate_open(&e);
	expect_true(estate_run(&e, 1, SERVICES));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	for (size_t i = 0; i < sizeof MATCHES / sizeof *MATCHES; i++) {
		struct arena arena = {0};
		const char *values[] = {MATCHES[i].values[0]};
		struct filter filter = {.op = FILTER_HAS, .values = values, .value_count = 1};
		if (MATCHES[i].op == FILTER_HAS && strcmp(values[0], "a") != 0)
			expect_text(sum_of(&e, &filter, &arena), MATCHES[i].sum);
		arena_fini(&arena);
	}
	estate_close(&e);
}

// ---- Explained ----

static void test_explain(void)
{
	const char *values[] = {"it's\n-- ?9 = 'x'"};
	const struct relation *cost = relation_find("cost");
	const struct column *tag = relation_column(cost, SLICE("tag"));
	struct select select = {
		.relation = cost,
		.by = {{tag, "Cost'Center"}},
		.by_count = 1,
		.filters = {{relation_column(cost, SLICE("service")), NULL, FILTER_IS, values, 1}},
		.filter_count = 1,
		.limit = 7,
	};
	struct str text = {0};
	select_explain(NULL, &select, &text);
	const char *comments = strstr(str_text(&text), "\n-- ");
	expect_text(comments, "\n-- ?1 = 'Cost''Center'\n-- ?2 = 'it''s<U+000A>-- ?9 = ''x'''\n"
			      "-- ?3 = 8\n-- ?4 = 0\n");
	str_fini(&text);
}

// ---- Bills ----

#define SPLIT_ONLY                                                                                 \
	HELLO SCOPE(1, "2024-01", 1) BILL(1, "2024-01")                                            \
		TEXT(1, "x") "{\"t\":\"cost\",\"scope\":1,\"from\":1704067200,\"to\":1704153600,"  \
			     "\"service\":1,"                                                      \
			     "\"n\":1,\"split\":true,\"split_cost\":\"3\"}\n" END(1) DONE
#define NO_CELLS HELLO SCOPE(1, "2024-02", 2) BILL(1, "2024-02") END(1) DONE

// A bill without cells of its own is a bill all the same.
static void test_bills(void)
{
	struct estate e;
	struct err err = {0};
	struct arena arena = {0};
	struct result result;
	struct select select = {.relation = relation_find("bills")};
	estate_open(&e);
	expect_true(estate_run(&e, 1, SPLIT_ONLY));
	expect_true(estate_run(&e, 2, NO_CELLS));
	expect_true(estate_run(&e, 3, DELIVERY("2024-03", 3, "1.5")));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	expect_true(select_run(e.cache, &select, &arena, &result, &err));
	expect_int((int64_t)result.row_count, 3);
	for (size_t r = 0; r < result.row_count; r++) {
		const struct value *row = result.values + r * result.column_count;
		static const char *const PERIODS[] = {"2024-03", "2024-02", "2024-01"};
		expect_text(row[0].text, PERIODS[r]);
		expect_text(row[4].text, r ? "0" : "1.5");
	}
	arena_fini(&arena);
	estate_close(&e);
}

int main(void)
{
	test_every_query();
	test_matches();
	test_search();
	test_explain();
	test_bills();
	return test_done("store_select");
}
