// The text index leaves no row out: what is found without it, with it, and with part of it is what
// a plain look at the texts finds; and what was written since is never taken for what was indexed.
#include "tests/unit/store_finder_made.h"

#include "store/finder/finder.h"
#include "store/select.h"

// ---- Asked ----

static void expect_rows(struct estate *e, const struct filter *filter, const char *column,
			const bool *expected, size_t count)
{
	struct select select = {
		.relation = relation_find("findings"), .filters = {*filter}, .filter_count = 1};
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
	str_addf(&sql,
		 "SELECT finding_word(f.id) FROM finding f JOIN finding_body o ON o.id = f.body "
		 "WHERE o.title = '");
	for (const char *c = made->title; *c; c++)
		str_addf(&sql, *c == '\'' ? "''" : "%c", *c);
	str_addf(&sql, "' AND coalesce(CAST(o.line AS TEXT), '') = '%s'",
		 made->line ? made->line : "");
	if (!made->line)
		str_addf(&sql, " AND o.rule = '%s' AND coalesce(o.url, '') = '%s'", made->rule,
			 made->url ? made->url : "");
	bool found = holds(estate_ask(e, str_text(&sql)), word);
	str_fini(&sql);
	return found || holds(made->rule, word) || holds(made->title, word) ||
	       holds(made->package, word) || holds(made->url, word) || place_holds(made, word) ||
	       holds("git1", word) || holds("high", word) || holds("new", word);
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

static const char *plain_text(const struct made *made, const char *column)
{
	const struct {
		const char *column, *text;
	} TEXTS[] = {{"title", made->title},	   {"file", made->file},
		     {"fixed", made->fixed},	   {"url", made->url},
		     {"resource", made->resource}, {"text", made->text},
		     {"cwe", made->cwe},	   {"cve", made->ids}};
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		if (!strcmp(TEXTS[i].column, column))
			return TEXTS[i].text;
	return NULL;
}

static void try_column(struct estate *e, const char *name, const char *word)
{
	const char *values[] = {word};
	bool expected[MADE_COUNT], others[MADE_COUNT];
	struct filter filter = {.column =
					relation_column(relation_find("findings"), slice_of(name)),
				.op = FILTER_HAS,
				.values = values,
				.value_count = 1};
	for (size_t i = 0; i < MADE_COUNT; i++) {
		const struct made *m = &MADE[i];
		expected[i] = !strcmp(name, "place")	 ? place_holds(m, word)
			      : !strcmp(name, "upgrade") ? upgrade_holds(m, word)
							 : holds(plain_text(m, name), word);
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
			struct filter filter = {.column = relation_column(relation_find("findings"),
									  SLICE("place")),
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

// "*word*" as a pattern: in that case alone, and everything but the asterisk stands for itself.
static void try_pattern(struct estate *e, const char *name, const char *word)
{
	struct str pattern = {0};
	bool expected[MADE_COUNT], others[MADE_COUNT];
	str_addf(&pattern, "*%s*", word);
	const char *values[] = {str_text(&pattern)};
	struct filter filter = {.column =
					relation_column(relation_find("findings"), slice_of(name)),
				.op = FILTER_IS,
				.values = values,
				.value_count = 1};
	for (size_t i = 0; i < MADE_COUNT; i++) {
		const char *text = plain_text(&MADE[i], name);
		expected[i] = text && strstr(text, word);
		others[i] = !expected[i];
	}
	expect_rows(e, &filter, name, expected, MADE_COUNT);
	filter.negated = true;
	expect_rows(e, &filter, name, others, MADE_COUNT);
	str_fini(&pattern);
}

// Every text of a column, as it is.
static void try_same(struct estate *e, const char *name)
{
	for (size_t i = 0; i < MADE_COUNT; i++) {
		const char *text = plain_text(&MADE[i], name), *values[] = {text};
		bool expected[MADE_COUNT];
		struct filter filter = {
			.column = relation_column(relation_find("findings"), slice_of(name)),
			.op = FILTER_SAME,
			.values = values,
			.value_count = 1};
		for (size_t k = 0; text && k < MADE_COUNT; k++) {
			const char *other = plain_text(&MADE[k], name);
			expected[k] = other && !strcmp(other, text);
		}
		if (text)
			expect_rows(e, &filter, name, expected, MADE_COUNT);
	}
}

static void try_all(struct estate *e)
{
	static const char *const COLUMNS[] = {"title", "place", "file",	    "upgrade", "fixed",
					      "url",   "text",	"resource", "cwe",     "cve"};
	static const char *const PLAIN[] = {"title", "file", "url", "text"};
	fill_now(e->cache);
	for (size_t c = 0; c < sizeof PLAIN / sizeof *PLAIN; c++) {
		try_same(e, PLAIN[c]);
		for (size_t i = 0; i < SOUGHT_COUNT; i++)
			if (!strchr(SOUGHT[i], '*'))
				try_pattern(e, PLAIN[c], SOUGHT[i]);
	}
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
	expect_text(estate_ask(&e, "SELECT count(*) FROM finding"), "20");
	expect_int(indexed(&e), 0);
	try_all(&e);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_int(state.indexed, MADE_COUNT);
	try_all(&e);
	expect_true(finder_verify(e.cache, &err));
	// Only some of it, with what was indexed before void behind it.
	estate_ask(&e, "UPDATE finder_state SET indexed = 6");
	estate_ask(&e, "UPDATE finder_block SET numbers = CAST(substr(numbers, 1, 8) || "
		       "x'01000203010001' AS BLOB)");
	try_all(&e);
	expect_true(finder_build(e.cache, 0, &state, &err));
	expect_true(finder_verify(e.cache, &err));
	try_all(&e);
	estate_close(&e);
}

int main(void)
{
	same_rows();
	return test_done("store_finder");
}
