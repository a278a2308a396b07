// Views: named queries with a title, defaults, and where each of their columns leads.
//
// A new view is a row of the table in views.c. Their addresses: view/address.h.
#ifndef GAVEL_VIEW_VIEW_H
#define GAVEL_VIEW_VIEW_H

#include "store/select.h"
#include "view/address.h"
#include "view/session.h"

// Of a screen, in cells.
struct size {
	int columns, rows;
};

// Where a column of a row leads: an address with {COL} for that row's values, as in
// "runs run:{run}". column NULL: the row itself (Enter).
struct view_target {
	const char *column, *address;
};

struct view {
	const char *name;     // "cost"
	const char *relation; // of relation_find
	const char *by;	      // default grouping, or NULL for plain relations
	const char *title;    // "Cost": a heading
	const char *help;     // one sentence: what its rows are
	char pane;	      // its number key, or 0
	const struct view_target *targets;
	size_t target_count;
	// The view of the rows that a row of this one sums up, and a condition that these have; or
	// NULL.
	const char *below;
	const char *usual; // terms of an address that hold where it says nothing of theirs, or NULL
};

const struct view *view_find(struct slice name); // NULL when absent
// The address of the rows that a row of a select sums up, in the view below; or NULL.
const char *view_below(const struct view *view, const struct select *select,
		       const struct result *result, size_t row, struct arena *arena);
const struct view *view_list(size_t *count);
// Every view's name, for errors and help; borrowed from the arena.
const char *view_names(struct arena *arena);

// Runs a select on the session's cache.
bool view_run(struct session *session, const struct select *select, struct arena *arena,
	      struct result *out, struct err *err);

// The session's cache, with all that the select's rows are read from, as of one moment until
// view_close, which is only for what was opened.
bool view_open(struct session *session, const struct select *select, struct cache **cache,
	       struct err *err);
void view_close(struct cache *cache);

// Rows that match a select, of how many without its conditions; its limit is left aside.
struct view_count {
	int64_t matching, total;
	int64_t unknown; // that would match but for a version that nobody knows
};
// ERR_INTERRUPTED when the cache's busy callback asked: `total` is -1 when only it is missing.
bool view_count(struct session *session, const struct select *select, struct view_count *out,
		struct err *err);
// Where the row with this identity (result.keys) stands, from 0, in the order of the select with
// limit and offset left aside. ERR_NOT_FOUND when it is not among the rows.
bool view_place(struct session *session, const struct select *select, const char *key,
		int64_t *place, struct err *err);

// The address behind a value (column NULL: behind the row), or NULL when nothing is.
const char *view_target(const struct view *view, const struct result *result, size_t row,
			const char *column, struct arena *arena);

// How old the data behind a view is: the newest delivery of the stalest source that it shows.
struct view_age {
	const char *source; // the stalest; NULL: no data at all
	int64_t newest;	    // when its newest data was made, unix seconds
	int64_t age;	    // seconds before the session's now
	int64_t every;	    // how often the source is to run, 0 = by hand
	bool stale;	    // older than `every` and its grace
};
bool view_age(struct session *session, const struct view *view, struct arena *arena,
	      struct view_age *out, struct err *err);
// The newest run that anything is shown of; 0: none, or nobody can tell. It stays when others write
// what changes no row, such as the text index.
int64_t view_newest_run(struct session *session);
// --max-age: ERR_STALE names the source and how old it is.
bool view_check_age(struct session *session, const struct view *view, struct err *err);

#endif
