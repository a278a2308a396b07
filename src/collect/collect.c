#include "collect/collect.h"

#include "base/clock.h"
#include "collect/detect.h"
#include "collect/fetch/inputs.h"
#include "collect/fetch/place.h"
#include "collect/plugins.h"
#include "collect/request/request.h"
#include "collect/run.h"
#include "collect/sandbox/confine.h"
#include "store/source_state.h"
#include "store/upkeep/source_log.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

static const int64_t IMPORT_DEADLINE_SECONDS = 6 * 3600;
static_assert((int)STATE_LOG_LINES == (int)TAIL_LINES, "what is kept of a log fits its state");

// ---- import ----

static bool import_files(const struct config *config, struct file_list *files,
			 const struct collect_options *options, struct collect_report *report,
			 struct err *err)
{
	struct arena arena = {0};
	struct detection found;
	bool ok = detect(files, &(struct detect_call){config, options}, &arena, &found, err) &&
		  request_check(config, &found.plugin, options->settings, err) &&
		  inputs_fetch(&found.plugin, files, err);
	struct run_job job = {
		.label = files->path,
		.label_names_file = !files->folder,
		.source = "import",
		.once = true,
		.program = found.plugin.path,
		.format = found.format,
		.settings = options->settings,
		.files = files,
		.deadline_seconds = IMPORT_DEADLINE_SECONDS,
		.sandbox = confine(config, NULL, files, &arena),
	};
	if (ok)
		ok = run_job(config, &job, options, report, err);
	else
		report->failed++;
	arena_fini(&arena);
	return ok;
}

// What lies where a source looks is fetched as the source would; the spool is all imports'.
static struct fetch_config fetch_like_source(const struct config *config, const char *path,
					     struct arena *arena)
{
	const struct fetch_config defaults = config_fetch_defaults();
	const struct source_config *like = place_source(config, place_shown(path, arena));
	struct fetch_config fetch = like ? like->fetch : defaults;
	fetch.include = fetch.exclude = NULL;
	fetch.keep_seconds = defaults.keep_seconds;
	fetch.keep_bytes = defaults.keep_bytes;
	return fetch;
}

bool collect_import(const struct config *config, const char *path,
		    const struct collect_options *options, struct collect_report *report,
		    struct err *err)
{
	struct arena arena = {0};
	struct remote remote = {0};
	struct file_list files;
	const struct fetch_config fetch = fetch_like_source(config, path, &arena);
	const struct remote_options with = {.address = path,
					    .config = config,
					    .archive = config->archive,
					    .source = SPOOL_IMPORTS,
					    .fetch = &fetch,
					    .collect = options,
					    .deadline_seconds = IMPORT_DEADLINE_SECONDS};
	bool ok = inputs_list(&remote, &with, &arena, &files, err);
	if (!ok && err->code == ERR_NOT_FOUND && !strstr(path, "://"))
		err->code = ERR_INVALID; // a file that was named, as every command has it
	report->failed += !ok;
	ok = ok && import_files(config, &files, options, report, err);
	if (ok && files.remote)
		remote_prune(&remote, NULL, options->now);
	remote_close(&remote);
	arena_fini(&arena);
	return ok;
}

// ---- sync ----

// A sync of one source and what is to be remembered of it.
struct sync {
	const struct config *config;
	const struct source_config *source;
	const struct collect_options *options;
	const char *label;
	struct arena arena;
	struct source_state state;
	struct tail tail;
	struct source_log log;
	int64_t started_ms;
};

static void on_log(void *context, char level, const char *text)
{
	struct sync *sync = context;
	struct tail *tail = &sync->tail;
	source_log_add(&sync->log, clock_now(), level, text);
	char prefix[] = {level, '!', ' ', 0};
	tail_add(tail, slice_of(prefix));
	tail_add(tail, slice_of(text));
	tail_add(tail, SLICE("\n"));
}

static bool run_files(struct sync *sync, const struct plugin_file *plugin, struct file_list *files,
		      struct collect_report *report, struct err *err)
{
	const struct source_config *source = sync->source;
	struct run_job job = {
		.label = sync->label,
		.source = source->name,
		.program = plugin->path,
		.format = source->format,
		.settings = source->settings,
		.files = files,
		.deadline_seconds = source->deadline_seconds,
		.sandbox = confine(sync->config, source, files, &sync->arena),
		.log = on_log,
		.log_context = sync,
	};
	if (files && !inputs_fetch(plugin, files, err))
		return err_wrap(err, "%s", sync->label);
	return run_job(sync->config, &job, sync->options, report, err);
}

static bool run_source(struct sync *sync, struct collect_report *report, struct err *err)
{
	const struct source_config *source = sync->source;
	struct remote remote = {0};
	struct file_list files = {0};
	struct plugin_file plugin;
	const struct remote_options with = {.address = source->path,
					    .config = sync->config,
					    .read = source->read,
					    .archive = sync->config->archive,
					    .source = source->name,
					    .fetch = &source->fetch,
					    .collect = sync->options,
					    .deadline_seconds = source->deadline_seconds,
					    .log = on_log,
					    .log_context = sync};
	sync->label = arena_printf(&sync->arena, "source '%s'", source->name);
	bool ok = plugins_find(source->plugin, &sync->arena, &plugin, err) &&
		  (!source->path || inputs_list(&remote, &with, &sync->arena, &files, err));
	ok = ok ? run_files(sync, &plugin, source->path ? &files : NULL, report, err)
		: err_wrap(err, "%s", sync->label);
	if (ok && files.remote)
		remote_prune(&remote, &files, sync->options->now);
	sync->state.listed = remote.listed;
	sync->state.fetched = remote.fetched;
	sync->state.fetched_bytes = remote.fetched_bytes;
	remote_close(&remote);
	return ok;
}

// What the next `source show` and the next scheduled run go by.
static void note_end(struct sync *sync, const struct collect_report *made, const struct err *why)
{
	struct source_state *state = &sync->state;
	state_note_end(state, sync->options->now, (clock_monotonic_ms() - sync->started_ms) / 1000,
		       why);
	state->rows = made->rows;
	state->rejected = made->rejected;
	state->log_count = 0;
	char level;
	const char *text;
	while ((text = tail_line(&sync->tail, state->log_count, &level))) {
		state->log[state->log_count].level = arena_printf(&sync->arena, "%c", level);
		state->log[state->log_count++].text = text;
	}
}

// Noted before it runs, so that a run that is cut short is known to be one.
static void note_begin(struct sync *sync)
{
	struct source_state *state = &sync->state;
	int64_t now = sync->options->now;
	state->running = false; // it is us
	struct source_due due = source_due(sync->source, state, now);
	if (due.missed) {
		state->missed = due.missed;
		state->missed_since = due.missed_since;
		state->missed_until = now;
		source_log_add(&sync->log, now, 'W',
			       arena_printf(&sync->arena, "%lld planned runs were missed",
					    (long long)due.missed));
	}
	if (state->started)
		source_log_add(&sync->log, now, 'W', "the run before was cut short");
	state->started = now;
	sync->started_ms = clock_monotonic_ms();
	source_log_add(&sync->log, now, 'I', "the run begins");
}

static void log_end(struct sync *sync, const struct collect_report *made, const struct err *why)
{
	struct str text = {0};
	if (why->code)
		str_addf(&text, "the run failed: %s", why->text);
	else
		str_addf(&text, "the run went well: %lld rows, %lld rejected",
			 (long long)made->rows, (long long)made->rejected);
	source_log_add(&sync->log, clock_now(), why->code ? 'E' : 'I', str_text(&text));
	str_fini(&text);
}

static void add_report(struct collect_report *to, const struct collect_report *made)
{
	const struct {
		int64_t *to, made;
	} counts[] = {{&to->runs, made->runs},
		      {&to->shown, made->shown},
		      {&to->unchanged, made->unchanged},
		      {&to->older, made->older},
		      {&to->incomplete, made->incomplete},
		      {&to->failed, made->failed},
		      {&to->rows, made->rows},
		      {&to->rejected, made->rejected},
		      {&to->warnings, made->warnings}};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		*counts[i].to += counts[i].made;
}

static bool run_locked(struct sync *sync, struct collect_report *report, struct err *err)
{
	const char *archive = sync->config->archive, *name = sync->source->name;
	struct collect_report made = {0};
	struct err why = {0};
	// A state that cannot be read is one that is written anew.
	state_load(archive, name, &sync->arena, &sync->state, &why);
	source_log_open(&sync->log, sync->config, name);
	note_begin(sync);
	bool ok = state_save(archive, name, &sync->state, err) && run_source(sync, &made, err);
	add_report(report, &made);
	why = ok ? (struct err){0} : *err;
	log_end(sync, &made, &why);
	source_log_close(&sync->log);
	if (why.code == ERR_INTERRUPTED)
		return false; // `started` stays: it is due at once
	note_end(sync, &made, &why);
	struct err late = {0};
	if (!state_save(archive, name, &sync->state, &late) && ok)
		ok = err_set(err, late.code, "source '%s': %s", name, late.text);
	return ok;
}

bool collect_sync(const struct config *config, const struct source_config *source,
		  const struct collect_options *options, struct collect_report *report,
		  struct err *err)
{
	struct sync sync = {.config = config, .source = source, .options = options};
	int lock = -1;
	bool ok;
	if (options->dry_run)
		ok = run_source(&sync, report, err);
	else if (state_lock(config->archive, source->name, options->wait, &lock, err))
		ok = run_locked(&sync, report, err);
	else
		ok = err_wrap(err, "source '%s'", source->name);
	if (lock >= 0)
		close(lock);
	tail_fini(&sync.tail);
	arena_fini(&sync.arena);
	return ok;
}
