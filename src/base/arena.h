// Memory that is freed all at once: one arena per snapshot, replaced whole.
//
// Must not: free a single object, or be shared between threads.
#ifndef GAVEL_BASE_ARENA_H
#define GAVEL_BASE_ARENA_H

#include "base/str.h"

#include <stdalign.h>

// The arena's own. What is free of it stands behind `used`.
struct arena_block {
	struct arena_block *older;
	size_t used, room;
	alignas(max_align_t) char bytes[];
};

// Zero-initialised is empty and valid.
struct arena {
	struct arena_block *block; // the newest
	size_t bytes;		   // held in total
};

void arena_fini(struct arena *arena); // frees everything; the arena is empty again
// The same, but a block stays for what comes next: for who fills and empties it again and again.
void arena_clear(struct arena *arena);
void arena_grow(struct arena *arena, size_t size); // for arena_take

// Not zeroed, aligned for any type: for who fills all of it.
static inline void *arena_take(struct arena *arena, size_t size)
{
	size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (!arena->block || arena->block->room - arena->block->used < size)
		arena_grow(arena, size);
	void *place = arena->block->bytes + arena->block->used;
	arena->block->used += size;
	return place;
}

void *arena_alloc(struct arena *arena, size_t size);	    // zeroed, aligned for any type
char *arena_text(struct arena *arena, const char *text);    // a copy; NULL stays NULL
char *arena_slice(struct arena *arena, struct slice bytes); // a NUL-terminated copy
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
