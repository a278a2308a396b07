#include "store/archive.h"

#include "base/file.h"
#include "base/json.h"
#include "store/archive/archive_files.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT "gavel-archive 1\n"

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
	return check_place(folder, err) && archive_open_anywhere(folder, create, out, err);
}

bool archive_open_anywhere(const char *folder, bool create, struct archive **out, struct err *err)
{
	if ((create && !make(folder, err)) || !check_format(folder, err))
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

// ---- Entries ----

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
