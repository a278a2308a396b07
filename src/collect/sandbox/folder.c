#include "collect/sandbox/folder.h"

#include "base/file.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BLOCK_BYTES = 512, // of st_blocks
	MARK = 6	   // what mkdtemp(3) adds to a name
};

// A folder of our own whatever mode it was given; its descriptor, or -1. The mode is changed
// through a descriptor, because the name may be something else a moment later.
static int open_folder(int parent, const char *name)
{
	char by_descriptor[64];
	int path = openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (path < 0)
		return -1;
	snprintf(by_descriptor, sizeof by_descriptor, "/proc/self/fd/%d", path);
	int fd = open(by_descriptor, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == EACCES && chmod(by_descriptor, 0700) == 0)
		fd = open(by_descriptor, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close(path);
	return fd;
}

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

// ---- Measuring ----

struct measure {
	int64_t bytes;
	int entries;
};

static bool add_folder(struct measure *m, int fd, int depth);

static bool add_entry(struct measure *m, int folder, const char *name, int depth)
{
	struct stat s;
	if (++m->entries > FOLDER_ENTRIES)
		return false;
	if (fstatat(folder, name, &s, AT_SYMLINK_NOFOLLOW) < 0)
		return true; // gone again
	m->bytes += (int64_t)s.st_blocks * BLOCK_BYTES;
	int inner = S_ISDIR(s.st_mode) ? open_folder(folder, name) : -1;
	return inner < 0 || add_folder(m, inner, depth + 1);
}

// Takes the descriptor.
static bool add_folder(struct measure *m, int fd, int depth)
{
	DIR *folder = depth < FOLDER_DEPTH ? fdopendir(fd) : NULL;
	bool done = folder != NULL;
	for (struct dirent *entry; done && (entry = readdir(folder));)
		if (!is_dots(entry->d_name))
			done = add_entry(m, dirfd(folder), entry->d_name, depth);
	if (folder)
		closedir(folder);
	else
		close(fd);
	return done;
}

bool folder_measure(const char *path, int64_t *bytes)
{
	struct measure m = {0};
	int fd = open_folder(AT_FDCWD, path);
	bool done = fd < 0 || add_folder(&m, fd, 0);
	*bytes = m.bytes;
	return done;
}

// ---- Removing: what lies in an inner folder is moved up, until all is flat ----

struct removal {
	int top;
	int64_t moved; // folders so far; the next one's new name
	bool changed;  // in this pass over the top folder
};

// A file goes; a folder of an inner folder moves to the top.
static void empty_entry(struct removal *r, int folder, const char *name)
{
	char fresh[32];
	if (unlinkat(folder, name, 0) == 0)
		return;
	int inner = open_folder(folder, name); // it must be ours to move
	if (inner >= 0)
		close(inner);
	snprintf(fresh, sizeof fresh, ".gone.%lld", (long long)r->moved++);
	if (unlinkat(folder, name, AT_REMOVEDIR) < 0)
		renameat(folder, name, r->top, fresh);
}

static void empty_folder(struct removal *r, const char *name)
{
	int fd = open_folder(r->top, name);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));)
		if (!is_dots(entry->d_name))
			empty_entry(r, dirfd(folder), entry->d_name);
	closedir(folder);
}

static void remove_entry(struct removal *r, const char *name)
{
	if (unlinkat(r->top, name, 0) == 0 || unlinkat(r->top, name, AT_REMOVEDIR) == 0) {
		r->changed = true;
		return;
	}
	empty_folder(r, name);
	r->changed |= unlinkat(r->top, name, AT_REMOVEDIR) == 0;
}

static bool pass(struct removal *r)
{
	int fd = openat(r->top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	r->changed = false;
	if (!folder)
		return false;
	for (struct dirent *entry; (entry = readdir(folder));)
		if (!is_dots(entry->d_name))
			remove_entry(r, entry->d_name);
	closedir(folder);
	return r->changed;
}

bool folder_remove(const char *path, struct err *err)
{
	struct removal r = {.top = open_folder(AT_FDCWD, path)};
	if (r.top < 0)
		return errno == ENOENT || err_errno(err, "%s", path);
	while (pass(&r))
		;
	close(r.top);
	return rmdir(path) == 0 || err_errno(err, "%s: cannot be removed", path);
}

// ---- Making ----

// The lock on a folder of ours, which is still there; else -1.
static int lock_folder(const char *path, int how)
{
	struct stat s;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || (fstat(fd, &s) == 0 && s.st_uid == geteuid() && flock(fd, how) == 0 &&
		       fstat(fd, &s) == 0 && s.st_nlink))
		return fd;
	close(fd);
	return -1;
}

static bool is_of(const char *name, const char *kind)
{
	size_t len = strlen(kind);
	return !strncmp(name, kind, len) && name[len] == '.' && strlen(name) == len + 1 + MARK;
}

static void sweep(const char *base, const char *kind)
{
	struct err ignored;
	DIR *folder = opendir(base);
	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		char *path = is_of(entry->d_name, kind) ? file_join(base, entry->d_name) : NULL;
		int lock = path ? lock_folder(path, LOCK_EX | LOCK_NB) : -1;
		if (lock >= 0) {
			folder_remove(path, &ignored);
			close(lock);
		}
		free(path);
	}
	if (folder)
		closedir(folder);
}

bool folder_make(const char *kind, char **out, int *lock, struct err *err)
{
	const char *given = getenv("TMPDIR");
	const char *base = given && *given == '/' ? given : "/tmp";
	struct str path = {0};
	bool swept, made;
	sweep(base, kind);
	do { // somebody may sweep before it is locked: then once more
		str_clear(&path);
		str_addf(&path, "%s/%s.XXXXXX", base, kind);
		made = mkdtemp(path.at);
		*lock = made ? lock_folder(path.at, LOCK_EX) : -1;
		swept = made && *lock < 0 && !file_exists(path.at);
	} while (swept);
	if (*lock < 0)
		err_errno(err, "%s: no room for temporary files", path.at);
	if (*lock < 0 && made)
		rmdir(path.at);
	*out = *lock < 0 ? NULL : str_take(&path);
	str_fini(&path);
	return *out;
}
