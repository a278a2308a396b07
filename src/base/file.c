#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

// ---- Reading and writing ----

static bool read_all(int fd, const char *path, size_t max_bytes, struct str *out, struct err *err)
{
	for (;;) {
		str_reserve(out, 64 * 1024);
		ssize_t got = read(fd, out->at + out->len, 64 * 1024);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, "%s", path);
		out->len += (size_t)got;
		if (out->len > max_bytes)
			return err_set(err, ERR_INVALID, "%s: larger than %zu bytes", path,
				       max_bytes);
		if (got == 0) {
			str_text(out);
			return true;
		}
	}
}

bool file_read(const char *path, size_t max_bytes, struct str *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, "%s", path);
	bool done = read_all(fd, path, max_bytes, out, err);
	close(fd);
	return done;
}

bool file_write_all(int fd, struct slice bytes, struct err *err)
{
	while (bytes.len) {
		ssize_t put = write(fd, bytes.at, bytes.len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_errno(err, "write");
		bytes.at += put;
		bytes.len -= (size_t)put;
	}
	return true;
}

// The new file beside the old one, durable, under a name of its own.
static bool write_beside(const char *beside, struct slice bytes, mode_t mode, struct err *err)
{
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return err_errno(err, "%s", beside);
	bool done = file_write_all(fd, bytes, err) || err_wrap(err, "%s", beside);
	if (done && fsync(fd) < 0)
		done = err_errno(err, "%s", beside);
	if (close(fd) < 0 && done)
		done = err_errno(err, "%s", beside);
	return done;
}

bool file_write(const char *path, struct slice bytes, mode_t mode, struct err *err)
{
	struct str beside = {0};
	str_addf(&beside, "%s.%ld.new", path, (long)getpid());
	unlink(str_text(&beside)); // ours alone: left by a crash of the same process number
	bool done = write_beside(str_text(&beside), bytes, mode, err);
	if (done && rename(str_text(&beside), path) < 0)
		done = err_errno(err, "%s", path);
	if (!done)
		unlink(str_text(&beside));
	char *folder = file_folder(path);
	done = done && file_sync_folder(folder, err);
	free(folder);
	str_fini(&beside);
	return done;
}

bool file_make_folders(const char *path, mode_t mode, struct err *err)
{
	char *copy = mem_text(path);
	bool done = true;
	for (char *slash = copy + 1; done && *copy; slash++) {
		bool end = !*slash;
		if (!end && *slash != '/')
			continue;
		*slash = 0;
		if (mkdir(copy, mode) < 0 && errno != EEXIST)
			done = err_errno(err, "%s", copy);
		if (end)
			break;
		*slash = '/';
	}
	if (done && !file_is_folder(path))
		done = err_set(err, ERR_IO, "%s: not a folder", path);
	free(copy);
	return done;
}

bool file_sync_folder(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;
	if (!done)
		err_errno(err, "%s", path);
	if (fd >= 0)
		close(fd);
	return done;
}

int file_open_high(int folder, const char *path, int flags, struct err *err)
{
	int low = openat(folder, path, flags | O_CLOEXEC, 0600);
	int fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 10);
	if (fd < 0)
		err_errno(err, "%s", path);
	if (low >= 0)
		close(low);
	return fd;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool file_is_folder(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

// ---- Folders ----

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

bool file_list(const char *path, char ***names, size_t *count, struct err *err)
{
	DIR *folder = opendir(path);
	*names = NULL;
	*count = 0;
	if (!folder)
		return err_errno(err, "%s", path);
	size_t room = 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (is_dots(entry->d_name))
			continue;
		if (*count == room)
			*names = mem_resize(*names, (room = room ? room * 2 : 16) * sizeof **names);
		(*names)[(*count)++] = mem_text(entry->d_name);
	}
	closedir(folder);
	if (*count)
		qsort(*names, *count, sizeof **names, by_name);
	return true;
}

void file_list_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static bool remove_at(int parent, const char *name, const char *shown, struct err *err);

static bool empty_folder(int fd, const char *shown, struct err *err)
{
	DIR *folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return err_errno(err, "%s", shown);
	}
	bool done = true;
	for (struct dirent *entry; done && (entry = readdir(folder));)
		if (!is_dots(entry->d_name))
			done = remove_at(dirfd(folder), entry->d_name, shown, err);
	closedir(folder);
	return done;
}

static bool remove_at(int parent, const char *name, const char *shown, struct err *err)
{
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)
		return err_errno(err, "%s/%s", shown, name);
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, "%s/%s", shown, name);
	if (!empty_folder(fd, shown, err))
		return false;
	if (unlinkat(parent, name, AT_REMOVEDIR) < 0)
		return err_errno(err, "%s/%s", shown, name);
	return true;
}

bool file_remove_tree(const char *path, struct err *err)
{
	return remove_at(AT_FDCWD, path, ".", err);
}

// ---- Locks and file systems ----

bool file_lock(const char *path, bool wait, int *fd, struct err *err)
{
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (*fd < 0)
		return err_errno(err, "%s", path);
	int got;
	while ((got = flock(*fd, LOCK_EX | (wait ? 0 : LOCK_NB))) < 0 && errno == EINTR && wait)
		;
	if (got == 0)
		return true;
	bool busy = errno == EWOULDBLOCK;
	if (!busy)
		err_errno(err, "%s", path);
	close(*fd);
	*fd = -1;
	return busy ? err_set(err, ERR_BUSY, "%s: another gavel is writing", path) : false;
}

// f_type numbers of statfs(2) and the kernel's magic.h.
static const struct {
	uint32_t magic;
	const char *name;
} NETWORK_SYSTEMS[] = {
	{0x6969, "nfs"},      {0x517b, "smb"},	    {0xff534d42, "cifs"},   {0xfe534d42, "smb2"},
	{0x65735546, "fuse"}, {0x5346414f, "afs"},  {0x73757245, "coda"},   {0x564c, "ncp"},
	{0x01021997, "9p"},   {0x00c36400, "ceph"}, {0x0bd00bd0, "lustre"}, {0x47504653, "gpfs"},
};

// Of what does not exist yet: the system of its nearest folder.
static bool find_system(const char *path, struct statfs *out)
{
	if (statfs(path, out) == 0)
		return true;
	char *up = errno == ENOENT ? file_folder(path) : NULL;
	bool found = up && strcmp(up, path) != 0 && find_system(up, out);
	free(up);
	return found;
}

const char *file_network_system(const char *path)
{
	struct statfs s;
	if (!find_system(path, &s))
		return NULL;
	for (size_t i = 0; i < sizeof NETWORK_SYSTEMS / sizeof *NETWORK_SYSTEMS; i++)
		if ((uint32_t)s.f_type == NETWORK_SYSTEMS[i].magic)
			return NETWORK_SYSTEMS[i].name;
	return NULL;
}

// ---- Paths ----

char *file_join(const char *folder, const char *name)
{
	struct str path = {0};
	size_t len = strlen(folder);
	str_add(&path, folder, len);
	if (len && folder[len - 1] != '/')
		str_add_char(&path, '/');
	str_add_text(&path, name);
	return str_take(&path);
}

const char *file_base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

char *file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return mem_text(".");
	return mem_slice((struct slice){path, slash == path ? 1 : (size_t)(slash - path)});
}
