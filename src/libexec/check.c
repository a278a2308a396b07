// gavel's judging program: gets descriptors of files that others wrote, judges them by one check's
// rules, and says the results as lines of JSON. See src/libexec/README.md.
//
// It has no network, opens nothing, and reads each file whole, up to a bound.
#include "libexec/check/check.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_FAILED = 1, EXIT_WRONG_CALL = 64, REQUEST_MAX = 1024 * 1024 };

static bool read_all(int fd, size_t max, struct str *out, struct err *err)
{
	char chunk[65536];
	ssize_t got;
	while ((got = read(fd, chunk, sizeof chunk)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, "read");
		str_add(out, chunk, (size_t)got);
		if (out->len > max)
			return err_set(err, ERR_INVALID, "larger than %zu bytes", max);
	}
	return true;
}

static void write_out(struct str *out)
{
	struct err err;
	if (!file_write_all(1, str_slice(out), &err))
		exit(EXIT_FAILED); // nobody listens any more
	str_clear(out);
}

static void say(struct str *out, const char *type, int at, const char *text)
{
	struct json_out json = {.to = out};
	json_open_map(&json, NULL);
	json_text(&json, "t", type);
	json_int(&json, "at", at);
	if (text)
		json_text(&json, "text", text);
	json_close_map(&json);
	str_add_char(out, '\n');
	write_out(out);
}

static void judge_one(enum check_id check, const json_t *file, int at, struct str *out)
{
	const char *name = json_string_value(json_object_get(file, "name"));
	int fd = (int)json_integer_value(json_object_get(file, "fd"));
	struct str text = {0};
	struct err err = {0};
	say(out, "begin", at, NULL);
	if (read_all(fd, FOREIGN_BYTES, &text, &err)) {
		check_file(check, at, name ? name : "", str_slice(&text), out);
		write_out(out);
	} else {
		err_wrap(&err, "%s", name ? name : "");
		say(out, "error", at, err.text);
	}
	close(fd);
	str_fini(&text);
}

static int answer(enum check_id check, const json_t *files)
{
	struct str out = {0};
	for (size_t i = 0; i < json_array_size(files); i++)
		judge_one(check, json_array_get(files, i), (int)i, &out);
	say(&out, "done", 0, NULL);
	str_fini(&out);
	return 0;
}

int main(int argc, char **argv)
{
	struct str request = {0};
	struct err err = {0};
	enum check_id check;
	if (argc != 2 || !check_read(argv[1], &check)) {
		fprintf(stderr, "E! usage: check hardening|ci|headers|iac\n");
		return EXIT_WRONG_CALL;
	}
	bool came = read_all(0, REQUEST_MAX, &request, &err);
	json_t *document = came ? json_loadb(request.at, request.len, 0, NULL) : NULL;
	str_fini(&request);
	if (!json_is_array(json_object_get(document, "files"))) {
		fprintf(stderr, "E! the request: %s\n", came ? "no files" : err.text);
		return EXIT_WRONG_CALL;
	}
	int code = answer(check, json_object_get(document, "files"));
	json_decref(document);
	return code;
}
