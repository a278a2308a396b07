// One flaw under the id that a tool tells and under the CVE that others pair with it: conditions on
// it, words that are looked for, groups. With the text index, without it, and with part of it.
#include "tests/unit/store_finder_made.h"
#include "tests/unit/store_stock.h"

#include "store/finder/finder.h"

#define TOLD(class, rule, ids, package)                                                            \
	"{\"t\":\"finding\",\"scope\":1,\"rows\":[1,1,1],\"class\":\"" class                       \
		"\",\"level\":"                                                                    \
		"\"high\",\"rule\":\"" rule "\",\"title\":\"t " package "\",\"ids\":\"" ids "\","  \
		"\"purl\":\"pkg:npm/" package "@1\",\"package\":\"" package                        \
		"\",\"version\":\"1\"}\n"
#define SCAN_OF(tool, target, findings)                                                            \
	HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"" tool "\",\"dependency\","  \
	      "\"\",\"" target "\"],\"mode\":\"append\",\"at\":100}\n" findings                    \
	      "{\"t\":\"scan\",\"scope\":1,\"tool\":\"" tool "\",\"format\":\"f\",\"class\":"      \
	      "\"dependency\",\"target\":\"" target "\",\"findings\":3}\n" END(1) DONE
#define ONE   "GHSA-aaaa-bbbb-cccc"
#define TWO   "GHSA-dddd-eeee-ffff"
#define OTHER "GHSA-gggg-hhhh-jjjj"

// One is paired by a scan, two by a statement, the other by nobody.
static const char *const RUNS[] = {
	SCAN_OF("npm", "web",
		TOLD("dependency", ONE, ONE, "a") TOLD("dependency", TWO, TWO, "b")
			TOLD("dependency", OTHER, OTHER, "c")),
	SCAN_OF("npm", "app", TOLD("dependency", ONE, ONE, "a")),
	SCAN_OF("trivy", "api",
		TOLD("dependency", "CVE-2024-11", "CVE-2024-11 " ONE, "a")
			TOLD("dependency", "CVE-2024-2", "CVE-2024-2 CVE-2024-3", "d")),
	VEX_RUN("doc", 100, VEX("CVE-2023-4 " TWO, "pkg:npm/b", "", "affected", 100)),
};

static const struct {
	const char *column, *value; // NULL: a word
	const char *packages;
	bool negated;
} CASES[] = {
	{"cve", "CVE-2024-11", "a a a", false},
	{"cve", "CVE-2023-4", "b", false},
	{"cve", "CVE-2024-2", "d", false},
	{"cve", "CVE-2024-3", "", false}, // another comes first
	{"cve", "CVE-2024-*", "a a a d", false},
	{"cve", "CVE-2024-1*", "a a a", false},
	{"cve", "*", "a a a b d", false},
	{"cve", "", "c", false},
	{NULL, "CVE-2024-11", "a a a", false},
	{NULL, "cve-2024-11", "a a a", false},
	{NULL, "CVE-2024-1", "a a a", false}, // as of every word, what begins so too
	{NULL, "CVE-2023-4", "b", false},
	{NULL, "CVE-2024-3", "d", false}, // by any id
	{NULL, "CVE-2024-99", "", false},
	{NULL, "CVE-[", "", false},
	{NULL, "CVE-2024-11", "b c d", true},
};

static void try_case(struct estate *e, size_t at)
{
	static const char *const COLUMNS[] = {"package", NULL};
	const char *value = CASES[at].value;
	struct select select = {.relation = relation_find("findings"), .measures = COLUMNS};
	struct arena arena = {0};
	struct result result;
	struct str got = {0};
	struct err err = {0};
	int64_t count = -1;
	select.sort = relation_column(select.relation, SLICE("package"));
	select.filters[select.filter_count++] = (struct filter){
		.column = CASES[at].column
				  ? relation_column(select.relation, slice_of(CASES[at].column))
				  : NULL,
		.op = CASES[at].column ? FILTER_IS : FILTER_HAS,
		.values = &value,
		.value_count = 1,
		.negated = CASES[at].negated};
	expect_true(select_run(e->cache, &select, &arena, &result, &err));
	expect_text(err.text, "");
	for (size_t i = 0; i < result.row_count; i++)
		str_addf(&got, "%s%s", i ? " " : "", result_at(&result, i, 0)->text);
	if (!test_count(!strcmp(str_text(&got), CASES[at].packages)))
		fprintf(stderr, "%s %s: %s\n", CASES[at].column ? CASES[at].column : "word", value,
			str_text(&got));
	expect_true(select_count(e->cache, &select, &count, &err));
	expect_int(count, (int64_t)result.row_count);
	arena_fini(&arena);
	str_fini(&got);
}

static const struct {
	const char *by, *column, *value, *rows;
} GROUPS[] = {
	{"cve", NULL, NULL, "-=1 CVE-2023-4=1 CVE-2024-11=3 CVE-2024-2=1"},
	{"cve", "cve", "CVE-2024-*", "CVE-2024-11=3 CVE-2024-2=1"},
	{"target", "cve", "CVE-2024-11", "api=1 app=1 web=1"},
	{"target", "cve", "", "web=1"},
	{"package", "cve", "CVE-2024-11", "a=3"},
	{"package", "cve", "CVE-2023-*", "b=1"},
	{"target", "", "CVE-2024-11", "api=1 app=1 web=1"},
};

static void try_groups(struct estate *e, size_t at, bool from_rows)
{
	static const char *const MEASURES[] = {"findings", NULL};
	const char *value = GROUPS[at].value;
	struct select select = {.relation = relation_find("finding_groups"),
				.measures = MEASURES,
				.from_rows = from_rows};
	struct arena arena = {0};
	struct result result;
	struct str got = {0};
	struct err err = {0};
	bool word = value && !*GROUPS[at].column;
	select.by[select.by_count++].column =
		relation_column(select.relation, slice_of(GROUPS[at].by));
	select.sort = select.by[0].column;
	if (value)
		select.filters[select.filter_count++] = (struct filter){
			.column = word ? NULL
				       : relation_column(select.relation,
							 slice_of(GROUPS[at].column)),
			.op = word ? FILTER_HAS : FILTER_IS,
			.values = &value,
			.value_count = 1};
	expect_true(select_run(e->cache, &select, &arena, &result, &err));
	expect_text(err.text, "");
	for (int none = 1; none >= 0; none--) // what has none comes last
		for (size_t i = 0; i < result.row_count; i++) {
			const char *text = result_at(&result, i, 0)->text;
			if ((text == NULL) == (none != 0))
				str_addf(&got, "%s%s=%s", got.len ? " " : "", text ? text : "-",
					 result_at(&result, i, 1)->text);
		}
	if (!test_count(!strcmp(str_text(&got), GROUPS[at].rows)))
		fprintf(stderr, "groups by %s %s:%s: %s\n", GROUPS[at].by,
			value ? GROUPS[at].column : "", value ? value : "", str_text(&got));
	arena_fini(&arena);
	str_fini(&got);
}

static void try_all(struct estate *e)
{
	fill_now(e->cache);
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		try_case(e, i);
	for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
		for (int from_rows = 0; from_rows < 2; from_rows++)
			try_groups(e, i, from_rows);
}

int main(void)
{
	static const char *const ORDERS[] = {"0123", "3210", "2031"};
	for (size_t i = 0; i < sizeof ORDERS / sizeof *ORDERS; i++) {
		struct estate e;
		struct finder_state state;
		struct err err = {0};
		int64_t last;
		estate_open(&e);
		for (const char *digit = ORDERS[i]; *digit; digit++)
			estate_take(&e, 1000 + (digit - ORDERS[i]), RUNS[*digit - '0']);
		try_all(&e);
		expect_true(finder_build(e.cache, 0, &state, &err));
		try_all(&e);
		estate_ask(&e, "UPDATE finder_state SET indexed = 2");
		try_all(&e);
		expect_true(cache_verify(e.cache, e.archive, &last, &err));
		expect_text(err.text, "");
		estate_close(&e);
	}
	return test_done("store_flaw");
}
