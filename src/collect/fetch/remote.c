#include "collect/fetch/remote.h"

#include "base/file.h"
#include "collect/fetch/call.h"
#include "collect/fetch/place.h"
#include "collect/sandbox/folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- The spool ----

static const char *make_temporary(struct remote *r, struct err *err)
{
	char *path;
	if (!folder_make("gavel-spool", &path, &r->temporary, err))
		return NULL;
	const char *copy = arena_text(&r->arena, path);
	free(path);
	return copy;
}

bool remote_open(struct remote *r, const struct remote_options *options, struct err *err)
{
	*r = (struct remote){.options = *options, .spool_fd = -1, .temporary = -1};
	r->folder = options->archive && !options->collect->dry_run
			    ? spool_folder(options->archive, options->source, &r->arena)
			    : make_temporary(r, err);
	r->spool_fd = r->folder ? spool_open(r->folder, err) : -1;
	return r->spool_fd >= 0;
}

void remote_close(struct remote *r)
{
	struct err ignored;
	if (r->folder && r->temporary >= 0) {
		folder_remove(r->folder, &ignored);
		close(r->temporary);
	}
	if (r->folder && r->spool_fd >= 0) // a remote of zeroes has none
		close(r->spool_fd);
	map_fini(&r->faults);
	vec_fini(&r->reasons);
	arena_fini(&r->arena);
	*r = (struct remote){0};
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
	call_begin(r, &json);
	json_close_map(&json);
	str_add_char(&request, '\n');
	bool ok = call_run(&call, "list", &request, err);
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
	call_begin(r, &json);
	json_text(&json, "root", r->root);
	json_int(&json, "spool_fd", r->spool_fd);
	json_open_list(&json, "objects");
	for (size_t i = 0; i < count; i++)
		missing += add_object(r, files[i], &json);
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(&request, '\n');
	bool ok = !missing || call_run(&call, "get", &request, err);
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
	const char *why;
	if (!remote_get(r, &file, 1, err))
		return -1;
	const char *at = remote_at(r, file, &why);
	if (!at) {
		err_set(err, ERR_NOT_FOUND, "%s/%s: %s", r->root, file->name, why);
		return -1;
	}
	return file_open_high(r->spool_fd, at, O_RDONLY | O_NOFOLLOW, err);
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
