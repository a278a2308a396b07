#include "libexec/fetch/fetch.h"

#include "base/digest.h"
#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REQUEST_MAX = 128 * 1024 * 1024 };

static bool read_line(struct str *line, struct err *err)
{
	char chunk[65536];
	ssize_t got;
	while ((got = read(0, chunk, sizeof chunk)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, "the request");
		str_add(line, chunk, (size_t)got);
		if (memchr(chunk, '\n', (size_t)got))
			return true;
		if (line->len > REQUEST_MAX)
			return err_set(err, ERR_INVALID, "the request is too long");
	}
	return line->len || err_set(err, ERR_INVALID, "no request came");
}

static const char *text_of(const json_t *map, const char *key, struct arena *arena)
{
	return arena_text(arena, json_string_value(json_object_get(map, key)));
}

static int64_t number_of(const json_t *map, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(map, key);
	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static void read_texts(const json_t *map, struct fetch_request *out)
{
	const struct {
		const char *key;
		const char **to;
	} texts[] = {
		{"address", &out->address},   {"root", &out->root},
		{"endpoint", &out->endpoint}, {"region", &out->region},
		{"profile", &out->profile},   {"path_style", &out->path_style},
		{"ca_file", &out->ca_file},   {"proxy", &out->proxy},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i].to = text_of(map, texts[i].key, &out->arena);
}

static bool read_objects(const json_t *list, struct fetch_request *out, struct err *err)
{
	out->object_count = json_array_size(list);
	out->objects = arena_alloc(&out->arena, (out->object_count + 1) * sizeof *out->objects);
	for (size_t i = 0; i < out->object_count; i++) {
		const json_t *map = json_array_get(list, i);
		struct fetch_object *object = &out->objects[i];
		object->name = text_of(map, "name", &out->arena);
		object->at = text_of(map, "at", &out->arena);
		object->etag = text_of(map, "etag", &out->arena);
		object->bytes = number_of(map, "bytes", -1);
		object->mtime = number_of(map, "mtime", 0);
		if (!object->name || !digest_is_hex(slice_of(object->at)))
			return err_set(err, ERR_INVALID, "the request: object %zu", i + 1);
	}
	return true;
}

bool fetch_read_request(struct fetch_request *out, struct err *err)
{
	struct str line = {0};
	if (!read_line(&line, err)) {
		str_fini(&line);
		return false;
	}
	json_t *map = json_loadb(line.at, line.len, JSON_REJECT_DUPLICATES, NULL);
	read_texts(map, out);
	out->spool_fd = (int)number_of(map, "spool_fd", -1);
	bool ok = out->address || err_set(err, ERR_INVALID, "the request: no address");
	ok = ok && read_objects(json_object_get(map, "objects"), out, err);
	if (ok) {
		size_t len = strncmp(out->address, "s3://", 5) ? strcspn(out->address, "?#")
							       : strlen(out->address);
		out->shown = arena_slice(&out->arena, (struct slice){out->address, len});
	}
	json_decref(map);
	str_fini(&line);
	return ok;
}

int fetch_tries(void)
{
	const char *text = getenv("AWS_MAX_ATTEMPTS");
	long count = text ? strtol(text, NULL, 10) : 0;
	return count > 0 && count < 100 ? (int)count : 0;
}

// ---- Lines ----

void fetch_say(struct str *line)
{
	struct err err;
	str_add_char(line, '\n');
	if (!file_write_all(1, str_slice(line), &err))
		exit(1); // nobody listens any more
	str_clear(line);
}

void fetch_say_progress(int64_t done, int64_t total, const char *unit)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "progress");
	json_int(&json, "done", done);
	json_int(&json, "total", total);
	json_text(&json, "unit", unit);
	json_close_map(&json);
	fetch_say(&line);
	str_fini(&line);
}
