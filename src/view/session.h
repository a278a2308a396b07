// What every command carries: configuration, the open cache, the time, and how to print.
#ifndef GAVEL_VIEW_SESSION_H
#define GAVEL_VIEW_SESSION_H

#include "config/config.h"
#include "config/owners.h"
#include "store/cache.h"

struct session {
	struct config config;
	struct owners_files *owners; // made by session_owners on first use; NULL before
	struct cache *cache;	     // opened by session_cache on first use; NULL before
	int64_t now;		     // fixed by --now, else the start of the command
	int64_t as_of;		     // what was known then; 0 = latest
	int64_t before;		     // without what was made at this time or later; 0 = with all
	int64_t max_age;	     // seconds; -1 = not asked
	bool forgets;		     // the console neither reads nor writes what it remembers
	const char *config_file;     // of --config, for children that run gavel; or NULL
};

// The time that things are told of.
int64_t session_moment(const struct session *session);
// Opens the cache for reading (as of a time, when asked; without what was made later). Errors as
// cache_open.
bool session_cache(struct session *session, struct cache **out, struct err *err);
// ERR_INCOMPLETE when a run of the archive could not be used (cache_whole); true when there is
// no cache yet.
bool session_whole(struct session *session, struct err *err);
// Who owns findings, as the files say now.
const struct owners_state *session_owners(struct session *session);
void session_fini(struct session *session);

#endif
