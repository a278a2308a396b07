// What is so now and not in the archive: how sources stand, and what waits or went wrong.
//
// Filled into the cache connection's temporary tables (store/sql/now.sql) before they are read.
// A new thing that can wait is a statement there and a row of RULES in now.c.
#ifndef GAVEL_VIEW_NOW_H
#define GAVEL_VIEW_NOW_H

#include "view/session.h"

bool now_fill_sources(struct session *session, struct cache *cache, struct err *err);
bool now_fill_findings(struct session *session, struct cache *cache, struct err *err);
bool now_fill_moment(struct session *session, struct cache *cache, struct err *err);
bool now_fill_exceptions(struct session *session, struct cache *cache, struct err *err);
bool now_fill_docket(struct session *session, struct cache *cache, struct err *err);

// One kind of thing that waits or went wrong.
struct docket_rule {
	const char *kind;      // as the docket's column has it
	const char *statement; // adds its rows
	const char *help;      // one sentence
	bool timed;	       // the statement is given the time
};
const struct docket_rule *docket_rules(size_t *count);

#endif
