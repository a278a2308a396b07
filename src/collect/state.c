#include "collect/state.h"

#include "base/file.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum { STATE_BYTES = 4 * 1024 * 1024 };

// The whole numbers of the file, by name.
static const struct {
	const char *name;
	size_t offset;
} NUMBERS[] = {
	{"last_run", offsetof(struct source_state, last_run)},
	{"last_success", offsetof(struct source_state, last_success)},
	{"failures", offsetof(struct source_state, failures)},
	{"next_try", offsetof(struct source_state, next_try)},
	{"listed", offsetof(struct source_state, listed)},
	{"fetched", offsetof(struct source_state, fetched)},
	{"fetched_bytes", offsetof(struct source_state, fetched_bytes)},
};
enum { NUMBER_COUNT = sizeof NUMBERS / sizeof *NUMBERS };

static int64_t *number(struct source_state *state, size_t index)
{
	return (int64_t *)(void *)((char *)state + NUMBERS[index].offset);
}

static char *state_path(const char *archive, const char *source, const char *ending)
{
	struct str path = {0};
	str_addf(&path, "%s.sources/%s%s", archive, source, ending);
	str_text(&path);
	return str_take(&path);
}

int64_t state_backoff(int64_t failures)
{
	int64_t wait = failures > 0 ? STATE_BACKOFF_FIRST : 0;
	for (int64_t i = 1; i < failures && wait < STATE_BACKOFF_MOST; i++)
		wait *= 2;
	return wait < STATE_BACKOFF_MOST ? wait : STATE_BACKOFF_MOST;
}

static const char *text_of(const json_t *map, const char *key, struct arena *arena)
{
	return arena_text(arena, json_string_value(json_object_get(map, key)));
}

static void read_log(const json_t *lines, struct arena *arena, struct source_state *out)
{
	for (size_t i = 0; i < json_array_size(lines) && i < TAIL_LINES; i++) {
		const json_t *line = json_array_get(lines, i);
		const char *level = text_of(line, "level", arena);
		const char *text = text_of(line, "text", arena);
		if (!level || !text)
			continue;
		out->log[out->log_count].level = level;
		out->log[out->log_count++].text = text;
	}
}

static bool read_state(const char *path, struct arena *arena, struct source_state *out,
		       struct err *err)
{
	json_t *map = json_load_document(path, STATE_BYTES, err);
	if (!map) {
		err->code = err->code == ERR_INVALID ? ERR_CORRUPT : err->code;
		return false;
	}
	for (size_t i = 0; i < NUMBER_COUNT; i++)
		*number(out, i) = json_integer_value(json_object_get(map, NUMBERS[i].name));
	out->error = text_of(map, "error", arena);
	out->error_code = text_of(map, "error_code", arena);
	read_log(json_object_get(map, "log"), arena, out);
	json_decref(map);
	return true;
}

bool state_load(const char *archive, const char *source, struct arena *arena,
		struct source_state *out, struct err *err)
{
	*out = (struct source_state){0};
	char *path = state_path(archive, source, ".json");
	bool ok = !file_exists(path) || read_state(path, arena, out, err);
	free(path);
	return ok;
}

static void write_state(const struct source_state *state, struct str *out)
{
	struct source_state copy = *state;
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	for (size_t i = 0; i < NUMBER_COUNT; i++)
		json_int(&json, NUMBERS[i].name, *number(&copy, i));
	json_text(&json, "error", state->error);
	json_text(&json, "error_code", state->error_code);
	json_open_list(&json, "log");
	for (size_t i = 0; i < state->log_count; i++) {
		json_open_map(&json, NULL);
		json_text(&json, "level", state->log[i].level);
		json_text(&json, "text", state->log[i].text);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(out, '\n');
}

static bool make_folder(const char *archive, struct err *err)
{
	char *folder = state_path(archive, "", "");
	bool ok = file_make_folders(folder, 0750, err);
	free(folder);
	return ok;
}

bool state_save(const char *archive, const char *source, const struct source_state *state,
		struct err *err)
{
	char *path = state_path(archive, source, ".json");
	struct str text = {0};
	write_state(state, &text);
	bool ok = make_folder(archive, err) && file_write(path, str_slice(&text), 0640, err);
	str_fini(&text);
	free(path);
	return ok;
}

bool state_lock(const char *archive, const char *source, bool wait, int *fd, struct err *err)
{
	char *path = state_path(archive, source, ".lock");
	bool ok = make_folder(archive, err) && file_lock(path, wait, fd, err);
	if (!ok && err->code == ERR_BUSY)
		err_set(err, ERR_BUSY, "another run of it is going on");
	free(path);
	return ok;
}
