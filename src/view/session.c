#include "view/session.h"

int64_t session_moment(const struct session *session)
{
	return session->as_of && !session->before ? session->as_of : session->now;
}

static bool open_past(struct session *session, struct cache *known, struct err *err)
{
	struct archive *archive = NULL;
	struct fold_options options = {
		.as_of = session->as_of, .before = session->before, .known = known};
	bool done = archive_open(session->config.archive, false, &archive, err) &&
		    cache_open_past(archive, &options, &session->cache, err);
	archive_close(archive);
	return done;
}

// The cache as it is now where nothing in it is later, else one that is made without that.
static bool open_before(struct session *session, struct err *err)
{
	struct cache *now = NULL;
	bool later, done = cache_open(session->config.cache, CACHE_READ, &now, err);
	if (!done && session->as_of) // of which the archive alone tells
		return open_past(session, NULL, err);
	done = done && cache_has_later(now, session->before, &later, err);
	if (done && !later && !session->as_of) {
		session->cache = now;
		return true;
	}
	done = done && open_past(session, now, err);
	cache_close(now);
	return done;
}

static bool open_cache(struct session *session, struct err *err)
{
	if (session->before)
		return open_before(session, err);
	if (session->as_of)
		return open_past(session, NULL, err);
	return cache_open(session->config.cache, CACHE_READ, &session->cache, err);
}

bool session_cache(struct session *session, struct cache **out, struct err *err)
{
	if (!session->cache && !open_cache(session, err))
		return false;
	*out = session->cache;
	return true;
}

bool session_whole(struct session *session, struct err *err)
{
	struct cache *cache;
	if (session_cache(session, &cache, err))
		return cache_whole(cache, 0, err);
	return err->code == ERR_NOT_FOUND;
}

const struct owners_state *session_owners(struct session *session)
{
	if (!session->owners)
		session->owners = owners_files_new(&session->config);
	return owners_files_read(session->owners);
}

void session_fini(struct session *session)
{
	cache_close(session->cache);
	session->cache = NULL;
	owners_files_free(session->owners);
	session->owners = NULL;
	config_fini(&session->config);
}
