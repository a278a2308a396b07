// Composed queries over a relation: `--by`, filter, sort, limit from fragments in column tables.
//
// A relation is a FROM clause and a table of columns with SQL fragments. This is the one place
// that puts SQL together; values are always bound. A test prepares every dimension × sort ×
// operator. Must not: take SQL text from a person.
#ifndef GAVEL_STORE_SELECT_H
#define GAVEL_STORE_SELECT_H

#include "store/cache.h"

enum column_kind {
	COLUMN_TEXT,
	COLUMN_INT,
	COLUMN_DECIMAL, // canonical decimal text
	COLUMN_MONEY,	// a decimal in the row's currency
	COLUMN_TIME,	// unix seconds
	COLUMN_DAY,	// unix seconds, shown as a date
	COLUMN_MONTH,	// text 2018-12
	COLUMN_AGE,	// unix seconds, shown as an age against now
	COLUMN_LEFT,	// unix seconds, shown as the time left until then, or how late it is
	COLUMN_BYTES,
	COLUMN_BOOL,
};

enum column_role {
	COLUMN_PLAIN,	  // a value of the row (relations without grouping)
	COLUMN_DIMENSION, // may be grouped by
	COLUMN_MEASURE,	  // an aggregate: fragment is the aggregate expression
	COLUMN_HIDDEN,	  // only for filters
};

// What the text index has of a column.
enum column_hint {
	HINT_AMONG, // one of its phrases has the text, and perhaps others
	HINT_WHOLE, // the phrase is the text
	HINT_LINED, // the phrase is the text without the line behind it
	HINT_TEXT,  // which body said it first
	HINT_OWNED, // what owners are told by
};

// What a word stands for: from `low` to `high`, both in.
struct word_range {
	int64_t low, high;
};
// Of a column of words that are kept and compared as numbers: sev>=high.
struct column_words {
	const char *function; // of SQL, from the number to the word
	const char *known;    // the words, for who wrote another one
	// `exact`: as a row shows it; else as a person asks, where a word may be wider.
	bool (*read)(struct slice word, bool exact, struct word_range *out);
};

struct column {
	const char *name;  // stable: JSON key, filter key, --by word
	const char *title; // column heading, ≤ 14 cells
	const char *help;  // one sentence with the unit
	enum column_kind kind;
	enum column_role role;
	const char *fragment; // SQL expression; for tag:KEY one '?' bound to the key
	const char *sort;   // SQL expression for ordering when it differs (the REAL twin), or NULL
	int places;	    // of a decimal as people read it, 0: three
	const char *absent; // shown to people where there is no value; NULL: "-"
	bool keyed;	    // takes a key after a colon, as tag:KEY
	bool interned;	    // the fragment is the id of a text
	const char *hint;   // columns of finder_block that have it, or NULL
	enum column_hint hint_is;
	// Of a dimension: the aggregate that a group shows, when it is not what it is grouped by.
	const char *shown;
	const char *beside; // of a measure: only in groupings by this dimension, unless asked for
	// Of a measure: the aggregate over rows of a rollup that stand for several; NULL: the same.
	const char *rolled;
	const char *rolled_sort; // the same of `sort`; NULL: none where that sums
	// SQL that compares a text with the bound value it stands before, "order(x, ": -1, 0 or 1
	// for < and >; NULL: by bytes.
	const char *compare;
	// SQL of a condition on the bound value it stands before, "lies_in(x, ", for ':'; what it
	// opens is closed behind that. NULL: equal.
	const char *holds;
	bool exact_in_quotes; // then a value in quotes is compared as it is, without `holds`
	const struct column_words
		*words; // the fragment is a number that stands for a word, or NULL
};

// Sums kept beside the rows: gives the same digits for queries that name only these columns.
struct rollup_table {
	const char *columns; // names, each between blanks: " period day "
	const char *from;    // FROM clause, the same aliases as the relation's
	const char *where;   // or NULL
	bool counts;	     // a row stands for several: what sums them has to be `rolled`
	bool spread;	     // answers queries with spread, else those without
};

struct relation {
	const char *name; // "cost"
	const char *help;
	const char *from;   // FROM clause with joins
	const char *spread; // the FROM clause for --spread, or NULL
	// A join behind it that adds columns and no rows, and the alias that says who needs it,
	// "o."; or NULL.
	const char *beside, *beside_alias;
	// The id of the finding_body that columns with a hint are of, and the row alone as a FROM
	// clause, so that whoever only counts reads no more than an index; or NULL.
	const char *hinted, *hinted_row;
	// What tells the owners of its rows, each once, as aliases n and o, whose id the text index
	// has.
	const char *hinted_owned;
	// The ids (of f) of rows whose flaw is known by an id that is matched behind it; a word
	// that begins as a CVE does is looked for there too. Or NULL.
	const char *flaws;
	const char
		*ordered;  // that reads rows in the order of the identity, for sorts by it; or NULL
	const char *where; // always applied, or NULL
	const struct column *columns;
	size_t column_count;
	const struct rollup_table *rollups;
	size_t rollup_count;
	const char *order; // default: "-amortized" or "name"; '-' is descending
	// The beginning of `from`, alias n, of which each row stands for so many of the relation's:
	// counts under conditions on n alone need no more. Or NULL.
	const char *tally_from, *tally;
	const char *ties;   // what rows of equal sort values are ordered by; NULL: the identity
	const char *always; // a dimension that every grouping carries, or NULL: "currency"
	const char *wide;   // columns that tables leave to JSON and CSV unless cols: asks for them,
			    // each between blanks, or NULL
	const char *identity; // what tells a row from all others: columns, each between blanks;
			      // NULL: the dimensions it is grouped by
};

enum filter_op {
	FILTER_IS,
	FILTER_NOT,
	FILTER_LESS,
	FILTER_AT_MOST,
	FILTER_MORE,
	FILTER_AT_LEAST,
	FILTER_HAS,
	FILTER_SAME // as FILTER_IS of literal values
};

// One condition; several values are alternatives (a:x,y). An empty value matches absent.
struct filter {
	const struct column *column; // NULL: text anywhere in the row's text columns
	const char *key;	     // for tag:KEY
	enum filter_op op;
	// As an address writes them (2018-12-05, -7d, 10MB, 1..5, Amazon*), or as the column holds
	// them (unix seconds) when they are literal.
	const char **values;
	size_t value_count;
	bool literal;
	bool negated; // rows for which it does not hold, also where a value is absent
};

// What a written value means now: from `low` to `high`, both in, as the column holds them; NULL is
// an open end of a range.
struct span {
	const char *low, *high;
	bool is_range;	// A..B
	bool is_length; // it says how long, not when
	bool is_age;	// how long ago: more is earlier
};
// Of a column's kind: dates and months are all of their time, sizes have units, and what is
// against the clock (-7d, today) is worked out here. ERR_INVALID: "column: 'value' is …".
bool value_read(const struct column *column, struct slice text, struct arena *arena,
		struct span *out, struct err *err);

struct dimension {
	const struct column *column;
	const char *key; // for tag:KEY, else NULL
};

enum { SELECT_DIMENSIONS = 8, SELECT_FILTERS = 32, SELECT_COLUMNS = 64 };

struct select {
	const struct relation *relation;
	struct dimension by[SELECT_DIMENSIONS];
	size_t by_count;
	struct filter filters[SELECT_FILTERS];
	size_t filter_count;
	const struct column *sort; // NULL: the relation's order
	const char *sort_key;
	bool descending;
	int64_t limit, offset; // limit 0 = all
	bool spread;
	const char *const *measures; // only these, in this order, NULL-ended; NULL = all
	bool from_rows;		     // never from a rollup: for the test that compares the two
};

// One value of a result row. Decimals are canonical text; number is the integer or the REAL twin.
struct value {
	const char *text; // NULL = null; integers have it too
	int64_t integer;
	double number;
};

struct result_column {
	const struct column *column;
	const char *key;  // for tag:KEY
	const char *name; // "tag:CostCenter" or the column's name
	bool wide;	  // tables leave it to JSON and CSV
};

// A result; all memory is the arena's it was made in.
struct result {
	struct result_column columns[SELECT_COLUMNS];
	size_t column_count;
	struct value *values; // row-major
	// Of a column of account numbers: the name of each row's account or NULL; else NULL. Filled
	// by view_run.
	const char **names[SELECT_COLUMNS];
	size_t row_count;
	bool more; // the limit cut it
	// The identity of each row, the same in every later result of the same grouping: for marks
	// and for the selection. A text to compare, not to show.
	const char **keys;
};

// Dimensions first (in the order asked), then measures or plain columns in table order.
// ERR_INTERRUPTED when the busy callback stopped it.
bool select_run(struct cache *cache, const struct select *select, struct arena *arena,
		struct result *out, struct err *err);
// The column that its rows are sorted by.
const char *select_sort_name(const struct select *select);
// The columns that its rows have; no rows.
void select_shape(const struct select *select, struct arena *arena, struct result *out);
// How many rows it has, limit and offset left aside. ERR_INTERRUPTED as above.
bool select_count(struct cache *cache, const struct select *select, int64_t *out, struct err *err);
// How many rows stand before the one with this key. ERR_NOT_FOUND when it is not among them.
bool select_place(struct cache *cache, const struct select *select, const char *key, int64_t *out,
		  struct err *err);
// The rows one by one, without keeping them; `row` has select's columns (shape->column_count) and
// is good until it returns. It stops with what `row` says when that is false.
struct select_reader {
	bool (*row)(void *context, const struct result *shape, const struct value *row,
		    struct err *err);
	void *context;
	bool more; // out: the limit cut it
};
bool select_each(struct cache *cache, const struct select *select, struct select_reader *reader,
		 struct err *err);
// Values of a column that begin with a text, under the select's conditions: at most `limit`, in
// order. For completion.
struct known_values {
	struct dimension of;
	const char *prefix;
	int64_t limit;
	const char **values; // out, of the arena
	size_t count;	     // out
};
bool select_known(struct cache *cache, const struct select *select, struct arena *arena,
		  struct known_values *known, struct err *err);
// Does a rollup answer it, so that it takes no time? Otherwise its rows are read.
bool select_is_rolled(const struct select *select);
// Whether it looks for texts that the text index finds.
bool select_is_hinted(const struct select *select);
// The SQL text with its bound values in comments, for `p` and `--explain`. The cache (or NULL)
// says which stored keys a tag's key stands for.
void select_explain(struct cache *cache, const struct select *select, struct str *out);

// A value of a result; the place of a column by name, column_count when it has none.
const struct value *result_at(const struct result *result, size_t row, size_t column);
size_t result_place(const struct result *result, const char *name);

const struct column *relation_column(const struct relation *relation, struct slice name);
// The columns of findings, of those that the temporary table `judged` names, and no others.
const struct relation *relation_judged(void);
// All relations: cost, bills, restatements, sources, runs, inputs, scopes, rejects, log…
const struct relation *relation_find(const char *name);
const struct relation *const *relation_list(size_t *count);

#endif
