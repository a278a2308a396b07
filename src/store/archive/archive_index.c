#include "store/archive/archive_files.h"

#include "base/file.h"
#include "base/json.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INDEX_MAX = 1 << 30 };

// ---- Reading ----

void archive_entry_line(const struct archive_entry *entry, struct str *out)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_int(&json, "number", entry->number);
	json_text(&json, "sha256", entry->sha256);
	if (entry->packed)
		json_text(&json, "packed", entry->packed);
	json_text(&json, "source", entry->source);
	json_text(&json, "plugin", entry->plugin);
	json_text(&json, "version", entry->version);
	json_int(&json, "started", entry->started);
	json_int(&json, "finished", entry->finished);
	json_int(&json, "lines", entry->lines);
	json_int(&json, "bytes", entry->bytes);
	json_int(&json, "stored", entry->stored_bytes);
	json_int(&json, "exit", entry->exit_code);
	if (entry->cursor)
		json_text(&json, "cursor", entry->cursor);
	json_close_map(&json);
	str_add_char(out, '\n');
}

static bool read_entry(struct archive *archive, const struct json_record *record,
		       struct archive_entry *out, struct err *err)
{
	struct arena *texts = &archive->texts;
	if (!json_get_int(record, "number", &out->number, err) ||
	    !json_get_text(record, "sha256", texts, &out->sha256, err) ||
	    !json_get_int(record, "finished", &out->finished, err))
		return false;
	out->packed = json_text_or(record, "packed", texts, NULL);
	out->source = json_text_or(record, "source", texts, "");
	out->plugin = json_text_or(record, "plugin", texts, "");
	out->version = json_text_or(record, "version", texts, "");
	out->started = json_int_or(record, "started", out->finished);
	out->lines = json_int_or(record, "lines", 0);
	out->bytes = json_int_or(record, "bytes", 0);
	out->stored_bytes = json_int_or(record, "stored", 0);
	out->exit_code = (int)json_int_or(record, "exit", 0);
	out->cursor = json_text_or(record, "cursor", texts, NULL);
	return true;
}

struct archive_file archive_file_of(const struct archive_entry *entry)
{
	return entry->pruned ? (struct archive_file){entry->kept, entry->kept_packed}
			     : (struct archive_file){entry->sha256, entry->packed};
}

bool archive_mark(struct archive *archive, int64_t number, int64_t at,
		  const struct archive_file *kept)
{
	for (size_t i = archive->entries.len; i > 0; i--) {
		struct archive_entry *entry = &archive->entries.at[i - 1];
		if (entry->number != number)
			continue;
		entry->pruned = at;
		entry->kept = kept->sha256;
		entry->kept_packed = kept->packed;
		return true;
	}
	return false;
}

// {"prune":3,"at":…,"kept":"…","packed":"…"}
static bool read_mark(struct archive *archive, const struct json_record *record, struct err *err)
{
	int64_t number, at;
	if (!json_get_int(record, "prune", &number, err) || !json_get_int(record, "at", &at, err))
		return false;
	struct archive_file kept = {json_text_or(record, "kept", &archive->texts, NULL),
				    json_text_or(record, "packed", &archive->texts, NULL)};
	return archive_mark(archive, number, at, &kept) ||
	       err_set(err, ERR_CORRUPT, "run %lld, which is pruned, is not there",
		       (long long)number);
}

static bool read_line(struct archive *archive, struct slice line, struct err *err)
{
	struct json_record record;
	struct archive_entry entry = {0};
	if (!json_read_flat(line, &record, err))
		return false;
	if (json_find(&record, "prune"))
		return read_mark(archive, &record, err);
	if (!read_entry(archive, &record, &entry, err))
		return false;
	*vec_push(&archive->entries) = entry;
	return true;
}

// Takes whole lines only: what stands after the last newline is a crash's torn tail.
static bool read_index(struct archive *archive, struct slice text, struct err *err)
{
	while (text.len && memchr(text.at, '\n', text.len)) {
		struct slice line = slice_cut(&text, '\n');
		if (!read_line(archive, line, err)) {
			err->code = ERR_CORRUPT;
			return err_wrap(err, "%s/index: byte %lld", archive->folder,
					(long long)archive->index_end);
		}
		archive->index_end += (int64_t)line.len + 1;
	}
	return true;
}

bool archive_refresh(struct archive *archive, struct err *err)
{
	char *path = file_join(archive->folder, "index");
	struct str text = {0};
	bool done = !file_exists(path) || file_read(path, INDEX_MAX, &text, err);
	size_t known = (size_t)archive->index_end;
	if (done && text.len > known)
		done = read_index(archive, (struct slice){text.at + known, text.len - known}, err);
	free(path);
	str_fini(&text);
	return done;
}

// ---- Appending ----

// Behind the last whole line: a torn tail is cut off first. When the line is not safe on the
// disk it is taken back.
static bool append_line(const struct archive *archive, const char *path, int fd, struct slice line,
			struct err *err)
{
	if (ftruncate(fd, archive->index_end) < 0 || lseek(fd, archive->index_end, SEEK_SET) < 0)
		return err_errno(err, "%s", path);
	if (!file_write_all(fd, line, err))
		err_wrap(err, "%s", path);
	else if (fsync(fd) == 0)
		return true;
	else
		err_errno(err, "%s", path);
	return ftruncate(fd, archive->index_end) == 0
		       ? false
		       : err_wrap(err, "%s: cannot be cut back", path);
}

// The line is the last thing that can fail: who is told that nothing was added may try again.
bool archive_index_append(struct archive *archive, struct slice line, struct err *err)
{
	char *path = file_join(archive->folder, "index");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	bool done = (fd >= 0 || err_errno(err, "%s", path)) &&
		    file_sync_folder(archive->folder, err) &&
		    append_line(archive, path, fd, line, err);
	if (fd >= 0)
		close(fd);
	free(path);
	return done;
}
