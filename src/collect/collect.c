#include "collect/collect.h"

#include "base/clock.h"
#include "base/file.h"
#include "collect/detect.h"
#include "collect/run.h"
#include "collect/runner.h"
#include "collect/state.h"
#include "collect/stream/notes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t IMPORT_DEADLINE_SECONDS = 6 * 3600;

// ---- import ----

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

bool collect_import(const struct config *config, const char *path,
		    const struct collect_options *options, struct collect_report *report,
		    struct err *err)
{
	struct arena arena = {0};
	struct file_list files;
	struct detection found;
	bool ok = files_walk(path, &arena, &files, err) &&
		  detect(&files, options, &arena, &found, err);
	if (ok) {
		tell_left_out(options, path, &files);
		struct run_job job = {
			.label = path,
			.label_names_file = !files.folder,
			.source = "import",
			.once = true,
			.program = found.plugin.path,
			.format = found.format,
			.files = &files,
			.deadline_seconds = IMPORT_DEADLINE_SECONDS,
		};
		ok = run_job(config, &job, options, report, err);
	} else {
		report->failed++;
	}
	arena_fini(&arena);
	return ok;
}

// ---- sync ----

// A sync of one source and what is to be remembered of it.
struct sync {
	const struct config *config;
	const struct source_config *source;
	const struct collect_options *options;
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

static bool run_source(struct sync *sync, struct collect_report *report, struct err *err)
{
	const struct source_config *source = sync->source;
	struct file_list files;
	struct plugin_file plugin;
	const char *label = arena_printf(&sync->arena, "source '%s'", source->name);
	if (!plugins_find(source->plugin, &sync->arena, &plugin, err) ||
	    (source->path && !files_walk(source->path, &sync->arena, &files, err)))
		return err_wrap(err, "%s", label);
	if (source->path)
		tell_left_out(sync->options, source->path, &files);
	struct run_job job = {
		.label = label,
		.source = source->name,
		.program = plugin.path,
		.format = source->format,
		.settings = source->settings,
		.files = source->path ? &files : NULL,
		.deadline_seconds = source->deadline_seconds,
		.log = on_log,
		.log_context = &sync->tail,
	};
	return run_job(sync->config, &job, sync->options, report, err);
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

// ---- rows ----

struct rows {
	bool (*row)(void *context, struct slice line);
	void *context;
	bool done, enough; // enough: the caller wants no more
	struct arena arena;
};

static bool on_row(void *context, struct slice line, struct err *err)
{
	struct rows *rows = context;
	struct json_record record;
	const char *type;
	if (!json_read_flat(line, &record, err) ||
	    !json_get_text(&record, "t", &rows->arena, &type, err))
		return false;
	rows->done = rows->done || !strcmp(type, "done");
	if (!strcmp(type, "error"))
		return err_set(err, ERR_INCOMPLETE, "%s",
			       json_text_or(&record, "text", &rows->arena, "cannot be read again"));
	rows->enough = rows->enough || (!strcmp(type, "row") && !rows->row(rows->context, line));
	return !rows->enough || err_set(err, ERR_INTERRUPTED, "enough rows");
}

// The own keys of the source that the file belongs to: by its path.
static const char *settings_of(const struct config *config, const char *path)
{
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		size_t len = source->path ? strlen(source->path) : 0;
		if (len && !strncmp(path, source->path, len) && (!path[len] || path[len] == '/'))
			return source->settings;
	}
	return "{}";
}

// A re-reading being asked for.
struct asked {
	const struct rows_request *request;
	const char *program, *path, *settings;
};

static void make_rows_request(const struct asked *asked, int root_fd, struct str *out)
{
	const struct rows_request *request = asked->request;
	const char *path = asked->path;
	char *root = file_folder(path);
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_int(&json, "proto", PROTOCOL_VERSION);
	json_raw(&json, "config", slice_of(asked->settings));
	json_text(&json, "root", root);
	json_int(&json, "root_fd", root_fd);
	json_text(&json, "name", file_base(path));
	json_text(&json, "sha256", request->sha256);
	if (request->format)
		json_text(&json, "format", request->format);
	json_int(&json, "first", request->first);
	json_int(&json, "last", request->last);
	json_int(&json, "limit", request->limit);
	if (request->match)
		json_raw(&json, "match", slice_of(request->match));
	json_close_map(&json);
	str_add_char(out, '\n');
	free(root);
}

static bool call_rows(const struct asked *asked, struct rows *rows, struct err *err)
{
	enum { ROWS_MS = 300000 };
	char *root = file_folder(asked->path);
	int folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int keep[] = {folder, -1};
	struct str text = {0};
	make_rows_request(asked, folder, &text);
	struct runner_options options = {
		.program = asked->program,
		.verb = "rows",
		.request = str_slice(&text),
		.keep = keep,
		.deadline_ms = ROWS_MS,
		.line = on_row,
		.context = rows,
	};
	bool ok = folder >= 0 ? runner_call(&options, err) : err_errno(err, "%s", root);
	if (ok && !rows->done)
		ok = err_set(err, ERR_INCOMPLETE, "the collector ended without done");
	if (folder >= 0)
		close(folder);
	str_fini(&text);
	free(root);
	return ok || rows->enough;
}

// A source may name its collector by path; the archive knows it by the name it gave itself.
static const char *plugin_of(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->source_count; i++) {
		const char *plugin = config->sources[i].plugin;
		if (*plugin == '/' && !strcmp(file_base(plugin), name))
			return plugin;
	}
	return name;
}

bool collect_rows(const struct config *config, const struct rows_request *request,
		  bool (*row)(void *context, struct slice line), void *context, struct err *err)
{
	struct rows rows = {.row = row, .context = context};
	struct str path = {0};
	struct plugin_file plugin;
	uri_add_path(request->path, &path);
	struct asked asked = {.request = request,
			      .path = str_text(&path),
			      .settings = settings_of(config, str_text(&path))};
	bool ok = file_exists(asked.path) ||
		  err_set(err, ERR_NOT_FOUND, "%s: the file is gone, its rows cannot be shown",
			  asked.path);
	ok = ok && plugins_find(plugin_of(config, request->plugin), &rows.arena, &plugin, err);
	asked.program = ok ? plugin.path : NULL;
	ok = ok && (call_rows(&asked, &rows, err) || err_wrap(err, "%s", asked.path));
	str_fini(&path);
	arena_fini(&rows.arena);
	return ok;
}
