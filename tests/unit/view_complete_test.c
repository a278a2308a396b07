// Completion: what may stand at a caret, and which piece of the text it takes the place of.
#include "view/view.h"

#include "tests/unit/store_estate.h"

// Services ab and "a c" in one bill of January 2024.
#define TWO                                                                                        \
	HELLO SCOPE(1, "2024-01", 100) BILL(1, "2024-01") TEXT(1, "USD") TEXT(2, "ab")             \
		TEXT(3, "a c") CELL(1, 2, 1, "1") CELL(1, 3, 1, "2") END(1) DONE

// '|' is the caret. `first` is a text that must be offered, `not` one that must not, or NULL.
static const struct {
	const char *view, *text;
	size_t at, len;
	const char *first, *not ;
} CASES[] = {
	{NULL, "|", 0, 0, "docket", "service:"},
	{NULL, "co|", 0, 2, "cost", "cells"},
	{NULL, "cost |", 5, 0, "service:", "docket"},
	{NULL, "cost ser|", 5, 3, "service:", "region:"},
	{NULL, "cost ser| x", 5, 3, "service:", "region:"},
	{NULL, "cost s|", 5, 1, "sort:", "limit:"},
	{NULL, "bills s|", 6, 1, "sort:", "spread:"},
	{NULL, "cost service|", 5, 7, "service!=", "region:"},
	{NULL, "cost -reg|", 6, 3, "region:", "service:"},
	{NULL, "cost by:service,re|", 16, 2, "region", "service"},
	{NULL, "cost by:|", 8, 0, "total", "amortized"},
	{NULL, "cost cols:am|", 10, 2, "amortized", "account"},
	{NULL, "cost sort:-un|", 11, 2, "unblended", "amortized"},
	{NULL, "cost spread:|", 12, 0, "yes", "today"},
	{NULL, "cost day>|", 9, 0, "today", "service:"},
	{NULL, "cost day:-7|", 9, 2, "-7d", "today"},
	{NULL, "sources age>|", 12, 0, "30d", "today"},
	{NULL, "docket left<|", 12, 0, "7d", "-7d"},
	{NULL, "runs bytes>1M|", 11, 2, "1MB", "1GB"},
	{NULL, "bills final:y|", 12, 1, "yes", "no"},
	{NULL, "cost service:|", 13, 0, "\"a c\"", "USD"},
	{NULL, "cost service:x,a|", 15, 1, "ab", "USD"},
	{NULL, "cost service:\"a |", 13, 3, "\"a c\"", "ab"},
	{NULL, "cost period:2024|", 12, 4, "2024-01", "2024-02"},
	{"cost", "|", 0, 0, "service:", "docket"},
	{"cost", "currency:U|", 9, 1, "USD", "ab"},
	{NULL, "nothing x|", 8, 1, NULL, "service:"},
	{NULL, "cost limit:|", 11, 0, NULL, "1"},
};

static bool offers(const struct candidates *candidates, const char *text)
{
	for (size_t i = 0; i < candidates->count; i++)
		if (strcmp(candidates->items[i].text, text) == 0)
			return true;
	return false;
}

static void check_case(struct session *session, size_t index)
{
	struct arena arena = {0};
	struct candidates out;
	struct str text = {0};
	const char *given = CASES[index].text, *caret = strchr(given, '|');
	struct typed typed = {CASES[index].view ? view_find(slice_of(CASES[index].view)) : NULL,
			      {NULL, 0},
			      (size_t)(caret - given)};
	str_add(&text, given, typed.caret);
	str_add_text(&text, caret + 1);
	typed.text = str_slice(&text);
	address_complete(session, &typed, &arena, &out);
	bool good = out.replaces.at == CASES[index].at && out.replaces.len == CASES[index].len &&
		    (!CASES[index].first || offers(&out, CASES[index].first)) &&
		    !offers(&out, CASES[index].not );
	if (!test_count(good))
		fprintf(stderr, "view_complete: %s: %zu+%zu, %zu candidates, the first is %s\n",
			given, out.replaces.at, out.replaces.len, out.count,
			out.count ? out.items[0].text : "none");
	str_fini(&text);
	arena_fini(&arena);
}

// Rows that match, of how many; where a row stands; which runs: of the same two cells.
static void check_counts(struct session *session)
{
	static const struct {
		const char *address;
		int64_t matching, total;
	} COUNTS[] = {
		{"cells", 2, 2},	  {"cells service:ab", 1, 2},
		{"cells \"A C\"", 1, 2},  {"cost by:service amortized>1", 1, 2},
		{"cost by:total", 1, 1},  {"cells service:x", 0, 2},
		{"cost service:x", 0, 2}, {"cells limit:1", 2, 2},
		{"docket", 0, 0},	  {"sources source:s", 1, 1},
	};
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
		struct arena arena = {0};
		struct select select;
		struct view_count count = {.matching = -1, .total = -1};
		struct err err = {0};
		const struct view *view;
		expect_true(
			address_parse(slice_of(COUNTS[i].address), &arena, &view, &select, &err));
		expect_true(view_count(session, &select, &count, &err));
		expect_int(count.matching, COUNTS[i].matching);
		expect_int(count.total, COUNTS[i].total);
		arena_fini(&arena);
	}
}

// Every row of every view is where its key says it is.
static void check_places(struct session *session)
{
	size_t views;
	const struct view *all = view_list(&views);
	for (size_t v = 0; v < views; v++) {
		struct arena arena = {0};
		struct select select;
		struct result result;
		struct err err = {0};
		const struct view *view;
		int64_t place;
		expect_true(address_parse(slice_of(all[v].name), &arena, &view, &select, &err));
		expect_true(view_run(session, &select, &arena, &result, &err));
		for (size_t i = 0; i < result.row_count; i++) {
			expect_true(view_place(session, &select, result.keys[i], &place, &err));
			expect_int(place, (int64_t)i);
		}
		expect_true(!view_place(session, &select, "no key", &place, &err));
		expect_int(err.code, ERR_NOT_FOUND);
		arena_fini(&arena);
	}
}

// Pages by cell read no more than they show: no sorting, no scan of another index.
static void check_plan(struct session *session)
{
	struct arena arena = {0};
	struct select select;
	struct err err = {0};
	struct str sql = {0};
	const struct view *view;
	sqlite3_stmt *rows = NULL;
	expect_true(address_parse(SLICE("cells sort:cell limit:50"), &arena, &view, &select, &err));
	str_add_text(&sql, "EXPLAIN QUERY PLAN ");
	select_explain(session->cache, &select, &sql);
	expect_int(
		sqlite3_prepare_v2(cache_handle(session->cache), str_text(&sql), -1, &rows, NULL),
		SQLITE_OK);
	while (sqlite3_step(rows) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(rows, 3);
		if (!test_count(!strstr(step, "TEMP B-TREE")))
			fprintf(stderr, "view_complete: pages of cells: %s\n", step);
	}
	sqlite3_finalize(rows);
	str_fini(&sql);
	arena_fini(&arena);
}

int main(void)
{
	struct estate e;
	struct err err = {0};
	struct session session = {.now = 1704067200, .max_age = -1};
	estate_open(&e);
	expect_true(estate_run(&e, 1, TWO));
	expect_true(cache_fold(e.cache, e.archive, NULL, &err));
	session.config.cache = e.cache_path;
	session.config.archive = e.archive_path;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		check_case(&session, i);
	check_counts(&session);
	check_places(&session);
	check_plan(&session);
	session_fini(&session);
	estate_close(&e);
	return test_done("view_complete");
}
