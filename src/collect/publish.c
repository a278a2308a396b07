#include "collect/publish.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/utf8.h"
#include "collect/preview/preview.h"
#include "collect/shrink/shrink.h"
#include "collect/told.h"
#include "store/source_state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- Begin and end ----

// The newest cursor that a run of this source left.
static const char *last_cursor(const struct archive *archive, const char *source)
{
	for (size_t i = archive_count(archive); i > 0; i--) {
		const struct archive_entry *entry = archive_entry(archive, i - 1);
		if (entry->cursor && !strcmp(entry->source, source))
			return entry->cursor;
	}
	return NULL;
}

bool publish_begin(struct publish *p, const struct publish_options *with, struct err *err)
{
	*p = (struct publish){.with = *with, .started = clock_now(), .lock = -1};
	bool dry = with->options->dry_run;
	if (!archive_open(with->config->archive, !dry, &p->archive, err)) {
		if (!dry || err->code != ERR_NOT_FOUND)
			return false;
		err_clear(err);
		return true;
	}
	if (!with->once)
		p->last_cursor =
			arena_text(&p->protocol.arena, last_cursor(p->archive, with->source));
	return dry || archive_begin(p->archive, true, &p->sink, err);
}

const char *publish_spool_folder(const struct publish *p)
{
	return p->archive && !p->with.options->dry_run ? p->with.config->archive : "/tmp";
}

void publish_end(struct publish *p)
{
	publish_live_end(p);
	archive_run_abort(p->sink);
	cache_close(p->cache);
	archive_close(p->archive);
	protocol_fini(&p->protocol);
	contents_fini(&p->contents);
	cache_preview_free(p->preview);
	*p = (struct publish){0};
}

// ---- What is known already ----

static bool has_inputs(struct publish *p, int64_t run)
{
	bool all = true;
	for (size_t i = 1; all && i < p->protocol.inputs.len; i++) {
		const struct protocol_input *input = protocol_input(&p->protocol, (int64_t)i);
		struct sql_value values[] = {SQL_I(run), SQL_T(input ? input->sha256 : "")};
		sqlite3_stmt *found = cache_statement(p->cache, "collect_has_input", values, 2);
		all = !input || sqlite3_step(found) == SQLITE_ROW;
		cache_statement_done(found);
	}
	return all;
}

// Whether this version is the very delivery: the same name or, where it has none, the same time;
// and the same bytes read.
static bool is_version(struct publish *p, const struct protocol_scope *scope, sqlite3_stmt *version)
{
	const char *delivery = (const char *)sqlite3_column_text(version, 3);
	bool named = scope->delivery && *scope->delivery;
	bool same = named ? delivery && !strcmp(scope->delivery, delivery)
			  : (!delivery || !*delivery) && p->protocol.inputs.len > 1 &&
				    sqlite3_column_int64(version, 2) == scope->at;
	return same && sqlite3_column_int64(version, 4) == scope->rows &&
	       has_inputs(p, sqlite3_column_int64(version, 0));
}

// Whether its report is to be told as that of a scan that is known, whichever came first.
static bool is_renamed(const struct publish *p, const struct protocol_scope *scope, int64_t scan,
		       const char *content)
{
	int64_t number = scope->input || p->protocol.inputs.len > 2 ? scope->input : 1;
	const struct protocol_input *input = protocol_input(&p->protocol, number);
	struct sql_value values[] = {SQL_I(scan), SQL_T(input ? input->uri : NULL), SQL_T(content)};
	sqlite3_stmt *row = cache_statement(p->cache, "report_is_less", values, 3);
	bool renamed = sqlite3_step(row) == SQLITE_ROW;
	cache_statement_done(row);
	return renamed;
}

// By `statement`, which finds a scan of the same key, time and content.
static bool is_known(struct publish *p, const struct protocol_scope *scope, struct key128 content,
		     const char *statement)
{
	char hex[33];
	content_hex(content, hex);
	struct sql_value values[] = {SQL_T(scope->key), SQL_I(scope->at), SQL_T(hex)};
	sqlite3_stmt *row = cache_statement(p->cache, statement, values, 3);
	bool known = sqlite3_step(row) == SQLITE_ROW;
	int64_t scan = known ? sqlite3_column_int64(row, 0) : 0;
	cache_statement_done(row);
	p->renamed = p->renamed || (known && is_renamed(p, scope, scan, hex));
	return known;
}

// A scan of the same time that says the same, in whatever order and however its file is laid out.
static bool is_known_scan(struct publish *p, const struct protocol_scope *scope)
{
	struct key128 content;
	size_t id = (size_t)(scope - p->protocol.scopes.at);
	return !strcmp(scope->kind, "scan") && contents_of(&p->contents, id, &content) &&
	       is_known(p, scope, content, "same_scan");
}

// Of the scans that failed at one time one is kept, as one that failed; it changes nothing else.
static bool is_new_failure(struct publish *p, const struct protocol_scope *scope)
{
	struct key128 record;
	if (strcmp(scope->kind, "scan") != 0 || !p->cache)
		return false;
	if (!contents_of_scan(&p->contents, (size_t)(scope - p->protocol.scopes.at), &record))
		return true; // the fold decides
	return !is_known(p, scope, content_of_failed(record, scope->why), "same_failed_scan");
}

static enum standing judge(struct publish *p, struct protocol_scope *scope)
{
	if (!scope->complete)
		return INCOMPLETE;
	if (!p->cache || scope->append)
		return (scope->append && !scope->records) || (p->cache && is_known_scan(p, scope))
			       ? KNOWN
			       : NEW;
	struct sql_value values[] = {SQL_T(scope->kind), SQL_T(scope->key)};
	sqlite3_stmt *version = cache_statement(p->cache, "collect_versions", values, 2);
	enum standing standing = NEW;
	const char *why = NULL;
	while (standing != KNOWN && standing != KNOWN_OLDER &&
	       sqlite3_step(version) == SQLITE_ROW) {
		bool shown = !strcmp((const char *)sqlite3_column_text(version, 1), "shown");
		if (is_version(p, scope, version))
			standing = shown ? KNOWN : KNOWN_OLDER;
		else if (shown && sqlite3_column_int64(version, 2) > scope->at)
			standing = OLDER;
		else if (shown)
			why = shrink_why(p, scope, sqlite3_column_int64(version, 2),
					 sqlite3_column_int64(version, 4));
	}
	cache_statement_done(version);
	if (standing != NEW || !why)
		return standing;
	scope->why = why;
	p->shrunk = true;
	return INCOMPLETE;
}

// ---- Commit and fold ----

static bool keep_folding(void *context, const char *what, int64_t done, int64_t total)
{
	struct publish *p = context;
	const struct collect_options *options = p->with.options;
	if (options->progress)
		options->progress(options->context, what, done, total, "");
	return !options->keep_going || options->keep_going(options->context);
}

// The fold may catch up with runs of others; only ours are told here.
static void on_outcome(void *context, const struct scope_outcome *outcome)
{
	struct publish *p = context;
	if (outcome->run == p->run)
		told_fold(p, outcome);
}

static bool catch_up(struct publish *p, struct err *err)
{
	struct fold_options options = {
		.progress = {.keep_going = keep_folding, .context = p},
		.outcome = on_outcome,
		.outcome_context = p,
	};
	return cache_fold(p->cache, p->archive, &options, err);
}

static bool fold(struct publish *p, struct err *err)
{
	struct fold_options options = {.outcome = on_outcome, .outcome_context = p};
	if (!publish_live_commit(p, err))
		return false;
	if (!p->live)
		return catch_up(p, err);
	cache_live_tell(p->live, &options);
	return true;
}

// Where the next run of this source goes on; what is imported once has no next run.
static const char *kept_cursor(const struct publish *p)
{
	return p->with.once ? NULL : p->protocol.cursor;
}

static bool commit(struct publish *p, bool incomplete, struct err *err)
{
	struct archive_entry entry = {
		.source = p->with.source,
		.plugin = p->protocol.plugin,
		.version = p->protocol.version,
		.started = p->started,
		.finished = clock_now(),
		.exit_code = incomplete ? 6 : 0,
		.cursor = kept_cursor(p),
	};
	bool ok = archive_run_commit(p->sink, &entry, err);
	p->run = entry.number;
	p->sink = ok ? NULL : p->sink;
	return ok;
}

// Judges every scope. True when the run brings anything that is not known.
static bool judge_all(struct publish *p, int64_t *incomplete)
{
	const char *old = p->last_cursor, *new = kept_cursor(p);
	bool news = new && (!old || strcmp(old, new) != 0);
	size_t slots = p->protocol.scopes.len;
	p->standings = arena_alloc(&p->protocol.arena, (slots + 1) * sizeof *p->standings);
	for (size_t id = 1; id < slots; id++) {
		struct protocol_scope *scope = &p->protocol.scopes.at[id];
		if (scope->foreign)
			told_foreign(p, scope);
		if (!scope->kind || scope->foreign)
			continue;
		p->standings[id] = judge(p, scope);
		p->repeats = p->repeats || p->standings[id] == KNOWN;
		news = news || p->standings[id] == NEW || p->standings[id] == OLDER ||
		       (p->standings[id] == INCOMPLETE && is_new_failure(p, scope));
		*incomplete += p->standings[id] == INCOMPLETE;
	}
	if (p->shrunk)
		shrink_hold_back(p, incomplete);
	return (news || p->renamed) && !p->shrunk;
}

// What others took in, or a crash left unfolded, is folded before this run is judged by it.
static bool open_cache(struct publish *p, struct err *err)
{
	const char *path = p->with.config->cache;
	if (!p->with.options->dry_run)
		return cache_open(path, CACHE_WRITE, &p->cache, err) && catch_up(p, err);
	return !file_exists(path) || cache_open(path, CACHE_READ, &p->cache, err);
}

static bool publish_locked(struct publish *p, struct err *err)
{
	int64_t incomplete = 0;
	if (!open_cache(p, err))
		return false;
	preview_end(p);
	bool news = judge_all(p, &incomplete);
	if (news && p->would)
		preview_tell(p);
	else if (!news || p->with.options->dry_run)
		told_standings(p);
	else if (!commit(p, incomplete > 0, err) || !fold(p, err) ||
		 !cache_whole(p->cache, p->run, err))
		return false;
	told_unchanged(p);
	if (p->unseen.code != ERR_NONE)
		return err_set(err, ERR_INCOMPLETE, "%s", p->unseen.text);
	return !incomplete || told_incomplete(p, incomplete, err);
}

// One run at a time from judging to folding, so that the fold that tells our outcomes is ours.
bool publish_run(struct publish *p, struct err *err)
{
	if (p->lock < 0 && !p->with.options->dry_run &&
	    !state_lock(p->with.config->archive, "", true, &p->lock, err))
		return false;
	bool ok = publish_locked(p, err);
	publish_live_end(p);
	return ok;
}
