#include "cmd/cmd_collect.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cmd/collected.h"
#include "cmd/groups.h"
#include "cmd/source/source.h"
#include "cmd/sync/sync.h"
#include "cmd/terminal/interrupt.h"
#include "cmd/terminal/warnings.h"
#include "collect/collect.h"
#include "findings/finding.h"
#include "view/text_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A command that runs collectors: what it says while it does.
struct talk {
	struct invocation *invocation;
	struct progress progress;
	struct collect_report report;
	struct json_out json; // rows of --json
	struct interrupt interrupt;
	struct warnings warnings;
};

// ---- What is told ----

static void on_progress(void *context, const char *source, int64_t done, int64_t total,
			const char *unit)
{
	struct talk *talk = context;
	progress_show(&talk->progress, source, done, total, unit);
}

static void on_message(void *context, char level, const char *text)
{
	struct talk *talk = context;
	warnings_add(&talk->warnings, level, text); // `gavel source log` has all
}

static void on_outcome(void *context, const struct scope_outcome *outcome, const char *total)
{
	struct talk *talk = context;
	if (talk->invocation->json)
		collected_outcome_json(&talk->json, outcome, total);
	else
		collected_outcome_text(&talk->invocation->out, outcome, total);
}

static void on_change(void *context, const struct collect_change *change)
{
	struct talk *talk = context;
	if (talk->invocation->json)
		collected_change_json(&talk->json, change);
	else
		collected_change_text(&talk->invocation->out, change);
}

// ---- Many inputs, one command ----

static bool run_one(struct talk *talk, const struct collect_options *options, size_t index,
		    struct err *err)
{
	const struct invocation *invocation = talk->invocation;
	const struct config *config = &invocation->session->config;
	if (!strcmp(invocation->command->name, "import"))
		return collect_import(config, invocation->arguments[index], options, &talk->report,
				      err);
	const struct source_config *source = &config->sources[index];
	if (invocation->argument_count)
		source = source_named(config, invocation->arguments[index], err);
	return source && collect_sync(config, source, options, &talk->report, err);
}

// Runs them all, whatever becomes of each; ^C ends it. One that failed alone is the error; of
// several, each is told and the count is the error.
static bool run_each(struct talk *talk, const struct collect_options *options, size_t count,
		     struct err *err)
{
	size_t failed = 0, incomplete = 0;
	for (size_t i = 0; i < count; i++) {
		struct err why = {0};
		bool done = run_one(talk, options, i, &why);
		// Then it is said as what became of it, with the folder.
		if (!done && slice_ends(slice_of(why.text), str_text(&talk->warnings.held)))
			str_fini(&talk->warnings.held);
		warnings_say_held(&talk->warnings);
		if (done)
			continue;
		incomplete += why.code == ERR_INCOMPLETE;
		failed += why.code != ERR_INCOMPLETE;
		*err = why;
		if (count == 1 || why.code == ERR_INTERRUPTED)
			return false;
		warnings_say(&talk->warnings, 'E', why.text);
	}
	if (failed)
		return err_set(err, ERR_INVALID, "%zu of %zu failed", failed, count);
	return !incomplete ||
	       err_set(err, ERR_INCOMPLETE, "%zu of %zu incomplete", incomplete, count);
}

// A run that cannot be used is said every time, until the archive is mended or the run let go.
static bool tell_faults(struct talk *talk, bool ok, struct err *err)
{
	struct err why = {0};
	if (session_whole(talk->invocation->session, &why))
		return ok;
	if (!ok && strcmp(err->text, why.text) != 0)
		warnings_say(&talk->warnings, 'E', why.text);
	return ok ? err_set(err, why.code, "%s", why.text) : false;
}

bool collect_take_deadline(const struct invocation *invocation, struct collect_options *options,
			   struct err *err)
{
	const char *text = invocation_option(invocation, "deadline");
	return !text || clock_parse_duration(slice_of(text), &options->deadline_seconds, err) ||
	       err_wrap(err, "--deadline");
}

// What the command line says for the reports that do not say it themselves; the caller frees.
static bool take_settings(const struct invocation *invocation, char **out, struct err *err)
{
	static const char *const NAMES[] = {"target", "category", "scanners",
					    "whole",  "digest",	  "at"};
	struct str text = {0};
	struct json_out json = {.to = &text};
	const char *at = invocation_option(invocation, "at");
	if (at && !clock_parse(slice_of(at), &(int64_t){0}, err))
		return err_wrap(err, "--at");
	const char *digest = invocation_option(invocation, "digest");
	if (digest && !digest_named(digest))
		return err_set(err, ERR_INVALID,
			       "--digest: '%s' is not sha256: and 64 hexadecimal digits", digest);
	if (!finding_check_scanners(invocation_option(invocation, "scanners"), err))
		return err_wrap(err, "--scanners");
	json_open_map(&json, NULL);
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (invocation_option(invocation, NAMES[i]))
			json_text(&json, NAMES[i], invocation_option(invocation, NAMES[i]));
	json_close_map(&json);
	*out = str_take(&text);
	return true;
}

bool collect_run_all(struct invocation *invocation, size_t count, struct err *err)
{
	struct talk talk = {.invocation = invocation, .json = {.to = &invocation->out}};
	struct collect_options options = {
		.format = invocation_option(invocation, "as"),
		.dry_run = invocation_option(invocation, "dry-run") != NULL,
		.wait = invocation_option(invocation, "wait") != NULL,
		.now = invocation->session->now,
		.progress = on_progress,
		.message = on_message,
		.outcome = on_outcome,
		.change = on_change,
		.keep_going = interrupt_keep_going,
		.context = &talk,
	};
	char *settings = NULL;
	if (!collect_take_deadline(invocation, &options, err) ||
	    !take_settings(invocation, &settings, err))
		return false;
	options.settings = settings;
	if (invocation->json) {
		json_open_map(&talk.json, NULL);
		json_text(&talk.json, "schema", "gavel.collect/1");
		json_open_list(&talk.json, "rows");
	}
	talk.warnings.progress = &talk.progress;
	progress_start(&talk.progress);
	interrupt_hold(&talk.interrupt);
	bool ok = run_each(&talk, &options, count, err);
	warnings_end(&talk.warnings);
	ok = tell_faults(&talk, ok, err);
	interrupt_release(&talk.interrupt);
	progress_clear(&talk.progress);
	if (!options.dry_run)
		text_index_start(&invocation->session->config);
	free(settings);
	if (invocation->json) {
		json_close_list(&talk.json);
		json_close_map(&talk.json);
		str_add_char(&invocation->out, '\n');
	}
	return ok;
}

static bool import_run(struct invocation *invocation, struct err *err)
{
	if (!invocation->argument_count)
		return err_set(err, ERR_INVALID, "import: name a file, a folder or an address");
	return collect_run_all(invocation, invocation->argument_count, err);
}

// ---- The table ----

static const struct option IMPORT_OPTIONS[] = {
	{"as", OPTION_TEXT, "FORMAT", "the format or collector to use; nothing is detected"},
	{"dry-run", OPTION_FLAG, NULL, "read everything, tell what would change, write nothing"},
	{"target", OPTION_TEXT, "NAME", "what was scanned, where the report does not say"},
	{"category", OPTION_TEXT, "NAME",
	 "tells scans of one tool and target apart, with what the report says"},
	{"scanners", OPTION_TEXT, "KINDS",
	 "what was looked for, where a report does not say: vuln, misconfig, secret, license"},
	{"whole", OPTION_FLAG, NULL, "reports list every file and check: of others all is gone"},
	{"digest", OPTION_TEXT, "DIGEST",
	 "the image of the reports, sha256:…, where they do not say; another's are refused"},
	{"at", OPTION_TIME, "TIME", "when it was scanned, whatever the report says"},
	{"deadline", OPTION_DURATION, "DUR", "stop a collector that takes longer (default 6h)"},
};

const struct command collect_commands[] = {
	{.name = "import",
	 .arguments = "PATH…",
	 .summary = "read files of any known format once",
	 .help = "Each PATH is a file or a folder, or an address: s3://BUCKET/PREFIX, "
		 "s3://BUCKET/KEY,\n"
		 "https://HOST/FILE, aws://SERVICE/REGION. Its format is found from its content;\n"
		 "when two formats fit, they are listed and nothing is guessed. What was read is\n"
		 "kept in the archive and shown at once. Importing the same again changes\n"
		 "nothing; an older or incomplete delivery never replaces a newer one.\n\n"
		 "One line per scope says what became of it: shown, unchanged, older, "
		 "incomplete.\n\n"
		 "A report that says what it is of is of that, whatever --target says, and a "
		 "warning\nsays so; but --target goes before where it is the same name in more "
		 "words (with\nits branch, its host), or where others are called alike: a folder's "
		 "path.",
	 .options = IMPORT_OPTIONS,
	 .option_count = sizeof IMPORT_OPTIONS / sizeof *IMPORT_OPTIONS,
	 .run = import_run},
	{.name = "sync",
	 .arguments = "[SOURCE…]",
	 .summary = "run the configured sources",
	 .help = "Runs the named sources of gavel.yaml, or all of them. One that fails keeps its\n"
		 "last good data and does not stop the others. ^C does the same.\n\n"
		 "--watch stays: each source runs when its `every` or `at` says so, as many at a "
		 "time\n"
		 "as `parallel`. HUP, or a change of gavel.yaml, reads it anew; INT and TERM end "
		 "it.\n"
		 "One line on stderr per run. Runs that were missed are made up for once.\n\n"
		 "--on reads events as EventBridge, S3 and queues send them; which source wants "
		 "which\n"
		 "is `on` in gavel-config(5). One that comes twice runs once. Exit 1 when no "
		 "source wants\n"
		 "any, 6 when some could not be read.",
	 .options = SYNC_OPTIONS,
	 .option_count = SYNC_OPTION_COUNT,
	 .run = sync_run},
	{.name = "source list",
	 .arguments = "",
	 .summary = "sources, when they last ran, and the collectors there are",
	 .help = "One line per source of gavel.yaml: its collector, the age of its last good run,\n"
		 "how it stands, and when it is tried next. Below, the collectors found.",
	 .run = source_list_run},
	{.name = "source show",
	 .arguments = "SOURCE",
	 .summary = "one source: configuration, state, last runs",
	 .help = "Where the source is configured, how its last run went, the last error in full,\n"
		 "and its last runs in the archive.",
	 .run = source_show_run},
	{.name = "source explain",
	 .arguments = "FINDING|RUN",
	 .summary = "why a finding is the same as in the scans before",
	 .help = "Tells of one finding, named as in `gavel show findings`, or of all that the "
		 "scans\n"
		 "of a run saw: by what each was known again (word for word, the same place, the\n"
		 "nearest line, a renamed file, another id of the flaw; and whether the tool's\n"
		 "fingerprint said so), which other ids it has or had, and what became of it.\n"
		 "`import --dry-run` tells the same before anything is taken in.",
	 .run = source_explain_run},
	{.name = "source log",
	 .arguments = "SOURCE",
	 .summary = "what was said during the runs of a source",
	 .help = "When its runs began and ended, and the lines that its collector wrote, with time "
		 "and\n"
		 "level: E error, W warning, I information, D for debugging. The log is kept in "
		 "files\n"
		 "beside the archive, see log_keep and log_size in gavel-config(5).",
	 .options = SOURCE_LOG_OPTIONS,
	 .option_count = SOURCE_LOG_OPTION_COUNT,
	 .run = source_log_run},
};
const size_t collect_command_count = sizeof collect_commands / sizeof *collect_commands;
