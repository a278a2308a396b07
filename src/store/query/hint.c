// What the text index says before rows are read: which bodies may hold what a condition looks for.
//
// A hint is a superset. The condition itself is tested of what it leaves, in a subquery of its own,
// so that nothing else is read of a body; and of all that the index does not reach.
#include "store/query/query.h"

#include "findings/name.h"

#include <ctype.h>
#include <string.h>

enum { NAME_LEN = FINDING_NAME - 1 };

// ---- What to look for ----

// What is looked for in phrases, and in the digits of a line (empty: not there). Places are shown
// as "file:line", of which the phrases have the file.
struct needle {
	const char *text, *digits;
};

static size_t digits_of(struct slice text)
{
	size_t count = 0;
	while (count < text.len && isdigit((unsigned char)text.at[text.len - 1 - count]))
		count++;
	return count;
}

static struct needle needle_of(struct query *q, struct slice text, bool lined)
{
	size_t digits = digits_of(text), before = text.len - digits;
	bool parted = text.at && before && text.at[before - 1] == ':';
	struct needle needle = {arena_slice(&q->arena, text), NULL};
	if (!text.len || !lined || (before && !parted))
		return needle;
	if (before > 1)
		needle.text = arena_slice(&q->arena, (struct slice){text.at, before - 1});
	else
		needle.digits = arena_slice(&q->arena, (struct slice){text.at + before, digits});
	return needle;
}

// Of a pattern the longest piece between its asterisks.
static struct slice longest_piece(const char *pattern)
{
	struct slice rest = slice_of(pattern), longest = {0};
	while (rest.len) {
		struct slice piece = slice_cut(&rest, '*');
		longest = piece.len > longest.len ? piece : longest;
	}
	return longest;
}

static struct slice sought(const struct filter *f, const char *value)
{
	bool pattern = f->column && f->op <= FILTER_NOT && !f->literal;
	return pattern ? longest_piece(value) : slice_of(value);
}

// ---- Which conditions have a hint ----

static bool is_of_bucket(const struct column *column)
{
	return !column->hint && !query_says(column->fragment, "f.") &&
	       !query_says(column->fragment, "o.");
}

static bool is_name(const struct column *column)
{
	return column->words && !strcmp(column->words->function, "finding_word");
}

// Words are looked for in what the index has, in a bucket's few columns, in texts that are kept
// once and in names: any other column has to be read.
static bool finds_words(const struct relation *r)
{
	bool all = r->hinted != NULL;
	for (size_t i = 0; all && i < r->column_count; i++) {
		const struct column *column = &r->columns[i];
		all = !query_is_searched(r, column) || column->hint || column->interned ||
		      is_name(column) || is_of_bucket(column);
	}
	return all;
}

bool query_hints(const struct select *s, const struct filter *f)
{
	const struct relation *r = s->relation;
	bool texts = f->column && f->column->hint && !f->column->compare && !f->column->holds &&
		     (f->op == FILTER_HAS || f->op == FILTER_IS || f->op == FILTER_NOT ||
		      f->op == FILTER_SAME);
	bool all = r->hinted && (f->column ? texts : finds_words(r));
	for (size_t i = 0; all && i < f->value_count; i++)
		all = sought(f, f->values[i]).len > 0;
	return all;
}

bool select_is_hinted(const struct select *select)
{
	for (size_t i = 0; i < select->filter_count; i++)
		if (query_hints(select, &select->filters[i]))
			return true;
	return false;
}

// ---- In SQL ----

static bool can_be_in_name(const char *text)
{
	size_t len = strlen(text);
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '-')
			return false;
	return len <= NAME_LEN;
}

// The ids of rows of a table whose text holds the needle.
static void add_ids(struct query *q, const char *name, const char *table, const char *text)
{
	str_addf(&q->with, "%s %s%zu(ids) AS MATERIALIZED (SELECT finder_set(id) FROM %s WHERE v",
		 q->with.len ? "," : "WITH", name, q->hint_count, table);
	query_add_contains(q, &q->with, text);
	str_add_text(&q->with, ")");
}

static void add_phrases(struct query *q, const char *columns, const struct needle *needle)
{
	size_t number = q->hint_count;
	str_addf(&q->with,
		 "SELECT body FROM finder_body WHERE body <= iif((SELECT ids FROM phrase%zu) IS "
		 "NULL, 0, (SELECT indexed FROM finder_state)) AND finder_any((SELECT ids FROM "
		 "phrase%zu), %s)",
		 number, number, columns);
	if (!needle->digits)
		return;
	str_add_text(&q->with, " UNION ALL SELECT body FROM finder_body WHERE body <= (SELECT "
			       "indexed FROM finder_state) AND line");
	query_add_contains(q, &q->with, needle->digits);
}

// Findings by rule, package and name, for a word that is anywhere.
static void add_findings(struct query *q, const char *word)
{
	size_t number = q->hint_count;
	bool named = can_be_in_name(word);
	str_add_text(&q->with, " UNION ALL SELECT body FROM finding WHERE ");
	if (!named)
		str_addf(&q->with, "id >= iif((SELECT ids FROM named%zu) IS NULL, %s, 0) AND ",
			 number, "9223372036854775807");
	str_addf(&q->with, "(finder_any((SELECT ids FROM named%zu), rule, package)", number);
	if (named) {
		str_add_text(&q->with, " OR finder_named(id, ");
		query_add_value(q, &q->with, SQL_T(word));
		str_add_char(&q->with, ')');
	}
	str_add_char(&q->with, ')');
}

// The buckets whose own columns hold a word.
static void add_buckets(struct query *q, const char *word)
{
	const struct relation *r = q->select->relation;
	const char *separator = "n.id IN (SELECT n.id FROM bucket_now n WHERE ";
	for (size_t i = 0; i < r->column_count; i++) {
		const struct column *column = &r->columns[i];
		if (!query_is_searched(r, column) || !is_of_bucket(column))
			continue;
		str_addf(&q->sql, "%s%s(%s)", separator,
			 column->words ? column->words->function : "", column->fragment);
		query_add_contains(q, &q->sql, word);
		separator = " OR ";
	}
	str_add_text(&q->sql, ") OR ");
}

static void add_hint_of(struct query *q, const struct filter *f, const char *value)
{
	bool lined = !f->column || f->column->lined;
	struct needle needle = needle_of(q, sought(f, value), lined);
	size_t number = ++q->hint_count;
	add_ids(q, "phrase", "finder_phrase", needle.text);
	if (!f->column) {
		add_ids(q, "named", "text", value);
		add_buckets(q, value);
	}
	str_addf(&q->with, ", body%zu(ids) AS MATERIALIZED (SELECT finder_set(body) FROM (",
		 number);
	add_phrases(q, f->column ? f->column->hint : "title, place, rest", &needle);
	if (!f->column)
		add_findings(q, value);
	str_add_text(&q->with, ")) ");
	str_addf(&q->sql,
		 "finder_hint((SELECT ids FROM body%zu), (SELECT indexed FROM finder_state), %s)",
		 number, q->select->relation->hinted);
}

void query_add_hint(struct query *q, const struct filter *f)
{
	str_add_char(&q->sql, '(');
	for (size_t i = 0; i < f->value_count; i++) {
		str_add_text(&q->sql, i ? " OR " : "");
		add_hint_of(q, f, f->values[i]);
	}
	str_add_char(&q->sql, ')');
}
