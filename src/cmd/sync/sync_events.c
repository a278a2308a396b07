#include "cmd/sync/sync_events.h"

#include "base/file.h"
#include "base/map.h"
#include "base/utf8.h"
#include "collect/event/event.h"
#include "collect/event/pattern.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_BYTES = 64 * 1024 * 1024, SAID = 20 }; // faults said one by one

struct sorting {
	const struct config *config;
	const char *name;
	struct asked *asked;
	bool *wanted; // by source
	struct map ids;
};

static void say(int64_t already, const char *text)
{
	struct str safe = {0};
	if (already > SAID)
		return;
	utf8_add_safe(&safe, slice_of(text), false);
	fprintf(stderr, "warning: %s\n", str_text(&safe));
	str_fini(&safe);
}

static void on_fault(void *context, const char *text)
{
	struct sorting *sorting = context;
	say(++sorting->asked->malformed, text);
}

static const char *text_of(const json_t *event, const char *key)
{
	const char *text = json_string_value(json_object_get(event, key));
	return text ? text : "";
}

static bool is_known(struct sorting *sorting, const json_t *event)
{
	bool added = true;
	const json_t *id = json_object_get(event, "id");
	if (json_is_string(id))
		map_put(&sorting->ids,
			(struct slice){json_string_value(id), json_string_length(id)}, &added);
	sorting->asked->twice += !added;
	return !added;
}

static void on_event(void *context, json_t *event, int line)
{
	struct sorting *sorting = context;
	bool any = false;
	sorting->asked->events++;
	if (is_known(sorting, event))
		return;
	for (size_t i = 0; i < sorting->config->source_count; i++) {
		bool wants = pattern_wants(&sorting->config->sources[i], event);
		sorting->wanted[i] = sorting->wanted[i] || wants;
		any = any || wants;
	}
	if (any)
		return;
	struct str text = {0};
	str_addf(&text, "%s:%d: no source wants '%s' of %s", sorting->name, line,
		 text_of(event, "detail-type"), text_of(event, "source"));
	say(++sorting->asked->unknown, str_text(&text));
	str_fini(&text);
}

static bool read_input(struct str *out, struct err *err)
{
	ssize_t got = 1;
	while (got) {
		str_reserve(out, 65536);
		got = read(STDIN_FILENO, out->at + out->len, 65536);
		if (got < 0 && errno != EINTR)
			return err_errno(err, "standard input");
		out->len += got > 0 ? (size_t)got : 0;
		if (out->len > FILE_BYTES)
			return err_set(err, ERR_INVALID, "standard input: larger than %d bytes",
				       FILE_BYTES);
	}
	return true;
}

static void keep_names(struct sorting *sorting, struct arena *arena)
{
	struct asked *asked = sorting->asked;
	const struct config *config = sorting->config;
	asked->names = arena_alloc(arena, (config->source_count + 1) * sizeof *asked->names);
	for (size_t i = 0; i < config->source_count; i++)
		if (sorting->wanted[i])
			asked->names[asked->count++] = config->sources[i].name;
}

bool sync_events(const struct config *config, const char *path, struct arena *arena,
		 struct asked *asked, struct err *err)
{
	struct str text = {0};
	bool is_input = strcmp(path, "-") == 0;
	*asked = (struct asked){0};
	struct sorting sorting = {
		.config = config,
		.name = is_input ? "standard input" : path,
		.asked = asked,
		.wanted = arena_alloc(arena, config->source_count + 1),
	};
	struct event_reader reader = {sorting.name, on_event, on_fault, &sorting};
	bool done = is_input ? read_input(&text, err) : file_read(path, FILE_BYTES, &text, err);
	if (done) {
		event_read(str_slice(&text), &reader);
		keep_names(&sorting, arena);
	}
	map_fini(&sorting.ids);
	str_fini(&text);
	return done && (asked->events ||
			err_set(err, ERR_INVALID, "%s: there is no event in it", sorting.name));
}
