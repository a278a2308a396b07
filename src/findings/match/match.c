#include "findings/match/match.h"

#include "findings/identity.h"
#include "findings/match/match_near.h"

#include <stdlib.h>
#include <string.h>

const char *match_reason_name(enum match_reason reason)
{
	static const char *const NAMES[MATCH_REASONS] = {[MATCH_NONE] = "new",
							 [MATCH_CONTENT] = "word for word",
							 [MATCH_EXACT] = "same place",
							 [MATCH_NEAR] = "nearest line",
							 [MATCH_RENAMED] = "renamed file",
							 [MATCH_ALIAS] = "another id of the flaw"};
	return NAMES[reason];
}

static int compare64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

// ---- Groups of one key ----

// What is taken for the key.
enum key { KEY_PRINT, KEY_WORDS, KEY_ALONE };

// What else those of a group have in common.
enum within { WITHIN_KEY, WITHIN_FILE, WITHIN_PLACE };

struct grouping {
	enum key key;
	enum within within;
};

int match_compare_keys(struct key128 a, struct key128 b)
{
	int by = compare64(a.high, b.high);
	return by ? by : compare64(a.low >> 32, b.low >> 32);
}

static int compare_keys(const struct match_item *x, const struct match_item *y, enum key key)
{
	return key == KEY_PRINT	  ? compare64(x->print, y->print)
	       : key == KEY_WORDS ? key128_compare(x->key, y->key)
				  : match_compare_keys(x->key, y->key);
}

// Without the package's version in its path; 0: none.
static uint64_t place_of(const struct match_item *item)
{
	return item->single == SINGLE_PLACE ? item->print : 0;
}

static int compare_groups(const struct match_item *x, const struct match_item *y,
			  struct grouping by)
{
	int order = compare_keys(x, y, by.key);
	if (order || by.within == WITHIN_KEY)
		return order;
	return by.within == WITHIN_FILE ? compare64(x->file, y->file)
					: compare64(place_of(x), place_of(y));
}

static int compare_places(const struct match_item *x, const struct match_item *y)
{
	int by = compare64(x->file, y->file);
	by = by ? by : (x->line > y->line) - (x->line < y->line);
	return by ? by : compare64(x->tie, y->tie);
}

// By group, file, line, content; of items that are alike in all the one that lies first.
static int by_group(const void *a, const void *b, void *context)
{
	const struct match_item *const *x = a, *const *y = b;
	int by = compare_groups(*x, *y, *(const struct grouping *)context);
	by = by ? by : compare_places(*x, *y);
	return by ? by : (*x > *y) - (*x < *y);
}

void match_pair(struct match_pairs *pairs, struct match_pair pair, enum match_reason reason)
{
	pair.old->paired = pair.new->paired = true;
	pair.old->reason = pair.new->reason = (uint8_t)reason;
	*vec_push(&pairs->of) = pair;
}

// Drops what has been paired; the order stays.
static void keep_free(struct match_side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->count; i++)
		if (!side->items[i]->paired)
			side->items[count++] = side->items[i];
	side->count = count;
}

// How many items from the first on are of the first one's group.
static size_t group_len(struct match_side side, struct grouping by)
{
	size_t len = 1;
	while (len < side.count && !compare_groups(side.items[0], side.items[len], by))
		len++;
	return len;
}

// ---- Joins: both sides sorted alike ----

struct joining {
	struct grouping by;
	void (*group)(struct match_side old, struct match_side new, struct match_pairs *pairs);
};

static struct match_side from(struct match_side side, size_t at)
{
	return (struct match_side){side.items + at, side.count - at};
}

static void join(struct match_side old, struct match_side new, struct joining how,
		 struct match_pairs *pairs)
{
	while (old.count && new.count) {
		int by = compare_groups(old.items[0], new.items[0], how.by);
		size_t olds = by <= 0 ? group_len(old, how.by) : 0;
		size_t news = by >= 0 ? group_len(new, how.by) : 0;
		if (!by)
			how.group((struct match_side){old.items, olds},
				  (struct match_side){new.items, news}, pairs);
		old = from(old, olds);
		new = from(new, news);
	}
}

// Of one key and file: those at the same line, in order.
static void pair_exact(struct match_side old, struct match_side new, struct match_pairs *pairs)
{
	size_t o = 0, n = 0;
	while (o < old.count && n < new.count) {
		int32_t x = old.items[o]->line, y = new.items[n]->line;
		if (x == y)
			match_pair(pairs, (struct match_pair){old.items[o], new.items[n]},
				   MATCH_EXACT);
		o += x <= y;
		n += y <= x;
	}
}

// Among those at one line the ones of the same content belong together; there are few.
static void pair_content(struct match_side old, struct match_side new, struct match_pairs *pairs)
{
	size_t o = 0, n = 0;
	while (o < old.count && n < new.count) {
		int by = compare_places(old.items[o], new.items[n]);
		if (!by)
			match_pair(pairs, (struct match_pair){old.items[o], new.items[n]},
				   MATCH_EXACT);
		o += by <= 0;
		n += by >= 0;
	}
}

// Of one package at one place: of several versions beside each other nobody can say which is which,
// but none is lost.
static void pair_upgraded(struct match_side old, struct match_side new, struct match_pairs *pairs)
{
	for (size_t i = 0; place_of(old.items[0]) && i < old.count && i < new.count; i++)
		match_pair(pairs, (struct match_pair){old.items[i], new.items[i]}, MATCH_RENAMED);
}

// Of one key, in any files.
static void pair_renamed(struct match_side old, struct match_side new, struct match_pairs *pairs)
{
	if (old.count == 1 && new.count == 1 && old.items[0]->file &&new.items[0]->file)
		match_pair(pairs, (struct match_pair){old.items[0], new.items[0]}, MATCH_RENAMED);
}

// The items that are free, in an array of their own (the caller frees it), in order.
static struct match_side sorted(struct match_side side, enum key key)
{
	struct match_side copy = {mem_alloc((side.count + 1) * sizeof *copy.items), 0};
	for (size_t i = 0; i < side.count; i++)
		if (!side.items[i]->paired)
			copy.items[copy.count++] = side.items[i];
	struct grouping by = {key, WITHIN_FILE};
	qsort_r(copy.items, copy.count, sizeof *copy.items, by_group, &by);
	return copy;
}

// Those of one place side by side; nearly always there is none, and the order stays.
static void sort_places(struct match_side side, struct grouping by)
{
	size_t places = 0;
	for (size_t i = 0; i < side.count; i++)
		places += place_of(side.items[i]) != 0;
	if (places)
		qsort_r(side.items, side.count, sizeof *side.items, by_group, &by);
}

// All passes over two sides of one kind of key.
static void match_by(struct match_side olds, struct match_side news, enum key key,
		     enum match_reach reach, struct match_pairs *pairs)
{
	static const size_t COUNTS[] = {[MATCH_PLACE] = 2, [MATCH_FILE] = 4, [MATCH_FILES] = 5};
	const struct joining passes[] = {{{key, WITHIN_FILE}, pair_content},
					 {{key, WITHIN_FILE}, pair_exact},
					 {{key, WITHIN_FILE}, match_near},
					 {{key, WITHIN_PLACE}, pair_upgraded},
					 {{key, WITHIN_KEY}, pair_renamed}};
	struct match_side old = sorted(olds, key), new = sorted(news, key);
	for (size_t i = 0; i < COUNTS[reach]; i++) {
		if (passes[i].by.within == WITHIN_PLACE) {
			sort_places(old, passes[i].by);
			sort_places(new, passes[i].by);
		}
		join(old, new, passes[i], pairs);
		keep_free(&old);
		keep_free(&new);
	}
	free(old.items);
	free(new.items);
}

// ---- Those with a fingerprint, and those without ----

static bool is_printed(const struct match_item *item)
{
	return item->print && !item->repeats && item->single != SINGLE_PLACE;
}

// Those with a fingerprint of use first; how many they are.
static size_t part(struct match_side side)
{
	size_t first = 0;
	for (size_t i = 0; i < side.count; i++) {
		struct match_item *item = side.items[i];
		if (!is_printed(item))
			continue;
		side.items[i] = side.items[first];
		side.items[first++] = item;
	}
	return first;
}

static void mark_print(struct match_side side)
{
	for (size_t i = 0; i < side.count; i++)
		side.items[i]->by_print = side.items[i]->paired;
}

static enum match_reach at_most(enum match_reach reach, enum match_reach most)
{
	return reach < most ? reach : most;
}

static bool has_words(struct match_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if ((uint32_t)side.items[i]->key.low)
			return true;
	return false;
}

// Words choose within a file alone: across files what is ambiguous without them stays so.
static void match_keys(struct match_side old, struct match_side new, enum match_reach reach,
		       struct match_pairs *pairs)
{
	if (has_words(old) && has_words(new))
		match_by(old, new, KEY_WORDS, at_most(reach, MATCH_FILE), pairs);
	match_by(old, new, KEY_ALONE, reach, pairs);
}

void match_sides(struct match_side old, struct match_side new, enum match_reach reach,
		 struct match_pairs *pairs)
{
	size_t o = part(old), n = part(new);
	struct match_side old_printed = {old.items, o}, new_printed = {new.items, n};
	struct match_side old_plain = from(old, o), new_plain = from(new, n);
	match_by(old_printed, new_printed, KEY_PRINT, reach < MATCH_FILE ? MATCH_FILE : reach,
		 pairs);
	mark_print(old_printed);
	mark_print(new_printed);
	match_keys(old_plain, new_plain, reach, pairs);
	match_keys(old_plain, new_printed, at_most(reach, MATCH_FILE), pairs);
	match_keys(old_printed, new_plain, at_most(reach, MATCH_FILE), pairs);
}
