#include "plugins/sdk/doc/node.h"

#include <string.h>

const struct node node_none;

const struct node *node_named(const struct node *node, struct slice name)
{
	const struct node *found = NULL;
	if (!node || node->kind != NODE_MAP)
		return NULL;
	for (NODE_EACH(item, node))
		if (slice_equal(item->key, name))
			found = item;
	return found;
}

static bool read_int(struct slice text, int64_t *out)
{
	size_t at = text.len && text.at[0] == '-';
	bool negative = at;
	int64_t number = 0;
	if (at == text.len)
		return false;
	for (; at < text.len; at++) {
		int digit = text.at[at] - '0';
		if (digit < 0 || digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_sub_overflow(number, digit, &number))
			return false;
	}
	*out = number;
	return negative || !__builtin_sub_overflow(0, number, out);
}

static const struct node *item_at(const struct node *node, struct slice step)
{
	int64_t index;
	if (!node || node->kind != NODE_LIST || !read_int(step, &index) || index < 0)
		return NULL;
	const struct node *item = node->first;
	while (item && index--)
		item = item->next;
	return item;
}

const struct node *node_step(const struct node *node, struct slice step)
{
	return node->kind == NODE_LIST ? item_at(node, step) : node_named(node, step);
}

const struct node *node_walk(const struct node *node, struct slice path)
{
	while (node && path.len)
		node = node_step(node, slice_cut(&path, '.'));
	return node;
}

int64_t node_whole(struct slice text, int64_t otherwise)
{
	int64_t number;
	return read_int(text, &number) ? number : otherwise;
}

bool node_bool(const struct node *node, const char *path, bool otherwise)
{
	node = node_at(node, path);
	if (!node || node->kind != NODE_BOOL)
		return otherwise;
	return slice_is(node->text, "true");
}

bool node_has(const struct node *node, const char *path)
{
	node = node_at(node, path);
	return node && node->kind != NODE_NULL;
}
