// A tree of a foreign document as one line of text.
#ifndef GAVEL_TESTS_UNIT_SDK_NODE_H
#define GAVEL_TESTS_UNIT_SDK_NODE_H

#include "plugins/sdk/doc/node.h"

// A node as text: a number or word as it stands, texts in '' with '~' when cut.
static inline void node_show(const struct node *node, struct str *out)
{
	bool map = node->kind == NODE_MAP;
	if (node->kind == NODE_TEXT) {
		str_addf(out, "'%.*s'%s", (int)node->text.len, node->text.at, node->cut ? "~" : "");
		return;
	}
	if (node->kind != NODE_LIST && !map) {
		str_add_slice(out, node->kind == NODE_NULL ? SLICE("null") : node->text);
		return;
	}
	str_add_char(out, map ? '{' : '[');
	for (NODE_EACH(item, node)) {
		if (item != node->first)
			str_add_char(out, ',');
		if (map)
			str_addf(out, "%.*s:", (int)item->key.len, item->key.at);
		node_show(item, out);
	}
	str_add_char(out, map ? '}' : ']');
}

#endif
