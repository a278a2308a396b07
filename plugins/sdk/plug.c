#include "plugins/sdk/plug.h"

#include "base/file.h"
#include "plugins/sdk/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_FAILED = 1, EXIT_WRONG_CALL = 64, REQUEST_MAX = 64 * 1024 * 1024 };

// ---- The request ----

// Reads up to the first newline; what was read behind it stays in *rest.
static bool read_line(struct str *line, struct str *rest)
{
	char chunk[65536];
	ssize_t got;
	while ((got = read(0, chunk, sizeof chunk)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || line->len > REQUEST_MAX)
			return false;
		char *end = memchr(chunk, '\n', (size_t)got);
		str_add(line, chunk, end ? (size_t)(end - chunk) : (size_t)got);
		if (end) {
			str_add(rest, end + 1, (size_t)(chunk + got - end - 1));
			return true;
		}
	}
	return line->len > 0;
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void read_files(struct plug_request *r)
{
	json_t *files = json_object_get(r->whole, "files");
	bool elsewhere = json_is_true(json_object_get(r->whole, "want"));
	r->file_count = json_array_size(files);
	r->files = arena_alloc(&r->arena, (r->file_count + 1) * sizeof *r->files);
	for (size_t i = 0; i < r->file_count; i++) {
		json_t *file = json_array_get(files, i);
		const char *name = text_of(file, "name"), *etag = text_of(file, "etag");
		r->files[i] = (struct plug_file){
			.name = name ? name : "",
			.bytes = json_integer_value(json_object_get(file, "bytes")),
			.mtime = json_integer_value(json_object_get(file, "mtime")),
			.etag = etag || !elsewhere ? etag : "",
		};
	}
}

static bool read_request(struct plug_request *r, struct str *rest)
{
	struct str line = {0};
	bool done = read_line(&line, rest);
	r->whole =
		done ? json_loadb(str_text(&line), line.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
	str_fini(&line);
	if (!json_is_object(r->whole))
		return false;
	r->source = text_of(r->whole, "source");
	r->format = text_of(r->whole, "format");
	r->root = text_of(r->whole, "root");
	r->state = text_of(r->whole, "state");
	r->at = text_of(r->whole, "at");
	r->now = json_integer_value(json_object_get(r->whole, "now"));
	json_t *fd = json_object_get(r->whole, "root_fd");
	r->root_fd = json_is_integer(fd) ? (int)json_integer_value(fd) : AT_FDCWD;
	json_t *file = json_object_get(r->whole, "fd");
	r->fd = json_is_integer(file) ? (int)json_integer_value(file) : -1;
	r->config = json_object_get(r->whole, "config");
	read_files(r);
	return true;
}

static void end_request(struct plug_request *r)
{
	input_asker_free(r->asker);
	json_decref(r->whole);
	arena_fini(&r->arena);
}

// ---- Verbs ----

static void describe_key(struct json_out *json, const struct plug_key *key, bool required)
{
	json_open_map(json, NULL);
	json_text(json, "key", key->name);
	json_text(json, "type", "text");
	json_bool(json, "required", required);
	json_text(json, "help", key->help);
	json_close_map(json);
}

static int describe(const struct plug *plug, struct plug_out *out)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	static const char *const VERBS[] = {"describe", "detect", "collect", "rows"};
	json_open_map(&json, NULL);
	json_text(&json, "plugin", plug->name);
	json_text(&json, "version", plug->version);
	json_int(&json, "proto", 1);
	json_text(&json, "title", plug->title);
	json_open_list(&json, "kinds");
	json_text(&json, NULL, plug->kind);
	json_close_list(&json);
	json_bool(&json, "wants", true);
	if (plug->blinds)
		json_bool(&json, "blinds", true);
	json_open_list(&json, "verbs");
	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
		json_text(&json, NULL, VERBS[i]);
	json_close_list(&json);
	json_open_list(&json, "formats");
	for (size_t i = 0; i < plug->format_count; i++) {
		json_open_map(&json, NULL);
		json_text(&json, "name", plug->formats[i].name);
		json_text(&json, "title", plug->formats[i].title);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_open_list(&json, "config");
	describe_key(&json, &(struct plug_key){"path", "file or folder to read"}, true);
	for (size_t i = 0; i < plug->key_count; i++)
		describe_key(&json, &plug->keys[i], false);
	json_close_list(&json);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
	return 0;
}

static void read_rest(struct str *rest)
{
	ssize_t got;
	char chunk[65536];
	while (rest->len < 2 * sizeof chunk && (got = read(0, chunk, sizeof chunk)) != 0)
		if (got > 0)
			str_add(rest, chunk, (size_t)got);
		else if (errno != EINTR)
			break;
}

// For a folder the request carries the names only.
static void take_names(struct plug_request *r)
{
	json_t *names = json_object_get(r->whole, "names");
	r->file_count = json_array_size(names);
	r->files = arena_alloc(&r->arena, (r->file_count + 1) * sizeof *r->files);
	for (size_t i = 0; i < r->file_count; i++) {
		const char *name = json_string_value(json_array_get(names, i));
		r->files[i].name = name ? name : "";
	}
}

void plug_guess(struct plug_guesses *guesses, struct plug_guess guess)
{
	if (guess.score && guesses->len < PLUG_GUESSES)
		guesses->at[guesses->len++] = guess;
}

static void send_guess(struct plug_out *out, const struct plug_guess *guess)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "format", guess->format);
	json_int(&json, "score", guess->score);
	json_text(&json, "why", guess->why);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
}

static int detect(const struct plug *plug, struct plug_out *out)
{
	struct plug_request request = {.context = plug->context};
	struct plug_guesses guesses = {.len = 0};
	struct str head = {0};
	if (!read_request(&request, &head))
		return EXIT_WRONG_CALL;
	request.folder = json_is_true(json_object_get(request.whole, "folder"));
	if (request.folder)
		take_names(&request);
	else
		read_rest(&head);
	if (plug->detect(&request, str_slice(&head), &guesses))
		for (size_t i = 0; i < guesses.len; i++)
			send_guess(out, &guesses.at[i]);
	str_fini(&head);
	end_request(&request);
	return 0;
}

static void send_plain(struct plug_out *out, const char *text)
{
	struct str line = {0};
	str_add_text(&line, text);
	plug_send(out, &line);
	str_fini(&line);
}

static void hello(const struct plug *plug, struct plug_out *out)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "hello");
	json_int(&json, "proto", 1);
	json_text(&json, "plugin", plug->name);
	json_text(&json, "version", plug->version);
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
}

// collect and rows: a stream of lines between a request and done.
static int stream(const struct plug *plug, struct plug_out *out,
		  bool (*work)(struct plug_request *request, struct plug_out *out, struct err *err),
		  bool greet)
{
	struct plug_request request = {.context = plug->context};
	struct str rest = {0};
	struct err err = {0};
	if (!read_request(&request, &rest))
		return EXIT_WRONG_CALL;
	if (json_is_true(json_object_get(request.whole, "want")))
		request.asker = input_asker_new(out, &rest);
	if (greet)
		hello(plug, out);
	bool done = work(&request, out, &err);
	if (!done) {
		plug_error(out, (struct plug_place){0}, err.code, err.text);
		fprintf(stderr, "E! %s\n", err.text);
	} else {
		send_plain(out, "{\"t\":\"done\"}");
	}
	plug_flush(out);
	str_fini(&rest);
	end_request(&request);
	return done && !out->broken ? 0 : EXIT_FAILED;
}

int plug_main(int argc, char **argv, const struct plug *plug)
{
	// The protocol gets a descriptor of its own; what anyone prints to stdout is a log line.
	struct plug_out out = {.fd = fcntl(1, F_DUPFD_CLOEXEC, 10)};
	const char *verb = argc == 2 ? argv[1] : "";
	int code = EXIT_WRONG_CALL;
	mem_return_early();
	if (out.fd < 0 || dup2(2, 1) < 0)
		return EXIT_FAILED;
	if (strcmp(verb, "describe") == 0)
		code = describe(plug, &out);
	else if (strcmp(verb, "detect") == 0)
		code = detect(plug, &out);
	else if (strcmp(verb, "collect") == 0)
		code = stream(plug, &out, plug->collect, true);
	else if (strcmp(verb, "rows") == 0)
		code = stream(plug, &out, plug->rows, false);
	else
		fprintf(stderr, "E! usage: %s describe|detect|collect|rows\n", plug->name);
	plug_flush(&out);
	map_fini(&out.strings);
	map_fini(&out.claimed);
	str_fini(&out.buffer);
	return code;
}
