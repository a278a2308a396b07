// A foreign JSON document of any size, read once and forwards: walked into where it is large, read
// whole where it is small. Memory does not grow with the document.
//
//	doc_open -> doc_enter … doc_next -> doc_read | doc_skip | doc_enter … -> doc_end
//
// and doc_close at last.
//
// A UTF-8 byte order mark is skipped, UTF-16 with one is converted. Ill-formed UTF-8 and lone
// surrogates become U+FFFD, NUL too. RFC 8259 else: what it does not allow is ERR_INVALID with
// "name:line:column: what". Of duplicate names the last one holds within a node; a walk meets both.
// Must not: know any tool's format.
#ifndef GAVEL_PLUGINS_SDK_DOC_DOC_H
#define GAVEL_PLUGINS_SDK_DOC_DOC_H

#include "base/arena.h"
#include "base/err.h"
#include "plugins/sdk/doc/node.h"
#include "plugins/sdk/source.h"

struct doc;

enum {
	DOC_DEPTH = 512,		 // of nesting, in all
	DOC_TEXT_MAX = 64 * 1024,	 // of one text kept; longer ones are cut, see node.cut
	DOC_VALUE_MAX = 8 * 1024 * 1024, // of texts kept of one value: ERR_INVALID when it has more
	DOC_NODES_MAX = 512 * 1024,	 // in one value, likewise
};

// The source is read, not owned. `shown` names it in errors; it must outlive the reader. Of no
// reader (NULL) every question is ERR_INVALID: the file is none of JSON; all else does nothing.
struct doc *doc_open(struct source *source, const char *shown);
// The same of bytes in memory, which must stay.
struct doc *doc_open_bytes(struct slice bytes, const char *shown);
void doc_close(struct doc *doc); // NULL is fine

// The kind of the value at the cursor.
bool doc_kind(struct doc *doc, enum node_kind *out, struct err *err);
// Into the list or map at the cursor. ERR_INVALID when it is another kind.
bool doc_enter(struct doc *doc, struct err *err);
// On to the next item or member of the innermost list or map that was entered; what is left of the
// one before is skipped. *more is false behind the last, and the walk is outside again. `key`
// (NULL: not wanted) is a member's name, "" in a list; good until the next call.
bool doc_next(struct doc *doc, struct slice *key, bool *more, struct err *err);
// Out of the innermost list or map; what is left of it is skipped.
bool doc_leave(struct doc *doc, struct err *err);
// The whole value at the cursor. Nodes live until doc_forget.
bool doc_read(struct doc *doc, const struct node **out, struct err *err);
bool doc_skip(struct doc *doc, struct err *err);
// The same many times faster, for a first walk over what a second will read: what is wrong inside
// of a list or map is not seen, unless its end is not found.
bool doc_pass(struct doc *doc, struct err *err);
// The value read last, until doc_forget; NULL when there is none.
const struct node *doc_last(const struct doc *doc);
// Frees the nodes read so far.
void doc_forget(struct doc *doc);
// Behind a whole value at the top: whether another one follows, as in JSON lines. The cursor is at
// it.
bool doc_follows(struct doc *doc, bool *more, struct err *err);
// Nothing but blanks follows.
bool doc_end(struct doc *doc, struct err *err);

// Where the cursor is: the line, from 1, and bytes from the beginning as they are read.
int64_t doc_line(const struct doc *doc);
int64_t doc_offset(const struct doc *doc);
// Text kept per value may differ: messages are short, a snippet is long.
void doc_set_text_max(struct doc *doc, size_t bytes);

// Whether reading failed by what stands there: no JSON, where what is only cut short would be some.
bool doc_is_misread(const struct doc *doc);
// A tree of the beginning of a document, as far as it goes: what is open at the end counts as
// closed. NULL when it does not begin as JSON. For detection. Memory is the arena's.
const struct node *doc_peek(struct slice head, struct arena *arena);

#endif
