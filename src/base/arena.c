#include "base/arena.h"

#include "base/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 16 * 1024 };

void arena_fini(struct arena *arena)
{
	while (arena->block) {
		struct arena_block *older = arena->block->older;
		free(arena->block);
		arena->block = older;
	}
	arena->bytes = 0;
}

void arena_clear(struct arena *arena)
{
	struct arena_block *kept = arena->block;
	if (!kept || kept->room > BLOCK) {
		arena_fini(arena);
		return;
	}
	arena->block = kept->older;
	arena_fini(arena);
	kept->older = NULL;
	kept->used = 0;
	arena->block = kept;
	arena->bytes = sizeof *kept + kept->room;
}

void arena_grow(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK ? size : BLOCK;
	struct arena_block *block = mem_resize(NULL, sizeof *block + room);
	*block = (struct arena_block){.older = arena->block, .room = room};
	arena->block = block;
	arena->bytes += sizeof *block + room;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_take(arena, size), 0, size);
}

char *arena_text(struct arena *arena, const char *text)
{
	return text ? arena_slice(arena, slice_of(text)) : NULL;
}

char *arena_slice(struct arena *arena, struct slice bytes)
{
	char *copy = arena_take(arena, bytes.len + 1);
	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	copy[bytes.len] = 0;
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

void *vec_grow(void *at, size_t *room, size_t element_size)
{
	*room = *room ? *room * 2 : 8;
	return mem_resize(at, *room * element_size);
}
