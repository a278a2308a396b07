// Finding collectors: executables in libexec/gavel/plugins, or named by absolute path.
//
// Must not: run more of one than `describe` (detect.h and run.h do the rest).
#ifndef GAVEL_COLLECT_PLUGINS_H
#define GAVEL_COLLECT_PLUGINS_H

#include "base/arena.h"
#include "base/err.h"

struct plugin_file {
	const char *name; // the file's
	const char *path; // absolute
};

// Every executable in the plugins folder, sorted by name. ERR_NOT_FOUND without a folder.
bool plugins_list(struct arena *arena, struct plugin_file **out, size_t *count, struct err *err);
// A collector by name or absolute path. ERR_NOT_FOUND lists the known ones.
bool plugins_find(const char *name, struct arena *arena, struct plugin_file *out, struct err *err);

struct config;
struct plugin_info;
// What it says of itself; memory is the arena's.
bool plugins_describe(const struct config *config, const struct plugin_file *file,
		      struct arena *arena, struct plugin_info *info, struct err *err);

#endif
