#include "collect/plugins.h"

#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "collect/collect.h"
#include "collect/runner.h"
#include "collect/sandbox/confine.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DESCRIBE_MS = 10000, DESCRIBE_BYTES = 1024 * 1024 };

static bool is_program(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

bool plugins_list(struct arena *arena, struct plugin_file **out, size_t *count, struct err *err)
{
	char *folder = proc_find_helper("plugins");
	if (!folder)
		return err_set(err, ERR_NOT_FOUND,
			       "libexec/gavel/plugins: not found beside the program");
	char **names;
	size_t found;
	bool ok = file_list(folder, &names, &found, err);
	*count = 0;
	*out = ok ? arena_alloc(arena, (found + 1) * sizeof **out) : NULL;
	for (size_t i = 0; ok && i < found; i++) {
		const char *path = arena_printf(arena, "%s/%s", folder, names[i]);
		if (is_program(path))
			(*out)[(*count)++] = (struct plugin_file){
				.name = arena_text(arena, names[i]), .path = path};
	}
	if (ok)
		file_list_free(names, found);
	free(folder);
	return ok;
}

static bool unknown(const char *name, const struct plugin_file *files, size_t count,
		    struct err *err)
{
	struct str known = {0};
	for (size_t i = 0; i < count; i++)
		str_addf(&known, "%s%s", i ? ", " : "", files[i].name);
	err_set(err, ERR_NOT_FOUND, "no collector is named '%s' (there are: %s)", name,
		str_text(&known));
	str_fini(&known);
	return false;
}

bool plugins_find(const char *name, struct arena *arena, struct plugin_file *out, struct err *err)
{
	if (*name == '/') {
		*out = (struct plugin_file){.name = file_base(name), .path = name};
		return is_program(name) ||
		       err_set(err, ERR_NOT_FOUND, "%s: not a program that may be run", name);
	}
	struct plugin_file *files;
	size_t count;
	if (!plugins_list(arena, &files, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		*out = files[i];
		if (slice_is(slice_of(name), files[i].name))
			return true;
	}
	return unknown(name, files, count, err);
}

// ---- describe ----

static bool take_text(void *context, struct slice line, struct err *err)
{
	(void)err;
	struct str *text = context;
	str_add_slice(text, line);
	str_add_char(text, '\n');
	return true;
}

static const char *text_of(const json_t *map, const char *key, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(map, key));
	return arena_text(arena, text ? text : "");
}

static void read_formats(const json_t *list, struct arena *arena, struct plugin_info *info)
{
	size_t room = sizeof info->formats / sizeof *info->formats;
	for (size_t i = 0; i < json_array_size(list) && info->format_count < room; i++) {
		const json_t *format = json_array_get(list, i);
		info->formats[info->format_count].name = text_of(format, "name", arena);
		info->formats[info->format_count++].title = text_of(format, "title", arena);
	}
}

static void read_keys(const json_t *list, struct arena *arena, struct plugin_info *info)
{
	size_t room = sizeof info->keys / sizeof *info->keys;
	for (size_t i = 0; i < json_array_size(list) && info->key_count < room; i++)
		info->keys[info->key_count++] = text_of(json_array_get(list, i), "key", arena);
}

static bool read_description(struct slice text, struct arena *arena, struct plugin_info *info,
			     struct err *err)
{
	json_error_t where;
	json_t *map = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &where);
	if (!json_is_object(map)) {
		json_decref(map);
		return err_set(err, ERR_INVALID, "describe did not print a JSON object");
	}
	info->version = text_of(map, "version", arena);
	info->title = text_of(map, "title", arena);
	info->wants = json_is_true(json_object_get(map, "wants"));
	info->blinds = json_is_true(json_object_get(map, "blinds"));
	read_formats(json_object_get(map, "formats"), arena, info);
	read_keys(json_object_get(map, "config"), arena, info);
	json_decref(map);
	return true;
}

bool plugins_describe(const struct config *config, const struct plugin_file *file,
		      struct arena *arena, struct plugin_info *info, struct err *err)
{
	struct str text = {0};
	struct runner_options options = {
		.program = file->path,
		.verb = "describe",
		.sandbox = confine(config, NULL, NULL, arena),
		.deadline_ms = DESCRIBE_MS,
		.max_output = DESCRIBE_BYTES,
		.max_line = DESCRIBE_BYTES,
		.line = take_text,
		.context = &text,
	};
	bool ok =
		runner_call(&options, err) && read_description(str_slice(&text), arena, info, err);
	str_fini(&text);
	return ok;
}

bool collect_plugins(const struct config *config, struct arena *arena, struct plugin_info **out,
		     size_t *count, struct err *err)
{
	struct plugin_file *files;
	if (!plugins_list(arena, &files, count, err))
		return false;
	*out = arena_alloc(arena, (*count + 1) * sizeof **out);
	for (size_t i = 0; i < *count; i++) {
		struct plugin_info *info = &(*out)[i];
		struct err why = {0};
		*info = (struct plugin_info){
			.name = files[i].name, .path = files[i].path, .version = "", .title = ""};
		if (!plugins_describe(config, &files[i], arena, info, &why))
			info->fault = arena_text(arena, why.text);
	}
	return true;
}
