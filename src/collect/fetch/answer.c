#include "collect/fetch/answer.h"

#include "collect/fetch/place.h"
#include "collect/fetch/remote.h"

#include <stdlib.h>

// One line about one name; file NULL: there is none of that name.
static void say(const struct file_list *files, const char *name, const struct file_entry *file,
		struct str *out)
{
	struct arena arena = {0};
	struct json_out json = {.to = out};
	const char *why = "is not one of this source's files";
	const char *at = file ? remote_at(files->remote, file, &why) : NULL;
	json_open_map(&json, NULL);
	json_text(&json, "t", "have");
	json_text(&json, "name", name);
	if (at) {
		json_text(&json, "at", at);
		json_text(&json, "uri", place_of_file(files->root, file, &arena));
	} else {
		json_text(&json, "text", why);
	}
	json_close_map(&json);
	str_add_char(out, '\n');
	arena_fini(&arena);
}

static bool get_and_say(const struct file_list *files, const json_t *names, struct str *out,
			struct err *err)
{
	size_t count = json_array_size(names), found = 0;
	const struct file_entry **wanted = mem_alloc((count + 1) * sizeof *wanted);
	for (size_t i = 0; i < count; i++) {
		const struct file_entry *file =
			files_find(files, json_string_value(json_array_get(names, i)));
		if (file)
			wanted[found++] = file;
	}
	bool ok = remote_get(files->remote, wanted, found, err);
	for (size_t i = 0; ok && i < count; i++) {
		const char *name = json_string_value(json_array_get(names, i));
		say(files, name, files_find(files, name), out);
	}
	free(wanted);
	return ok;
}

bool answer_want(const struct file_list *files, const struct json_record *record, struct str *out,
		 struct err *err)
{
	if (!files || !files->remote)
		return err_set(err, ERR_INVALID,
			       "the collector wants files, but they are where it was told");
	struct slice raw = json_find(record, "names")->raw;
	json_t *names = json_loadb(raw.at, raw.len, 0, NULL);
	bool ok = get_and_say(files, names, out, err);
	json_decref(names);
	return ok;
}
