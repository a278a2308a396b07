// What the text index says before rows are read: which bodies may hold what a condition looks for.
//
// A hint is a superset: the condition itself is tested of what it leaves, in a subquery of its own,
// so that nothing else is read of a body; and of all that the index does not reach. Where the index
// has a column as it is, it is the condition, and no body is read that it reaches.
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
	bool parted; // it may go from a file into its line: that `text` is there is not enough
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
	struct needle needle = {arena_slice(&q->arena, text), NULL, parted};
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

static bool is_lined(const struct filter *f)
{
	return !f->column || f->column->hint_is == HINT_LINED;
}

static bool is_exact(struct query *q, const struct filter *f, const struct column *column,
		     const char *value)
{
	bool contains = f->op == FILTER_HAS || !f->column;
	if (column->hint_is == HINT_LINED)
		return contains && !needle_of(q, slice_of(value), true).parted;
	return column->hint_is == HINT_WHOLE;
}

bool query_hint_is_exact(struct query *q, const struct filter *f)
{
	const struct relation *r = q->select->relation;
	bool all = true;
	for (size_t v = 0; v < f->value_count; v++) {
		if (f->column)
			all = all && is_exact(q, f, f->column, f->values[v]);
		for (size_t i = 0; !f->column && i < r->column_count; i++)
			if (r->columns[i].hint && query_is_searched(r, &r->columns[i]))
				all = all && is_exact(q, f, &r->columns[i], f->values[v]);
	}
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
		if (!isalpha((unsigned char)text[i]) && !strchr("234567-", text[i]))
			return false;
	return len <= NAME_LEN;
}

// The ids of texts of a table that pass a test.
static void add_ids(struct query *q, const char *name, const char *table)
{
	str_addf(&q->with, "%s %s%zu(ids) AS MATERIALIZED (SELECT finder_set(id) FROM %s WHERE v",
		 q->with.len ? "," : "WITH", name, q->hint_count, table);
}

static void add_phrase_ids(struct query *q, const struct filter *f, const char *value,
			   const char *needle)
{
	enum column_hint is = f->column ? f->column->hint_is : HINT_AMONG;
	add_ids(q, "phrase",
		is == HINT_TEXT ? "(SELECT t.body AS id, o.text AS v FROM finder_text t "
				  "LEFT JOIN finding_body o ON o.id = t.body)"
				: "finder_phrase");
	if (is == HINT_TEXT) // the body that said it first is gone: it may be so of others
		str_add_text(&q->with, " IS NULL OR v");
	if (is == HINT_WHOLE || is == HINT_TEXT)
		query_add_text_test(q, &q->with, f, value);
	else
		query_add_contains(q, &q->with, needle);
	str_add_text(&q->with, ")");
}

static void add_name_ids(struct query *q, const char *word)
{
	add_ids(q, "named", "text");
	query_add_contains(q, &q->with, word);
	str_add_text(&q->with, ")");
}

// The columns of finder_body that a condition looks at; words at those of all columns.
static void add_hint_columns(struct query *q, const struct filter *f)
{
	const struct relation *r = q->select->relation;
	str_add_text(&q->with, f->column ? f->column->hint : "NULL");
	for (size_t i = 0; !f->column && i < r->column_count; i++)
		if (r->columns[i].hint && query_is_searched(r, &r->columns[i]))
			str_addf(&q->with, ", %s", r->columns[i].hint);
}

static void add_bodies(struct query *q, const struct filter *f, const struct needle *needle)
{
	str_add_text(&q->with, "SELECT body FROM finder_body WHERE body <= ");
	if (!needle->digits)
		str_addf(&q->with, "iif((SELECT ids FROM phrase%zu) IS NULL, 0, ", q->hint_count);
	str_addf(&q->with,
		 "(SELECT indexed FROM finder_state)%s AND (finder_any((SELECT ids FROM "
		 "phrase%zu), ",
		 needle->digits ? "" : ")", q->hint_count);
	add_hint_columns(q, f);
	str_add_char(&q->with, ')');
	if (needle->digits) {
		// A number is no less than what its digits have in them.
		str_add_text(&q->with, " OR (line NOT BETWEEN 0 AND CAST(");
		query_add_value(q, &q->with, SQL_T(needle->digits));
		str_add_text(&q->with, " AS INTEGER) - 1 AND line");
		query_add_contains(q, &q->with, needle->digits);
		str_add_char(&q->with, ')');
	}
	str_add_char(&q->with, ')');
}

// Findings by rule and package, for a word that is anywhere.
static void add_findings(struct query *q)
{
	str_addf(&q->with,
		 " UNION ALL SELECT body FROM finding WHERE id >= iif((SELECT ids FROM named%zu) "
		 "IS NULL, 9223372036854775807, 0) AND "
		 "finder_any((SELECT ids FROM named%zu), rule, package)",
		 q->hint_count, q->hint_count);
}

// The buckets whose own columns hold a word, and the findings whose name does.
static void add_near(struct query *q, const char *word)
{
	const struct relation *r = q->select->relation;
	const char *separator = "n.id IN (SELECT n.id FROM bucket_now n WHERE ";
	bool named = false;
	for (size_t i = 0; i < r->column_count; i++) {
		const struct column *column = &r->columns[i];
		named = named || (is_name(column) && query_is_searched(r, column));
		if (!query_is_searched(r, column) || !is_of_bucket(column))
			continue;
		str_addf(&q->sql, "%s%s(%s)", separator,
			 column->words ? column->words->function : "", column->fragment);
		query_add_contains(q, &q->sql, word);
		separator = " OR ";
	}
	str_add_text(&q->sql, ") OR ");
	if (!named || !can_be_in_name(word))
		return;
	str_add_text(&q->sql, "finder_named(f.id, ");
	query_add_value(q, &q->sql, SQL_T(word));
	str_add_text(&q->sql, ") OR ");
}

static void add_hint_of(struct query *q, const struct filter *f, const char *value)
{
	struct needle needle = needle_of(q, sought(f, value), is_lined(f));
	size_t number = ++q->hint_count;
	add_phrase_ids(q, f, value, needle.text);
	if (!f->column) {
		add_name_ids(q, value);
		add_near(q, value);
	}
	str_addf(&q->with, ", body%zu(ids) AS MATERIALIZED (SELECT finder_set(body) FROM (",
		 number);
	add_bodies(q, f, &needle);
	if (!f->column)
		add_findings(q);
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
