#include "store/scans/scan_fold.h"

#include <stdlib.h>
#include <string.h>

// Public ids of new findings: a hash of the chain, the identity at the first sighting, and which of
// those with this identity it is. Those of one identity are numbered from 0 in order of lines and
// keep their numbers, so the taken ones are always the first.

// A trace with what mostly tells it apart, so that sorting seldom looks at traces.
struct sorted {
	uint64_t first;
	struct trace *trace;
};

static int by_identity(const void *a, const void *b)
{
	const struct sorted *left = a, *right = b;
	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	const struct match_item *x = &left->trace->item, *y = &right->trace->item;
	int by = key128_compare(x->key, y->key);
	by = by ? by : (x->file > y->file) - (x->file < y->file);
	by = by ? by : (x->line > y->line) - (x->line < y->line);
	return by ? by : (x->tie > y->tie) - (x->tie < y->tie);
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int by_id(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	return (x->first > y->first) - (x->first < y->first);
}

struct naming {
	struct scan_fold *scan;
	int64_t *taken; // sorted
	size_t taken_count;
};

static int64_t name_of(const struct naming *naming, const struct match_item *item, uint64_t which)
{
	const uint64_t parts[] = {item->key.high, item->key.low, item->file, which};
	struct str *text = &naming->scan->scratch;
	str_clear(text);
	str_add_text(text, naming->scan->chain_key);
	str_add_char(text, 0);
	str_add(text, (const char *)parts, sizeof parts);
	return (int64_t)(key64_of(str_slice(text)) & INT64_MAX);
}

static bool is_taken(const struct naming *naming, const struct match_item *item, uint64_t which)
{
	int64_t id = name_of(naming, item, which);
	return bsearch(&id, naming->taken, naming->taken_count, sizeof id, by_number);
}

// The first number that no finding has.
static uint64_t first_free(const struct naming *naming, const struct match_item *item)
{
	uint64_t low = 0, high = 1;
	if (!naming->taken_count || !is_taken(naming, item, 0))
		return 0;
	for (; is_taken(naming, item, high); high *= 2)
		low = high;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;
		if (is_taken(naming, item, middle))
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

static void name_all(struct scan_fold *scan, struct sorted *of, size_t count)
{
	struct naming naming = {.scan = scan};
	const struct match_item *before = NULL;
	uint64_t which = 0;
	collect_taken(&naming);
	for (size_t i = 0; i < count; i++) {
		const struct match_item *item = &of[i].trace->item;
		bool another = before && !key128_compare(item->key, before->key) &&
			       item->file == before->file;
		which = another ? which + 1 : first_free(&naming, item);
		of[i].trace->id = name_of(&naming, item, which);
		of[i].first = (uint64_t)of[i].trace->id;
		before = item;
		if (i + AHEAD < count)
			__builtin_prefetch(of[i + AHEAD].trace);
	}
	free(naming.taken);
}

void scan_name(struct scan_fold *scan, struct trace **new, size_t count)
{
	struct sorted *of = mem_alloc((count + 1) * sizeof *of);
	for (size_t i = 0; i < count; i++)
		of[i] = (struct sorted){new[i]->item.key.high, new[i]};
	qsort(of, count, sizeof *of, by_identity);
	name_all(scan, of, count);
	qsort(of, count, sizeof *of, by_id); // which are not negative
	for (size_t i = 0; i < count; i++)
		new[i] = of[i].trace;
	free(of);
}
