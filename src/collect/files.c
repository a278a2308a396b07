#include "collect/files.h"

#include "base/file.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "collect/fetch/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
	struct arena *arena;
	const struct files_filter *filter;
	struct file_list *list;
	vec(struct file_entry) found;
	vec(const char *) links;
};

// Does the name fit one of the patterns?
static bool fits(const char *patterns, const char *name)
{
	struct slice rest = slice_of(patterns);
	bool found = false;
	while (rest.len && !found) {
		struct slice pattern = slice_cut(&rest, ' ');
		char *text = mem_slice(pattern);
		found = pattern.len && fnmatch(text, name, 0) == 0;
		free(text);
	}
	return found;
}

bool files_wanted(const struct files_filter *filter, const char *name)
{
	return !filter || ((!filter->include || fits(filter->include, name)) &&
			   (!filter->exclude || !fits(filter->exclude, name)));
}

bool files_have_room(const struct file_list *list, size_t count, struct err *err)
{
	return count < FILES_MAX ||
	       err_set(err, ERR_INVALID, "%s: more than %d files: include fewer of them",
		       list->root, FILES_MAX);
}

static bool is_text(const char *name)
{
	struct slice text = slice_of(name);
	return utf8_valid(text) == text.len;
}

static bool add(struct walk *walk, const char *name, const struct stat *st, struct err *err)
{
	if (!is_text(name)) {
		walk->list->unnamed++;
		return true;
	}
	if (!files_wanted(walk->filter, name))
		return true;
	if (!files_have_room(walk->list, walk->found.len, err))
		return false;
	*vec_push(&walk->found) = (struct file_entry){
		.name = arena_text(walk->arena, name),
		.bytes = (int64_t)st->st_size,
		.mtime = (int64_t)st->st_mtime,
	};
	return true;
}

static bool is_below(const char *root, const char *path)
{
	size_t len = strlen(root);
	return strncmp(path, root, len) == 0 &&
	       (path[len] == '/' || !path[len] || root[len - 1] == '/');
}

// What a link below the root leads to is listed where it lies.
static bool add_link(struct walk *walk, const char *name, const char *path, struct err *err)
{
	struct file_list *list = walk->list;
	struct stat st;
	char *real = realpath(path, NULL);
	bool inside = real && is_below(list->root, real);
	bool listed = walk->filter && walk->filter->by_name && stat(path, &st) == 0 &&
		      S_ISREG(st.st_mode);
	free(real);
	list->links++;
	if (listed)
		return add(walk, name, &st, err);
	if (!inside && files_wanted(walk->filter, name) && !list->astray++)
		list->one_astray = arena_text(walk->arena, name);
	if (!is_text(name) || !files_wanted(walk->filter, name))
		return true;
	if (!files_have_room(walk->list, walk->links.len, err))
		return false;
	*vec_push(&walk->links) = arena_text(walk->arena, name);
	return true;
}

static bool visit(struct walk *walk, const FTSENT *entry, struct err *err)
{
	const char *name = entry->fts_path + strlen(walk->list->root);
	name += strspn(name, "/");
	switch (entry->fts_info) {
	case FTS_F: return add(walk, name, entry->fts_statp, err);
	case FTS_SL:
	case FTS_SLNONE: return add_link(walk, name, entry->fts_path, err);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS: errno = entry->fts_errno; return err_errno(err, "%s", entry->fts_path);
	default: return true; // a folder on the way in or out, a device, a pipe
	}
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct file_entry *)a)->name, ((const struct file_entry *)b)->name);
}

static bool walk_folder(struct walk *walk, struct err *err)
{
	char *paths[] = {(char *)(uintptr_t)walk->list->root, NULL};
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!tree)
		return err_errno(err, "%s", walk->list->root);
	bool ok = true;
	FTSENT *entry;
	while (ok && (errno = 0, entry = fts_read(tree)))
		ok = visit(walk, entry, err);
	if (ok && errno)
		ok = err_errno(err, "%s", walk->list->root);
	fts_close(tree);
	return ok;
}

void files_set(struct file_list *list, const struct file_entry *entries, size_t count,
	       struct arena *arena)
{
	list->count = count;
	list->files = arena_alloc(arena, (count + 1) * sizeof *list->files);
	if (count)
		memcpy(list->files, entries, count * sizeof *list->files);
	qsort(list->files, count, sizeof *list->files, compare_entries);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void set_links(struct walk *walk)
{
	struct file_list *list = walk->list;
	list->link_count = walk->links.len;
	list->link_names = arena_alloc(walk->arena, (list->link_count + 1) * sizeof(char *));
	for (size_t i = 0; i < list->link_count; i++)
		list->link_names[i] = walk->links.at[i];
	qsort(list->link_names, list->link_count, sizeof(char *), compare_names);
}

static bool take_file(struct walk *walk, const char *path, const struct stat *st, struct err *err)
{
	if (!S_ISREG(st->st_mode))
		return err_set(err, ERR_INVALID, "%s: neither a file nor a folder", path);
	if (!is_text(file_base(path)))
		return err_set(err, ERR_INVALID, "%s: a file name that is not UTF-8", path);
	char *folder = file_folder(path);
	walk->list->root = arena_text(walk->arena, *folder ? folder : "/");
	free(folder);
	return add(walk, file_base(path), st, err);
}

bool files_walk(const char *path, const struct files_filter *filter, struct arena *arena,
		struct file_list *out, struct err *err)
{
	*out = (struct file_list){.path = arena_text(arena, path)};
	struct walk walk = {.arena = arena, .filter = filter, .list = out};
	struct stat st;
	char *real = realpath(path, NULL);
	if (!real || stat(real, &st) < 0) {
		err_errno(err, "%s", path);
		free(real);
		return false;
	}
	out->folder = S_ISDIR(st.st_mode);
	out->root = arena_text(arena, real);
	bool ok = out->folder ? walk_folder(&walk, err) : take_file(&walk, real, &st, err);
	if (ok)
		files_set(out, walk.found.at, walk.found.len, arena);
	set_links(&walk);
	vec_fini(&walk.found);
	vec_fini(&walk.links);
	free(real);
	return ok;
}

const char *files_input(const struct file_list *list, struct arena *arena)
{
	if (list->folder || list->remote)
		return files_folder(list);
	return arena_printf(arena, "%s/%s", list->root, list->files[0].name);
}

const struct file_entry *files_find(const struct file_list *list, const char *name)
{
	const struct file_entry wanted = {.name = name};
	return list->count
		       ? bsearch(&wanted, list->files, list->count, sizeof wanted, compare_entries)
		       : NULL;
}

const char *files_folder(const struct file_list *list)
{
	return list->remote ? list->remote->folder : list->root;
}

int files_open(const struct file_list *list, const struct file_entry *file, struct err *err)
{
	if (list->remote)
		return remote_open_file(list->remote, file, err);
	char *path = file_join(list->root, file->name);
	int fd = file_open_high(AT_FDCWD, path, O_RDONLY, err);
	free(path);
	return fd;
}

static void write_entry(const struct file_list *list, const struct file_entry *file,
			struct json_out *json)
{
	const char *why, *at = list->fetched ? remote_at(list->remote, file, &why) : NULL;
	if (list->fetched && !at)
		return; // it went away while the others were fetched
	json_open_map(json, NULL);
	json_text(json, "name", file->name);
	json_int(json, "bytes", file->bytes);
	json_int(json, "mtime", file->mtime);
	if (file->etag)
		json_text(json, "etag", file->etag);
	if (at)
		json_text(json, "at", at);
	json_close_map(json);
}

void files_write(const struct file_list *list, struct json_out *json)
{
	json_text(json, "root", list->root);
	if (list->remote && !list->fetched)
		json_bool(json, "want", true);
	json_open_list(json, "files");
	for (size_t i = 0; i < list->count; i++)
		write_entry(list, &list->files[i], json);
	json_close_list(json);
}
