// Groups that are counted through the text index are those that SQL counts in the findings: with
// the index, without it, and with part of it.
#include "tests/unit/store_finder_made.h"

#include "store/finder/finder.h"
#include "store/select.h"

static const struct grouping {
	const char *by[2], *sql; // what it is grouped by, and its texts in SQL over body o
	struct {
		const char *column, *value, *sql;
	} only;
} GROUPINGS[] = {
	{{"file"}, "coalesce(o.file, '-')", {NULL}},
	{{"cwe"}, "coalesce(o.cwe, '-')", {NULL}},
	{{"cve"}, "iif(o.ids GLOB 'CVE-*', substr(o.ids, 1, 14), '-')", {NULL}},
	{{"file", "cwe"}, "coalesce(o.file, '-') || ' ' || coalesce(o.cwe, '-')", {NULL}},
	{{"target", "cwe"}, "c.target || ' ' || coalesce(o.cwe, '-')", {NULL}},
	{{"cwe"}, "coalesce(o.cwe, '-')", {"file", "web/*", "o.file GLOB 'web/*'"}},
	{{"file"}, "coalesce(o.file, '-')", {"cwe", "", "o.cwe IS NULL"}},
	{{"file"}, "coalesce(o.file, '-')", {"cve", "CVE-*", "o.ids GLOB 'CVE-*'"}},
	{{"file"}, "coalesce(o.file, '-')", {"target", "git2", "c.target = 'git2'"}},
};

static void add_filter(struct select *select, const struct grouping *g, const char **value)
{
	if (!g->only.column)
		return;
	*value = g->only.value;
	select->filters[select->filter_count++] = (struct filter){
		.column = relation_column(select->relation, slice_of(g->only.column)),
		.op = FILTER_IS,
		.values = value,
		.value_count = 1};
}

static void add_row(struct str *out, const struct result *result, size_t row, size_t by)
{
	for (size_t i = 0; i < by; i++) {
		const char *text = result_at(result, row, i)->text;
		str_addf(out, "%s%s", i ? " " : "", text ? text : "-");
	}
	str_addf(out, "=%s,%s,%s;", result_at(result, row, by)->text,
		 result_at(result, row, by + 1)->text, result_at(result, row, by + 2)->text);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

// Rows in order of their bytes: groups of as many come in any order.
static void sort_rows(struct str *rows)
{
	char *at[64], *save = NULL, *copy = mem_text(str_text(rows));
	size_t count = 0;
	for (char *row = strtok_r(copy, ";", &save); row && count < 64;
	     row = strtok_r(NULL, ";", &save))
		at[count++] = row;
	qsort(at, count, sizeof *at, by_text);
	str_clear(rows);
	for (size_t i = 0; i < count; i++)
		str_addf(rows, "%s;", at[i]);
	free(copy);
}

static void try_grouping(struct estate *e, const struct grouping *g, bool from_rows)
{
	static const char *const MEASURES[] = {"findings", "high", "targets", NULL};
	const char *value;
	struct str rows = {0}, sql = {0}, wanted = {0};
	struct select select = {.relation = relation_find("finding_groups"),
				.measures = MEASURES,
				.from_rows = from_rows};
	struct arena arena = {0};
	struct result result;
	struct err err = {0};
	int64_t counted = -1;
	for (size_t i = 0; i < 2 && g->by[i]; i++)
		select.by[select.by_count++].column =
			relation_column(select.relation, slice_of(g->by[i]));
	add_filter(&select, g, &value);
	expect_true(select_is_rolled(&select) == !from_rows);
	expect_true(select_run(e->cache, &select, &arena, &result, &err));
	expect_text(err.text, "");
	for (size_t i = 0; i < result.row_count; i++)
		add_row(&rows, &result, i, select.by_count);
	str_addf(&sql,
		 "SELECT group_concat(k || '=' || n || ',' || high || ',' || targets, ';') || ';' "
		 "FROM (SELECT %s AS k, count(*) AS n, sum(o.level = 'high') AS high, "
		 "count(DISTINCT c.target) AS targets FROM finding f "
		 "JOIN finding_body o ON o.id = f.body JOIN bucket b ON b.id = f.bucket "
		 "JOIN chain c ON c.id = b.chain WHERE %s GROUP BY 1)",
		 g->sql, g->only.sql ? g->only.sql : "1");
	str_add_text(&wanted, estate_ask(e, str_text(&sql)));
	sort_rows(&wanted);
	sort_rows(&rows);
	expect_text(str_text(&rows), str_text(&wanted));
	expect_true(select_count(e->cache, &select, &counted, &err));
	expect_int(counted, (int64_t)result.row_count);
	arena_fini(&arena);
	str_fini(&rows);
	str_fini(&sql);
	str_fini(&wanted);
}

static void try_all(struct estate *e)
{
	fill_now(e->cache);
	for (size_t i = 0; i < sizeof GROUPINGS / sizeof *GROUPINGS; i++)
		for (int from_rows = 0; from_rows < 2; from_rows++)
			try_grouping(e, &GROUPINGS[i], from_rows);
}

static bool stop(void *context)
{
	(void)context;
	return true;
}

// A key that waits stops it: inside the pass over the narrow tables too.
static void can_be_stopped(struct estate *e)
{
	struct str sql = {0};
	struct select select = {
		.relation = relation_find("finding_groups"),
		.by = {{relation_column(relation_find("finding_groups"), SLICE("file"))}},
		.by_count = 1};
	struct arena arena = {0};
	struct result result;
	struct err err = {0};
	str_add_text(&sql, "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n "
			   "WHERE i < 60000) INSERT INTO finding SELECT i, bucket, body, rule, "
			   "package, upgrade, hash, key, print, file, line, single, times, flaw, "
			   "named FROM n, (SELECT * FROM finding LIMIT 1)");
	estate_ask(e, str_text(&sql));
	cache_on_busy(e->cache, stop, NULL);
	expect_true(!select_run(e->cache, &select, &arena, &result, &err));
	expect_int(err.code, ERR_INTERRUPTED);
	cache_on_busy(e->cache, NULL, NULL);
	arena_fini(&arena);
	str_fini(&sql);
}

int main(void)
{
	struct estate e;
	struct finder_state state;
	struct err err = {0};
	estate_open(&e);
	fold_scan_of(&e, 1, MADE, MADE_COUNT, true);
	fold_scan_of(&e, 2, MADE + 8, MADE_COUNT - 8, true);
	try_all(&e);
	expect_true(finder_build(e.cache, 0, &state, &err));
	try_all(&e);
	estate_ask(&e, "UPDATE finder_state SET indexed = 18");
	estate_ask(&e, "UPDATE finder_block SET numbers = CAST(substr(numbers, 1, 20) || "
		       "x'010101' AS BLOB)");
	try_all(&e);
	can_be_stopped(&e);
	estate_close(&e);
	return test_done("store_common");
}
