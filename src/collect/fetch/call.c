#include "collect/fetch/call.h"

#include "base/json.h"
#include "base/proc.h"
#include "base/utf8.h"
#include "collect/runner.h"

#include <stdlib.h>
#include <string.h>

// ---- What it says ----

static enum err_code code_of(const char *name)
{
	static const enum err_code CODES[] = {ERR_INVALID, ERR_IO, ERR_NOT_FOUND, ERR_DENIED};
	for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
		if (!strcmp(name, err_code_name(CODES[i])))
			return CODES[i];
	return ERR_INCOMPLETE; // a server that cannot be reached leaves a sync incomplete
}

static void on_error(struct call *call, const struct json_record *record)
{
	struct arena arena = {0};
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(json_text_or(record, "text", &arena, "")), false);
	err_set(&call->why, code_of(json_text_or(record, "code", &arena, "")), "%s",
		str_text(&safe));
	call->remote->fetched_bytes += json_int_or(record, "fetched", 0);
	call->state = CALL_FAILED;
	str_fini(&safe);
	arena_fini(&arena);
}

static void on_progress(struct call *call, const struct json_record *record)
{
	const struct remote_options *options = &call->remote->options;
	struct arena arena = {0};
	if (options->collect->progress)
		options->collect->progress(
			options->collect->context, options->source, json_int_or(record, "done", 0),
			json_int_or(record, "total", 0), json_text_or(record, "unit", &arena, ""));
	arena_fini(&arena);
}

static bool on_root(struct call *call, const struct json_record *record, struct err *err)
{
	const char *root;
	if (!call->list || !json_get_text(record, "root", call->arena, &root, err))
		return false;
	call->list->root = root;
	call->list->folder = json_bool_or(record, "folder", false);
	call->remote->root = root;
	return true;
}

static bool on_listed(struct call *call, const struct json_record *record, struct err *err)
{
	struct file_entry entry = {0};
	if (!json_get_text(record, "name", call->arena, &entry.name, err) ||
	    !json_get_int(record, "bytes", &entry.bytes, err) ||
	    !json_get_int(record, "mtime", &entry.mtime, err))
		return false;
	entry.etag = json_text_or(record, "etag", call->arena, NULL);
	if (!files_wanted(call->filter, entry.name))
		return true;
	*vec_push(&call->found) = entry;
	return files_have_room(call->list, call->found.len - 1, err);
}

// What became of an object that was to be fetched.
static bool on_fetched(struct call *call, const struct json_record *record, struct err *err)
{
	struct remote *r = call->remote;
	const char *at, *why = json_text_or(record, "gone", &r->arena, NULL);
	if (!json_get_text(record, "at", &r->arena, &at, err))
		return false;
	r->fetched += !why;
	r->fetched_bytes += json_int_or(record, "fetched", 0);
	if (!why)
		return true;
	*map_put(&r->faults, slice_of(at), NULL) = (int64_t)r->reasons.len;
	*vec_push(&r->reasons) = why;
	return true;
}

static bool on_line(void *context, struct slice line, struct err *err)
{
	struct call *call = context;
	struct json_record record;
	if (!json_read_flat(line, &record, err))
		return false;
	const struct json_field *type = json_find(&record, "t");
	struct slice kind = type ? type->raw : (struct slice){0};
	if (slice_is(kind, "error"))
		on_error(call, &record);
	else if (slice_is(kind, "progress"))
		on_progress(call, &record);
	else if (slice_is(kind, "done"))
		call->state = CALL_DONE;
	else if (slice_is(kind, "unnamed") && call->list)
		call->list->unnamed++;
	else if (slice_is(kind, "root"))
		return on_root(call, &record, err);
	else if (slice_is(kind, "object"))
		return call->list ? on_listed(call, &record, err) : on_fetched(call, &record, err);
	return true;
}

static void on_log(void *context, char level, const char *text)
{
	const struct remote_options *options = &((struct call *)context)->remote->options;
	if (options->log)
		options->log(options->log_context, level, text);
	if (options->collect->message)
		options->collect->message(options->collect->context, level, text);
}

static bool keep_going(void *context)
{
	const struct collect_options *collect = ((struct call *)context)->remote->options.collect;
	return !collect->keep_going || collect->keep_going(collect->context);
}

// ---- What it is asked ----

void call_begin(const struct remote *r, struct json_out *json)
{
	const struct fetch_config *fetch = r->options.fetch;
	const struct {
		const char *name, *value;
	} texts[] = {
		{"address", r->options.address},   {"endpoint", fetch->endpoint},
		{"region", fetch->region},	   {"profile", fetch->profile},
		{"path_style", fetch->path_style}, {"ca_file", fetch->ca_file},
		{"proxy", fetch->proxy},
	};
	json_open_map(json, NULL);
	json_int(json, "proto", 1);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].value)
			json_text(json, texts[i].name, texts[i].value);
}

// Files that the environment names, which the child has to read.
static const char *const NAMED[] = {"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
				    "AWS_WEB_IDENTITY_TOKEN_FILE", "SSL_CERT_FILE", "SSL_CERT_DIR"};
enum { NAMED_COUNT = sizeof NAMED / sizeof *NAMED };

static struct sandbox_request sandbox_of(const struct remote *r, const char *maybe[NAMED_COUNT + 2])
{
	size_t used = 0;
	if (r->options.fetch->ca_file)
		maybe[used++] = r->options.fetch->ca_file;
	for (size_t i = 0; i < NAMED_COUNT; i++) {
		const char *path = getenv(NAMED[i]);
		if (path && *path == '/')
			maybe[used++] = path;
	}
	maybe[used] = NULL;
	return (struct sandbox_request){.profile = SANDBOX_FETCH,
					.mode = sandbox_mode(r->options.config->sandbox),
					.read = r->options.read,
					.maybe = maybe,
					.write = r->folder};
}

bool call_run(struct call *call, const char *verb, const struct str *request, struct err *err)
{
	char *program = proc_find_helper("fetch");
	const int keep[] = {call->remote->spool_fd, -1};
	const char *maybe[NAMED_COUNT + 2];
	struct runner_options options = {
		.program = program,
		.verb = verb,
		.who = "the fetching program",
		.request = str_slice(request),
		.keep = keep,
		.with_credentials = true,
		.sandbox = sandbox_of(call->remote, maybe),
		.deadline_ms = call->remote->options.deadline_seconds * 1000,
		.line = on_line,
		.log = on_log,
		.keep_going = keep_going,
		.context = call,
	};
	bool ok = program ? runner_call(&options, err)
			  : err_set(err, ERR_NOT_FOUND,
				    "libexec/gavel/fetch: not found beside the program");
	free(program);
	if (call->state == CALL_FAILED && err->code != ERR_INTERRUPTED) {
		*err = call->why;
		return false;
	}
	if (ok && call->state != CALL_DONE)
		ok = err_set(err, ERR_INCOMPLETE, "%s ended without done", options.who);
	if (!ok && err->code == ERR_INVALID) // killed, or out of time: what is shown stays
		err->code = ERR_INCOMPLETE;
	return ok;
}
