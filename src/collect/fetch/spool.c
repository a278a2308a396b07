#include "collect/fetch/spool.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/vec.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char PART[] = ".part";

struct entry {
	char name[SPOOL_NAME]; // without ".part"
	bool part;
	int64_t bytes, fetched; // fetched: unix seconds
};

struct entries {
	struct entry *at;
	size_t len, room;
};

const char *spool_folder(const char *archive, const char *source, struct arena *arena)
{
	return arena_printf(arena, "%s.spool/%s", archive, source);
}

int spool_open(const char *folder, struct err *err)
{
	return file_make_folders(folder, 0750, err)
		       ? file_open_high(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY, err)
		       : -1;
}

// ---- What is there ----

static bool read_name(const char *name, struct entry *out)
{
	struct slice text = slice_of(name);
	out->part = slice_ends(text, PART);
	text.len -= out->part ? sizeof PART - 1 : 0;
	if (!digest_is_hex(text))
		return false; // not ours
	memcpy(out->name, name, SPOOL_NAME - 1);
	out->name[SPOOL_NAME - 1] = 0;
	return true;
}

static void read_entries(int folder, struct entries *out)
{
	int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *open = own < 0 ? NULL : fdopendir(own);
	const struct dirent *found;
	while (open && (found = readdir(open))) {
		struct entry entry = {0};
		struct stat s;
		if (!read_name(found->d_name, &entry) ||
		    fstatat(folder, found->d_name, &s, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(s.st_mode))
			continue;
		entry.bytes = s.st_size;
		entry.fetched = s.st_mtime;
		*vec_push(out) = entry;
	}
	if (open)
		closedir(open);
	else if (own >= 0)
		close(own);
}

struct spool_size spool_measure(const char *folder)
{
	struct spool_size size = {0};
	struct entries entries = {0};
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return size;
	read_entries(fd, &entries);
	for (size_t i = 0; i < entries.len; i++) {
		const struct entry *entry = &entries.at[i];
		*(entry->part ? &size.part_files : &size.files) += 1;
		*(entry->part ? &size.part_bytes : &size.bytes) += entry->bytes;
	}
	vec_fini(&entries);
	close(fd);
	return size;
}

// ---- What goes ----

static void drop(int folder, const struct entry *entry)
{
	char name[SPOOL_NAME + sizeof PART] = {0};
	memcpy(name, entry->name, SPOOL_NAME - 1);
	if (entry->part)
		memcpy(name + SPOOL_NAME - 1, PART, sizeof PART);
	unlinkat(folder, name, 0);
}

// Large ones before small ones, then by age.
static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	bool x_small = x->bytes <= SPOOL_SMALL, y_small = y->bytes <= SPOOL_SMALL;
	if (x_small != y_small)
		return x_small ? 1 : -1;
	if (x->fetched != y->fetched)
		return x->fetched < y->fetched ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool is_outlived(const struct entry *entry, const struct spool_keeping *keeping)
{
	bool listed = keeping->listed && map_get(keeping->listed, slice_of(entry->name));
	if (keeping->listed && !listed)
		return true;
	if (listed && !entry->part && entry->bytes <= SPOOL_SMALL)
		return false;
	return keeping->seconds >= 0 && entry->fetched < keeping->now - keeping->seconds;
}

void spool_prune(int folder, const struct spool_keeping *keeping)
{
	struct entries entries = {0};
	int64_t left = 0;
	size_t kept = 0;
	read_entries(folder, &entries);
	for (size_t i = 0; i < entries.len; i++) {
		if (is_outlived(&entries.at[i], keeping)) {
			drop(folder, &entries.at[i]);
			continue;
		}
		left += entries.at[i].bytes;
		entries.at[kept++] = entries.at[i];
	}
	if (kept)
		qsort(entries.at, kept, sizeof *entries.at, compare_entries);
	for (size_t i = 0; i < kept && keeping->bytes >= 0 && left > keeping->bytes; i++) {
		drop(folder, &entries.at[i]);
		left -= entries.at[i].bytes;
	}
	vec_fini(&entries);
}
