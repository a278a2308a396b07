// SQL under construction, shared by select*.c. Private to the store.
#ifndef GAVEL_STORE_QUERY_H
#define GAVEL_STORE_QUERY_H

#include "base/vec.h"
#include "store/cache_private.h"
#include "store/select.h"

// SQL under construction with its bound values, in order of their '?'.
struct query {
	struct cache *cache;
	const struct select *select;
	struct str sql;
	vec(struct sql_value) values;
	struct arena arena;
	struct err why; // it cannot be run: SQLite could not be asked which keys there are
};

// Puts the whole statement together, and the shape of its result.
void query_compose(struct query *q, struct result *out);
void query_fini(struct query *q);
void query_add_value(struct query *q, struct sql_value value); // a '?' and what it stands for
// The text id of a tag's value in the row's tag set, NULL when untagged.
void query_add_tag(struct query *q, const char *key);
// The rollup that answers the select, or NULL: its rows must be read.
const struct rollup_table *query_rollup(const struct select *select, const struct result *shape);

#endif
