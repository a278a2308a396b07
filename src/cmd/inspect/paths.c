#include "cmd/inspect/paths.h"

#include "base/file.h"
#include "base/utf8.h"
#include "collect/files.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// What may be one of a check's files, by its name below a folder, in small letters.
static const struct {
	const char *include;
} CHECKS_FILES[CHECKS] = {
	[CHECK_HARDENING] = {"*.yaml *.yml *.json dockerfile* */dockerfile* *.dockerfile "
			     "containerfile* */containerfile* *.containerfile *.template "
			     "kustomization */kustomization"},
	[CHECK_CI] = {"*.yaml *.yml jenkinsfile* */jenkinsfile* *.jenkinsfile"},
	[CHECK_HEADERS] = {"*"},
	[CHECK_IAC] = {"*.json *.yaml *.yml *.template"},
};
// What people keep beside their own files.
static const char EXCLUDE[] = ".git/* */.git/* node_modules/* */node_modules/* .terraform/* "
			      "*/.terraform/*";

enum { STREAM_MAX = 64 * 1024 * 1024 };

static struct inspected *add(struct inspection *inspection, const char *name)
{
	struct inspected *file = vec_push(&inspection->files);
	*file = (struct inspected){.name = arena_text(&inspection->arena, name), .fd = -1};
	return file;
}

// ---- Bytes that lie in no file ----

bool inspection_add_bytes(struct inspection *inspection, const char *name, struct slice bytes,
			  struct err *err)
{
	int fd = memfd_create("gavel-check", MFD_CLOEXEC);
	if (fd < 0 || !file_write_all(fd, bytes, err) || lseek(fd, 0, SEEK_SET) < 0) {
		if (fd >= 0)
			close(fd);
		return err_errno(err, "%s", name);
	}
	struct inspected *file = add(inspection, name);
	file->named = true;
	file->fd = fcntl(fd, F_DUPFD_CLOEXEC, 10); // where file_open_high puts them
	close(fd);
	return file->fd >= 0 || err_errno(err, "%s", name);
}

// A pipe is copied, so that it can be handed over as a file.
static bool add_stream(struct inspection *inspection, const char *name, int fd, struct err *err)
{
	struct str text = {0};
	char chunk[65536];
	ssize_t got;
	while ((got = read(fd, chunk, sizeof chunk)) != 0 && text.len <= STREAM_MAX) {
		if (got < 0 && errno != EINTR)
			break;
		str_add(&text, chunk, got > 0 ? (size_t)got : 0);
	}
	bool done =
		got < 0 ? err_errno(err, "%s", name)
		: text.len > STREAM_MAX
			? err_set(err, ERR_INVALID, "%s: larger than %d bytes", name, STREAM_MAX)
			: inspection_add_bytes(inspection, name, str_slice(&text), err);
	str_fini(&text);
	return done;
}

// ---- Files and folders ----

static const char *without_dot(const char *path)
{
	while (!strncmp(path, "./", 2))
		path += 2 + strspn(path + 2, "/");
	return path;
}

bool paths_is_ours(enum check_id check, const char *name)
{
	const struct files_filter ours = {.include = CHECKS_FILES[check].include};
	char *small = mem_text(name);
	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	bool is = files_wanted(&ours, small);
	free(small);
	return is;
}

bool paths_is_walked(const char *name)
{
	const struct files_filter all = {.exclude = EXCLUDE};
	return files_wanted(&all, name);
}

static bool add_folder(struct inspection *inspection, const char *path, struct err *err)
{
	const struct files_filter all = {.exclude = EXCLUDE};
	struct file_list list;
	struct arena *arena = &inspection->arena;
	if (!files_walk(path, &all, arena, &list, err))
		return false;
	const char *shown = strcmp(path, ".") ? arena_printf(arena, "%s/", without_dot(path)) : "";
	inspection->passed_over += list.unnamed;
	for (size_t i = 0; i < list.count; i++) {
		const char *name = list.files[i].name;
		if (!paths_is_ours(inspection->check, name)) {
			inspection->passed_over++;
			continue;
		}
		struct inspected *file = add(inspection, arena_printf(arena, "%s%s", shown, name));
		file->path = arena_printf(arena, "%s/%s", list.root, name);
	}
	for (size_t i = 0; i < list.link_count; i++)
		paths_add_link(inspection, &(struct link){list.root, list.link_names[i],
							  arena_printf(arena, "%s%s", shown,
								       list.link_names[i])});
	return true;
}

static bool add_named(struct inspection *inspection, const char *path, struct err *err)
{
	struct stat s;
	int fd = file_open_high(AT_FDCWD, path, O_RDONLY, err);
	if (fd < 0)
		return false;
	if (fstat(fd, &s) == 0 && !S_ISREG(s.st_mode)) {
		bool done = add_stream(inspection, path, fd, err);
		close(fd);
		return done;
	}
	close(fd);
	struct inspected *file = add(inspection, without_dot(path));
	file->path = file->name == path ? path : arena_text(&inspection->arena, path);
	file->named = true;
	return true;
}

static bool add_path(struct inspection *inspection, const char *path, struct err *err)
{
	if (!strcmp(path, "-"))
		return add_stream(inspection, "(standard input)", STDIN_FILENO, err);
	if (!file_exists(path))
		return err_set(err, ERR_INVALID, "%s: there is no such file", path);
	if (!file_is_folder(path))
		return add_named(inspection, path, err);
	char *trimmed = mem_text(path);
	for (size_t len = strlen(trimmed); len > 1 && trimmed[len - 1] == '/'; len--)
		trimmed[len - 1] = '\0';
	bool done = add_folder(inspection, trimmed, err);
	free(trimmed);
	return done;
}

bool inspection_add_paths(struct inspection *inspection, const char **paths, size_t count,
			  struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!add_path(inspection, paths[i], err))
			return false;
	return true;
}

void inspection_fini(struct inspection *inspection)
{
	for (size_t i = 0; i < inspection->files.len; i++)
		if (inspection->files.at[i].fd >= 0)
			close(inspection->files.at[i].fd);
	vec_fini(&inspection->files);
	vec_fini(&inspection->unread);
	vec_fini(&inspection->results);
	vec_fini(&inspection->needs);
	arena_fini(&inspection->arena);
}
