#include "plugins/sdk/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// A chunk and what goes before it stay in the processor's cache on their way from core to core.
enum { RING = 4, CHUNK = 256 * 1024, KEPT = 64 * 1024 };

struct chunk {
	char *bytes; // KEPT, CHUNK and AHEAD_SLACK bytes
	size_t len;  // from KEPT on; 0 at the end
	int64_t stored;
	bool failed;
	struct err err;
};

struct ahead {
	struct source *source;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t filled_one, freed_one;
	// Chunks filled and freed since the start; the caller holds the last one it was given.
	size_t filled, freed, given;
	bool stopped;
	struct chunk ring[RING];
	char *joined; // takes the place of a chunk when more than KEPT bytes go before it
};

// ---- The thread ----

static void fill(struct ahead *a, struct chunk *chunk)
{
	chunk->failed =
		!source_read(a->source, chunk->bytes + KEPT, CHUNK, &chunk->len, &chunk->err);
	chunk->stored = source_stored(a->source);
}

static bool wait_for_room(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	while (a->filled - a->freed == RING && !a->stopped)
		pthread_cond_wait(&a->freed_one, &a->lock);
	bool go_on = !a->stopped;
	pthread_mutex_unlock(&a->lock);
	return go_on;
}

static void *run(void *context)
{
	struct ahead *a = context;
	bool more = true;
	while (more && wait_for_room(a)) {
		struct chunk *chunk = &a->ring[a->filled % RING];
		fill(a, chunk);
		more = !chunk->failed && chunk->len;
		pthread_mutex_lock(&a->lock);
		a->filled++;
		pthread_cond_signal(&a->filled_one);
		pthread_mutex_unlock(&a->lock);
	}
	return NULL;
}

// ---- The caller ----

static void free_all(struct ahead *a)
{
	for (size_t i = 0; i < RING; i++)
		free(a->ring[i].bytes);
	pthread_cond_destroy(&a->filled_one);
	pthread_cond_destroy(&a->freed_one);
	pthread_mutex_destroy(&a->lock);
	free(a->joined);
	free(a);
}

bool ahead_start(struct source *source, struct ahead **out, struct err *err)
{
	struct ahead *a = mem_alloc(sizeof *a);
	a->source = source;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->filled_one, NULL);
	pthread_cond_init(&a->freed_one, NULL);
	for (size_t i = 0; i < RING; i++)
		a->ring[i].bytes = mem_resize(NULL, KEPT + CHUNK + AHEAD_SLACK);
	int fault = pthread_create(&a->thread, NULL, run, a);
	if (fault) {
		free_all(a);
		return err_set(err, ERR_IO, "no thread can be started: %s", strerror(fault));
	}
	*out = a;
	return true;
}

// The bytes to keep go in front of the chunk, or both into memory of their own.
static char *join(struct ahead *a, struct slice keep, const struct chunk *chunk)
{
	char *at = chunk->bytes + KEPT - keep.len, *old = a->joined;
	a->joined = NULL;
	if (keep.len > KEPT) {
		at = a->joined = mem_resize(NULL, keep.len + chunk->len + AHEAD_SLACK);
		memcpy(at + keep.len, chunk->bytes + KEPT, chunk->len);
	}
	if (keep.len)
		memcpy(at, keep.at, keep.len);
	free(old);
	return at;
}

bool ahead_next(struct ahead *a, struct slice keep, struct ahead_bytes *out, struct err *err)
{
	pthread_mutex_lock(&a->lock);
	while (a->filled == a->given)
		pthread_cond_wait(&a->filled_one, &a->lock);
	pthread_mutex_unlock(&a->lock);
	const struct chunk *chunk = &a->ring[a->given % RING];
	if (chunk->failed) {
		*err = chunk->err;
		return false;
	}
	*out = (struct ahead_bytes){.at = join(a, keep, chunk),
				    .len = keep.len + chunk->len,
				    .stored = chunk->stored,
				    .ended = !chunk->len};
	pthread_mutex_lock(&a->lock);
	a->freed = a->given++;
	pthread_cond_signal(&a->freed_one);
	pthread_mutex_unlock(&a->lock);
	return true;
}

void ahead_stop(struct ahead *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->stopped = true;
	pthread_cond_signal(&a->freed_one);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	free_all(a);
}
