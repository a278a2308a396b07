#include "collect/collect.h"

#include "base/clock.h"
#include "base/file.h"
#include "collect/detect.h"
#include "collect/fetch/place.h"
#include "collect/fetch/remote.h"
#include "collect/run.h"
#include "collect/state.h"
#include "collect/stream/notes.h"

#include <unistd.h>

static const int64_t IMPORT_DEADLINE_SECONDS = 6 * 3600;

static void tell_left_out(const struct collect_options *options, const char *path,
			  const struct file_list *files)
{
	const struct {
		int64_t count;
		const char *what;
	} left[] = {
		{files->links, "symbolic links were not followed"},
		{files->unnamed, "files whose names are not UTF-8 were left out"},
	};
	for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
		struct err text = {0};
		if (!left[i].count || !options->message)
			continue;
		err_set(&text, ERR_INVALID, "%s: %lld %s", path, (long long)left[i].count,
			left[i].what);
		options->message(options->context, 'W', text.text);
	}
}

// ---- Files, wherever they lie ----

static bool list_files(struct remote *remote, const struct remote_options *with,
		       struct arena *arena, struct file_list *out, struct err *err)
{
	const struct files_filter filter = {with->fetch->include, with->fetch->exclude};
	bool ok = config_is_address(with->address)
			  ? remote_open(remote, with, err) &&
				    remote_list(remote, &filter, arena, out, err)
			  : files_walk(with->address, &filter, arena, out, err);
	if (ok)
		tell_left_out(with->collect, out->path, out);
	return ok;
}

// A collector that does not ask for files gets all of them.
static bool fetch_all(const struct plugin_file *plugin, struct arena *arena,
		      struct file_list *files, struct err *err)
{
	struct plugin_info info = {0};
	if (!files->remote)
		return true;
	if (!plugins_describe(plugin, arena, &info, err))
		return false;
	files->fetched = !info.wants;
	return info.wants || remote_get_all(files->remote, files, err);
}

// ---- import ----

static bool import_files(const struct config *config, struct file_list *files,
			 const struct collect_options *options, struct collect_report *report,
			 struct err *err)
{
	struct arena arena = {0};
	struct detection found;
	bool ok = detect(files, options, &arena, &found, err) &&
		  fetch_all(&found.plugin, &arena, files, err);
	struct run_job job = {
		.label = files->path,
		.label_names_file = !files->folder,
		.source = "import",
		.once = true,
		.program = found.plugin.path,
		.format = found.format,
		.files = files,
		.deadline_seconds = IMPORT_DEADLINE_SECONDS,
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
					    .archive = config->archive,
					    .source = SPOOL_IMPORTS,
					    .fetch = &fetch,
					    .collect = options,
					    .deadline_seconds = IMPORT_DEADLINE_SECONDS};
	bool ok = list_files(&remote, &with, &arena, &files, err);
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
};

static void on_log(void *context, char level, const char *text)
{
	struct tail *tail = context;
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
		.log = on_log,
		.log_context = &sync->tail,
	};
	if (files && !fetch_all(plugin, &sync->arena, files, err))
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
					    .archive = sync->config->archive,
					    .source = source->name,
					    .fetch = &source->fetch,
					    .collect = sync->options,
					    .deadline_seconds = source->deadline_seconds,
					    .log = on_log,
					    .log_context = &sync->tail};
	sync->label = arena_printf(&sync->arena, "source '%s'", source->name);
	bool ok = plugins_find(source->plugin, &sync->arena, &plugin, err) &&
		  (!source->path || list_files(&remote, &with, &sync->arena, &files, err));
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
static void note_end(struct sync *sync, bool ok, const struct err *why)
{
	struct source_state *state = &sync->state;
	state->last_run = sync->options->now;
	state->last_success = ok ? sync->options->now : state->last_success;
	state->failures = ok ? 0 : state->failures + 1;
	state->next_try = ok ? 0 : sync->options->now + state_backoff(state->failures);
	state->error = ok ? NULL : why->text;
	state->error_code = ok ? NULL : err_code_name(why->code);
	state->log_count = 0;
	char level;
	const char *text;
	while ((text = tail_line(&sync->tail, state->log_count, &level))) {
		state->log[state->log_count].level = arena_printf(&sync->arena, "%c", level);
		state->log[state->log_count++].text = text;
	}
}

static bool run_locked(struct sync *sync, struct collect_report *report, struct err *err)
{
	const char *archive = sync->config->archive, *name = sync->source->name;
	struct err ignored = {0};
	// A state that cannot be read is one that is written anew.
	state_load(archive, name, &sync->arena, &sync->state, &ignored);
	bool ok = run_source(sync, report, err);
	if (ok || err->code != ERR_INTERRUPTED) {
		struct err why = *err;
		note_end(sync, ok, &why);
		if (!state_save(archive, name, &sync->state, &why) && ok)
			ok = err_set(err, why.code, "source '%s': %s", name, why.text);
	}
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
