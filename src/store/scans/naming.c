#include "store/scans/scan_fold.h"

#include <stdlib.h>
#include <string.h>

// Public ids of new findings: a hash of the chain, the identity at the first sighting, and which of
// those with this identity it is. Those of one identity are numbered from 0 in order of lines and
// keep their numbers, so the taken ones are always the first.

// A trace with the id it has or would have as the first of its identity, which mostly tells it
// apart, so that sorting seldom looks at traces.
struct sorted {
	uint64_t id;
	struct trace *trace;
};

static bool is_same(const struct match_item *x, const struct match_item *y)
{
	return !match_compare_keys(x->key, y->key) && x->file == y->file;
}

static int by_id(const void *a, const void *b)
{
	const struct sorted *left = a, *right = b;
	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	const struct match_item *x = &left->trace->item, *y = &right->trace->item;
	int by = match_compare_keys(x->key, y->key);
	by = by ? by : (x->file > y->file) - (x->file < y->file);
	by = by ? by : (x->line > y->line) - (x->line < y->line);
	return by ? by : (x->tie > y->tie) - (x->tie < y->tie);
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

struct naming {
	struct scan_fold *scan;
	int64_t *taken; // sorted
	size_t taken_count;
};

static int64_t name_of(const struct naming *naming, const struct match_item *item, uint64_t which)
{
	const uint64_t parts[] = {item->key.high, item->key.low >> 32, item->file, which};
	struct str *text = &naming->scan->scratch;
	str_clear(text);
	str_add_text(text, naming->scan->chain_key);
	str_add_char(text, 0);
	str_add(text, (const char *)parts, sizeof parts);
	return (int64_t)(key64_of(str_slice(text)) & INT64_MAX);
}

static bool is_taken(const struct naming *naming, int64_t id)
{
	return naming->taken_count &&
	       bsearch(&id, naming->taken, naming->taken_count, sizeof id, by_number);
}

// The first number that no finding has; `first`: the id under 0.
static uint64_t first_free(const struct naming *naming, const struct match_item *item,
			   uint64_t first)
{
	uint64_t low = 0, high = 1;
	if (!is_taken(naming, (int64_t)first))
		return 0;
	for (; is_taken(naming, name_of(naming, item, high)); high *= 2)
		low = high;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;
		if (is_taken(naming, name_of(naming, item, middle)))
			low = middle;
		else
			high = middle;
	}
	return high;
}

static void collect_taken(struct naming *naming)
{
	struct scan_fold *scan = naming->scan;
	naming->taken = mem_alloc((scan->traces.len + 1) * sizeof *naming->taken);
	for (size_t i = 0; i < scan->traces.len; i++)
		if (scan->traces.at[i].id)
			naming->taken[naming->taken_count++] = scan->traces.at[i].id;
	qsort(naming->taken, naming->taken_count, sizeof *naming->taken, by_number);
}

// Of those in order of their first ids; whether one has another id now.
static bool name_others(const struct naming *naming, struct sorted *of, size_t count)
{
	struct sorted before = {0};
	uint64_t which = 0;
	bool any = false;
	for (size_t i = 0; i < count; i++) {
		const struct sorted at = of[i];
		bool another = before.trace && before.id == at.id &&
			       is_same(&before.trace->item, &at.trace->item);
		which = another ? which + 1 : first_free(naming, &at.trace->item, at.id);
		if (which)
			of[i].id = (uint64_t)name_of(naming, &at.trace->item, which);
		any = any || which;
		before = at;
	}
	return any;
}

enum { PARTS = 256, PART_SHIFT = 63 - 8 }; // ids are not negative

static size_t part_of(const struct sorted *one)
{
	return one->id >> PART_SHIFT;
}

static void swap(struct sorted *a, struct sorted *b)
{
	struct sorted x = *a;
	*a = *b;
	*b = x;
}

// In order of ids, which are spread evenly: first to 256 parts in their place, since qsort takes as
// much memory again as it is given.
static void sort(struct sorted *of, size_t count)
{
	size_t from[PARTS + 1] = {0}, next[PARTS];
	for (size_t i = 0; i < count; i++)
		from[part_of(&of[i]) + 1]++;
	for (size_t part = 0; part < PARTS; part++) {
		next[part] = from[part];
		from[part + 1] += from[part];
	}
	for (size_t part = 0; part < PARTS; part++)
		while (next[part] < from[part + 1]) {
			struct sorted *one = &of[next[part]];
			swap(one, &of[next[part_of(one)]++]);
		}
	for (size_t part = 0; part < PARTS; part++)
		qsort(of + from[part], from[part + 1] - from[part], sizeof *of, by_id);
}

void scan_name(struct scan_fold *scan, struct trace **new, size_t count)
{
	struct naming naming = {.scan = scan};
	struct sorted *of = mem_alloc((count + 1) * sizeof *of);
	collect_taken(&naming);
	for (size_t i = 0; i < count; i++)
		of[i] = (struct sorted){(uint64_t)name_of(&naming, &new[i]->item, 0), new[i]};
	sort(of, count);
	if (name_others(&naming, of, count))
		sort(of, count);
	for (size_t i = 0; i < count; i++) {
		if (i + AHEAD < count)
			trace_ask(of[i + AHEAD].trace);
		new[i] = of[i].trace;
		new[i]->id = (int64_t)of[i].id;
	}
	free(naming.taken);
	free(of);
}
