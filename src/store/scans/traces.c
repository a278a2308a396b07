#include "store/known/known.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// ---- Traces by content ----

static size_t slot_of(const struct scan_fold *scan, uint64_t low, uint64_t high)
{
	size_t at = low & (scan->slot_count - 1);
	for (; scan->slots[at]; at = (at + 1) & (scan->slot_count - 1)) {
		const struct trace *trace = &scan->traces.at[scan->slots[at] - 1];
		if (trace->item.tie == low && trace->hash_high == high)
			break;
	}
	return at;
}

// Slots for at least twice as many traces as there are.
void scan_place(struct scan_fold *scan)
{
	size_t count = 64;
	while (count < 2 * (scan->traces.len + 1))
		count *= 2;
	free(scan->slots);
	scan->slots = mem_alloc(count * sizeof *scan->slots);
	scan->slot_count = count;
	for (size_t i = 0; i < scan->traces.len; i++) {
		const struct trace *trace = &scan->traces.at[i];
		size_t at = slot_of(scan, trace->item.tie, trace->hash_high);
		if (!scan->slots[at] || scan_is_there(scan, trace)) // at most one is
			scan->slots[at] = (uint32_t)i + 1;
	}
}

struct trace *scan_find(const struct scan_fold *scan, uint64_t low, uint64_t high)
{
	uint32_t slot = scan->slot_count ? scan->slots[slot_of(scan, low, high)] : 0;
	return slot ? &scan->traces.at[slot - 1] : NULL;
}

void scan_forget_slots(struct scan_fold *scan)
{
	free(scan->slots);
	scan->slots = NULL;
	scan->slot_count = 0;
}

// Traces are met in the order of hashes: of small pages the processor would have to look up nearly
// every one anew.
static void ask_large_pages(const struct scan_fold *scan)
{
	enum { WORTH = 8 * 1024 * 1024, PAGE = 4096 };
	size_t bytes = scan->traces.room * sizeof *scan->traces.at;
	uintptr_t from = ((uintptr_t)scan->traces.at + PAGE - 1) / PAGE * PAGE;
	if (bytes >= WORTH)
		madvise((void *)from, bytes - PAGE, MADV_HUGEPAGE); // there may be none
}

void scan_push(struct scan_fold *scan, const struct trace *trace)
{
	size_t room = scan->traces.room;
	*vec_push(&scan->traces) = *trace;
	assert(scan->traces.at);
	if (scan->traces.room != room)
		ask_large_pages(scan);
}

struct trace *scan_add(struct scan_fold *scan, const struct trace *trace)
{
	scan_push(scan, trace);
	if (scan->slot_count < 2 * scan->traces.len)
		scan_place(scan);
	else
		scan->slots[slot_of(scan, trace->item.tie, trace->hash_high)] =
			(uint32_t)scan->traces.len;
	return &scan->traces.at[scan->traces.len - 1];
}

bool scan_is_there(const struct scan_fold *scan, const struct trace *trace)
{
	return !trace->id || life_of(scan, trace)->state == LIFE_OPEN;
}

bool scan_meet(struct scan_fold *scan, struct key128 content, uint32_t times)
{
	struct trace *same = scan_find(scan, content.low, content.high);
	if (!same || !scan_is_there(scan, same))
		return false;
	same->now += times;
	same->item.reason = same->id ? MATCH_CONTENT : MATCH_NONE;
	return true;
}

void scan_settle(struct scan_fold *scan)
{
	size_t count = 0;
	for (size_t i = 0; i < scan->traces.len; i++) {
		struct trace *trace = &scan->traces.at[i];
		if (trace->dropped)
			continue;
		trace->now = trace->uncovered = trace->unlisted = 0;
		trace->item.reason = MATCH_NONE;
		trace->item.paired = trace->item.by_print = trace->item.repeats = false;
		scan->traces.at[count++] = *trace;
	}
	scan->traces.len = count;
	scan_place(scan);
}

// ---- The chain ----

enum { KEY_PARTS = 4 };

static bool add_chain(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	struct sql_value values[1 + KEY_PARTS] = {SQL_T(scan->chain_key)};
	json_t *list = json_loads(scan->chain_key, 0, NULL);
	for (size_t i = 0; i < KEY_PARTS; i++) {
		const char *part = json_string_value(json_array_get(list, i));
		values[1 + i] = SQL_T(part ? part : "");
	}
	scan->has_target = values[KEY_PARTS].text.len > 0;
	bool done = (json_array_size(list) == KEY_PARTS ||
		     err_set(err, ERR_CORRUPT,
			     "a scan's key is not tool, class, category and target")) &&
		    (scan->chain || cache_run(fold->cache, "add_chain", values, 5, err));
	json_decref(list);
	if (!scan->chain)
		scan->chain = sqlite3_last_insert_rowid(cache_handle(fold->cache));
	return done;
}

static bool find_chain(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	sqlite3_stmt *row = cache_statement(fold->cache, "chain_of", &SQL_T(scan->chain_key), 1);
	bool any, done = cache_step(fold->cache, row, &any, err);
	if (any) {
		scan->chain = sqlite3_column_int64(row, 0);
		scan->newest = sqlite3_column_int64(row, 1);
		scan->newest_at = sqlite3_column_int64(row, 2);
	}
	cache_statement_done(row);
	return done && add_chain(fold, scan, err);
}

// Bodies are appended, so that no page is met twice: SQLite's cache need not be large.
bool scan_fold_of(struct fold *fold, struct fold_scope *scope, struct scan_fold **out,
		  struct err *err)
{
	bool new = !scope->scan;
	if (new)
		scope->scan = mem_alloc(sizeof *scope->scan);
	*out = scope->scan;
	scope->scan->chain_key = scope->key;
	return !new || (cache_execute(fold->cache, "PRAGMA cache_size = -1024", err) &&
			find_chain(fold, scope->scan, err) && known_load(fold, scope->scan, err));
}

void fold_scan_free(struct scan_fold *scan)
{
	if (!scan)
		return;
	vec_fini(&scan->traces);
	vec_fini(&scan->lives);
	vec_fini(&scan->tolds);
	vec_fini(&scan->packages);
	map_fini(&scan->life_keys);
	map_fini(&scan->told_keys);
	map_fini(&scan->package_keys);
	vec_fini(&scan->found_rules);
	vec_fini(&scan->words);
	map_fini(&scan->rules);
	map_fini(&scan->pairs);
	cover_fini(&scan->cover);
	str_fini(&scan->scratch);
	str_fini(&scan->text);
	free(scan->upgrades);
	free(scan->named);
	free(scan->slots);
	free(scan);
}
