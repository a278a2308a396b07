#include "store/archive.h"

#include "base/digest.h"
#include "base/file.h"
#include "store/archive/archive_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { CHUNK = 128 * 1024, LEVEL = 1 };

struct archive_run {
	struct archive *archive;
	int lock, fd;
	char *spool; // the file being written
	ZSTD_CCtx *zstd;
	struct digest *digest, *packed_digest; // of the lines, and of the file
	struct str pending;		       // lines not yet compressed
	char *packed;			       // CHUNK bytes for the compressor's output
	int64_t lines, bytes, stored;
};

// ---- Beginning ----

// A crashed writer's file: nobody holds its lock any more.
static void remove_if_left(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlink(path);
	if (fd >= 0)
		close(fd);
}

static bool clean_spool(const char *spool, struct err *err)
{
	char **names;
	size_t count;
	if (!file_make_folders(spool, 0750, err) || !file_list(spool, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		char *path = file_join(spool, names[i]);
		if (slice_ends(slice_of(names[i]), ".run"))
			remove_if_left(path);
		free(path);
	}
	file_list_free(names, count);
	return true;
}

// Under the writer's lock, so that nobody cleans a file away between its making and its lock.
static bool open_spool(struct archive_run *run, struct err *err)
{
	char *folder = file_join(run->archive->folder, "spool");
	run->spool = file_join(folder, "XXXXXX.run");
	bool done = clean_spool(folder, err);
	if (done) {
		run->fd = mkostemps(run->spool, (int)strlen(".run"), O_CLOEXEC);
		done = (run->fd >= 0 && fchmod(run->fd, 0640) == 0 &&
			flock(run->fd, LOCK_EX | LOCK_NB) == 0) ||
		       err_errno(err, "%s", run->spool);
	}
	free(folder);
	return done;
}

static bool lock_archive(struct archive_run *run, bool wait, struct err *err)
{
	char *path = file_join(run->archive->folder, "lock");
	bool done = file_lock(path, wait, &run->lock, err);
	free(path);
	return done;
}

static void unlock_archive(struct archive_run *run)
{
	if (run->lock >= 0)
		close(run->lock);
	run->lock = -1;
}

bool archive_begin(struct archive *archive, bool wait, struct archive_run **out, struct err *err)
{
	struct archive_run *run = mem_alloc(sizeof *run);
	*run = (struct archive_run){.archive = archive, .lock = -1, .fd = -1};
	run->zstd = ZSTD_createCCtx();
	run->digest = digest_new();
	run->packed_digest = digest_new();
	run->packed = mem_alloc(CHUNK);
	ZSTD_CCtx_setParameter(run->zstd, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(run->zstd, ZSTD_c_checksumFlag, 1);
	bool done = lock_archive(run, wait, err) && open_spool(run, err);
	unlock_archive(run);
	if (!done)
		archive_run_abort(run);
	else
		*out = run;
	return done;
}

void archive_run_abort(struct archive_run *run)
{
	if (!run)
		return;
	if (run->fd >= 0) {
		close(run->fd);
		unlink(run->spool);
	}
	unlock_archive(run);
	ZSTD_freeCCtx(run->zstd);
	digest_free(run->digest);
	digest_free(run->packed_digest);
	str_fini(&run->pending);
	free(run->packed);
	free(run->spool);
	free(run);
}

// ---- Writing ----

static bool compress(struct archive_run *run, ZSTD_EndDirective directive, struct err *err)
{
	ZSTD_inBuffer in = {run->pending.at, run->pending.len, 0};
	size_t left;
	digest_add(run->digest, run->pending.at, run->pending.len);
	do {
		ZSTD_outBuffer packed = {run->packed, CHUNK, 0};
		left = ZSTD_compressStream2(run->zstd, &packed, &in, directive);
		if (ZSTD_isError(left))
			return err_set(err, ERR_IO, "%s: %s", run->spool, ZSTD_getErrorName(left));
		if (!file_write_all(run->fd, (struct slice){run->packed, packed.pos}, err))
			return err_wrap(err, "%s", run->spool);
		digest_add(run->packed_digest, run->packed, packed.pos);
		run->stored += (int64_t)packed.pos;
	} while (in.pos < in.size || (directive == ZSTD_e_end && left));
	str_clear(&run->pending);
	return true;
}

bool archive_run_add(struct archive_run *run, struct slice line, struct err *err)
{
	str_add_slice(&run->pending, line);
	str_add_char(&run->pending, '\n');
	run->lines++;
	run->bytes += (int64_t)line.len + 1;
	return run->pending.len < CHUNK || compress(run, ZSTD_e_continue, err);
}

static bool read_blob(const struct archive_blob *blob, struct str *out, struct err *err)
{
	str_reserve(out, (size_t)blob->bytes);
	while ((int64_t)out->len < blob->bytes) {
		ssize_t got = pread(blob->fd, out->at + out->len, (size_t)blob->bytes - out->len,
				    blob->offset + (int64_t)out->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(err, ERR_INVALID,
				       "blob: fewer bytes in the spool than announced");
		out->len += (size_t)got;
	}
	return true;
}

static bool write_below(const char *path, struct slice bytes, struct err *err)
{
	char *folder = file_folder(path);
	bool done = file_make_folders(folder, 0750, err) && file_write(path, bytes, 0640, err);
	free(folder);
	return done;
}

bool archive_run_blob(struct archive_run *run, const struct archive_blob *blob, struct err *err)
{
	struct str text = {0};
	char hex[DIGEST_HEX], *path = archive_path(run->archive, "blobs", blob->sha256, "");
	bool done = read_blob(blob, &text, err);
	if (done) {
		digest_bytes(text.at, text.len, hex);
		if (!slice_is(slice_of(hex), blob->sha256))
			done = err_set(err, ERR_INVALID, "blob %s: its bytes hash to %s",
				       blob->sha256, hex);
		else if (!file_exists(path))
			done = write_below(path, str_slice(&text), err);
	}
	free(path);
	str_fini(&text);
	return done;
}

// ---- Committing ----

static bool place_file(struct archive_run *run, const char *sha256, struct err *err)
{
	char *path = archive_path(run->archive, "runs", sha256, ".jsonl.zst");
	char *folder = file_folder(path);
	bool done = (fsync(run->fd) == 0 || err_errno(err, "%s", run->spool)) &&
		    file_make_folders(folder, 0750, err) &&
		    (rename(run->spool, path) == 0 || err_errno(err, "%s", path)) &&
		    file_sync_folder(folder, err);
	free(folder);
	free(path);
	return done;
}

static const char *end_digest(struct archive_run *run, struct digest *digest)
{
	char hex[DIGEST_HEX];
	digest_hex(digest, hex);
	return arena_text(&run->archive->texts, hex);
}

bool archive_run_place(struct archive_run *run, struct archive_file *out, struct err *err)
{
	if (!compress(run, ZSTD_e_end, err) || !lock_archive(run, true, err) ||
	    !archive_refresh(run->archive, err))
		return false;
	out->sha256 = end_digest(run, run->digest);
	out->packed = end_digest(run, run->packed_digest);
	return place_file(run, out->sha256, err);
}

void archive_run_release(struct archive_run *run, int64_t *stored)
{
	if (stored)
		*stored = run->stored;
	close(run->fd);
	run->fd = -1;
	archive_run_abort(run);
}

// What was appended, as a reading of the line would give it.
static void remember(struct archive *archive, struct archive_entry *entry, size_t line_len)
{
	struct arena *texts = &archive->texts;
	entry->source = arena_slice(texts, slice_of(entry->source));
	entry->plugin = arena_slice(texts, slice_of(entry->plugin));
	entry->version = arena_slice(texts, slice_of(entry->version));
	entry->cursor = arena_text(texts, entry->cursor);
	*vec_push(&archive->entries) = *entry;
	archive->index_end += (int64_t)line_len;
}

static bool add_entry(struct archive *archive, struct archive_entry *entry, struct err *err)
{
	struct str line = {0};
	archive_entry_line(entry, &line);
	bool done = archive_index_append(archive, str_slice(&line), err);
	if (done)
		remember(archive, entry, line.len);
	str_fini(&line);
	return done;
}

bool archive_run_commit(struct archive_run *run, struct archive_entry *entry, struct err *err)
{
	struct archive_file file;
	if (!archive_run_place(run, &file, err))
		return false;
	entry->sha256 = file.sha256;
	entry->packed = file.packed;
	size_t count = run->archive->entries.len;
	entry->number = count ? run->archive->entries.at[count - 1].number + 1 : 1;
	entry->lines = run->lines;
	entry->bytes = run->bytes;
	entry->stored_bytes = run->stored;
	if (!add_entry(run->archive, entry, err))
		return false;
	archive_run_release(run, NULL);
	return true;
}
