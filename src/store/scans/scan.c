#include "store/first/first.h"

#include <string.h>

// ---- Records ----

bool scan_begin_record(struct fold *fold, const struct json_record *record, struct scan_fold **scan,
		       struct err *err)
{
	struct fold_scope *scope;
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	if (strcmp(scope->kind, "scan") != 0)
		return err_set(err, ERR_CORRUPT, "scope %lld is none of a scan",
			       (long long)scope->number);
	bool done = scan_fold_of(fold, scope, scan, err);
	(*scan)->id = scope->id;
	return done;
}

bool fold_finding(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct scan_fold *scan;
	return scan_begin_record(fold, record, &scan, err) && scan_take(fold, scan, record, err);
}

// Under a number of its own until the scan's end says what the set's is.
static struct sql_value set_in_making(const struct fold_scope *scope)
{
	return SQL_I(-scope->id);
}

bool fold_rule(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct scan_fold *scan;
	struct fold_scope *scope;
	struct arena *arena = &fold->arena;
	if (!scan_begin_record(fold, record, &scan, err) ||
	    !fold_scope_of(fold, record, &scope, err))
		return false;
	const char *rule = json_text_or(record, "id", arena, "");
	struct sql_value values[] = {set_in_making(scope), SQL_T(rule),
				     SQL_T(json_text_or(record, "name", arena, NULL)),
				     SQL_T(json_text_or(record, "help", arena, NULL)),
				     SQL_T(json_text_or(record, "link", arena, NULL))};
	struct key128 content = fold_content(fold, scan, record);
	key128_add(&scan->content, content);
	key128_add(&scan->rule_sum, content);
	map_put(&scan->rules, slice_of(rule), NULL);
	return cache_run(fold->cache, "add_scan_rule", values, 5, err);
}

// Columns of `scan` that its record fills, from `tool` on.
static const char *const TEXTS[] = {"tool",	"version", "format",	  "class",
				    "category", "target",  "target_kind", "digest",
				    "ref",	"filter",  "packs",	  "blind"};
static const char *const NUMBERS[] = {"rules", "passed", "untested"};
enum {
	TEXT_COUNT = sizeof TEXTS / sizeof *TEXTS,
	NUMBER_COUNT = sizeof NUMBERS / sizeof *NUMBERS,
	FIRST_TEXT = 7,
	FIRST_NUMBER = FIRST_TEXT + TEXT_COUNT,
	SCAN_VALUES = FIRST_NUMBER + NUMBER_COUNT + 5,
	TOOL = FIRST_TEXT,
	FORMAT = FIRST_TEXT + 2,
	BLIND = FIRST_TEXT + TEXT_COUNT - 1,
};

bool fold_scan(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct scan_fold *scan;
	if (!scan_begin_record(fold, record, &scan, err))
		return false;
	struct sql_value *row = arena_alloc(&fold->arena, SCAN_VALUES * sizeof *row);
	for (size_t i = 0; i < TEXT_COUNT; i++)
		row[FIRST_TEXT + i] = SQL_T(json_text_or(record, TEXTS[i], &fold->arena, NULL));
	for (size_t i = 0; i < NUMBER_COUNT; i++)
		if (json_find(record, NUMBERS[i]))
			row[FIRST_NUMBER + i] = SQL_I(json_int_or(record, NUMBERS[i], 0));
	scan->row = row;
	scan->partial = json_text_or(record, "partial", &fold->arena, NULL);
	scan->record = fold_content(fold, scan, record);
	key128_add(&scan->content, scan->record);
	return true;
}

// ---- Rules ----

// Whether a rule is told that found nothing: then the rules are all that the scan had, and not
// those of its results alone.
static bool tells_rules(const struct fold *fold, const struct scan_fold *scan)
{
	struct map found = {0};
	bool tells = false;
	for (size_t id = 1; id < scan->found_rules.len; id++)
		if (scan->found_rules.at[id])
			map_put(&found, fold_text_of(fold, (int64_t)id), NULL);
	for (size_t i = 0; !tells && i < scan->rules.len; i++) {
		const struct map_entry *rule = &scan->rules.entries[i];
		tells = !map_get(&found, (struct slice){rule->key, rule->key_len});
	}
	map_fini(&found);
	return tells;
}

static bool settle_rules(struct fold *fold, struct fold_scope *scope, int64_t set, struct err *err)
{
	struct sql_value values[] = {set_in_making(scope), SQL_I(set)};
	return (!set || cache_run(fold->cache, "name_scan_rules", values, 2, err)) &&
	       cache_run(fold->cache, "forget_scan_rules", values, 1, err);
}

// ---- The end ----

static bool add_row(struct fold *fold, struct fold_scope *scope, const char *state, struct err *err)
{
	struct scan_fold *scan = scope->scan;
	struct sql_value none[SCAN_VALUES] = {0}, *row = scan->row ? scan->row : none;
	bool failed = strcmp(state, "failed") == 0;
	int64_t report;
	char content[33];
	content_hex(failed ? content_of_failed(scan->record, scope->why) : scan->content, content);
	if (!scan_report(fold, scope, &report, err))
		return false;
	row[0] = SQL_I(scope->id);
	row[1] = SQL_I(fold->entry->number);
	row[2] = SQL_I(scan->chain);
	row[3] = SQL_I(scope->at);
	row[4] = SQL_T(content);
	row[5] = SQL_T(state);
	row[6] = SQL_T(failed ? scope->why : scan->partial);
	for (size_t i = TOOL; i <= FORMAT; i += FORMAT - TOOL)
		if (!row[i].text.at)
			row[i] = SQL_T("");
	row[SCAN_VALUES - 5] = SQL_I(failed ? 0 : scan->results);
	row[SCAN_VALUES - 4] = SQL_N(scan->rule_set);
	row[SCAN_VALUES - 3] = SQL_N(scan->cover_set);
	row[SCAN_VALUES - 2] = SQL_I(scan->tells_rules);
	row[SCAN_VALUES - 1] = SQL_N(report);
	return cache_run(fold->cache, "add_scan", row, SCAN_VALUES, err);
}

// Whether one of this time is known that says the same or, of those that failed, is kept instead.
static bool is_known(struct fold *fold, const struct fold_scope *scope, bool failed, bool *known,
		     struct err *err)
{
	char content[33];
	const struct scan_fold *scan = scope->scan;
	content_hex(failed ? content_of_failed(scan->record, scope->why) : scan->content, content);
	struct sql_value values[] = {SQL_T(scope->key), SQL_I(scope->at), SQL_T(content)};
	const char *find = failed ? "same_failed_scan" : "same_scan";
	sqlite3_stmt *row = cache_statement(fold->cache, find, values, 3);
	bool done = cache_step(fold->cache, row, known, err);
	int64_t id = *known ? sqlite3_column_int64(row, 0) : 0;
	cache_statement_done(row);
	return done && (!id || scan_name_report(fold, scope, id, content, err));
}

// Whether the chain has a scan that comes after this one.
static bool is_late(struct fold *fold, const struct fold_scope *scope, bool *late, struct err *err)
{
	char content[33];
	content_hex(scope->scan->content, content);
	struct sql_value chain[] = {SQL_I(scope->scan->chain)};
	sqlite3_stmt *row = cache_statement(fold->cache, "chain_last", chain, 1);
	bool any, done = cache_step(fold->cache, row, &any, err);
	*late = false;
	if (any) {
		int64_t at = sqlite3_column_int64(row, 0);
		const char *last = (const char *)sqlite3_column_text(row, 1);
		*late = scope->at < at || (scope->at == at && strcmp(content, last) < 0);
	}
	cache_statement_done(row);
	return done;
}

static bool set_newest(struct step *step, struct err *err)
{
	struct sql_value values[] = {SQL_I(step->scan->chain), SQL_I(step->id), SQL_I(step->at)};
	return !step->whole || cache_run(step->fold->cache, "chain_newest", values, 3, err);
}

static uint64_t key_of(const struct scan_fold *scan, int column)
{
	return scan->row ? key64_of(scan->row[column].text) : key64_of((struct slice){0});
}

// What it has of the scans before it, when it is the chain's last.
static bool look_back(struct step *step, struct err *err)
{
	struct scan_fold *scan = step->scan;
	struct cache *cache = step->fold->cache;
	struct sql_value chain[] = {SQL_I(scan->chain), scan->row ? scan->row[FORMAT] : SQL_T("")};
	struct sql_value before[] = {SQL_I(step->before)};
	bool told, any;
	sqlite3_stmt *row = cache_statement(cache, "chain_told_rules", chain, 2);
	bool done = cache_step(cache, row, &told, err);
	cache_statement_done(row);
	row = cache_statement(cache, "scan_before", before, 1);
	done = done && cache_step(cache, row, &any, err);
	if (done && any)
		scan_step_follows(step, scan_key_at(row, 0), sqlite3_column_int64(row, 1));
	cache_statement_done(row);
	scan_step_rules(step, told, scan->rule_set);
	return done;
}

// From here on pages are met again: findings are written in order of their ids, their indexes are
// not.
static bool take_in(struct fold *fold, struct fold_scope *scope, struct err *err)
{
	struct scan_fold *scan = scope->scan;
	bool late;
	struct step step = {.fold = fold,
			    .scan = scan,
			    .id = scope->id,
			    .at = scope->at,
			    .before = scan->newest,
			    .before_at = scan->newest_at,
			    .blind = key_of(scan, BLIND),
			    .cover_set = scan->cover_set,
			    .whole = !scan->partial,
			    .closes = !scan->partial && scan->has_target};
	if (!cache_execute(fold->cache, "PRAGMA cache_size = -8192", err) ||
	    !is_late(fold, scope, &late, err) ||
	    !add_row(fold, scope, step.whole ? "whole" : "partial", err) ||
	    !pairs_store(fold, scan, err))
		return false;
	if (late)
		return scan_replay(&step, err);
	if (!look_back(&step, err))
		return false;
	step.at_once = step.whole && !step.before && !scan->lives.len;
	return scan_step(&step, err) && scan_counted(&step, err) && scan_store(fold, scan, err) &&
	       (!step.at_once || first_store_sightings(&step, err)) && set_newest(&step, err);
}

// Nothing of it stays: its rules and texts go.
static bool leave_out(struct fold *fold, struct fold_scope *scope, struct err *err)
{
	struct sql_value id[] = {SQL_I(scope->id)};
	return scan_forget_bodies(fold, scope->scan, err) &&
	       cache_run(fold->cache, "drop_scan_passes", id, 1, err) &&
	       settle_rules(fold, scope, 0, err);
}

// Nothing but a row that says so, one for all that failed at this time.
static bool keep_failed(struct fold *fold, struct fold_scope *scope, struct err *err)
{
	struct sql_value values[] = {SQL_I(scope->scan->chain), SQL_I(scope->at)};
	bool again = false;
	return leave_out(fold, scope, err) && is_known(fold, scope, true, &again, err) &&
	       (again || (cache_run(fold->cache, "drop_failed_scan", values, 2, err) &&
			  add_row(fold, scope, "failed", err)));
}

static bool end(struct fold *fold, struct fold_scope *scope, bool complete, bool *known,
		struct err *err)
{
	struct scan_fold *scan = scope->scan;
	if (!complete)
		return keep_failed(fold, scope, err);
	if (!is_known(fold, scope, false, known, err))
		return false;
	// What a pruned run had is not there to be counted; it was the same as another's.
	*known = *known || fold->entry->pruned;
	if (*known)
		return leave_out(fold, scope, err);
	scan->tells_rules = tells_rules(fold, scan);
	scan->rule_set = scan->rules.len ? (int64_t)(scan->rule_sum.low & INT64_MAX) | 1 : 0;
	return settle_rules(fold, scope, scan->rule_set, err) && cover_store(fold, scan, err) &&
	       take_in(fold, scope, err);
}

bool fold_scan_end(struct fold *fold, struct fold_scope *scope, bool complete, bool *known,
		   struct err *err)
{
	struct scan_fold *scan;
	bool done = scan_fold_of(fold, scope, &scan, err) && end(fold, scope, complete, known, err);
	fold_scan_free(scope->scan);
	scope->scan = NULL;
	return done;
}
