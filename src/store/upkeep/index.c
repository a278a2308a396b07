#include "store/upkeep/index.h"

#include "base/file.h"
#include "store/source_state.h"

#include <time.h>
#include <unistd.h>

enum { PIECE_MS = 60, NANO = 1000000 };

// No source has this name.
static const char LOCK[] = "+index";

// Opened for each piece: `cache rebuild` may have put another file in place since.
static bool build_piece(const char *path, const char *archive, struct finder_state *out,
			struct err *err)
{
	struct cache *cache = NULL;
	int lock;
	if (!file_exists(path)) // nothing is made where all was taken away
		return err_set(err, ERR_NOT_FOUND, "%s: no cache here", path);
	if (!state_lock(archive, "", true, &lock, err))
		return false;
	bool done = cache_open(path, CACHE_WRITE, &cache, err) &&
		    finder_build(cache, PIECE_MS, out, err);
	cache_close(cache);
	close(lock);
	return done;
}

static bool goes_on(const struct index_options *options, const struct finder_state *state,
		    struct err *err)
{
	const struct cache_progress *p = &options->progress;
	struct timespec nap = {0, options->nap_ms * NANO};
	if (p->keep_going && !p->keep_going(p->context, "text index", state->indexed, state->total))
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (options->nap_ms)
		nanosleep(&nap, NULL);
	return true;
}

bool cache_index(const char *path, const char *archive, const struct index_options *options,
		 struct finder_state *out, struct err *err)
{
	struct err busy = {0};
	int lock;
	*out = (struct finder_state){0};
	if (!file_exists(path))
		return err_set(err, ERR_NOT_FOUND, "%s: no cache here", path);
	if (!state_lock(archive, LOCK, options->waits, &lock, &busy))
		return busy.code == ERR_BUSY || err_set(err, busy.code, "%s", busy.text);
	bool done;
	do
		done = build_piece(path, archive, out, err);
	while (done && out->indexed < out->total && (done = goes_on(options, out, err)));
	close(lock);
	return done;
}

bool cache_is_indexed_now(const char *archive)
{
	return state_locked(archive, LOCK);
}
