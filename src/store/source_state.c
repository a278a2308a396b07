#include "store/source_state.h"

#include "base/file.h"
#include "base/json.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	{"started", offsetof(struct source_state, started)},
	{"last_seconds", offsetof(struct source_state, last_seconds)},
	{"rows", offsetof(struct source_state, rows)},
	{"rejected", offsetof(struct source_state, rejected)},
	{"missed", offsetof(struct source_state, missed)},
	{"missed_since", offsetof(struct source_state, missed_since)},
	{"missed_until", offsetof(struct source_state, missed_until)},
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

int64_t state_backoff(int64_t failures, int64_t first)
{
	int64_t wait = failures > 0 ? first : 0;
	for (int64_t i = 1; i < failures && wait < STATE_BACKOFF_MOST; i++)
		wait *= 2;
	return wait < STATE_BACKOFF_MOST ? wait : STATE_BACKOFF_MOST;
}

void state_note_end(struct source_state *state, int64_t now, int64_t seconds, const struct err *why)
{
	bool ok = !why->code;
	bool passing = why->code == ERR_INCOMPLETE || why->code == ERR_STALE;
	int64_t first = passing ? STATE_BACKOFF_PASSING : STATE_BACKOFF_FIRST;
	state->started = 0;
	state->last_run = now;
	state->last_success = ok ? now : state->last_success;
	state->last_seconds = seconds;
	state->failures = ok ? 0 : state->failures + 1;
	state->next_try = ok ? 0 : now + state_backoff(state->failures, first);
	state->error = ok ? NULL : why->text;
	state->error_code = ok ? NULL : err_code_name(why->code);
}

static const char *text_of(const json_t *map, const char *key, struct arena *arena)
{
	return arena_text(arena, json_string_value(json_object_get(map, key)));
}

static void read_log(const json_t *lines, struct arena *arena, struct source_state *out)
{
	for (size_t i = 0; i < json_array_size(lines) && i < STATE_LOG_LINES; i++) {
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
	out->running = ok && state_locked(archive, source);
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

// Beside the flock, a lock of the kind that can be asked for without taking it (fcntl(2),
// F_OFD_GETLK). Both go when the descriptor is closed.
static bool mark_held(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	return fcntl(fd, F_OFD_SETLK, &whole) == 0;
}

bool state_lock(const char *archive, const char *source, bool wait, int *fd, struct err *err)
{
	char *path = state_path(archive, source, ".lock");
	bool ok = make_folder(archive, err) && file_lock(path, wait, fd, err);
	if (!ok && err->code == ERR_BUSY)
		err_set(err, ERR_BUSY, "another run of it is going on");
	if (ok && !mark_held(*fd)) {
		ok = err_errno(err, "%s", path);
		close(*fd);
		*fd = -1;
	}
	free(path);
	return ok;
}

bool state_locked(const char *archive, const char *source)
{
	char *path = state_path(archive, source, ".lock");
	struct flock whole = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool held = fd >= 0 && fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
	if (fd >= 0)
		close(fd);
	free(path);
	return held;
}

// ---- When it is due ----

// Of a source that never ran, was cut short, or did so by a clock that was set back since.
static bool is_due_at_once(const struct source_state *state, int64_t now)
{
	return !state->last_run || state->started || state->last_run > now + STATE_GRACE ||
	       (state->failures && state->next_try > now + STATE_BACKOFF_MOST);
}

struct source_due source_due(const struct source_config *source, const struct source_state *state,
			     int64_t now)
{
	const struct schedule *schedule = &source->schedule;
	struct source_due due = {0};
	if (!schedule->count)
		return due;
	int64_t ended = state->last_run + state->last_seconds;
	ended = ended < now ? ended : now;
	due.next = state->failures ? state->next_try : schedule_next(schedule, ended);
	if (state->running)
		due.next = schedule_next(schedule, now);
	else if (is_due_at_once(state, now))
		due.next = now;
	if (!state->last_run || state->running)
		return due;
	int64_t from = state->failures && state->next_try > ended ? state->next_try : ended;
	due.missed = schedule_count(schedule, from, now - STATE_GRACE);
	due.missed_since = due.missed ? schedule_next(schedule, from) : 0;
	return due;
}
