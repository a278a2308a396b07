#include "store/archive/archive_backup.h"

#include "base/file.h"
#include "store/archive/archive_files.h"
#include "store/archive/backup_note.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 20 };

struct backup {
	struct archive *from;
	const char *target;
	struct archive_copied *copied;
};

// ---- One file ----

static bool pour(int from, int to, struct err *err)
{
	char *bytes = mem_alloc(CHUNK);
	bool done = true;
	ssize_t got = 1;
	while (done && got) {
		got = read(from, bytes, CHUNK);
		if (got > 0)
			done = file_write_all(to, (struct slice){bytes, (size_t)got}, err);
		else if (got < 0 && errno != EINTR)
			done = err_errno(err, "read");
	}
	free(bytes);
	return done && (fsync(to) == 0 || err_errno(err, "fsync"));
}

// Beside its place first, so that a file that is there is whole.
static bool place_copy(int from, const char *to, struct err *err)
{
	struct str beside = {0};
	char *folder = file_folder(to);
	str_addf(&beside, "%s.new", to);
	bool done = file_make_folders(folder, 0750, err);
	unlink(str_text(&beside)); // a killed backup's, or a link that somebody laid
	int fd = done ? open(str_text(&beside), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640) : -1;
	done = done && (fd >= 0 || err_errno(err, "%s", str_text(&beside)));
	if (done && !pour(from, fd, err))
		done = err_wrap(err, "%s", str_text(&beside));
	if (fd >= 0)
		close(fd);
	if (done && rename(str_text(&beside), to) < 0)
		done = err_errno(err, "%s", to);
	done = done && file_sync_folder(folder, err);
	free(folder);
	str_fini(&beside);
	return done;
}

// name: below both folders. One of the same size that is there already was copied before.
static bool copy_file(struct backup *b, const char *name, struct err *err)
{
	char *from = file_join(b->from->folder, name), *to = file_join(b->target, name);
	struct stat source = {0}, there;
	int fd = open(from, O_RDONLY | O_CLOEXEC);
	bool done = (fd >= 0 && fstat(fd, &source) == 0) || err_errno(err, "%s", from);
	b->copied->files += done;
	if (done && (stat(to, &there) < 0 || there.st_size != source.st_size)) {
		done = place_copy(fd, to, err);
		b->copied->fresh += done;
		b->copied->bytes += done ? source.st_size : 0;
	}
	if (fd >= 0)
		close(fd);
	free(from);
	free(to);
	return done;
}

// ---- All of them ----

// *again: the run was pruned meanwhile; what is known now is another set of files.
static bool copy_run(struct backup *b, size_t index, bool *again, struct err *err)
{
	struct archive_file file = archive_file_of(archive_entry(b->from, index));
	struct str name = {0};
	if (!file.sha256)
		return true;
	str_addf(&name, "runs/%.2s/%s.jsonl.zst", file.sha256, file.sha256);
	bool done = copy_file(b, str_text(&name), err);
	str_fini(&name);
	struct err ignored = {0};
	if (!done && err->code == ERR_NOT_FOUND && archive_refresh(b->from, &ignored)) {
		const char *now = archive_file_of(archive_entry(b->from, index)).sha256;
		*again = !now || strcmp(now, file.sha256) != 0;
	}
	return done || *again;
}

static bool copy_runs(struct backup *b, struct err *err)
{
	bool again = true, done = true;
	while (done && again) {
		again = false;
		b->copied->files = 0;
		for (size_t i = 0; done && !again && i < archive_count(b->from); i++)
			done = copy_run(b, i, &again, err);
	}
	return done;
}

static bool copy_folder(struct backup *b, const char *folder, struct err *err)
{
	char *path = file_join(b->from->folder, folder), **names = NULL;
	size_t count = 0;
	bool done = file_list(path, &names, &count, err);
	for (size_t i = 0; done && i < count; i++) {
		char *name = file_join(folder, names[i]);
		done = slice_ends(slice_of(name), ".new") || copy_file(b, name, err);
		free(name);
	}
	file_list_free(names, count);
	free(path);
	return done;
}

// A blob is there before the index names its run; more of them than needed is fine.
static bool copy_blobs(struct backup *b, struct err *err)
{
	char *blobs = file_join(b->from->folder, "blobs"), **names = NULL;
	size_t count = 0;
	bool done = !file_exists(blobs) || file_list(blobs, &names, &count, err);
	for (size_t i = 0; done && i < count; i++) {
		char *folder = file_join("blobs", names[i]);
		done = copy_folder(b, folder, err);
		free(folder);
	}
	file_list_free(names, count);
	free(blobs);
	return done;
}

// ---- The index, and that it is whole ----

static bool put_index(const char *target, struct slice index, struct err *err)
{
	char *path = file_join(target, "index");
	bool done = file_write(path, index, 0640, err);
	free(path);
	return done;
}

static void first_fault(void *context, const char *text)
{
	struct err *fault = context;
	if (!fault->code)
		err_set(fault, ERR_CORRUPT, "%s", text);
}

static bool verify(struct archive *archive, struct err *err)
{
	struct archive_report report;
	struct err fault = {0};
	if (archive_verify(archive, first_fault, &fault, &report, err))
		return true;
	return fault.code ? err_set(err, ERR_CORRUPT, "%s", fault.text) : false;
}

// What pruned runs left in an older copy goes; the rest is read again, then it is called whole.
static bool finish(struct backup *b, struct slice index, struct err *err)
{
	struct archive *made = NULL;
	bool done = put_index(b->target, index, err) &&
		    archive_open_anywhere(b->target, false, &made, err) &&
		    archive_sweep(made, err) && verify(made, err);
	if (done)
		b->copied->runs = (int64_t)archive_count(made);
	done = done && backup_note_put(b->target, index, b->copied->runs, err);
	archive_close(made);
	return done;
}

// ---- Backup ----

static bool copy_all(struct backup *b, struct err *err)
{
	struct str index = {0};
	bool done = archive_refresh(b->from, err) && copy_runs(b, err) && copy_blobs(b, err) &&
		    backup_index(b->from->folder, &index, err);
	struct slice known = {index.at ? index.at : "", (size_t)b->from->index_end};
	if (done && index.len < known.len)
		done = err_set(err, ERR_CORRUPT, "%s/index: became shorter", b->from->folder);
	done = done && backup_is_earlier(b->target, known, err) && finish(b, known, err);
	str_fini(&index);
	return done;
}

static bool is_apart(const struct archive *archive, const char *target, struct err *err)
{
	struct stat here, there;
	bool same = stat(archive->folder, &here) == 0 && stat(target, &there) == 0 &&
		    here.st_dev == there.st_dev && here.st_ino == there.st_ino;
	return !same || err_set(err, ERR_INVALID, "%s: is the archive itself", target);
}

// Nothing, or what a backup that was killed at once left of its first file.
static bool is_begun(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!slice_starts(slice_of(names[i]), "format."))
			return false;
	return true;
}

// A folder of ours, or one with nothing in it.
static bool make_target(const char *target, struct err *err)
{
	struct archive *made = NULL;
	char *format = file_join(target, "format"), **names = NULL;
	size_t count = 0;
	bool done = file_make_folders(target, 0750, err) && file_list(target, &names, &count, err);
	if (done && !file_exists(format) && !is_begun(names, count))
		done = err_set(err, ERR_INVALID, "%s: is neither empty nor a backup", target);
	done = done && archive_open_anywhere(target, true, &made, err);
	archive_close(made);
	file_list_free(names, count);
	free(format);
	return done;
}

bool archive_backup(struct archive *archive, const char *target, struct archive_copied *copied,
		    struct err *err)
{
	struct backup b = {.from = archive, .target = target, .copied = copied};
	int lock = -1;
	*copied = (struct archive_copied){0};
	if (!is_apart(archive, target, err) || !make_target(target, err))
		return false;
	char *path = file_join(target, "lock");
	bool done = file_lock(path, false, &lock, err) && backup_drop_halves(target, err) &&
		    copy_all(&b, err);
	if (lock >= 0)
		close(lock);
	free(path);
	return done;
}

// ---- Restore ----

static bool is_free(const char *folder, struct err *err)
{
	char **names = NULL;
	size_t count = 0;
	if (!file_exists(folder))
		return true;
	bool done = file_list(folder, &names, &count, err);
	file_list_free(names, count);
	return done && (!count || err_set(err, ERR_INVALID,
					  "%s: is not empty; restore into another folder with "
					  "--archive, or move it away",
					  folder));
}

static bool open_backup(const char *folder, struct archive **out, struct err *err)
{
	bool done = archive_open_anywhere(folder, false, out, err);
	if (!done && err->code == ERR_NOT_FOUND)
		err_set(err, ERR_INVALID, "%s: no backup is there, or not all of it", folder);
	return done;
}

bool archive_restore(const char *backup, const char *folder, struct archive_copied *copied,
		     struct err *err)
{
	struct archive *from = NULL, *made = NULL;
	bool done = is_free(folder, err) && open_backup(backup, &from, err) &&
		    backup_note_check(backup, err) && verify(from, err) &&
		    archive_open(folder, true, &made, err) &&
		    archive_backup(from, folder, copied, err);
	if (done)
		backup_note_drop(folder);
	archive_close(made);
	archive_close(from);
	return done;
}
