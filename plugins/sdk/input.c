#include "plugins/sdk/input.h"

#include "base/vec.h"
#include "plugins/sdk/beneath.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A line of names stays well below the protocol's 64 KiB.
enum { WANT_BYTES = 32 * 1024, ANSWER_BYTES = 256 * 1024 };

// What gavel said of a file.
struct place {
	const char *at, *uri; // at NULL: it cannot be had, `fault` says why
	const char *fault;
};

struct input_asker {
	struct plug_out *out;
	struct str rest; // read, not yet taken
	struct map names;
	vec(struct place) places; // by the map's values
	struct arena arena;
};

struct input_asker *input_asker_new(struct plug_out *out, struct str *rest)
{
	struct input_asker *asker = mem_alloc(sizeof *asker);
	asker->out = out;
	asker->rest = *rest;
	*rest = (struct str){0};
	return asker;
}

void input_asker_free(struct input_asker *asker)
{
	if (!asker)
		return;
	str_fini(&asker->rest);
	map_fini(&asker->names);
	vec_fini(&asker->places);
	arena_fini(&asker->arena);
	free(asker);
}

// ---- Answers ----

static bool read_more(struct input_asker *asker, struct err *err)
{
	char chunk[65536];
	ssize_t got;
	while ((got = read(0, chunk, sizeof chunk)) < 0 && errno == EINTR)
		;
	if (got <= 0 || asker->rest.len > ANSWER_BYTES)
		return err_set(err, ERR_IO, "gavel gave no answer about a file");
	str_add(&asker->rest, chunk, (size_t)got);
	return true;
}

static bool take_answer(struct input_asker *asker, struct slice line, struct err *err)
{
	struct json_record record;
	const char *name;
	struct place place;
	if (!json_read_flat(line, &record, err) ||
	    !json_get_text(&record, "name", &asker->arena, &name, err))
		return err_wrap(err, "the answer about a file");
	place.at = json_text_or(&record, "at", &asker->arena, NULL);
	place.uri = json_text_or(&record, "uri", &asker->arena, NULL);
	place.fault = json_text_or(&record, "text", &asker->arena, "cannot be had");
	bool added;
	int64_t *index = map_put(&asker->names, slice_of(name), &added);
	if (added) {
		*index = (int64_t)asker->places.len;
		vec_push(&asker->places);
	}
	asker->places.at[*index] = place;
	return true;
}

static bool read_answers(struct input_asker *asker, size_t count, struct err *err)
{
	for (size_t taken = 0; taken < count;) {
		struct slice rest = str_slice(&asker->rest);
		if (!rest.len || !memchr(rest.at, '\n', rest.len)) {
			if (!read_more(asker, err))
				return false;
			continue;
		}
		struct slice line = slice_cut(&rest, '\n');
		if (!take_answer(asker, line, err))
			return false;
		memmove(asker->rest.at, rest.at, rest.len);
		asker->rest.len = rest.len;
		taken++;
	}
	return true;
}

// ---- Questions ----

// Asks for the names from `*from` on that one line has room for and nobody asked for yet; moves
// *from behind them.
static size_t send_want(struct input_asker *asker, const char *const *names, size_t count,
			size_t *from)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	size_t asked = 0;
	json_open_map(&json, NULL);
	json_text(&json, "t", "want");
	json_open_list(&json, "names");
	for (; *from < count && line.len < WANT_BYTES; ++*from) {
		if (map_get(&asker->names, slice_of(names[*from])))
			continue;
		json_text(&json, NULL, names[*from]);
		asked++;
	}
	json_close_list(&json);
	json_close_map(&json);
	if (asked)
		plug_send(asker->out, &line);
	plug_flush(asker->out);
	str_fini(&line);
	return asked;
}

bool input_want(const struct plug_request *request, const char *const *names, size_t count,
		struct err *err)
{
	struct input_asker *asker = request->asker;
	for (size_t from = 0; asker && from < count;)
		if (!read_answers(asker, send_want(asker, names, count, &from), err))
			return false;
	return true;
}

static const struct place *place_of(const struct plug_request *request, const char *name)
{
	const struct input_asker *asker = request->asker;
	const int64_t *index = map_get(&asker->names, slice_of(name));
	return index ? &asker->places.at[*index] : NULL;
}

int input_open(const struct plug_request *request, const char *name, struct err *err)
{
	if (!request->asker)
		return beneath_open(request->root_fd, request->at ? request->at : name, name, err);
	if (!input_want(request, &name, 1, err))
		return -1;
	const struct place *place = place_of(request, name);
	if (place && place->at)
		return beneath_open(request->root_fd, place->at, name, err);
	err_set(err, ERR_INCOMPLETE, "%s: %s", name, place ? place->fault : "cannot be had");
	return -1;
}

const char *input_uri(struct plug_request *request, const char *name)
{
	const struct place *place = request->asker ? place_of(request, name) : NULL;
	if (place && place->uri)
		return place->uri;
	return arena_printf(&request->arena, "file://%s/%s", request->root ? request->root : "",
			    name);
}
