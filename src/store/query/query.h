// SQL under construction, shared by this folder. Private to the store.
//
// One statement is a WITH clause (ids of texts that words are looked for in), then what query_*
// put into `sql`. Values are bound by number, so that any part may be written first.
#ifndef GAVEL_STORE_QUERY_QUERY_H
#define GAVEL_STORE_QUERY_QUERY_H

#include "base/vec.h"
#include "store/cache_private.h"
#include "store/select.h"

struct query {
	struct cache *cache;
	const struct select *select;
	struct str with, sql;
	vec(struct sql_value) values;
	size_t word_count, hint_count;
	bool runs;
	uint64_t sets_mark; // when it runs: its finder_sets come behind
	// What tells a row from all others: the columns from `key_from` on, which may be behind
	// those that are shown.
	size_t key_from, key_count;
	const struct rollup_table *rollup; // that it is read from, or NULL
	bool ids;			   // of texts that are kept once give the ids
	struct arena arena;
	struct err why; // it cannot be run: SQLite could not be asked which keys there are
};

// Puts the whole statement together, and the shape of its result.
void query_compose(struct query *q, struct result *out);
// How many rows there are; only their keys, in order.
void query_compose_count(struct query *q);
void query_compose_keys(struct query *q);
// Different values of a column in order, under the select's conditions and beginning with it.
void query_compose_known(struct query *q, const struct known_values *known);
// The statement, bound; NULL with err. Finalize it and then query_fini.
sqlite3_stmt *query_prepare(struct query *q, struct err *err);
void query_fini(struct query *q);

// Is a name among names (or NULL), each of which stands between blanks?
bool query_names(const char *names, const char *name);
// The number of a value that is bound, as "?3".
void query_add_value(struct query *q, struct str *sql, struct sql_value value);
// A column's expression; of an interned one the text's id.
void query_add_fragment(struct query *q, const struct column *column, const char *key);
// WHERE has the rows' filters, HAVING those of measures; `where` goes first (may be NULL).
void query_add_filters(struct query *q, const char *word, bool measures, const char *where);
// What ids of flaws a word is looked for as, for GLOB; NULL: as none.
const char *query_flaw(struct query *q, const char *word);
// The condition that one of these columns has a word.
void query_add_search(struct query *q, const char *value);
// Whether a condition that names no column looks at this one.
bool query_is_searched(const struct relation *relation, const struct column *column);
// A filter's conditions, one for each of its values.
void query_add_alternatives(struct query *q, const struct filter *filter);
// Behind a text, what a condition says of it: " = ?", " GLOB ?", " LIKE ?".
void query_add_text_test(struct query *q, struct str *sql, const struct filter *f,
			 const char *value);
// " LIKE …": anywhere in the text before it, in upper or lower case of ASCII.
void query_add_contains(struct query *q, struct str *sql, const char *value);
// " GLOB …": all of the text, where '*' is anything and nothing else is special.
void query_add_glob(struct query *q, struct str *sql, const char *value);
// What is looked for in phrases, and in the digits of a line (NULL: not there). Places are shown as
// "file:line", of which the phrases have the file.
struct needle {
	const char *text, *digits;
	bool parted; // it may go from a file into its line: that `text` is there is not enough
};
struct needle query_needle(struct query *q, const struct filter *filter, const char *value);
bool query_has_needle(const struct filter *filter, const char *value);
// Whether the text index says which rows a condition may hold for, and that as a condition.
bool query_hints(const struct select *select, const struct filter *filter);
void query_add_hint(struct query *q, const struct filter *filter, bool negated);
// Whether that is the condition itself, for bodies that the index reaches.
bool query_hint_is_exact(struct query *q, const struct filter *filter);
// The text id of a tag's value in the row's tag set, NULL when untagged.
void query_add_tag(struct query *q, const char *key);
// Whether SQL (or NULL) names a column of this alias, "o.".
bool query_says(const char *sql, const char *alias);
// Whether the relation's join beside is needed for these columns (NULL: only how many there are).
bool query_needs_beside(const struct select *select, const struct result *shape);
// The rollup that answers the select, or NULL: its rows must be read.
const struct rollup_table *query_rollup(const struct select *select, const struct result *shape);

#endif
