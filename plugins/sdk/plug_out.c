#include "plugins/sdk/plug.h"

#include "base/file.h"

#include <stdarg.h>

enum { BUFFER = 256 * 1024, EXCERPT = 200 };

void plug_flush(struct plug_out *out)
{
	struct err ignored;
	if (!out->broken && !file_write_all(out->fd, str_slice(&out->buffer), &ignored))
		out->broken = true;
	str_clear(&out->buffer);
}

void plug_send(struct plug_out *out, struct str *line)
{
	str_add_slice(&out->buffer, str_slice(line));
	str_add_char(&out->buffer, '\n');
	str_clear(line);
	if (out->buffer.len >= BUFFER)
		plug_flush(out);
}

int64_t plug_string(struct plug_out *out, struct slice text)
{
	if (!text.len)
		return 0;
	size_t known = out->strings.len;
	size_t index = map_intern(&out->strings, text);
	if (index < known)
		return (int64_t)index + 1;
	out->strings.entries[index].value = (int64_t)index + 1;
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "str");
	json_int(&json, "id", (int64_t)index + 1);
	json_slice(&json, "v", text);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
	return (int64_t)index + 1;
}

int64_t plug_known_string(const struct plug_out *out, struct slice text)
{
	const int64_t *id = map_get(&out->strings, text);
	return id ? *id : 0;
}

static void join(const char *const *key, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		str_add_text(out, key[i]);
		str_add_char(out, 0);
	}
}

bool plug_claim(struct plug_out *out, const char *const *key, size_t count)
{
	struct str joined = {0};
	bool added;
	join(key, count, &joined);
	map_put(&out->claimed, str_slice(&joined), &added);
	str_fini(&joined);
	return added;
}

bool plug_is_claimed(const struct plug_out *out, const char *const *key, size_t count)
{
	struct str joined = {0};
	join(key, count, &joined);
	bool claimed = map_get(&out->claimed, str_slice(&joined)) != NULL;
	str_fini(&joined);
	return claimed;
}

int plug_input(struct plug_out *out, const char *uri, const char *sha256,
	       const struct plug_file *file)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "input");
	json_int(&json, "id", ++out->inputs);
	json_text(&json, "uri", uri);
	json_text(&json, "sha256", sha256);
	json_int(&json, "bytes", file->bytes);
	json_int(&json, "mtime", file->mtime);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
	return out->inputs;
}

static void open_line(struct json_out *json, const char *type, const struct plug_place *place)
{
	json_open_map(json, NULL);
	json_text(json, "t", type);
	if (place->scope)
		json_int(json, "scope", place->scope);
	if (place->input)
		json_int(json, "in", place->input);
	if (place->row)
		json_int(json, "row", place->row);
}

void plug_warn(struct plug_out *out, struct plug_place place, const char *format, ...)
{
	struct str line = {0}, text = {0};
	struct json_out json = {.to = &line};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	open_line(&json, "warn", &place);
	json_slice(&json, "text", str_slice(&text));
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
	str_fini(&text);
}

void plug_error(struct plug_out *out, struct plug_place place, enum err_code code, const char *text)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	open_line(&json, "error", &place);
	json_text(&json, "code", err_code_name(code));
	json_text(&json, "text", text);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
}

void plug_excerpt(struct json_out *json, struct slice record)
{
	struct str text = {0};
	for (size_t i = 0; i < record.len && i < EXCERPT; i++)
		if (record.at[i])
			str_add_char(&text, record.at[i]);
		else
			str_add_text(&text, "\xef\xbf\xbd");
	json_slice(json, "text", str_slice(&text));
	str_fini(&text);
}

void plug_reject(struct plug_out *out, struct plug_place place, const char *why, struct slice text)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	open_line(&json, "reject", &place);
	json_text(&json, "why", why);
	plug_excerpt(&json, text);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
}

void plug_progress(struct plug_out *out, int64_t done, int64_t total)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	struct plug_place nowhere = {0};
	open_line(&json, "progress", &nowhere);
	json_int(&json, "done", done);
	json_int(&json, "total", total);
	json_text(&json, "unit", "bytes");
	json_close_map(&json);
	plug_send(out, &line);
	plug_flush(out);
	str_fini(&line);
}
