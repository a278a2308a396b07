#include "plugins/sdk/hasher.h"

#include <pthread.h>
#include <stdlib.h>

enum { CHUNKS = 2 };

struct hasher {
	struct digest *digest; // the thread's while there is one
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t given, hashed; // chunks since the start
	bool threaded, stopped, resting;
	size_t len[CHUNKS];
	unsigned char *chunks[CHUNKS];
};

struct hasher *hasher_new(void)
{
	struct hasher *h = mem_alloc(sizeof *h);
	h->digest = digest_new();
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->changed, NULL);
	for (size_t i = 0; i < CHUNKS; i++)
		h->chunks[i] = mem_resize(NULL, HASHER_CHUNK);
	return h;
}

static void hash_next(struct hasher *h)
{
	size_t at = h->hashed % CHUNKS;
	digest_add(h->digest, h->chunks[at], h->len[at]);
}

// ---- The thread ----

static bool wait_for_chunk(struct hasher *h)
{
	pthread_mutex_lock(&h->lock);
	while (h->given == h->hashed && !h->stopped)
		pthread_cond_wait(&h->changed, &h->lock);
	bool more = h->given > h->hashed;
	pthread_mutex_unlock(&h->lock);
	return more;
}

static void *run(void *context)
{
	struct hasher *h = context;
	while (wait_for_chunk(h)) {
		hash_next(h);
		pthread_mutex_lock(&h->lock);
		h->hashed++;
		pthread_cond_signal(&h->changed);
		pthread_mutex_unlock(&h->lock);
	}
	return NULL;
}

// ---- The caller ----

static void wait_until_hashed(struct hasher *h, size_t left)
{
	pthread_mutex_lock(&h->lock);
	while (h->given - h->hashed > left)
		pthread_cond_wait(&h->changed, &h->lock);
	pthread_mutex_unlock(&h->lock);
}

static void stop(struct hasher *h)
{
	if (!h->threaded)
		return;
	pthread_mutex_lock(&h->lock);
	h->stopped = true;
	pthread_cond_signal(&h->changed);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	h->threaded = false;
}

unsigned char *hasher_room(struct hasher *h)
{
	wait_until_hashed(h, CHUNKS - 1);
	return h->chunks[h->given % CHUNKS];
}

void hasher_rest(struct hasher *h)
{
	h->resting = true;
}

void hasher_add(struct hasher *h, size_t len)
{
	if (h->resting) {
		h->hashed = ++h->given;
		return;
	}
	// Without a thread it is done here.
	if (!h->threaded && h->given == CHUNKS)
		h->threaded = pthread_create(&h->thread, NULL, run, h) == 0;
	pthread_mutex_lock(&h->lock);
	h->len[h->given++ % CHUNKS] = len;
	pthread_cond_signal(&h->changed);
	pthread_mutex_unlock(&h->lock);
	if (!h->threaded) {
		hash_next(h);
		h->hashed++;
	}
}

void hasher_hex(struct hasher *h, char out[DIGEST_HEX])
{
	stop(h);
	digest_hex(h->digest, out);
}

void hasher_free(struct hasher *h)
{
	if (!h)
		return;
	stop(h);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->changed);
	for (size_t i = 0; i < CHUNKS; i++)
		free(h->chunks[i]);
	digest_free(h->digest);
	free(h);
}
