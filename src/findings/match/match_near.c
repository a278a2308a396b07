#include "findings/match/match_near.h"

#include <stdlib.h>

// The two sides merged in order of lines into a list. The nearest pair of all is always one of
// neighbours there, so a heap of neighbours is enough; once a pair is taken out, what stood around
// it are neighbours.
struct entry {
	struct match_item *item;
	bool is_new;
	size_t before, after; // NONE at the ends
};

struct neighbours {
	size_t left, right;
	uint64_t distance;
};

struct near {
	struct entry *entries;
	struct neighbours *heap;
	size_t count, heap_len;
	struct match_pairs *pairs;
};

#define NONE SIZE_MAX

// ---- The heap: least distance on top, of equal ones the one further up in the file ----

static bool is_less(const struct neighbours *a, const struct neighbours *b)
{
	return a->distance != b->distance ? a->distance < b->distance : a->left < b->left;
}

static void swap(struct neighbours *a, struct neighbours *b)
{
	struct neighbours x = *a;
	*a = *b;
	*b = x;
}

static void push(struct near *near, struct neighbours pair)
{
	size_t at = near->heap_len++;
	near->heap[at] = pair;
	for (; at && is_less(&near->heap[at], &near->heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap(&near->heap[at], &near->heap[(at - 1) / 2]);
}

static struct neighbours pop(struct near *near)
{
	struct neighbours top = near->heap[0];
	struct neighbours *heap = near->heap;
	size_t at = 0, child;
	heap[0] = heap[--near->heap_len];
	while ((child = 2 * at + 1) < near->heap_len) {
		child += child + 1 < near->heap_len && is_less(&heap[child + 1], &heap[child]);
		if (!is_less(&heap[child], &heap[at]))
			break;
		swap(&heap[child], &heap[at]);
		at = child;
	}
	return top;
}

// ---- The list ----

static bool comes_first(const struct match_item *a, const struct match_item *b)
{
	return a->line != b->line ? a->line < b->line : a->tie < b->tie;
}

static void merge(struct near *near, struct match_side old, struct match_side new)
{
	size_t o = 0, n = 0;
	near->count = old.count + new.count;
	for (size_t i = 0; i < near->count; i++) {
		bool is_new =
			o == old.count || (n < new.count &&comes_first(new.items[n], old.items[o]));
		near->entries[i] =
			(struct entry){is_new ? new.items[n++] : old.items[o++], is_new,
				       i ? i - 1 : NONE, i + 1 < near->count ? i + 1 : NONE};
	}
}

static void consider(struct near *near, size_t left, size_t right)
{
	if (left == NONE || right == NONE)
		return;
	const struct entry *a = &near->entries[left], *b = &near->entries[right];
	if (a->is_new != b->is_new)
		push(near, (struct neighbours){left, right,
					       (uint64_t)((int64_t)b->item->line - a->item->line)});
}

static void take_out(struct near *near, size_t at)
{
	struct entry *entry = &near->entries[at];
	if (entry->before != NONE)
		near->entries[entry->before].after = entry->after;
	if (entry->after != NONE)
		near->entries[entry->after].before = entry->before;
}

static void take(struct near *near, const struct neighbours *pair)
{
	struct entry *a = &near->entries[pair->left], *b = &near->entries[pair->right];
	if (a->item->paired || b->item->paired)
		return;
	struct match_pair found = {a->item, b->item};
	if (a->is_new)
		found = (struct match_pair){b->item, a->item};
	match_pair(near->pairs, found, MATCH_NEAR);
	take_out(near, pair->left);
	take_out(near, pair->right);
	consider(near, a->before, b->after);
}

void match_near(struct match_side old, struct match_side new, struct match_pairs *pairs)
{
	// Every neighbourhood of the beginning, and at most one more for each pair.
	size_t room = 2 * (old.count + new.count);
	struct near near = {.pairs = pairs,
			    .entries = mem_alloc(room / 2 * sizeof *near.entries),
			    .heap = mem_alloc(room * sizeof *near.heap)};
	merge(&near, old, new);
	for (size_t i = 1; i < near.count; i++)
		consider(&near, i - 1, i);
	while (near.heap_len) {
		struct neighbours pair = pop(&near);
		take(&near, &pair);
	}
	free(near.entries);
	free(near.heap);
}
