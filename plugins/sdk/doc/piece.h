// Memory in pieces of a bounded size, for a parser that holds what is not whole yet: a tag, a
// comment, the table of all names. That may grow as large as a value of JSON, doubled in buffers.
//
// Private to the XML reader. NULL says that the piece would be too large; no memory aborts as ever.
#ifndef GAVEL_PLUGINS_SDK_DOC_PIECE_H
#define GAVEL_PLUGINS_SDK_DOC_PIECE_H

#include "plugins/sdk/doc/doc.h"

enum { PIECE_MOST = 2 * DOC_VALUE_MAX };

static inline void *piece_take(size_t size)
{
	return size > PIECE_MOST ? NULL : mem_alloc(size);
}

static inline void *piece_grow(void *piece, size_t size)
{
	return size > PIECE_MOST ? NULL : mem_resize(piece, size);
}

#endif
