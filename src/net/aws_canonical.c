#include "net/aws_sign.h"

#include "base/vec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- Path ----

// Decoded and encoded again, so that one path has one form.
static void add_once(struct str *out, struct slice path)
{
	struct str bytes = {0};
	uri_decode(&bytes, path);
	uri_encode(out, str_slice(&bytes), true);
	str_fini(&bytes);
}

// RFC 3986 section 5.2.4 in effect, and empty segments go: "//" is "/".
static void normalise(const char *path, struct str *out)
{
	struct slice rest = slice_of(path);
	while (rest.at) {
		struct slice segment = slice_cut(&rest, '/');
		bool is_up = slice_is(segment, "..");
		if (is_up)
			while (out->len && out->at[--out->len] != '/')
				;
		if (!segment.len || is_up || slice_is(segment, "."))
			continue;
		str_add_char(out, '/');
		str_add_slice(out, segment);
	}
	bool is_folder = path[0] && path[strlen(path) - 1] == '/';
	if (!out->len || is_folder)
		str_add_char(out, '/');
}

void aws_canonical_path(const char *path, bool is_s3, struct str *out)
{
	struct str plain = {0};
	if (is_s3) {
		add_once(out, slice_of(*path ? path : "/"));
		return;
	}
	normalise(path, &plain);
	uri_encode(out, str_slice(&plain), true);
	str_fini(&plain);
}

// ---- Query ----

static int by_text(const void *a, const void *b)
{
	const struct http_field *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : strcmp(x->value, y->value);
}

static const char *encode_again(struct arena *arena, struct slice text)
{
	struct str bytes = {0}, encoded = {0};
	uri_decode(&bytes, text);
	uri_encode(&encoded, str_slice(&bytes), false);
	const char *copy = arena_slice(arena, str_slice(&encoded));
	str_fini(&bytes);
	str_fini(&encoded);
	return copy;
}

void aws_canonical_query(const char *query, struct str *out)
{
	struct arena arena = {0};
	struct http_fields params = {0};
	struct slice rest = slice_of(query);
	while (rest.len) {
		struct slice value = slice_cut(&rest, '&'), name = slice_cut(&value, '=');
		if (name.len || value.at)
			*vec_push(&params) = (struct http_field){encode_again(&arena, name),
								 encode_again(&arena, value)};
	}
	if (params.len)
		qsort(params.at, params.len, sizeof *params.at, by_text);
	for (size_t i = 0; i < params.len; i++)
		str_addf(out, "%s%s=%s", i ? "&" : "", params.at[i].name, params.at[i].value);
	vec_fini(&params);
	arena_fini(&arena);
}

// ---- Fields ----

// What proxies and libraries between us and the service may change or drop.
static const char *const UNSIGNED[] = {"authorization", "connection", "expect", "user-agent",
				       "x-amzn-trace-id"};

static bool is_signed(const char *name)
{
	for (size_t i = 0; i < sizeof UNSIGNED / sizeof *UNSIGNED; i++)
		if (strcasecmp(name, UNSIGNED[i]) == 0)
			return false;
	return true;
}

// Ends trimmed, runs of white space one blank.
static const char *fold_value(struct arena *arena, const char *value)
{
	struct slice text = slice_trim(slice_of(value));
	char *copy = arena_slice(arena, text), *to = copy;
	for (const char *from = copy; *from; from++)
		if (!isspace((unsigned char)*from))
			*to++ = *from;
		else if (to == copy || to[-1] != ' ')
			*to++ = ' ';
	*to = 0;
	return copy;
}

static const char *lower(struct arena *arena, const char *name)
{
	char *copy = arena_text(arena, name);
	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

// The position as a second key keeps values of one name in the order they are sent.
struct line {
	const char *name, *value;
	size_t position;
};

static int by_name(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : (x->position > y->position) - (x->position < y->position);
}

// All signed fields with host, sorted; the caller frees the list.
static struct line *list_fields(const struct http_request *request, struct arena *arena,
				size_t *count)
{
	struct line *lines = mem_alloc((request->fields.len + 1) * sizeof *lines);
	bool has_host = false;
	*count = 0;
	for (size_t i = 0; i < request->fields.len; i++) {
		const struct http_field *field = &request->fields.at[i];
		has_host = has_host || strcasecmp(field->name, "host") == 0;
		if (is_signed(field->name))
			lines[(*count)++] = (struct line){lower(arena, field->name),
							  fold_value(arena, field->value), i};
	}
	if (!has_host)
		lines[(*count)++] =
			(struct line){"host", strstr(request->origin, "://") + 3, *count};
	qsort(lines, *count, sizeof *lines, by_name);
	return lines;
}

// "name:value\n" each, values of one name joined by ','; the names "a;b" into `names`.
static void add_fields(const struct http_request *request, struct str *out, struct str *names)
{
	struct arena arena = {0};
	size_t count;
	struct line *lines = list_fields(request, &arena, &count);
	for (size_t i = 0; i < count; i++) {
		bool again = i && strcmp(lines[i].name, lines[i - 1].name) == 0;
		if (again) {
			str_addf(out, ",%s", lines[i].value);
			continue;
		}
		str_addf(out, "%s%s:%s", i ? "\n" : "", lines[i].name, lines[i].value);
		str_addf(names, "%s%s", i ? ";" : "", lines[i].name);
	}
	str_add_char(out, '\n');
	free(lines);
	arena_fini(&arena);
}

void aws_canonical_request(const struct http_request *request, const struct aws_scope *scope,
			   const char *payload, struct str *out, struct str *names)
{
	str_addf(out, "%s\n", request->method);
	aws_canonical_path(request->path, strcmp(scope->service, "s3") == 0, out);
	str_add_char(out, '\n');
	aws_canonical_query(request->query, out);
	str_add_char(out, '\n');
	add_fields(request, out, names);
	str_addf(out, "\n%s\n%s", str_text(names), payload);
}
