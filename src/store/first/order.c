#include "store/first/order.h"

#include <stdlib.h>

struct ranked {
	int64_t bucket;
	size_t life;
};

static int by_bucket(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	return (x->bucket > y->bucket) - (x->bucket < y->bucket);
}

// The places of lives in the order of their buckets.
static uint32_t *rank_lives(const struct scan_fold *scan)
{
	size_t count = scan->lives.len;
	struct ranked *of = mem_alloc((count + 1) * sizeof *of);
	uint32_t *ranks = mem_alloc((count + 1) * sizeof *ranks);
	for (size_t i = 0; i < count; i++)
		of[i] = (struct ranked){scan->lives.at[i].id, i};
	qsort(of, count, sizeof *of, by_bucket);
	for (size_t i = 0; i < count; i++)
		ranks[of[i].life] = (uint32_t)i;
	free(of);
	return ranks;
}

// By numbers below `most`; what has the same stays in its order.
struct sorting {
	const struct scan_fold *scan;
	number_of *number;
	const uint32_t *ranks; // of lives, instead
	size_t most;
};

static uint32_t number_at(const struct sorting *sorting, struct trace *const *from, size_t i)
{
	if (i + AHEAD < sorting->scan->named_count)
		trace_ask(from[i + AHEAD]);
	return sorting->number ? sorting->number(sorting->scan, from[i])
			       : sorting->ranks[from[i]->life];
}

static struct trace **sort(const struct sorting *sorting, struct trace *const *from)
{
	size_t count = sorting->scan->named_count;
	struct trace **to = mem_resize(NULL, (count + 1) * sizeof *to);
	uint32_t *next = mem_alloc((sorting->most + 1) * sizeof *next);
	for (size_t i = 0; i < count; i++)
		next[number_at(sorting, from, i) + 1]++;
	for (size_t i = 0; i < sorting->most; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < count; i++)
		to[next[number_at(sorting, from, i)]++] = from[i];
	free(next);
	return to;
}

struct trace **order_named(const struct scan_fold *scan, number_of *number, size_t texts)
{
	uint32_t *ranks = rank_lives(scan);
	struct sorting inner = {scan, number, NULL, texts};
	struct sorting outer = {scan, NULL, ranks, scan->lives.len};
	struct trace **first = number ? sort(&inner, scan->named) : NULL;
	struct trace **of = sort(&outer, first ? first : scan->named);
	free(first);
	free(ranks);
	return of;
}
