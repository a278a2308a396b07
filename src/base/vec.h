// A growing array of one element type, as a field of its owner:
//
//	struct { struct input *at; size_t len, room; } inputs;
//	*vec_push(&list->inputs) = (struct input){...};
//	for (size_t i = 0; i < list->inputs.len; i++) use(&list->inputs.at[i]);
//	vec_fini(&list->inputs);
//
// Elements move when the array grows: hold indexes, not pointers.
#ifndef GAVEL_BASE_VEC_H
#define GAVEL_BASE_VEC_H

#include <stddef.h>

// Grows an array to hold at least one element more; *room is updated. Returns the new place.
void *vec_grow(void *at, size_t *room, size_t element_size);

#define vec(type)                                                                                  \
	struct {                                                                                   \
		type *at;                                                                          \
		size_t len, room;                                                                  \
	}

// Points at a new, uninitialised last element.
#define vec_push(v)                                                                                \
	((v)->len == (v)->room ? (void)((v)->at = vec_grow((v)->at, &(v)->room, sizeof *(v)->at))  \
			       : (void)0,                                                          \
	 &(v)->at[(v)->len++])

#define vec_fini(v) (free((v)->at), (v)->at = NULL, (v)->len = (v)->room = 0)

#endif
