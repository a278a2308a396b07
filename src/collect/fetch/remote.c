#include "collect/fetch/remote.h"

#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "base/utf8.h"
#include "collect/fetch/place.h"
#include "collect/runner.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DONE_NOT, DONE, FAILED }; // how far a call came

// One call of the child.
struct call {
	struct remote *remote;
	int state;
	struct err why; // of the child's error line
	// list
	const struct files_filter *filter;
	struct file_list *list;
	struct arena *arena;
	vec(struct file_entry) found;
};

// ---- The spool ----

static const char *make_temporary(struct remote *r, struct err *err)
{
	const char *base = getenv("TMPDIR");
	char *path = arena_printf(&r->arena, "%s/gavel-spool.XXXXXX",
				  base && *base == '/' ? base : "/tmp");
	r->temporary = mkdtemp(path) != NULL;
	if (!r->temporary)
		err_errno(err, "%s", path);
	return r->temporary ? path : NULL;
}

bool remote_open(struct remote *r, const struct remote_options *options, struct err *err)
{
	*r = (struct remote){.options = *options, .spool_fd = -1};
	r->folder = options->archive && !options->collect->dry_run
			    ? spool_folder(options->archive, options->source, &r->arena)
			    : make_temporary(r, err);
	r->spool_fd = r->folder ? spool_open(r->folder, err) : -1;
	return r->spool_fd >= 0;
}

void remote_close(struct remote *r)
{
	struct err ignored;
	if (r->temporary)
		file_remove_tree(r->folder, &ignored);
	if (r->folder && r->spool_fd >= 0) // a remote of zeroes has none
		close(r->spool_fd);
	map_fini(&r->faults);
	vec_fini(&r->reasons);
	arena_fini(&r->arena);
	*r = (struct remote){0};
}

// ---- Calling the child ----

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
	call->state = FAILED;
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
		call->state = DONE;
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

// The members that every request has; the map stays open.
static void begin_request(const struct remote *r, struct json_out *json)
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

static bool run_call(struct call *call, const char *verb, const struct str *request,
		     struct err *err)
{
	char *program = proc_find_helper("fetch");
	const int keep[] = {call->remote->spool_fd, -1};
	struct runner_options options = {
		.program = program,
		.verb = verb,
		.who = "the fetching program",
		.request = str_slice(request),
		.keep = keep,
		.with_credentials = true,
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
	if (call->state == FAILED && err->code != ERR_INTERRUPTED) {
		*err = call->why;
		return false;
	}
	if (ok && call->state != DONE)
		ok = err_set(err, ERR_INCOMPLETE, "%s ended without done", options.who);
	if (!ok && err->code == ERR_INVALID) // killed, or out of time: what is shown stays
		err->code = ERR_INCOMPLETE;
	return ok;
}

// ---- What there is ----

bool remote_list(struct remote *r, const struct files_filter *filter, struct arena *arena,
		 struct file_list *out, struct err *err)
{
	struct call call = {.remote = r, .filter = filter, .list = out, .arena = arena};
	struct str request = {0};
	struct json_out json = {.to = &request};
	const char *shown = place_shown(r->options.address, arena);
	*out = (struct file_list){.path = shown, .root = shown, .remote = r};
	begin_request(r, &json);
	json_close_map(&json);
	str_add_char(&request, '\n');
	bool ok = run_call(&call, "list", &request, err);
	if (ok)
		files_set(out, call.found.at, call.found.len, arena);
	r->listed = (int64_t)call.found.len;
	vec_fini(&call.found);
	str_fini(&request);
	return ok;
}

// ---- Its bytes ----

static bool is_here(const struct remote *r, const char *at)
{
	struct stat s;
	return fstatat(r->spool_fd, at, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode);
}

static void spool_name(const struct remote *r, const struct file_entry *file, char out[SPOOL_NAME])
{
	struct arena arena = {0};
	place_spool_name(place_of_file(r->root, file, &arena), out);
	arena_fini(&arena);
}

// Adds the file to what is to be fetched, unless it is here. True when it was added.
static bool add_object(struct remote *r, const struct file_entry *file, struct json_out *json)
{
	char at[SPOOL_NAME];
	spool_name(r, file, at);
	if (is_here(r, at) || map_get(&r->faults, slice_of(at)))
		return false;
	json_open_map(json, NULL);
	json_text(json, "name", file->name);
	json_text(json, "at", at);
	json_int(json, "bytes", file->bytes);
	json_int(json, "mtime", file->mtime);
	if (file->etag)
		json_text(json, "etag", file->etag);
	json_close_map(json);
	return true;
}

bool remote_get(struct remote *r, const struct file_entry *const *files, size_t count,
		struct err *err)
{
	struct call call = {.remote = r};
	struct str request = {0};
	struct json_out json = {.to = &request};
	size_t missing = 0;
	begin_request(r, &json);
	json_text(&json, "root", r->root);
	json_int(&json, "spool_fd", r->spool_fd);
	json_open_list(&json, "objects");
	for (size_t i = 0; i < count; i++)
		missing += add_object(r, files[i], &json);
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(&request, '\n');
	bool ok = !missing || run_call(&call, "get", &request, err);
	str_fini(&request);
	return ok;
}

const char *remote_at(struct remote *r, const struct file_entry *file, const char **why)
{
	char at[SPOOL_NAME];
	spool_name(r, file, at);
	const int64_t *fault = map_get(&r->faults, slice_of(at));
	*why = fault ? r->reasons.at[*fault] : "could not be fetched";
	return !fault && is_here(r, at) ? arena_text(&r->arena, at) : NULL;
}

bool remote_get_all(struct remote *r, const struct file_list *files, struct err *err)
{
	const struct file_entry **all = mem_alloc((files->count + 1) * sizeof *all);
	for (size_t i = 0; i < files->count; i++)
		all[i] = &files->files[i];
	bool ok = remote_get(r, all, files->count, err);
	free(all);
	return ok && (!r->reasons.len || err_set(err, ERR_INCOMPLETE, "%s", r->reasons.at[0]));
}

int remote_open_file(struct remote *r, const struct file_entry *file, struct err *err)
{
	enum { LOWEST_FD = 10 };
	const char *why;
	if (!remote_get(r, &file, 1, err))
		return -1;
	const char *at = remote_at(r, file, &why);
	if (!at) {
		err_set(err, ERR_NOT_FOUND, "%s/%s: %s", r->root, file->name, why);
		return -1;
	}
	int low = openat(r->spool_fd, at, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, LOWEST_FD);
	if (fd < 0)
		err_errno(err, "%s/%s", r->folder, at);
	if (low >= 0)
		close(low);
	return fd;
}

void remote_prune(struct remote *r, const struct file_list *files, int64_t now)
{
	struct map listed = {0};
	char at[SPOOL_NAME];
	for (size_t i = 0; files && i < files->count; i++) {
		spool_name(r, &files->files[i], at);
		map_put(&listed, slice_of(at), NULL);
	}
	spool_prune(r->spool_fd, &(struct spool_keeping){.listed = files ? &listed : NULL,
							 .seconds = r->options.fetch->keep_seconds,
							 .bytes = r->options.fetch->keep_bytes,
							 .now = now});
	map_fini(&listed);
}
