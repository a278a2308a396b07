#include "collect/lines/rows.h"

#include "base/file.h"
#include "collect/fetch/again.h"
#include "collect/plugins.h"
#include "collect/runner.h"
#include "collect/sandbox/confine.h"
#include "collect/stream/notes.h"
#include "collect/stream/protocol.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_MS = 3600 * 1000 };

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

// Where an input's bytes are.
struct input {
	const char *root, *name;
	const char *at;			    // NULL: under the name
	const char *path;		    // of the bytes
	const struct source_config *source; // that it belongs to, or NULL
	int folder;
};

static void write_request(const struct call *call, const struct input *input, struct str *out)
{
	const struct rows_request *request = call->request;
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_int(&json, "proto", PROTOCOL_VERSION);
	json_raw(&json, "config", slice_of(input->source ? input->source->settings : "{}"));
	json_text(&json, "root", input->root);
	json_int(&json, "root_fd", input->folder);
	json_text(&json, "name", input->name);
	if (input->at)
		json_text(&json, "at", input->at);
	json_text(&json, "sha256", request->sha256);
	if (request->format)
		json_text(&json, "format", request->format);
	json_bool(&json, "brief", true);
	json_int(&json, "limit", request->limit);
	json_raw(&json, "cells", request->cells);
	json_close_map(&json);
	str_add_char(out, '\n');
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

static bool call_collector(struct call *call, const struct input *input, struct err *err)
{
	int keep[] = {input->folder, -1};
	struct str text = {0};
	struct plugin_file plugin;
	if (!plugins_find(plugin_of(call->config, call->request->plugin), &call->arena, &plugin,
			  err))
		return false;
	write_request(call, input, &text);
	struct runner_options options = {
		.program = plugin.path,
		.verb = "rows",
		.request = str_slice(&text),
		.keep = keep,
		.sandbox = confine(call->config, input->source, NULL, &call->arena),
		.deadline_ms = ROWS_MS,
		.line = on_line,
		.keep_going = keep_going,
		.context = call,
	};
	options.sandbox.input = input->path;
	bool ok = runner_call(&options, err);
	if (ok && !call->done)
		ok = err_set(err, ERR_INCOMPLETE, "the collector ended without done");
	str_fini(&text);
	return ok || call->enough;
}

static bool read_file(struct call *call, struct err *err)
{
	struct str text = {0};
	uri_add_path(call->request->uri, &text);
	const char *path = arena_slice(&call->arena, str_slice(&text));
	str_fini(&text);
	if (!file_exists(path))
		return err_set(err, ERR_NOT_FOUND, "%s is gone", path);
	char *root = file_folder(path);
	struct input input = {.root = root,
			      .name = file_base(path),
			      .path = path,
			      .source = source_of(call->config, path),
			      .folder =
				      file_open_high(AT_FDCWD, root, O_RDONLY | O_DIRECTORY, err)};
	bool ok = input.folder >= 0 && call_collector(call, &input, err);
	if (input.folder >= 0)
		close(input.folder);
	free(root);
	return ok;
}

static bool read_object(struct call *call, struct err *err)
{
	struct again again;
	const struct collect_options options = {.keep_going = keep_going, .context = call};
	bool ok = again_open(&again, call->config, &options, call->request->uri, err);
	const struct input input = {.root = again.root,
				    .name = again.name,
				    .at = again.at,
				    .path = again.path,
				    .source = again.source,
				    .folder = again.folder};
	ok = ok && call_collector(call, &input, err);
	again_close(&again);
	return ok;
}

bool rows_ask(const struct config *config, const struct rows_request *request, struct err *err)
{
	struct call call = {.request = request, .config = config};
	bool ok = again_is(request->uri) ? read_object(&call, err) : read_file(&call, err);
	arena_fini(&call.arena);
	return ok;
}
