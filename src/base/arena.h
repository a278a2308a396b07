// Memory that is freed all at once: one arena per snapshot, replaced whole.
//
// Must not: free a single object, or be shared between threads.
#ifndef GAVEL_BASE_ARENA_H
#define GAVEL_BASE_ARENA_H

#include "base/str.h"

struct arena_block;

// Zero-initialised is empty and valid.
struct arena {
	struct arena_block *block; // the newest
	size_t bytes;		   // held in total
};

void arena_fini(struct arena *arena); // frees everything; the arena is empty again
// The same, but a block stays for what comes next: for who fills and empties it again and again.
void arena_clear(struct arena *arena);
void *arena_alloc(struct arena *arena, size_t size);	    // zeroed, aligned for any type
char *arena_text(struct arena *arena, const char *text);    // a copy; NULL stays NULL
char *arena_slice(struct arena *arena, struct slice bytes); // a NUL-terminated copy
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
