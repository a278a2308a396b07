#include "collect/files.h"

#include "base/file.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
	struct arena *arena;
	struct file_list *list;
	vec(struct file_entry) found;
};

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
	if (walk->found.len == FILES_MAX)
		return err_set(err, ERR_INVALID, "%s: more than %d files", walk->list->root,
			       FILES_MAX);
	*vec_push(&walk->found) = (struct file_entry){
		.name = arena_text(walk->arena, name),
		.bytes = (int64_t)st->st_size,
		.mtime = (int64_t)st->st_mtime,
	};
	return true;
}

static bool visit(struct walk *walk, const FTSENT *entry, struct err *err)
{
	switch (entry->fts_info) {
	case FTS_F: {
		const char *name = entry->fts_path + strlen(walk->list->root);
		return add(walk, name + strspn(name, "/"), entry->fts_statp, err);
	}
	case FTS_SL:
	case FTS_SLNONE: walk->list->links++; return true;
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

static void keep(struct walk *walk)
{
	struct file_list *list = walk->list;
	list->count = walk->found.len;
	list->files = arena_alloc(walk->arena, (list->count + 1) * sizeof *list->files);
	if (list->count)
		memcpy(list->files, walk->found.at, list->count * sizeof *list->files);
	qsort(list->files, list->count, sizeof *list->files, compare_entries);
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

bool files_walk(const char *path, struct arena *arena, struct file_list *out, struct err *err)
{
	*out = (struct file_list){.path = arena_text(arena, path)};
	struct walk walk = {.arena = arena, .list = out};
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
		keep(&walk);
	vec_fini(&walk.found);
	free(real);
	return ok;
}

const char *files_input(const struct file_list *list, struct arena *arena)
{
	if (list->folder)
		return list->root;
	return arena_printf(arena, "%s/%s", list->root, list->files[0].name);
}

void files_write(const struct file_list *list, struct json_out *json)
{
	json_text(json, "root", list->root);
	json_open_list(json, "files");
	for (size_t i = 0; i < list->count; i++) {
		json_open_map(json, NULL);
		json_text(json, "name", list->files[i].name);
		json_int(json, "bytes", list->files[i].bytes);
		json_int(json, "mtime", list->files[i].mtime);
		json_close_map(json);
	}
	json_close_list(json);
}
