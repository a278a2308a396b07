#include "store/archive.h"

#include "base/digest.h"
#include "base/file.h"
#include "store/archive/archive_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

enum { CHUNK = 128 * 1024, LINE_MAX_BYTES = 1 << 20 };

struct reader {
	const char *path;
	int fd;
	ZSTD_DCtx *zstd;
	struct digest *digest;
	char *packed, *plain;
	struct str rest; // the beginning of a line whose end has not come
	bool (*line)(void *context, struct slice line, struct err *err);
	void *context;
	size_t left; // what zstd still expects of the frame
};

static bool give_lines(struct reader *r, struct slice text, struct err *err)
{
	digest_add(r->digest, text.at, text.len);
	while (text.at && memchr(text.at, '\n', text.len)) {
		struct slice line = slice_cut(&text, '\n');
		if (r->rest.len) {
			str_add_slice(&r->rest, line);
			line = str_slice(&r->rest);
		}
		if (!r->line(r->context, line, err))
			return false;
		str_clear(&r->rest);
	}
	str_add_slice(&r->rest, text);
	return r->rest.len < LINE_MAX_BYTES ||
	       err_set(err, ERR_CORRUPT, "%s: a line without end", r->path);
}

static bool unpack(struct reader *r, size_t got, struct err *err)
{
	ZSTD_inBuffer in = {r->packed, got, 0};
	while (in.pos < in.size) {
		ZSTD_outBuffer out = {r->plain, CHUNK, 0};
		r->left = ZSTD_decompressStream(r->zstd, &out, &in);
		if (ZSTD_isError(r->left))
			return err_set(err, ERR_CORRUPT, "%s: %s", r->path,
				       ZSTD_getErrorName(r->left));
		if (!give_lines(r, (struct slice){r->plain, out.pos}, err))
			return false;
	}
	return true;
}

static bool read_file(struct reader *r, struct err *err)
{
	ssize_t got;
	while ((got = read(r->fd, r->packed, CHUNK)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, "%s", r->path);
		if (!unpack(r, (size_t)got, err))
			return false;
	}
	return (!r->left && !r->rest.len) || err_set(err, ERR_CORRUPT, "%s: cut short", r->path);
}

static bool check_digest(struct reader *r, const char *sha256, struct err *err)
{
	char hex[DIGEST_HEX];
	digest_hex(r->digest, hex);
	return strcmp(hex, sha256) == 0 ||
	       err_set(err, ERR_CORRUPT, "%s: its lines hash to %s", r->path, hex);
}

bool archive_read(struct archive *archive, const struct archive_entry *entry,
		  bool (*line)(void *context, struct slice line, struct err *err), void *context,
		  struct err *err)
{
	const char *sha256 = archive_file_of(entry).sha256;
	if (!sha256)
		return true;
	char *path = archive_path(archive, "runs", sha256, ".jsonl.zst");
	struct reader r = {.path = path,
			   .fd = open(path, O_RDONLY | O_CLOEXEC),
			   .line = line,
			   .context = context};
	bool done = r.fd >= 0 || err_errno(err, "%s", path);
	if (done) {
		r.zstd = ZSTD_createDCtx();
		r.digest = digest_new();
		r.packed = mem_alloc(CHUNK);
		r.plain = mem_alloc(CHUNK);
		done = read_file(&r, err) && check_digest(&r, sha256, err);
		ZSTD_freeDCtx(r.zstd);
		digest_free(r.digest);
		free(r.packed);
		free(r.plain);
		close(r.fd);
	}
	str_fini(&r.rest);
	free(path);
	return done;
}

// ---- Verifying ----

static bool skip_line(void *context, struct slice line, struct err *err)
{
	(void)context;
	(void)line;
	(void)err;
	return true;
}

// Every blob hashes to its name.
static bool verify_blob(const char *path, const char *name, struct err *err)
{
	char hex[DIGEST_HEX];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 ? digest_fd(fd, hex, NULL, err) : err_errno(err, "%s", path);
	if (fd >= 0)
		close(fd);
	return done &&
	       (strcmp(hex, name) == 0 || err_set(err, ERR_CORRUPT, "%s: hashes to %s", path, hex));
}

struct verifying {
	void (*say)(void *context, const char *text);
	void *context;
	struct archive_report *report;
};

static void judge(const struct verifying *v, bool good, struct err *err)
{
	if (good)
		return;
	v->report->bad++;
	if (v->say)
		v->say(v->context, err->text);
}

static void verify_blobs(struct archive *archive, const struct verifying *v)
{
	char *blobs = file_join(archive->folder, "blobs"), **folders = NULL;
	size_t folder_count = 0;
	struct err err;
	if (file_exists(blobs) && !file_list(blobs, &folders, &folder_count, &err))
		judge(v, false, &err);
	for (size_t i = 0; i < folder_count; i++) {
		char *folder = file_join(blobs, folders[i]), **names;
		size_t count;
		bool listed = file_list(folder, &names, &count, &err);
		judge(v, listed, &err);
		for (size_t n = 0; n < count; n++) {
			char *path = file_join(folder, names[n]);
			v->report->blobs++;
			judge(v, verify_blob(path, names[n], &err), &err);
			free(path);
		}
		file_list_free(names, count);
		free(folder);
	}
	file_list_free(folders, folder_count);
	free(blobs);
}

// Two runs that brought the same lines share a file: the later one wrote it.
static bool is_written(const struct archive *archive, const struct archive_file *file,
		       const char *hex)
{
	bool known = false, same = strcmp(file->packed ? file->packed : hex, hex) == 0;
	for (size_t i = archive->entries.len; !same && !known && i > 0; i--) {
		struct archive_file other = archive_file_of(&archive->entries.at[i - 1]);
		known = other.sha256 && strcmp(other.sha256, file->sha256) == 0;
		same = known && (!other.packed || strcmp(other.packed, hex) == 0);
	}
	return same;
}

static bool verify_file(const struct archive *archive, const struct archive_file *file,
			struct err *err)
{
	char hex[DIGEST_HEX], *path;
	if (!file->sha256)
		return true;
	path = archive_path(archive, "runs", file->sha256, ".jsonl.zst");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 ? digest_fd(fd, hex, NULL, err) : err_errno(err, "%s", path);
	if (done && !is_written(archive, file, hex))
		done = err_set(err, ERR_CORRUPT, "%s: not as it was written: hashes to %s", path,
			       hex);
	if (fd >= 0)
		close(fd);
	free(path);
	return done;
}

static bool verify_entry(struct archive *archive, size_t index, struct err *err)
{
	const struct archive_entry *entry = archive_entry(archive, index);
	struct archive_file file = archive_file_of(entry);
	return archive_read(archive, entry, skip_line, NULL, err) &&
	       verify_file(archive, &file, err);
}

// A run that was pruned since the index was read is looked at by what stands in for it.
static bool verify_run(struct archive *archive, size_t index, struct err *err)
{
	struct err ignored = {0};
	bool known = archive_entry(archive, index)->pruned != 0;
	if (verify_entry(archive, index, err))
		return true;
	if (known || !archive_refresh(archive, &ignored) || !archive_entry(archive, index)->pruned)
		return false;
	return verify_entry(archive, index, err);
}

bool archive_verify(struct archive *archive, void (*say)(void *context, const char *text),
		    void *context, struct archive_report *report, struct err *err)
{
	struct verifying v = {say, context, report};
	*report = (struct archive_report){0};
	for (size_t i = 0; i < archive_count(archive); i++) {
		struct err fault = {0};
		report->runs++;
		judge(&v, verify_run(archive, i, &fault), &fault);
		report->pruned += archive_entry(archive, i)->pruned != 0;
	}
	verify_blobs(archive, &v);
	return !report->bad || err_set(err, ERR_CORRUPT, "%s: %lld faults", archive->folder,
				       (long long)report->bad);
}
