#include "collect/publish.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "collect/state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What would become of a scope, judged against what is known before anything is committed.
enum standing { NEW, KNOWN, OLDER, INCOMPLETE, FOREIGN };

static const char *const STANDINGS[] = {
	[NEW] = "shown",       [KNOWN] = "unchanged",
	[OLDER] = "older",     [INCOMPLETE] = "incomplete",
	[FOREIGN] = "ignored",
};

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
	*p = (struct publish){.with = *with, .started = clock_now()};
	bool dry = with->options->dry_run;
	if (!archive_open(with->config->archive, !dry, &p->archive, err)) {
		if (!dry || err->code != ERR_NOT_FOUND)
			return false;
		err_clear(err);
		return true;
	}
	const char *cursor = last_cursor(p->archive, with->source);
	p->last_cursor = arena_text(&p->protocol.arena, cursor);
	return dry || archive_begin(p->archive, true, &p->sink, err);
}

const char *publish_spool_folder(const struct publish *p)
{
	return p->archive && !p->with.options->dry_run ? p->with.config->archive : "/tmp";
}

void publish_end(struct publish *p)
{
	archive_run_abort(p->sink);
	archive_close(p->archive);
	protocol_fini(&p->protocol);
	*p = (struct publish){0};
}

// ---- What becomes of the scopes ----

static bool is_news(enum standing standing)
{
	return standing == NEW || standing == OLDER;
}

// Counts and tells one outcome.
static void tell(struct publish *p, const struct scope_outcome *outcome)
{
	static const struct {
		const char *state;
		size_t offset;
	} COUNTS[] = {
		{"shown", offsetof(struct collect_report, shown)},
		{"unchanged", offsetof(struct collect_report, unchanged)},
		{"older", offsetof(struct collect_report, older)},
		{"incomplete", offsetof(struct collect_report, incomplete)},
	};
	struct collect_report *report = p->with.report;
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
		if (!strcmp(outcome->state, COUNTS[i].state))
			*(int64_t *)(void *)((char *)report + COUNTS[i].offset) += 1;
	report->rows += outcome->rows;
	if (p->with.options->outcome)
		p->with.options->outcome(p->with.options->context, outcome);
}

// The key's words with blanks between them.
static const char *shown_key(struct publish *p, const struct protocol_scope *scope)
{
	struct str text = {0};
	json_t *list = json_loads(scope->key, 0, NULL);
	for (size_t i = 0; i < json_array_size(list); i++)
		str_addf(&text, "%s%s", i ? " " : "", json_string_value(json_array_get(list, i)));
	json_decref(list);
	const char *key = arena_slice(&p->protocol.arena, str_slice(&text));
	str_fini(&text);
	return key;
}

static void tell_standings(struct publish *p, const enum standing *standings)
{
	for (size_t id = 1; id < p->protocol.scopes.len; id++) {
		const struct protocol_scope *scope = &p->protocol.scopes.at[id];
		if (!scope->kind)
			continue;
		struct scope_outcome outcome = {
			.kind = scope->kind,
			.key = shown_key(p, scope),
			.state = STANDINGS[standings[id]],
			.why = scope->why,
			.rows = scope->rows,
			.rejected = scope->rejected,
		};
		tell(p, &outcome);
	}
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
		tell(p, outcome);
}

static bool fold(struct publish *p, struct err *err)
{
	struct cache *cache;
	struct fold_options options = {
		.progress = {.keep_going = keep_folding, .context = p},
		.outcome = on_outcome,
		.outcome_context = p,
	};
	if (!cache_open(p->with.config->cache, CACHE_WRITE, &cache, err))
		return false;
	bool ok = cache_fold(cache, p->archive, &options, err);
	cache_close(cache);
	return ok;
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
		.cursor = p->protocol.cursor,
	};
	bool ok = archive_run_commit(p->sink, &entry, err);
	p->run = entry.number;
	p->sink = ok ? NULL : p->sink;
	return ok;
}

// Held from commit to fold, so that the fold that tells our outcomes is our own.
static bool commit_and_fold(struct publish *p, bool incomplete, struct err *err)
{
	int lock;
	if (!state_lock(p->with.config->archive, "", true, &lock, err))
		return false;
	bool ok = commit(p, incomplete, err) && fold(p, err);
	close(lock);
	return ok;
}

static bool same_cursor(const struct publish *p)
{
	const char *old = p->last_cursor, *new = p->protocol.cursor;
	return !new || (old && !strcmp(old, new));
}

static bool explain_incomplete(struct publish *p, const enum standing *standings, struct err *err)
{
	int64_t count = 0, scopes = 0;
	const struct protocol_scope *first = NULL;
	for (size_t id = 1; id < p->protocol.scopes.len; id++) {
		scopes += p->protocol.scopes.at[id].kind != NULL;
		count += standings[id] == INCOMPLETE;
		if (!first && standings[id] == INCOMPLETE)
			first = &p->protocol.scopes.at[id];
	}
	if (!count)
		return true;
	struct str text = {0}, safe = {0};
	if (scopes > 1)
		str_addf(&text, "%lld of %lld scopes are incomplete: ", (long long)count,
			 (long long)scopes);
	str_addf(&text, "%s%s: %s", shown_key(p, first), scopes > 1 ? "" : " is incomplete",
		 first->why);
	utf8_add_safe(&safe, str_slice(&text), false);
	err_set(err, ERR_INCOMPLETE, "%s", str_text(&safe));
	str_fini(&text);
	str_fini(&safe);
	return false;
}

bool publish_run(struct publish *p, struct err *err)
{
	size_t slots = p->protocol.scopes.len;
	enum standing *standings = arena_alloc(&p->protocol.arena, (slots + 1) * sizeof *standings);
	bool news = !same_cursor(p), incomplete = false;
	if (!judge(p, standings, err))
		return false;
	for (size_t id = 1; id < slots; id++) {
		bool used = p->protocol.scopes.at[id].kind != NULL;
		news = news || (used && is_news(standings[id]));
		incomplete = incomplete || (used && standings[id] == INCOMPLETE);
	}
	if (p->with.options->dry_run || !news)
		tell_standings(p, standings);
	else if (!commit_and_fold(p, incomplete, err))
		return false;
	return explain_incomplete(p, standings, err);
}

void publish_add_acks(const struct publish *p, struct str *out)
{
	for (size_t id = 1; id < p->protocol.scopes.len; id++)
		if (p->protocol.scopes.at[id].kind && p->protocol.scopes.at[id].complete)
			str_addf(out, "{\"t\":\"ack\",\"scope\":%zu}\n", id);
}
