#include "store/archive.h"

#include "base/file.h"
#include "base/json.h"
#include "store/archive_files.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT "gavel-archive 1\n"

enum { INDEX_MAX = 1 << 30 };

char *archive_path(const struct archive *archive, const char *kind, const char *sha256,
		   const char *suffix)
{
	struct str path = {0};
	str_addf(&path, "%s/%s/%.2s/%s%s", archive->folder, kind, sha256, sha256, suffix);
	return str_take(&path);
}

// ---- Opening ----

static bool make(const char *folder, struct err *err)
{
	char *format = file_join(folder, "format");
	bool done = file_make_folders(folder, 0750, err) &&
		    (file_exists(format) || file_write(format, SLICE(FORMAT), 0640, err));
	free(format);
	return done;
}

static bool check_format(const char *folder, struct err *err)
{
	struct str text = {0};
	char *format = file_join(folder, "format");
	bool done = file_read(format, 4096, &text, err);
	if (!done && err->code == ERR_NOT_FOUND)
		err_set(err, ERR_NOT_FOUND,
			"%s: no archive here; `gavel sync` or `gavel import` makes one", folder);
	else if (done && strcmp(str_text(&text), FORMAT) != 0)
		done = err_set(err, ERR_CORRUPT, "%s: not an archive that this gavel reads",
			       format);
	free(format);
	str_fini(&text);
	return done;
}

static bool check_place(const char *folder, struct err *err)
{
	const char *system = file_network_system(folder);
	if (!system)
		return true;
	return err_set(
		err, ERR_INVALID,
		"%s: lies on a network file system (%s), where locks and fsync cannot be trusted; "
		"put it on a local disk with --archive DIR or `archive:` in gavel.yaml",
		folder, system);
}

bool archive_open(const char *folder, bool create, struct archive **out, struct err *err)
{
	if (!check_place(folder, err) || (create && !make(folder, err)) ||
	    !check_format(folder, err))
		return false;
	struct archive *archive = mem_alloc(sizeof *archive);
	archive->folder = mem_text(folder);
	if (!archive_refresh(archive, err)) {
		archive_close(archive);
		return false;
	}
	*out = archive;
	return true;
}

void archive_close(struct archive *archive)
{
	if (!archive)
		return;
	vec_fini(&archive->entries);
	arena_fini(&archive->texts);
	free(archive->folder);
	free(archive);
}

// ---- The index ----

void archive_entry_line(const struct archive_entry *entry, struct str *out)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_int(&json, "number", entry->number);
	json_text(&json, "sha256", entry->sha256);
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

bool archive_mark(struct archive *archive, int64_t number, int64_t at, const char *kept)
{
	for (size_t i = archive->entries.len; i > 0; i--) {
		struct archive_entry *entry = &archive->entries.at[i - 1];
		if (entry->number != number)
			continue;
		entry->pruned = at;
		entry->kept = kept;
		return true;
	}
	return false;
}

// {"prune":3,"at":…,"kept":"…"}
static bool read_mark(struct archive *archive, const struct json_record *record, struct err *err)
{
	int64_t number, at;
	if (!json_get_int(record, "prune", &number, err) || !json_get_int(record, "at", &at, err))
		return false;
	const char *kept = json_text_or(record, "kept", &archive->texts, NULL);
	return archive_mark(archive, number, at, kept) ||
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

const char *archive_folder(const struct archive *archive)
{
	return archive->folder;
}

size_t archive_count(const struct archive *archive)
{
	return archive->entries.len;
}

const struct archive_entry *archive_entry(const struct archive *archive, size_t index)
{
	return &archive->entries.at[index];
}

const struct archive_entry *archive_find(const struct archive *archive, int64_t number)
{
	for (size_t i = 0; i < archive->entries.len; i++)
		if (archive->entries.at[i].number == number)
			return &archive->entries.at[i];
	return NULL;
}
