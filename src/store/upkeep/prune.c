#include "store/upkeep/prune.h"

#include "base/json.h"
#include "base/map.h"
#include "base/vec.h"
#include "store/cache_private.h"
#include "store/source_state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pruning {
	struct archive *archive;
	const struct prune_options *options;
	struct cache *cache; // a fold of the whole archive: it says what is needed
	int64_t *newer;	     // of each run: how many of its source came after it
};

// A run while its lines are sorted into what stays and what goes.
struct reducing {
	struct cache *cache;
	int64_t run;
	struct archive_run *kept;
	vec(int64_t) scopes; // their numbers in the run, in order of declaration
	int64_t dropped;     // lines
};

// ---- The lines that stay ----

static bool is_record(const struct json_record *record)
{
	static const char *const RECORDS[] = {"cost",	   "account", "str",  "group", "sbom",
					      "component", "kev",     "epss", "vex",   "workload",
					      "finding",   "rule",    "cover"};
	const struct json_field *type = json_find(record, "t");
	for (size_t i = 0; type && i < sizeof RECORDS / sizeof *RECORDS; i++)
		if (slice_is(type->raw, RECORDS[i]))
			return true;
	return false;
}

static bool is_type(const struct json_record *record, const char *type)
{
	const struct json_field *field = json_find(record, "t");
	return field && slice_is(field->raw, type);
}

static bool add_total(struct reducing *r, int64_t scope, sqlite3_stmt *total, struct err *err)
{
	static const char *const TEXTS[] = {"service", "currency", "unblended", "amortized"};
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "total");
	json_int(&json, "scope", scope);
	for (int i = 0; i < 4; i++)
		json_text(&json, TEXTS[i], (const char *)sqlite3_column_text(total, i));
	json_int(&json, "n", sqlite3_column_int64(total, 4));
	json_close_map(&json);
	bool done = archive_run_add(r->kept, str_slice(&line), err);
	str_fini(&line);
	return done;
}

// Stand before the scope's end.
static bool add_totals(struct reducing *r, int64_t scope, struct err *err)
{
	size_t at = 0;
	while (at < r->scopes.len && r->scopes.at[at] != scope)
		at++;
	struct sql_value values[] = {SQL_I(r->run), SQL_I((int64_t)at)};
	sqlite3_stmt *total = cache_statement(r->cache, "totals_of", values, 2);
	bool row, done;
	while ((done = cache_step(r->cache, total, &row, err)) && row) {
		done = add_total(r, scope, total, err);
		if (!done)
			break;
	}
	cache_statement_done(total);
	return done;
}

static bool reduce_line(void *context, struct slice line, struct err *err)
{
	struct reducing *r = context;
	struct json_record record;
	if (!json_read_flat(line, &record, err))
		return false;
	if (is_record(&record)) {
		r->dropped++;
		return true;
	}
	if (is_type(&record, "scope"))
		*vec_push(&r->scopes) = json_int_or(&record, "id", 0);
	if (is_type(&record, "end") && !add_totals(r, json_int_or(&record, "scope", 0), err))
		return false;
	return archive_run_add(r->kept, line, err);
}

// ---- One run ----

static void tell(const struct pruning *p, int64_t number, int64_t freed, const char *fault)
{
	struct pruned_run run = {archive_find(p->archive, number), freed, fault};
	if (p->options->pruned)
		p->options->pruned(p->options->context, &run);
}

static bool let_go(struct pruning *p, int64_t number, struct archive_run *kept, const char *fault,
		   struct err *err)
{
	struct archive_pruning pruning = {number, p->options->now, kept, 0};
	if (!archive_prune(p->archive, &pruning, err))
		return false;
	tell(p, number, pruning.freed, fault);
	return true;
}

// Whether anything goes is known when the run has been read.
static bool reduce(struct pruning *p, int64_t number, struct err *err)
{
	struct reducing r = {.cache = p->cache, .run = number};
	const struct archive_entry *entry = archive_find(p->archive, number);
	int64_t stored = entry->stored_bytes;
	bool done = archive_begin(p->archive, true, &r.kept, err) &&
		    archive_read(p->archive, entry, reduce_line, &r, err);
	bool goes = done && r.dropped && !p->options->dry_run;
	if (done && r.dropped && p->options->dry_run)
		tell(p, number, stored, NULL);
	if (goes)
		done = let_go(p, number, r.kept, NULL, err);
	if (!goes || !done)
		archive_run_abort(r.kept);
	vec_fini(&r.scopes);
	return done;
}

// The text of a statement's first row about a run; the caller frees. NULL when there is none.
static bool ask(struct pruning *p, const char *name, int64_t number, char **out, struct err *err)
{
	struct sql_value values[] = {SQL_I(number)};
	sqlite3_stmt *row = cache_statement(p->cache, name, values, 1);
	bool any, done = cache_step(p->cache, row, &any, err);
	*out = any ? mem_text((const char *)sqlite3_column_text(row, 0)) : NULL;
	cache_statement_done(row);
	return done;
}

static bool let_damaged_go(struct pruning *p, int64_t number, const char *fault, struct err *err)
{
	if (!p->options->run)
		return true;
	if (!p->options->dry_run)
		return let_go(p, number, NULL, fault, err);
	tell(p, number, archive_find(p->archive, number)->stored_bytes, fault);
	return true;
}

static bool prune_run(struct pruning *p, int64_t number, struct err *err)
{
	char *label = NULL, *fault = NULL;
	bool done = ask(p, "run_is_needed", number, &label, err) &&
		    ask(p, "fault_of", number, &fault, err);
	if (done && label)
		done = !p->options->run || err_set(err, ERR_DENIED, "run %lld: is shown (%s)",
						   (long long)number, label);
	else if (done && fault)
		done = let_damaged_go(p, number, fault, err);
	else if (done)
		done = reduce(p, number, err);
	free(label);
	free(fault);
	return done;
}

// ---- All of them ----

static void count_newer(struct pruning *p)
{
	struct map seen = {0};
	size_t count = archive_count(p->archive);
	p->newer = mem_alloc((count + 1) * sizeof *p->newer);
	for (size_t i = count; i > 0; i--) {
		const char *source = archive_entry(p->archive, i - 1)->source;
		p->newer[i - 1] = (*map_put(&seen, slice_of(source), NULL))++;
	}
	map_fini(&seen);
}

static bool is_chosen(const struct pruning *p, size_t index)
{
	const struct archive_entry *entry = archive_entry(p->archive, index);
	if (p->options->run)
		return entry->number == p->options->run;
	return !entry->pruned && entry->finished < p->options->before &&
	       p->newer[index] >= p->options->newest;
}

static bool prune_each(struct pruning *p, struct err *err)
{
	bool found = !p->options->run;
	for (size_t i = 0; i < archive_count(p->archive); i++) {
		const struct archive_entry *entry = archive_entry(p->archive, i);
		if (!is_chosen(p, i))
			continue;
		if (entry->pruned)
			return err_set(err, ERR_NOT_FOUND, "run %lld: was pruned before",
				       (long long)entry->number);
		found = true;
		if (!prune_run(p, entry->number, err))
			return false;
	}
	return found || err_set(err, ERR_NOT_FOUND, "run %lld: is not in the archive",
				(long long)p->options->run);
}

bool prune_archive(struct archive *archive, const struct prune_options *options, struct err *err)
{
	struct pruning p = {.archive = archive, .options = options};
	bool done = archive_refresh(archive, err) &&
		    (options->dry_run || archive_sweep(archive, err)) &&
		    cache_open_file("", CACHE_WRITE, &p.cache, err) &&
		    cache_fold(p.cache, archive, NULL, err);
	if (done)
		count_newer(&p);
	done = done && prune_each(&p, err);
	cache_close(p.cache);
	free(p.newer);
	return done;
}

// ---- And the cache ----

struct renewing {
	const struct prune_options *asked;
	int64_t runs;
};

static void count_pruned(void *context, const struct pruned_run *run)
{
	struct renewing *renewing = context;
	renewing->runs++;
	if (renewing->asked->pruned)
		renewing->asked->pruned(renewing->asked->context, run);
}

// The cache, folded before, has ids of texts that are gone now.
static bool renew_cache(const struct config *config, struct archive *archive, int64_t pruned,
			struct err *err)
{
	return !pruned || cache_rebuild(config->cache, archive, NULL, err) ||
	       err_wrap(err, "%lld runs are pruned, but the cache is not made anew",
			(long long)pruned);
}

static bool prune_locked(const struct config *config, const struct prune_options *options,
			 struct err *err)
{
	struct archive *archive = NULL;
	struct renewing renewing = {.asked = options};
	struct prune_options counted = *options;
	counted.pruned = count_pruned;
	counted.context = &renewing;
	bool done = archive_open(config->archive, false, &archive, err) &&
		    prune_archive(archive, &counted, err);
	int64_t gone = options->dry_run ? 0 : renewing.runs;
	done = renew_cache(config, archive, gone, done ? err : &(struct err){0}) && done;
	archive_close(archive);
	return done;
}

bool prune_and_renew(const struct config *config, const struct prune_options *options,
		     struct err *err)
{
	int lock;
	if (!state_lock(config->archive, "", true, &lock, err))
		return false;
	bool done = prune_locked(config, options, err);
	close(lock);
	return done;
}
