// The files of an input: one file, or everything regular below a folder; or what remote.h lists.
//
// Symbolic links below a folder are never followed (the path itself may be one): what they
// point at inside is listed anyway, and outside is not ours to read.
// Must not: read a byte of a file.
#ifndef GAVEL_COLLECT_FILES_H
#define GAVEL_COLLECT_FILES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

#include <stdint.h>

enum { FILES_MAX = 200000 };

struct remote;

struct file_entry {
	const char *name; // relative to the root, '/' between folders; of an object any text
	int64_t bytes, mtime;
	const char *etag; // of an object; NULL when there is none
};

// Patterns of names, separated by blanks; NULL = all, none. A filter may be NULL itself.
struct files_filter {
	const char *include, *exclude;
	bool by_name; // links to files are listed too, by their own names: nobody will read them
};

struct file_list {
	const char *path;	  // as it was given
	const char *root;	  // absolute, links resolved; for a file the folder it lies in
	bool folder;		  // the path was a folder
	struct file_entry *files; // sorted by name's bytes
	size_t count;
	int64_t links, unnamed;	 // left out: symbolic links; names that are not UTF-8
	const char **link_names; // of those links that the filter takes, sorted
	size_t link_count;
	int64_t astray;		// of the links, those to what is not listed: outside, or nowhere
	const char *one_astray; // its name below the root
	struct remote *remote;	// has the files' bytes; NULL: they lie below root
	bool fetched;		// remote: all of them are in the spool, say where
};

// All memory is the arena's. ERR_NOT_FOUND; ERR_INVALID when the path is neither file nor
// folder or holds more than FILES_MAX files; ERR_IO for a folder that cannot be read.
bool files_walk(const char *path, const struct files_filter *filter, struct arena *arena,
		struct file_list *out, struct err *err);
// Is it to be taken, and has the list room for it?
bool files_wanted(const struct files_filter *filter, const char *name);
bool files_have_room(const struct file_list *list, size_t count, struct err *err);
// Takes `count` entries, sorts them.
void files_set(struct file_list *list, const struct file_entry *entries, size_t count,
	       struct arena *arena);
// The file of this name, or NULL.
const struct file_entry *files_find(const struct file_list *list, const char *name);
// The folder that the files' bytes lie in, whatever they are called.
const char *files_folder(const struct file_list *list);
// A descriptor of a file, or -1.
int files_open(const struct file_list *list, const struct file_entry *file, struct err *err);
// What a collector of them may read: the folder, or the one file. The arena's.
const char *files_input(const struct file_list *list, struct arena *arena);
// The members "root", "files" and perhaps "want" of a request.
void files_write(const struct file_list *list, struct json_out *json);

#endif
