#include "view/session.h"

bool session_cache(struct session *session, struct cache **out, struct err *err)
{
	struct archive *archive = NULL;
	if (!session->cache && !session->as_of &&
	    !cache_open(session->config.cache, CACHE_READ, &session->cache, err))
		return false;
	if (!session->cache) {
		bool done = archive_open(session->config.archive, false, &archive, err) &&
			    cache_open_as_of(archive, session->as_of, &session->cache, err);
		archive_close(archive);
		if (!done)
			return false;
	}
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
