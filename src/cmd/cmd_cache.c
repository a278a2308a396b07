#include "base/json.h"
#include "base/utf8.h"
#include "cmd/cmd_prune.h"
#include "cmd/cmd_sql.h"
#include "cmd/groups.h"
#include "cmd/upkeep/cmd_backup.h"
#include "cmd/upkeep/cmd_index.h"
#include "store/source_state.h"

#include <stdio.h>
#include <unistd.h>

// ---- cache ----

static bool tell_progress(void *context, const char *what, int64_t done, int64_t total)
{
	(void)context;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%s: %lld of %lld lines\033[K", what, (long long)done,
			(long long)total);
	return true;
}

static bool with_archive(struct invocation *invocation, struct archive **out, struct err *err)
{
	return archive_open(invocation->session->config.archive, false, out, err);
}

// No collector's run writes the cache meanwhile.
static bool lock_writers(struct invocation *invocation, int *lock, struct err *err)
{
	return state_lock(invocation->session->config.archive, "", true, lock, err);
}

static bool rebuild(struct invocation *invocation, struct archive *archive, struct err *err)
{
	struct fold_options options = {.progress = {tell_progress, NULL}};
	int lock;
	if (!lock_writers(invocation, &lock, err))
		return false;
	bool done = cache_rebuild(invocation->session->config.cache, archive, &options, err);
	close(lock);
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	return done;
}

static bool cache_rebuild_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	if (!with_archive(invocation, &archive, err))
		return false;
	bool done = rebuild(invocation, archive, err);
	if (done)
		str_addf(&invocation->out, "%s: rebuilt from %zu runs\n",
			 invocation->session->config.cache, archive_count(archive));
	archive_close(archive);
	return done && session_whole(invocation->session, err);
}

static bool cache_verify_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	struct cache *cache;
	int64_t last = 0;
	bool done = with_archive(invocation, &archive, err) &&
		    session_cache(invocation->session, &cache, err) &&
		    cache_verify(cache, archive, &last, err);
	if (done)
		str_addf(&invocation->out,
			 "%s: every row is what the archive gives up to run %lld\n",
			 invocation->session->config.cache, (long long)last);
	archive_close(archive);
	return done;
}

// ---- archive ----

static bool archive_list_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	struct json_out json = {.to = &invocation->out};
	if (!with_archive(invocation, &archive, err))
		return false;
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.archive/1");
	json_open_list(&json, "rows");
	for (size_t i = 0; i < archive_count(archive); i++) {
		const struct archive_entry *e = archive_entry(archive, i);
		json_open_map(&json, NULL);
		json_int(&json, "run", e->number);
		json_text(&json, "source", e->source);
		json_text(&json, "plugin", e->plugin);
		json_int(&json, "lines", e->lines);
		json_int(&json, "bytes", e->bytes);
		json_int(&json, "stored", e->stored_bytes);
		json_text(&json, "sha256", e->sha256);
		if (e->pruned)
			json_int(&json, "pruned", e->pruned);
		else
			json_nothing(&json, "pruned");
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	if (!invocation->json) {
		str_clear(&invocation->out);
		for (size_t i = 0; i < archive_count(archive); i++) {
			const struct archive_entry *e = archive_entry(archive, i);
			str_addf(&invocation->out, "%6lld  %-16s %-12s %10lld lines  %.16s%s\n",
				 (long long)e->number, e->source, e->plugin, (long long)e->lines,
				 e->sha256, e->pruned ? "  pruned" : "");
		}
	} else {
		str_add_char(&invocation->out, '\n');
	}
	archive_close(archive);
	return true;
}

static void say_fault(void *context, const char *text)
{
	struct str *out = context;
	utf8_add_safe(out, slice_of(text), false);
	str_add_char(out, '\n');
}

static bool archive_verify_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	struct archive_report report;
	if (!with_archive(invocation, &archive, err))
		return false;
	bool done = archive_verify(archive, say_fault, &invocation->out, &report, err);
	str_addf(&invocation->out, "%lld runs (%lld pruned), %lld blobs, %lld bad\n",
		 (long long)report.runs, (long long)report.pruned, (long long)report.blobs,
		 (long long)report.bad);
	archive_close(archive);
	return done;
}

const struct command cache_commands[] = {
	{.name = "sql",
	 .arguments = "'SELECT …'",
	 .summary = "read-only SQL over the cache, as CSV or JSON",
	 .help = "One SELECT. dec_sum(x) adds decimal text exactly. Writing, ATTACH, PRAGMA and\n"
		 "extensions are denied. The tables are described in src/store/sql/schema.sql.",
	 .run = sql_run},
	{.name = "cache rebuild",
	 .arguments = "",
	 .summary = "make the cache anew from the archive",
	 .help = "Reads every run of the archive into a new file and puts it in place of the old "
		 "one.\n"
		 "No source is asked.",
	 .run = cache_rebuild_run},
	{.name = "cache verify",
	 .arguments = "",
	 .summary = "compare the cache with what the archive gives",
	 .help = "Folds the archive into a private file and compares every row of every table;\n"
		 "then asks SQLite whether each index has what its table has.",
	 .run = cache_verify_run},
	{.name = "cache index",
	 .arguments = "",
	 .summary = "bring the text index up to what the cache holds",
	 .help = "Words and parts of titles, places and the like are found by an index of texts. "
		 "After an\n"
		 "import or a sync it is brought up to date in the background; this waits for it. "
		 "While it\n"
		 "is behind, the same rows are found, only slower. ^C and kill lose nothing: it "
		 "goes on\n"
		 "from there the next time.",
	 .options = INDEX_OPTIONS,
	 .option_count = INDEX_OPTION_COUNT,
	 .run = index_run},
	{.name = "archive list",
	 .arguments = "",
	 .summary = "every accepted run",
	 .help = "One line per run, in the order of acceptance.",
	 .run = archive_list_run},
	{.name = "archive verify",
	 .arguments = "",
	 .summary = "re-read every run and blob against its digest",
	 .help = "Says each fault with its file; exits 2 when there is one.",
	 .run = archive_verify_run},
	{.name = "archive backup",
	 .arguments = "DIR",
	 .summary = "copy the archive into a folder, only what is not there yet",
	 .help = "Made while sources go on: what is copied is the archive at one moment. "
		 "Everything "
		 "in\n"
		 "DIR is read again and verified before it is called whole. DIR may lie on a "
		 "network\n"
		 "file system; it is refused when it holds another archive. The cache is not "
		 "copied,\n"
		 "nor the logs: the cache is made anew from the archive.",
	 .run = backup_run},
	{.name = "archive restore",
	 .arguments = "DIR",
	 .summary = "bring back the archive from a backup",
	 .help = "The archive's folder must be absent or empty. A backup that was not finished, or "
		 "that\n"
		 "has a damaged, missing or shortened file, is refused before anything is "
		 "written.\n"
		 "`gavel cache rebuild` then brings back every view.",
	 .run = restore_run},
	{.name = "archive prune",
	 .arguments = "",
	 .summary = "let go of the records of old runs that nothing shows",
	 .help = "A run is needed while a scope of it is shown. Of an older one that is not, the "
		 "records\n"
		 "are let go for good; its inputs, scopes, rejects, notes and totals are kept, so "
		 "that\n"
		 "every view, restatements too, is the same after `cache rebuild`, which is done "
		 "at "
		 "once.\n"
		 "What is lost: --as-of a time when the run was shown is refused. Blobs stay.\n\n"
		 "The index of the archive only grows: a pruned run stays in `archive list`, "
		 "marked."
		 "\n"
		 "A run whose lines are damaged goes only when it is named with --run; nothing of "
		 "it "
		 "is\n"
		 "kept then. A run that is shown is refused.",
	 .options = PRUNE_OPTIONS,
	 .option_count = PRUNE_OPTION_COUNT,
	 .run = prune_run},
};
const size_t cache_command_count = sizeof cache_commands / sizeof *cache_commands;
