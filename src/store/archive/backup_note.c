#include "store/archive/backup_note.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INDEX_MAX = 1 << 30, NOTE_MAX = 4096 };

bool backup_index(const char *folder, struct str *out, struct err *err)
{
	char *path = file_join(folder, "index");
	bool done = !file_exists(path) || file_read(path, INDEX_MAX, out, err);
	free(path);
	return done;
}

// The target must be an earlier state of this archive, or nothing.
bool backup_is_earlier(const char *target, struct slice index, struct err *err)
{
	struct str there = {0};
	bool done = backup_index(target, &there, err);
	if (done &&
	    (there.len > index.len || memcmp(there.at ? there.at : "", index.at, there.len)))
		done = err_set(
			err, ERR_INVALID,
			"%s: holds another archive, or one that something was added to; back "
			"up into another folder",
			target);
	str_fini(&there);
	return done;
}

bool backup_note_put(const char *target, struct slice index, int64_t runs, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	char *path = file_join(target, "backup"), hex[DIGEST_HEX];
	digest_bytes(index.at, index.len, hex);
	json_open_map(&json, NULL);
	json_int(&json, "index", (int64_t)index.len);
	json_text(&json, "sha256", hex);
	json_int(&json, "runs", runs);
	json_close_map(&json);
	str_add_char(&text, '\n');
	bool done = file_write(path, str_slice(&text), 0640, err);
	free(path);
	str_fini(&text);
	return done;
}

// What the backup says of itself against what is there.
bool backup_note_check(const char *folder, struct err *err)
{
	struct str note = {0}, index = {0};
	struct json_record record;
	struct arena arena = {0};
	char *path = file_join(folder, "backup"), hex[DIGEST_HEX];
	const char *expected = NULL;
	bool done = file_read(path, NOTE_MAX, &note, err);
	if (!done && err->code == ERR_NOT_FOUND)
		err_set(err, ERR_CORRUPT, "%s: is no backup, or one that was never finished",
			folder);
	done = done && backup_index(folder, &index, err);
	if (done && (!json_read_flat(slice_trim(str_slice(&note)), &record, err) ||
		     !json_get_text(&record, "sha256", &arena, &expected, err)))
		done = err_set(err, ERR_CORRUPT, "%s: cannot be read", path);
	digest_bytes(index.at ? index.at : "", index.len, hex);
	if (done && strcmp(hex, expected) != 0)
		done = err_set(err, ERR_CORRUPT,
			       "%s/index: is not what was backed up; back up again", folder);
	free(path);
	arena_fini(&arena);
	str_fini(&note);
	str_fini(&index);
	return done;
}

void backup_note_drop(const char *folder)
{
	char *path = file_join(folder, "backup");
	unlink(path);
	free(path);
}

bool backup_drop_halves(const char *target, struct err *err)
{
	char **names = NULL;
	size_t count = 0;
	bool done = file_list(target, &names, &count, err);
	for (size_t i = 0; i < count; i++) {
		char *path = file_join(target, names[i]);
		if (slice_ends(slice_of(names[i]), ".new"))
			unlink(path);
		free(path);
	}
	file_list_free(names, count);
	return done;
}
