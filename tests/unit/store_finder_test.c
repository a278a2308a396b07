// The text index leaves no row out: what is found without it, with it, and with part of it is what a
// plain look at the texts finds; and what was written since is never taken for what was indexed.
#include "tests/unit/store_estate.h"

#include "base/json.h"
#include "store/finder/finder.h"
#include "store/select.h"

#include <ctype.h>

// Findings, each at a place of its own. What a word may be in is all of these texts.
static const struct made {
	const char *rule, *title, *file, *line, *package, *fixed, *url;
} MADE[] = {
	{"py/sql", "SQL is built from a word", "src/app/db.py", "12", NULL, NULL, NULL},
	{"py/sql", "sql IS BUILT from two words", "src/app/db_old.py", "120", NULL, NULL, NULL},
	{"py/path", "100% of paths_are \\ free", "src/lib/p%th.py", "7", NULL, NULL, NULL},
	{"py/path", "100 of paths-are free", "src/lib/path.py", "2024", NULL, NULL, NULL},
	{"js/quote", "it's a \"quote\" AND NOT a phrase*", "web/a'b.js", "3", NULL, NULL, NULL},
	{"js/quote", "NEAR(title, 2) OR \"x\" - y:z ^ +", "web/b\"c.js", "4", NULL, NULL, NULL},
	{"js/case", "\xc3\x84pfel und \xc3\x96l \xe2\x9c\x93", "web/\xc3\xa4.js", "5", NULL, NULL,
	 NULL},
	{"js/case", "\xc3\xa4pfel und \xc3\xb6l", "web/\xc3\x84.js", "6", NULL, NULL, NULL},
	{"CVE-2021-44228", "Remote code in a logger", NULL, NULL, "log4j-core", "2.17.1", NULL},
	{"CVE-2021-45046", "Remote code in a logger", NULL, NULL, "log4j-core", "2.16", NULL},
	{"zap/10", "Header is missing", NULL, NULL, NULL, NULL, "https://a.example/x:80/y?q=%25"},
	{"zap/10", "Header is missing", NULL, NULL, NULL, NULL, "https://a.example/x"},
	{"a", "b", "c", "1", NULL, NULL, NULL},
	{"[set]", "[a-z]? *", "dir/[x]/*.tf", "80", NULL, NULL, NULL},
	{"tail", "ends with a colon:", "odd:name:9", "99", NULL, NULL, NULL},
};
enum { MADE_COUNT = sizeof MADE / sizeof *MADE };

// Words, one letter, digits, what other languages take for operators, and what is nowhere.
static const char *const SOUGHT[] = {
	"sql", "SQL", "word", "words", "a", "b", "is", "100%", "%", "_", "paths_are", "\\", "'", "\"",
	"it's", "\"quote\"", "AND", "NOT", "NEAR(", "phrase*", "*", "^", "+", "-", "y:z", ":", "::",
	":1", ":12", "12", "120", "db.py:12", "db.py:120", "db.py:", "py:2", "2024", "20", "0",
	"\xc3\x84pfel", "\xc3\xa4pfel", "\xc3\x96", "\xe2\x9c\x93", "log4j", "log4j-core to 2.17",
	"to 2.1", "2.17.1", "x:80", ":80", ":80/y", "a.example", "%25", "?q=", "[x]", "[a-z]", "[", "]",
	"name:9", "name:9:99", "9:99", "odd:", "colon:", "nowhere at all", "src/app/db.py:12 ", "git",
	"high", "new", "F-", "zap/10", "cve-2021",
};
enum { SOUGHT_COUNT = sizeof SOUGHT / sizeof *SOUGHT };

// ---- A plain look ----

static bool holds(const char *text, const char *word)
{
	size_t len = strlen(word);
	for (; text && *text; text++) {
		size_t same = 0;
		while (same < len && text[same] &&
		       (text[same] == word[same] ||
			(isascii(text[same]) && isascii(word[same]) &&
			 tolower(text[same]) == tolower(word[same]))))
			same++;
		if (same == len)
			return true;
	}
	return false;
}

static const char *place_of(const struct made *made, struct str *out)
{
	str_clear(out);
	if (made->file)
		str_addf(out, "%s:%s", made->file, made->line);
	return made->file ? str_text(out) : made->url;
}

static bool place_holds(const struct made *made, const char *word)
{
	struct str place = {0};
	bool found = holds(place_of(made, &place), word);
	str_fini(&place);
	return found;
}

static bool upgrade_holds(const struct made *made, const char *word)
{
	struct str text = {0};
	if (made->package)
		str_addf(&text, "%s to %s", made->package, made->fixed);
	bool found = made->package && holds(str_text(&text), word);
	str_fini(&text);
	return found;
}

// ---- The estate ----

static void add_text(struct json_out *json, const char *key, const char *text)
{
	if (text)
		json_text(json, key, text);
}

static void add_finding(struct str *out, const struct made *made, int row)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "t", "finding");
	json_int(&json, "scope", 1);
	json_open_list(&json, "rows");
	for (int i = 0; i < 3; i++)
		json_int(&json, NULL, i ? row : 1);
	json_close_list(&json);
	json_text(&json, "class", made->package ? "dependency" : "code");
	json_text(&json, "level", "high");
	add_text(&json, "rule", made->rule);
	add_text(&json, "title", made->title);
	add_text(&json, "file", made->file);
	if (made->line)
		json_int(&json, "line", atoi(made->line));
	add_text(&json, "package", made->package);
	add_text(&json, "fixed", made->fixed);
	add_text(&json, "url", made->url);
	json_close_map(&json);
	str_add_char(out, '\n');
}

// A scan of a target of its own with these findings.
static void fold_scan_of(struct estate *e, int number, const struct made *made, size_t count,
			 bool complete)
{
	struct str lines = {0};
	struct err err = {0};
	str_addf(&lines,
		 HELLO "{\"t\":\"input\",\"id\":1,\"uri\":\"u\",\"sha256\":\"%064d\",\"bytes\":1}\n"
		       "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"tool\",\"code\",\"\","
		       "\"git%d\"],\"mode\":\"append\",\"at\":%d,\"delivery\":\"d%d\"}\n",
		 number, number, 1000 + number, number);
	for (size_t i = 0; i < count; i++)
		add_finding(&lines, &made[i], (int)i + 1);
	str_addf(&lines,
		 "{\"t\":\"scan\",\"scope\":1,\"tool\":\"tool\",\"format\":\"f\",\"class\":\"code\","
		 "\"target\":\"git%d\"}\n{\"t\":\"end\",\"scope\":1,\"complete\":%s,\"rows\":%zu}\n" DONE,
		 number, complete ? "true" : "false", count);
	expect_true(estate_run(e, 100 + number, str_text(&lines)));
	expect_true(cache_fold(e->cache, e->archive, NULL, &err));
	expect_text(err.text, "");
	str_fini(&lines);
}

static void fill_now(struct cache *cache)
{
	struct err err = {0};
	struct sql_value values[7] = {SQL_I(5000)};
	expect_true(cache_run(cache, "now_drop_moment", NULL, 0, &err));
	expect_true(cache_run(cache, "now_add_moment", values, 1, &err));
	expect_true(cache_run(cache, "now_drop_buckets", NULL, 0, &err));
	expect_true(cache_run(cache, "now_add_buckets", values, 7, &err));
}

// ---- Asked ----

static void expect_rows(struct estate *e, const struct filter *filter, const char *column,
			const bool *expected, size_t count)
{
	struct select select = {.relation = relation_find("findings"),
				.filters = {*filter},
				.filter_count = 1};
	struct arena arena = {0};
	struct result result;
	struct err err = {0};
	int64_t counted = -1, wanted = 0;
	expect_true(select_run(e->cache, &select, &arena, &result, &err));
	expect_true(select_count(e->cache, &select, &counted, &err));
	for (size_t i = 0; i < count; i++)
		wanted += expected[i];
	if (!test_count(counted == wanted && (int64_t)result.row_count == wanted))
		fprintf(stderr, "%s%s '%s': %lld of %lld rows, counted %lld\n",
			filter->negated ? "not " : "", column, filter->values[0],
			(long long)result.row_count, (long long)wanted, (long long)counted);
	// The rows are those, not only as many.
	size_t line = result_place(&result, "line"), at = result_place(&result, "title");
	for (size_t i = 0; i < count; i++) {
		size_t found = 0;
		for (size_t row = 0; row < result.row_count; row++) {
			const char *shown = result_at(&result, row, line)->text;
			found += !strcmp(result_at(&result, row, at)->text, MADE[i].title) &&
				 (!MADE[i].line || (shown && !strcmp(shown, MADE[i].line)));
		}
		expect_true(!expected[i] || found);
	}
	arena_fini(&arena);
}

static bool word_is_in(struct estate *e, const struct made *made, const char *word)
{
	struct str sql = {0};
	// The name is a hash: it is asked for by what tells the finding.
	str_addf(&sql, "SELECT finding_word(f.id) FROM finding f JOIN finding_body o ON o.id = f.body "
		       "WHERE o.title = '");
	for (const char *c = made->title; *c; c++)
		str_addf(&sql, *c == '\'' ? "''" : "%c", *c);
	str_addf(&sql, "' AND coalesce(CAST(o.line AS TEXT), '') = '%s'", made->line ? made->line : "");
	if (!made->line)
		str_addf(&sql, " AND o.rule = '%s' AND coalesce(o.url, '') = '%s'", made->rule,
			 made->url ? made->url : "");
	bool found = holds(estate_ask(e, str_text(&sql)), word);
	str_fini(&sql);
	return found || holds(made->rule, word) || holds(made->title, word) ||
	       holds(made->package, word) || holds(made->url, word) || place_holds(made, word) ||
	       upgrade_holds(made, word) || holds("git1", word) || holds("high", word) ||
	       holds("new", word);
}

static void try_word(struct estate *e, const char *word)
{
	const char *values[] = {word};
	bool expected[MADE_COUNT], others[MADE_COUNT];
	struct filter filter = {.op = FILTER_HAS, .values = values, .value_count = 1};
	for (size_t i = 0; i < MADE_COUNT; i++) {
		expected[i] = word_is_in(e, &MADE[i], word);
		others[i] = !expected[i];
	}
	expect_rows(e, &filter, "word", expected, MADE_COUNT);
	filter.negated = true;
	expect_rows(e, &filter, "word", others, MADE_COUNT);
}

static void try_column(struct estate *e, const char *name, const char *word)
{
	const char *values[] = {word};
	bool expected[MADE_COUNT], others[MADE_COUNT];
	struct filter filter = {.column = relation_column(relation_find("findings"), slice_of(name)),
				.op = FILTER_HAS,
				.values = values,
				.value_count = 1};
	for (size_t i = 0; i < MADE_COUNT; i++) {
		const struct made *m = &MADE[i];
		expected[i] = !strcmp(name, "title")	 ? holds(m->title, word)
			      : !strcmp(name, "place")	 ? place_holds(m, word)
			      : !strcmp(name, "file")	 ? holds(m->file, word)
			      : !strcmp(name, "upgrade") ? upgrade_holds(m, word)
							 : holds(m->fixed, word);
		others[i] = !expected[i];
	}
	expect_rows(e, &filter, name, expected, MADE_COUNT);
	filter.negated = true;
	expect_rows(e, &filter, name, others, MADE_COUNT);
}

// A pattern over the whole place or title, and a text that is equal to it.
static void try_whole(struct estate *e)
{
	struct str place = {0}, pattern = {0};
	for (size_t i = 0; i < MADE_COUNT; i++) {
		const char *text = place_of(&MADE[i], &place);
		if (!text)
			continue;
		str_clear(&pattern);
		str_addf(&pattern, "*%s", text + 1);
		const char *values[][1] = {{text}, {str_text(&pattern)}};
		for (size_t v = 0; v < 2; v++) {
			bool literal = v == 0, expected[MADE_COUNT] = {0};
			struct filter filter = {
				.column = relation_column(relation_find("findings"), SLICE("place")),
				.op = literal ? FILTER_SAME : FILTER_IS,
				.values = values[v],
				.value_count = 1};
			expected[i] = true;
			if (!literal && strchr(text, '*'))
				continue; // it stands for more than itself
			expect_rows(e, &filter, "whole place", expected, MADE_COUNT);
		}
	}
	str_fini(&place);
	str_fini(&pattern);
}

static void try_all(struct estate *e)
{
	static const char *const COLUMNS[] = {"title", "place", "file", "upgrade", "fixed"};
	fill_now(e->cache);
	for (size_t i = 0; i < SOUGHT_COUNT; i++) {
		try_word(e, SOUGHT[i]);
		for (size_t c = i % 2; c < sizeof COLUMNS / sizeof *COLUMNS; c += 2)
			try_column(e, COLUMNS[c], SOUGHT[i]);
	}
	try_whole(e);
}

static int64_t indexed(struct estate *e)
{
	struct finder_state state;
	struct err err = {0};
	expect_true(finder_state(e->cache, &state, &err));
	return state.indexed;
}

// ---- Cases ----

static void same_rows(void)
{
	struct estate e;
	struct finder_state state;
	struct err err = {0};
	estate_open(&e);
	fold_scan_of(&e, 1, MADE, MADE_COUNT, true);
	expect_text(estate_ask(&e, "SELECT count(*) FROM finding"), "15");
	expect_int(indexed(&e), 0);
	try_all(&e);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_int(state.indexed, MADE_COUNT);
	try_all(&e);
	expect_true(finder_verify(e.cache, &err));
	// Only some of it, with what was indexed before void behind it.
	estate_ask(&e, "UPDATE finder_state SET indexed = 6");
	estate_ask(&e, "UPDATE finder_body SET title = NULL, place = NULL, rest = NULL, line = NULL "
		       "WHERE body > 6");
	try_all(&e);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_true(finder_verify(e.cache, &err));
	try_all(&e);
	estate_close(&e);
}

static const struct made LATER[] = {
	{"py/late", "written later", "late.py", "1", NULL, NULL, NULL},
	{"py/late", "dropped again", "gone.py", "2", NULL, NULL, NULL},
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
	expect_text(estate_ask(&e, "SELECT id FROM finding_body WHERE title = 'dropped again'"), "3");
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

int main(void)
{
	same_rows();
	never_stale();
	lies_are_found();
	return test_done("store_finder");
}
