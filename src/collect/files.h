// The files of an input: one file, or everything regular below a folder.
//
// Symbolic links below a folder are never followed (the path itself may be one): what they
// point at inside is listed anyway, and outside is not ours to read.
// Must not: open a file, or read a byte of one.
#ifndef GAVEL_COLLECT_FILES_H
#define GAVEL_COLLECT_FILES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

#include <stdint.h>

enum { FILES_MAX = 200000 };

struct file_entry {
	const char *name; // relative to the root, '/' between folders
	int64_t bytes, mtime;
};

struct file_list {
	const char *path;	  // as it was given
	const char *root;	  // absolute, links resolved; for a file the folder it lies in
	bool folder;		  // the path was a folder
	struct file_entry *files; // sorted by name's bytes
	size_t count;
	int64_t links, unnamed; // left out: symbolic links; names that are not UTF-8
};

// All memory is the arena's. ERR_NOT_FOUND; ERR_INVALID when the path is neither file nor
// folder or holds more than FILES_MAX files; ERR_IO for a folder that cannot be read.
bool files_walk(const char *path, struct arena *arena, struct file_list *out, struct err *err);
// What a collector of them may read: the folder, or the one file. The arena's.
const char *files_input(const struct file_list *list, struct arena *arena);
// The members "root" and "files" of a request.
void files_write(const struct file_list *list, struct json_out *json);

#endif
