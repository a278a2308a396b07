#include "store/cache.h"

#include "store/fold/fold.h"
#include "store/stock/stock.h"

#include <stdlib.h>
#include <string.h>

// Cells are numbered from their run's own base, so that their numbers stay when what other
// runs brought is no longer here.
enum { CELLS_OF_RUN = 1000 * 1000 * 1000 };

// ---- Faults ----

// Whether the lines are to blame. A disk that is full, a cache that is damaged or a person who
// stops it is no reason to go on without the run.
static bool is_fault_of_run(const struct fold *fold, enum err_code code)
{
	int result = sqlite3_errcode(cache_handle(fold->cache));
	return (code == ERR_CORRUPT || code == ERR_INVALID || code == ERR_NOT_FOUND) &&
	       result != SQLITE_CORRUPT && result != SQLITE_NOTADB;
}

// What is wrong and where, without the names of folders, which are others in another place.
static void describe(const struct fold *fold, const struct archive *archive, struct err *fault)
{
	const char *const places[] = {archive_folder(archive), fold->cache->path};
	const char *text = fault->text;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		size_t len = strlen(places[i]);
		if (strncmp(text, places[i], len) == 0)
			text += len + strspn(text + len, "/: ");
	}
	memmove(fault->text, text, strlen(text) + 1);
	if (fold->line)
		err_wrap(fault, "line %lld", (long long)fold->line);
}

// ---- One run ----

static void forget_run(struct fold *fold)
{
	for (size_t i = 0; i < fold->scopes.len; i++) {
		map_fini(&fold->scopes.at[i].totals);
		vec_fini(&fold->scopes.at[i].sums);
		rollup_fini(&fold->scopes.at[i].months);
		rollup_fini(&fold->scopes.at[i].days);
		fold_scan_free(fold->scopes.at[i].scan);
	}
	fold->scopes.len = fold->later.len = fold->strings.len = fold->groups.len = 0;
	fold->line = 0;
	map_fini(&fold->keys);
	arena_fini(&fold->arena);
}

void fold_fini(struct fold *fold)
{
	forget_run(fold);
	vec_fini(&fold->scopes);
	vec_fini(&fold->later);
	vec_fini(&fold->strings);
	vec_fini(&fold->groups);
	map_fini(&fold->texts);
	map_fini(&fold->tagsets);
}

static bool add_run(struct fold *fold, const char *fault, struct err *err)
{
	const struct archive_entry *e = fold->entry;
	struct sql_value values[] = {SQL_I(e->number),
				     SQL_T(e->sha256),
				     SQL_T(e->source),
				     SQL_T(e->plugin),
				     SQL_T(e->version),
				     SQL_I(e->started),
				     SQL_I(e->finished),
				     SQL_I(e->lines),
				     SQL_I(e->bytes),
				     SQL_T(fault),
				     e->pruned ? SQL_I(e->pruned) : (struct sql_value){0}};
	return cache_run(fold->cache, "add_run", values, 11, err);
}

static bool all_ended(struct fold *fold, struct err *err)
{
	for (size_t i = 0; i < fold->scopes.len; i++)
		if (!fold->scopes.at[i].ended)
			return err_set(err, ERR_CORRUPT, "scope %lld has no end",
				       (long long)fold->scopes.at[i].number);
	return true;
}

static struct sql_value cells_base(const struct fold *fold)
{
	return SQL_I(fold->entry->number * CELLS_OF_RUN);
}

bool fold_begin_run(struct fold *fold, struct err *err)
{
	struct sql_value base[] = {cells_base(fold)};
	return cache_execute(fold->cache, "BEGIN IMMEDIATE", err) &&
	       cache_run(fold->cache, "begin_cells", base, 1, err);
}

bool fold_end_run(struct fold *fold, struct err *err)
{
	struct sql_value base[] = {cells_base(fold)};
	return all_ended(fold, err) && stock_claims(fold, err) && stock_pairs(fold, err) &&
	       stock_running(fold, err) && fold_sayings(fold, err) &&
	       stock_running_end(fold, err) && stock_claims_end(fold, err) &&
	       add_run(fold, NULL, err) && cache_run(fold->cache, "end_cells", base, 1, err);
}

static bool commit(struct fold *fold, bool done, struct err *err)
{
	done = done && cache_execute(fold->cache, "COMMIT", err);
	if (!done)
		cache_rollback(fold->cache);
	return done;
}

// Of a run that cannot be used only this is kept, and the last good data stays. What was read
// of it is forgotten, the ids of its texts too.
static bool add_fault(struct fold *fold, const char *fault, struct err *err)
{
	map_fini(&fold->texts);
	map_fini(&fold->tagsets);
	bool done = cache_execute(fold->cache, "BEGIN IMMEDIATE", err) && add_run(fold, fault, err);
	return commit(fold, done, err) && fold_load_texts(fold, err);
}

// A run whose file is gone because somebody pruned it since the index was read.
static bool was_pruned(struct fold *fold, struct archive *archive, const struct err *why)
{
	struct err ignored = {0};
	int64_t number = fold->entry->number;
	bool known = fold->entry->pruned != 0;
	if (why->code != ERR_NOT_FOUND || known || !archive_refresh(archive, &ignored))
		return false;
	fold->entry = archive_find(archive, number);
	return fold->entry->pruned != 0;
}

static bool fold_run(struct fold *fold, struct archive *archive, struct err *err)
{
	bool begun = fold_begin_run(fold, err);
	bool done = begun && fold_lines(fold, archive, err) && fold_end_run(fold, err);
	bool is_fault = begun && !done && is_fault_of_run(fold, err->code);
	struct err fault = {0};
	if (is_fault) {
		fault = *err;
		describe(fold, archive, &fault);
	}
	if (!done)
		err_wrap(err, "run %lld line %lld", (long long)fold->entry->number,
			 (long long)fold->line);
	done = commit(fold, done, err);
	forget_run(fold);
	if (!done && was_pruned(fold, archive, err))
		return fold_run(fold, archive, err);
	return done || (is_fault && add_fault(fold, fault.text, err));
}

// ---- All of them ----

bool cache_last_run(struct cache *cache, int64_t *out, struct err *err)
{
	sqlite3_stmt *row = cache_statement(cache, "last_run", NULL, 0);
	bool any, done = cache_step(cache, row, &any, err);
	*out = any ? sqlite3_column_int64(row, 0) : 0;
	cache_statement_done(row);
	return done;
}

// The last run that the cache holds is the archive's of that number: else all that it brings under
// numbers which the cache knows would be passed over.
static bool is_of(struct cache *cache, const struct archive *archive, int64_t last, struct err *err)
{
	const struct archive_entry *entry = archive_find(archive, last);
	struct sql_value number[] = {SQL_I(last)};
	sqlite3_stmt *row = cache_statement(cache, "run_sha256", number, 1);
	bool any, done = cache_step(cache, row, &any, err);
	bool same =
		any && entry && !strcmp(entry->sha256, (const char *)sqlite3_column_text(row, 0));
	cache_statement_done(row);
	if (done && !same)
		return err_set(err, ERR_CORRUPT,
			       "%s: holds run %lld of another archive; `gavel cache rebuild`",
			       cache->path, (long long)last);
	return done;
}

bool fold_position(struct cache *cache, struct archive *archive, int64_t *last, struct err *err)
{
	// In this order: what the cache holds was in the archive before.
	return cache_last_run(cache, last, err) && archive_refresh(archive, err) &&
	       (!*last || is_of(cache, archive, *last, err));
}

// Whether it has nothing that counts, as a cache knows that has the very run.
static bool is_beside(const struct fold *fold, bool *beside, struct err *err)
{
	const struct fold_options *options = fold->options;
	const struct archive_entry *entry = fold->entry;
	struct sql_value values[] = {SQL_I(entry->number), SQL_T(entry->sha256),
				     SQL_I(options->before)};
	*beside = false;
	if (!options->before || !options->known)
		return true;
	sqlite3_stmt *row = cache_statement(options->known, "run_is_beside", values, 3);
	bool done = cache_step(options->known, row, beside, err);
	cache_statement_done(row);
	return done;
}

static bool is_wanted(const struct fold *fold, int64_t last)
{
	const struct fold_options *options = fold->options;
	return fold->entry->number > last &&
	       (!options->as_of || fold->entry->finished <= options->as_of) &&
	       (!options->last_run || fold->entry->number <= options->last_run);
}

bool cache_fold(struct cache *cache, struct archive *archive, const struct fold_options *options,
		struct err *err)
{
	static const struct fold_options NONE = {0};
	struct fold fold = {.cache = cache, .options = options ? options : &NONE};
	int64_t last;
	bool beside;
	bool done = fold_position(cache, archive, &last, err) && fold_load_texts(&fold, err);
	for (size_t i = 0; done && i < archive_count(archive); i++) {
		fold.entry = archive_entry(archive, i);
		if (is_wanted(&fold, last))
			done = is_beside(&fold, &beside, err) &&
			       (beside || fold_run(&fold, archive, err));
	}
	fold_fini(&fold);
	return done;
}

static void say_fault(sqlite3_stmt *row, struct err *err)
{
	long long number = sqlite3_column_int64(row, 0), count = sqlite3_column_int64(row, 3);
	err_set(err, ERR_INCOMPLETE,
		"run %lld of %s cannot be used: %s; restore the archive and `gavel cache rebuild`, "
		"or let it go with `gavel archive prune --run %lld`",
		number, (const char *)sqlite3_column_text(row, 1),
		(const char *)sqlite3_column_text(row, 2), number);
	if (count > 1)
		err_wrap(err, "%lld runs, the first", count);
}

bool cache_whole(struct cache *cache, int64_t from_run, struct err *err)
{
	struct sql_value from[] = {SQL_I(from_run)};
	sqlite3_stmt *row = cache_statement(cache, "faults", from, 1);
	bool fault, done = cache_step(cache, row, &fault, err);
	if (fault)
		say_fault(row, err);
	cache_statement_done(row);
	return done && !fault;
}
