#include "store/scans/scan_fold.h"

#include "findings/ids.h"

#include <stdlib.h>
#include <string.h>

// Findings of one flaw that are known by different ids: what was GHSA-… alone is told as CVE-…
// once the database of the tool knows both. Any id in common, with the same package and file, is
// enough where no other finding has it.

struct alias {
	uint64_t key; // of the id, the package and the file
	struct match_item *item;
	bool is_new;
};

struct aliases {
	struct fold *fold;
	const struct scan_fold *scan;
	vec(struct alias) of;
	struct str scratch;
};

static void add_id(struct aliases *aliases, struct match_item *item, uint32_t package,
		   struct slice id, bool is_new)
{
	struct str *text = &aliases->scratch;
	str_clear(text);
	str_add_slice(text, id);
	str_add_char(text, 0);
	// Some types fold names, and a tool may have no purl.
	package_add_folded(text, fold_text_of(aliases->fold, package));
	str_add_char(text, 0);
	str_add(text, (const char *)&item->file, sizeof item->file);
	*vec_push(&aliases->of) = (struct alias){key64_of(str_slice(text)), item, is_new};
}

static struct trace *trace_of(struct match_item *item)
{
	return (struct trace *)(void *)((char *)item - offsetof(struct trace, item));
}

static bool add_ids(struct aliases *aliases, struct match_item *item, bool is_new, struct err *err)
{
	const struct trace *trace = trace_of(item);
	struct sql_value body[] = {SQL_I(trace->body)};
	if (!trace->has_ids || item->paired)
		return true;
	sqlite3_stmt *row = cache_statement(aliases->fold->cache, "ids_of_body", body, 1);
	bool any, done = cache_step(aliases->fold->cache, row, &any, err);
	struct slice ids =
		any ? slice_of((const char *)sqlite3_column_text(row, 0)) : (struct slice){0};
	while (ids.len)
		add_id(aliases, item, scan_package_of(aliases->scan, trace).name,
		       slice_cut(&ids, ' '), is_new);
	cache_statement_done(row);
	return done;
}

static bool add_side(struct aliases *aliases, struct match_side side, bool is_new, struct err *err)
{
	for (size_t i = 0; i < side.count; i++)
		if (!add_ids(aliases, side.items[i], is_new, err))
			return false;
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct alias *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->is_new - y->is_new;
}

// Exactly one on each side.
static void pair_up(struct match_pairs *pairs, struct alias *of, size_t count)
{
	if (count != 2 || of[0].is_new || !of[1].is_new || of[0].item->paired || of[1].item->paired)
		return;
	match_pair(pairs, (struct match_pair){of[0].item, of[1].item}, MATCH_ALIAS);
}

bool scan_match_aliases(struct step *step, struct match_side old, struct match_side new,
			struct err *err)
{
	struct aliases aliases = {.fold = step->fold, .scan = step->scan};
	bool done = !old.count || (add_side(&aliases, new, true, err) &&
				   (!aliases.of.len || add_side(&aliases, old, false, err)));
	struct alias *of = aliases.of.at;
	size_t count = done ? aliases.of.len : 0, group;
	if (count)
		qsort(of, count, sizeof *of, by_key);
	for (size_t i = 0; i < count; i += group) {
		for (group = 1; i + group < count && of[i + group].key == of[i].key;)
			group++;
		pair_up(&step->pairs, of + i, group);
	}
	vec_fini(&aliases.of);
	str_fini(&aliases.scratch);
	return done;
}

// ---- Secrets under another key ----

// Nothing but the place tells them apart: their digests are of two keys.
static int by_secret(const void *a, const void *b)
{
	const struct match_item *const *x = a, *const *y = b;
	uint32_t left = trace_of(*(struct match_item *const *)a)->rule;
	uint32_t right = trace_of(*(struct match_item *const *)b)->rule;
	if (left != right)
		return left < right ? -1 : 1;
	if ((*x)->file != (*y)->file)
		return (*x)->file < (*y)->file ? -1 : 1;
	return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static int by_secret_and_words(const void *a, const void *b)
{
	const struct match_item *const *x = a, *const *y = b;
	int by = by_secret(a, b);
	return by ? by : ((*x)->tie > (*y)->tie) - ((*x)->tie < (*y)->tie);
}

static void keep_secrets(const struct scan_fold *scan, struct match_side *side)
{
	size_t count = 0;
	for (size_t i = 0; i < side->count; i++)
		if (scan->tolds.at[trace_of(side->items[i])->told].class == FINDING_SECRET &&
		    !side->items[i]->paired)
			side->items[count++] = side->items[i];
	side->count = count;
	qsort(side->items, count, sizeof *side->items, by_secret_and_words);
}

static size_t same_secrets(struct match_side side, size_t at)
{
	size_t count = 1;
	while (at + count < side.count && !by_secret(&side.items[at], &side.items[at + count]))
		count++;
	return count;
}

void scan_match_secrets(struct step *step, struct match_side old, struct match_side new)
{
	size_t o = 0, n = 0;
	keep_secrets(step->scan, &old);
	keep_secrets(step->scan, &new);
	while (o < old.count && n < new.count) {
		int by = by_secret(&old.items[o], &new.items[n]);
		size_t olds = by <= 0 ? same_secrets(old, o) : 0;
		size_t news = by >= 0 ? same_secrets(new, n) : 0;
		// Of several at one place nobody can say which is which, but none is lost.
		for (size_t i = 0; i < olds && i < news; i++)
			match_pair(&step->pairs,
				   (struct match_pair){old.items[o + i], new.items[n + i]},
				   MATCH_EXACT);
		o += olds;
		n += news;
	}
}

// ---- One record of one id ----

// Of one file and version, where there can be one of each.
static int compare_single_places(const struct trace *x, const struct trace *y)
{
	if (x->item.single != y->item.single || x->item.single != SINGLE_PLACE)
		return x->item.single - y->item.single;
	if (x->item.file != y->item.file)
		return x->item.file < y->item.file ? -1 : 1;
	return (x->item.line > y->item.line) - (x->item.line < y->item.line);
}

static int compare_singles(const struct trace *x, const struct trace *y)
{
	int by = key128_compare(x->item.key, y->item.key);
	return by ? by : compare_single_places(x, y);
}

static int by_single(const void *a, const void *b)
{
	const struct trace *const *x = a, *const *y = b;
	int by = compare_singles(*x, *y);
	if (!by)
		by = ((*x)->item.tie > (*y)->item.tie) - ((*x)->item.tie < (*y)->item.tie);
	return by;
}

// Of several records under one id of the provider, or of one flaw told once as GHSA and once as
// CVE, one is taken, whatever their order: what is open and no claim, and the worst of those, so
// that no older record hides what is there. A known one whose words are not taken looks as if it
// was not seen, and is then matched with the taken one.
static bool counts_more(const struct scan_fold *scan, const struct trace *one,
			const struct trace *than)
{
	const struct life_told *x = &scan->tolds.at[one->told], *y = &scan->tolds.at[than->told];
	if (x->gone != y->gone || x->claimed != y->claimed)
		return x->gone != y->gone ? y->gone : y->claimed;
	return x->level > y->level;
}

static void leave_out(struct trace *taken, struct trace *other)
{
	taken->now += other->now;
	other->now = 0;
	other->dropped = other->repeated = !other->id;
}

static void take_one(const struct scan_fold *scan, struct trace **of, size_t count)
{
	struct trace *taken = of[0];
	for (size_t i = 1; i < count; i++)
		if (counts_more(scan, of[i], taken))
			taken = of[i];
	for (size_t i = 0; i < count; i++)
		if (of[i] != taken)
			leave_out(taken, of[i]);
}

void scan_settle_singles(struct scan_fold *scan)
{
	struct trace **of = mem_alloc((scan->traces.len + 1) * sizeof *of);
	size_t count = 0, next;
	for (size_t i = 0; i < scan->traces.len; i++)
		if (scan->traces.at[i].item.single && scan->traces.at[i].now)
			of[count++] = &scan->traces.at[i];
	qsort(of, count, sizeof *of, by_single);
	for (size_t first = 0; first < count; first = next) {
		for (next = first + 1; next < count && !compare_singles(of[first], of[next]);)
			next++;
		take_one(scan, of + first, next - first);
	}
	free(of);
}
