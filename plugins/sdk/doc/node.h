// A value of a foreign document as a tree: what doc_read hands out, and how its parts are asked
// for.
//
// Everything asked for may be absent: a getter of nothing answers nothing. Memory is the reader's.
#ifndef GAVEL_PLUGINS_SDK_DOC_NODE_H
#define GAVEL_PLUGINS_SDK_DOC_NODE_H

#include "base/str.h"

#include <stdint.h>

enum node_kind { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
	enum node_kind kind;
	bool cut;	   // a text longer than the reader's limit: its beginning
	struct slice key;  // of a map's member; unescaped
	struct slice text; // NODE_TEXT unescaped, well-formed UTF-8 without NUL; NODE_NUMBER as it
			   // is spelled; NODE_BOOL "true" or "false"
	const struct node *first, *next; // children of a list or map; the next child of its parent
	size_t count;			 // of children
};

// What is asked of every value stands here, so that a path's length is known when it is compiled.

// One member by its name, which may hold dots.
const struct node *node_named(const struct node *node, struct slice name);
static inline const struct node *node_member(const struct node *node, const char *name)
{
	return node_named(node, slice_of(name));
}

// For node_at: along a path of one step, and of several.
const struct node *node_step(const struct node *node, struct slice step);
const struct node *node_walk(const struct node *node, struct slice path);
// The part of a node at a path of names and list indexes: "location.region.startLine",
// "locations.0.uri". NULL when any step is absent; of duplicate names the last one holds.
static inline const struct node *node_at(const struct node *node, const char *path)
{
	struct slice steps = slice_of(path);
	if (!steps.len || !node)
		return node;
	return memchr(path, '.', steps.len) ? node_walk(node, steps) : node_step(node, steps);
}

extern const struct node node_none; // what has nothing
// Text as it is, numbers and booleans as they are spelled; empty for all else and when absent.
static inline struct slice node_text(const struct node *node, const char *path)
{
	node = node_at(node, path);
	return (node ? node : &node_none)->text;
}

int64_t node_whole(struct slice text, int64_t otherwise); // for node_int
// A whole number, also one in a text ("12"); `otherwise` when absent, not whole or out of range.
static inline int64_t node_int(const struct node *node, const char *path, int64_t otherwise)
{
	return node_whole(node_text(node, path), otherwise);
}

bool node_bool(const struct node *node, const char *path, bool otherwise);
// Present and not null.
bool node_has(const struct node *node, const char *path);

// for (NODE_EACH(item, list))
#define NODE_EACH(item, list)                                                                      \
	const struct node *item = (list) ? (list)->first : NULL;                                   \
	item;                                                                                      \
	item = item->next

#endif
