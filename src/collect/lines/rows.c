#include "collect/lines/rows.h"

#include "base/file.h"
#include "collect/plugins.h"
#include "collect/runner.h"
#include "collect/sandbox/confine.h"
#include "collect/stream/notes.h"
#include "collect/stream/protocol.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_MS = 3600 * 1000, LOWEST_FD = 10 };

// A call while it streams.
struct call {
	const struct config *config;
	const struct rows_request *request;
	bool done, enough; // enough: the caller wants no more
	struct arena arena;
};

static bool on_line(void *context, struct slice line, struct err *err)
{
	struct call *call = context;
	struct json_record record;
	if (!json_read_flat(line, &record, err))
		return false;
	const struct json_field *type = json_find(&record, "t");
	if (!type || type->kind != JSON_TEXT)
		return err_set(err, ERR_INCOMPLETE, "the collector sent a line without a kind");
	call->done = call->done || slice_is(type->raw, "done");
	if (slice_is(type->raw, "error"))
		return err_set(err, ERR_INCOMPLETE, "%s",
			       json_text_or(&record, "text", &call->arena, "cannot be read again"));
	if (slice_is(type->raw, "row"))
		call->enough = !call->request->row(call->request->context, &record);
	return !call->enough || err_set(err, ERR_INTERRUPTED, "enough rows");
}

static bool keep_going(void *context)
{
	const struct rows_request *request = ((struct call *)context)->request;
	return !request->keep_going || request->keep_going(request->context);
}

// The source that the file belongs to, by its path; or NULL.
static const struct source_config *source_of(const struct config *config, const char *path)
{
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		size_t len = source->path ? strlen(source->path) : 0;
		if (len && !strncmp(path, source->path, len) && (!path[len] || path[len] == '/'))
			return source;
	}
	return NULL;
}

static void write_request(const struct call *call, const char *path, int root_fd, struct str *out)
{
	const struct rows_request *request = call->request;
	const struct source_config *source = source_of(call->config, path);
	char *root = file_folder(path);
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_int(&json, "proto", PROTOCOL_VERSION);
	json_raw(&json, "config", slice_of(source ? source->settings : "{}"));
	json_text(&json, "root", root);
	json_int(&json, "root_fd", root_fd);
	json_text(&json, "name", file_base(path));
	json_text(&json, "sha256", request->sha256);
	if (request->format)
		json_text(&json, "format", request->format);
	json_bool(&json, "brief", true);
	json_int(&json, "limit", request->limit);
	json_raw(&json, "cells", request->cells);
	json_close_map(&json);
	str_add_char(out, '\n');
	free(root);
}

static int open_folder(const char *path, struct err *err)
{
	char *root = file_folder(path);
	int low = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int folder = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, LOWEST_FD);
	if (folder < 0)
		err_errno(err, "%s", root);
	if (low >= 0)
		close(low);
	free(root);
	return folder;
}

static bool call_collector(struct call *call, const char *program, const char *path,
			   struct err *err)
{
	int folder = open_folder(path, err);
	int keep[] = {folder, -1};
	struct str text = {0};
	if (folder < 0)
		return false;
	write_request(call, path, folder, &text);
	struct runner_options options = {
		.program = program,
		.verb = "rows",
		.request = str_slice(&text),
		.keep = keep,
		.sandbox = confine(call->config, source_of(call->config, path), NULL, &call->arena),
		.deadline_ms = ROWS_MS,
		.line = on_line,
		.keep_going = keep_going,
		.context = call,
	};
	options.sandbox.input = path;
	bool ok = runner_call(&options, err);
	if (ok && !call->done)
		ok = err_set(err, ERR_INCOMPLETE, "the collector ended without done");
	close(folder);
	str_fini(&text);
	return ok || call->enough;
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

bool rows_read(const struct config *config, const struct rows_request *request, struct err *err)
{
	struct call call = {.request = request, .config = config};
	struct str path = {0};
	struct plugin_file plugin;
	bool ok;
	uri_add_path(request->uri, &path);
	if (!file_exists(str_text(&path)))
		ok = err_set(err, ERR_NOT_FOUND, "%s is gone", str_text(&path));
	else
		ok = plugins_find(plugin_of(config, request->plugin), &call.arena, &plugin, err) &&
		     call_collector(&call, plugin.path, str_text(&path), err);
	str_fini(&path);
	arena_fini(&call.arena);
	return ok;
}
