#include "store/archive.h"

#include "base/file.h"
#include "base/json.h"
#include "store/archive/archive_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- Files that nobody needs ----

// Two runs may have brought the same lines and share their file.
static bool is_needed(const struct archive *archive, const char *sha256)
{
	for (size_t i = 0; i < archive->entries.len; i++) {
		const struct archive_entry *entry = &archive->entries.at[i];
		const char *file = archive_file_of(entry).sha256;
		if (file && strcmp(file, sha256) == 0)
			return true;
	}
	return false;
}

static bool remove_run(const struct archive *archive, const char *sha256, struct err *err)
{
	if (is_needed(archive, sha256))
		return true;
	char *path = archive_path(archive, "runs", sha256, ".jsonl.zst");
	bool done = unlink(path) == 0 || errno == ENOENT || err_errno(err, "%s", path);
	free(path);
	return done;
}

bool archive_sweep(struct archive *archive, struct err *err)
{
	for (size_t i = 0; i < archive->entries.len; i++) {
		const struct archive_entry *entry = &archive->entries.at[i];
		if (entry->pruned && !remove_run(archive, entry->sha256, err))
			return false;
	}
	return true;
}

// ---- The mark ----

static void add_mark(struct str *out, int64_t number, int64_t at, const struct archive_file *kept)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_int(&json, "prune", number);
	json_int(&json, "at", at);
	if (kept->sha256)
		json_text(&json, "kept", kept->sha256);
	if (kept->packed)
		json_text(&json, "packed", kept->packed);
	json_close_map(&json);
	str_add_char(out, '\n');
}

static bool append_mark(struct archive *archive, int64_t number, int64_t at,
			const struct archive_file *kept, struct err *err)
{
	struct str line = {0};
	add_mark(&line, number, at, kept);
	bool done = archive_index_append(archive, str_slice(&line), err);
	if (done) {
		archive_mark(archive, number, at, kept);
		archive->index_end += (int64_t)line.len;
	}
	str_fini(&line);
	return done;
}

// Under the writer's lock.
static bool prune(struct archive *archive, int64_t number, int64_t now,
		  const struct archive_file *kept, struct err *err)
{
	const struct archive_entry *entry = archive_find(archive, number);
	if (!entry || entry->pruned)
		return err_set(err, ERR_NOT_FOUND, "run %lld: %s", (long long)number,
			       entry ? "was pruned before" : "is not in the archive");
	return append_mark(archive, number, now, kept, err) &&
	       remove_run(archive, entry->sha256, err);
}

static bool let_go(struct archive *archive, int64_t number, int64_t now, struct err *err)
{
	char *path = file_join(archive->folder, "lock");
	int lock;
	const struct archive_file nothing = {NULL, NULL};
	bool locked = file_lock(path, true, &lock, err);
	bool done = locked && archive_refresh(archive, err) &&
		    prune(archive, number, now, &nothing, err);
	if (locked)
		close(lock);
	free(path);
	return done;
}

bool archive_prune(struct archive *archive, struct archive_pruning *p, struct err *err)
{
	int64_t stored = 0;
	struct archive_file kept;
	if (!p->kept && !let_go(archive, p->number, p->now, err))
		return false;
	if (p->kept && (!archive_run_place(p->kept, &kept, err) ||
			!prune(archive, p->number, p->now, &kept, err)))
		return false;
	if (p->kept)
		archive_run_release(p->kept, &stored);
	p->freed = archive_find(archive, p->number)->stored_bytes - stored;
	return true;
}
