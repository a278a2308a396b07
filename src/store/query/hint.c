// What the text index says before rows are read: which bodies may hold what a condition looks for.
//
// A hint is a superset: the condition itself is tested of what it leaves, in a subquery of its own,
// so that nothing else is read of a body; and of all that the index does not reach. Where the index
// has a column as it is, it is the condition, and no body is read that it reaches.
#include "store/query/query.h"

#include <string.h>

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

static bool is_owned(const struct filter *f)
{
	return f->column && f->column->hint_is == HINT_OWNED;
}

bool query_hints(const struct select *s, const struct filter *f)
{
	const struct relation *r = s->relation;
	bool owned = is_owned(f);
	bool texts = f->column && f->column->hint && !f->column->compare &&
		     (owned || !f->column->holds) &&
		     (f->op == FILTER_HAS || f->op == FILTER_IS || f->op == FILTER_NOT ||
		      f->op == FILTER_SAME);
	bool all = r->hinted && (f->column ? texts : finds_words(r));
	for (size_t i = 0; all && !owned && i < f->value_count; i++)
		all = query_has_needle(f, f->values[i]);
	return all;
}

static bool is_exact(struct query *q, const struct filter *f, const struct column *column,
		     const char *value)
{
	bool contains = f->op == FILTER_HAS || !f->column;
	if (column->hint_is == HINT_LINED)
		return contains && !query_needle(q, f, value).parted;
	return column->hint_is == HINT_WHOLE || column->hint_is == HINT_OWNED;
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

// The ids of a table that pass a test, which is to be added, with a bracket behind it.
static void add_ids(struct query *q, const char *name, const char *id, const char *table)
{
	str_addf(&q->with, "%s %s%zu(ids) AS MATERIALIZED (SELECT finder_set(%s) FROM %s WHERE ",
		 q->with.len ? "," : "WITH", name, q->hint_count, id, table);
}

static void add_ids_with(struct query *q, const char *name, const char *table, const char *text,
			 const char *needle)
{
	add_ids(q, name, "id", table);
	str_add_text(&q->with, text);
	query_add_contains(q, &q->with, needle);
	str_add_char(&q->with, ')');
}

static void add_phrase_ids(struct query *q, const struct filter *f, const char *value,
			   const char *needle)
{
	enum column_hint is = f->column ? f->column->hint_is : HINT_AMONG;
	if (is != HINT_WHOLE && is != HINT_TEXT) {
		add_ids_with(q, "phrase", "finder_phrase", "v", needle);
		return;
	}
	add_ids(q, "phrase", "id",
		is == HINT_TEXT ? "(SELECT t.body AS id, o.text AS v FROM finder_text t "
				  "LEFT JOIN finding_body o ON o.id = t.body)"
				: "finder_phrase");
	// The body that said it first is gone: it may be so of others.
	str_add_text(&q->with, is == HINT_TEXT ? "v IS NULL OR v" : "v");
	query_add_text_test(q, &q->with, f, value);
	str_add_char(&q->with, ')');
}

// The buckets whose own columns hold a word.
static void add_near(struct query *q, const char *word)
{
	const struct relation *r = q->select->relation;
	str_addf(&q->with, ", near%zu(id) AS MATERIALIZED (SELECT n.id FROM bucket_now n WHERE 0",
		 q->hint_count);
	for (size_t i = 0; i < r->column_count; i++) {
		const struct column *column = &r->columns[i];
		if (!query_is_searched(r, column) || !is_of_bucket(column))
			continue;
		str_addf(&q->with, " OR %s(%s)", column->words ? column->words->function : "",
			 column->fragment);
		query_add_contains(q, &q->with, word);
	}
	str_add_char(&q->with, ')');
}

// The rows of flaws that a word is an id of.
static void add_flaws(struct query *q, const char *word)
{
	const char *flaw = query_flaw(q, word);
	str_addf(&q->with, ", flaw%zu(id) AS MATERIALIZED (", q->hint_count);
	str_add_text(&q->with, flaw ? q->select->relation->flaws : "SELECT NULL WHERE 0");
	if (flaw)
		query_add_glob(q, &q->with, flaw);
	str_add_char(&q->with, ')');
}

// Whether words are looked for in names.
static bool finds_names(const struct relation *r)
{
	bool finds = false;
	for (size_t i = 0; i < r->column_count; i++)
		finds = finds || (is_name(&r->columns[i]) && query_is_searched(r, &r->columns[i]));
	return finds;
}

// The columns of finder_block that a condition looks at; a word at those of all columns, and at
// the rule.
static void add_hint_columns(struct query *q, const struct filter *f)
{
	const struct relation *r = q->select->relation;
	str_addf(&q->with, ", '%s", f->column ? f->column->hint : "rule");
	for (size_t i = 0; !f->column && i < r->column_count; i++)
		if (r->columns[i].hint && query_is_searched(r, &r->columns[i]))
			str_addf(&q->with, ", %s", r->columns[i].hint);
	str_addf(&q->with, "', (SELECT ids FROM phrase%zu)", q->hint_count);
}

static void add_set(struct query *q, const char *column, const char *name)
{
	str_addf(&q->with, ", '%s', (SELECT ids FROM %s%zu)", column, name, q->hint_count);
}

static void add_bodies(struct query *q, const struct filter *f, const char *value, bool lined)
{
	str_addf(&q->with, ", body%zu(ids) AS MATERIALIZED (SELECT finder_bodies(", q->hint_count);
	if (!f->column && finds_names(q->select->relation))
		query_add_value(q, &q->with, SQL_T(value));
	else
		str_add_text(&q->with, "NULL");
	add_hint_columns(q, f);
	if (lined)
		add_set(q, "line", "line");
	if (!f->column)
		add_set(q, "package", "package");
	str_add_text(&q->with, ")) ");
}

static void add_sets_of(struct query *q, const struct filter *f, const char *value)
{
	struct needle needle = query_needle(q, f, value);
	++q->hint_count;
	add_phrase_ids(q, f, value, needle.text);
	if (needle.digits)
		add_ids_with(q, "line", "finder_phrase", "v", needle.digits);
	if (!f->column) {
		add_ids_with(q, "package", "finder_shared", "coalesce(package, purl_base(purl))",
			     value);
		add_near(q, value);
		add_flaws(q, value);
	}
	add_bodies(q, f, value, needle.digits != NULL);
}

// What owners are told by, for all alternatives at once.
static void add_owned_sets(struct query *q, const struct filter *f)
{
	++q->hint_count;
	add_ids(q, "phrase", "o.id", q->select->relation->hinted_owned);
	struct str sql = q->sql;
	q->sql = q->with; // conditions are added to it
	query_add_alternatives(q, f);
	q->with = q->sql;
	q->sql = sql;
	str_add_char(&q->with, ')');
	add_bodies(q, f, NULL, false);
}

static void add_hint_of(struct query *q, size_t number, bool word)
{
	if (word)
		str_addf(
			&q->sql,
			"(EXISTS (SELECT 1 FROM near%zu) AND n.id IN (SELECT id FROM near%zu)) OR "
			"(EXISTS (SELECT 1 FROM flaw%zu) AND f.id IN (SELECT id FROM flaw%zu)) OR ",
			number, number, number, number);
	str_addf(&q->sql, "finder_hint((SELECT ids FROM body%zu), %s%s)", number,
		 q->select->relation->hinted, word ? ", f.id" : "");
}

// Buckets in which no row can pass are not gone through.
static void add_whether_any(struct query *q, size_t number, bool word)
{
	str_addf(&q->sql, "(SELECT ids FROM body%zu) IS NOT NULL", number);
	if (word)
		str_addf(&q->sql,
			 " OR n.id IN (SELECT id FROM near%zu) OR EXISTS (SELECT 1 FROM flaw%zu)",
			 number, number);
}

static void add_each(struct query *q, const struct filter *f, size_t first,
		     void (*add)(struct query *q, size_t number, bool word))
{
	for (size_t number = first; number <= q->hint_count; number++) {
		str_add_text(&q->sql, number == first ? "(" : " OR ");
		add(q, number, !f->column);
	}
	str_add_char(&q->sql, ')');
}

void query_add_hint(struct query *q, const struct filter *f, bool negated)
{
	size_t first = q->hint_count + 1;
	if (is_owned(f))
		add_owned_sets(q, f);
	for (size_t i = 0; !is_owned(f) && i < f->value_count; i++)
		add_sets_of(q, f, f->values[i]);
	if (!negated) {
		add_each(q, f, first, add_whether_any);
		str_add_text(&q->sql, " AND ");
	}
	add_each(q, f, first, add_hint_of);
}
