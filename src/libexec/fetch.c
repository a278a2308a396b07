// gavel's fetching program: the one child with a network. `fetch list` says what lies at an
// address, `fetch get` brings objects into the spool, `fetch head` says header lines. See
// src/libexec/README.md for its lines.
//
// It reads nothing of what it fetches, gets its request on standard input, and finds credentials by
// itself (net/credentials.h). Nothing secret is printed.
#include "libexec/fetch/fetch.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "net/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_FAILED = 1, EXIT_WRONG_CALL = 64, PROGRESS_MS = 250, PROGRESS_OBJECTS = 1000 };

// ---- list ----

struct listing {
	int64_t count;
};

static bool on_root(void *context, const char *root, bool folder, struct err *err)
{
	(void)context;
	(void)err;
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "root");
	json_text(&json, "root", root);
	json_bool(&json, "folder", folder);
	json_close_map(&json);
	fetch_say(&line);
	str_fini(&line);
	return true;
}

static bool on_object(void *context, const struct fetch_object *object, struct err *err)
{
	(void)err;
	struct listing *listing = context;
	struct slice name = slice_of(object->name);
	bool named = name.len && utf8_valid(name) == name.len;
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", named ? "object" : "unnamed");
	if (named) {
		json_text(&json, "name", object->name);
		json_int(&json, "bytes", object->bytes);
		json_int(&json, "mtime", object->mtime);
		if (object->etag)
			json_text(&json, "etag", object->etag);
	}
	json_close_map(&json);
	fetch_say(&line);
	str_fini(&line);
	if (++listing->count % PROGRESS_OBJECTS == 0)
		fetch_say_progress(listing->count, 0, "objects");
	return true;
}

static bool list(struct fetch_work *work, struct err *err)
{
	struct listing listing = {0};
	const struct fetch_visitor visitor = {on_root, on_object, &listing};
	if (!work->server->list(work->self, &visitor, err))
		return false;
	fprintf(stderr, "I! %s: %lld objects\n", work->request->shown, (long long)listing.count);
	return true;
}

// ---- head ----

static bool head(struct fetch_work *work, struct err *err)
{
	return fetch_head(work->request, err);
}

// ---- All verbs ----

static const struct {
	const char *name;
	bool (*run)(struct fetch_work *work, struct err *err);
	bool needs_server; // opened before and closed after
} VERBS[] = {{"list", list, true}, {"get", fetch_store, true}, {"head", head, false}};

// Asked by the transport now and then: the moment to say how far it is.
static bool on_turn(void *context)
{
	struct fetch_work *work = context;
	struct stat s;
	int64_t now = clock_monotonic_ms();
	if (work->fd < 0 || now - work->said_ms < PROGRESS_MS || fstat(work->fd, &s) < 0)
		return true;
	work->said_ms = now;
	fetch_say_progress(work->done + s.st_size, work->total, "bytes");
	return true;
}

static const struct fetch_server *server_of(const struct fetch_request *request, struct err *err)
{
	static const struct fetch_server *const SERVERS[] = {&FETCH_S3, &FETCH_HTTPS, &FETCH_AWS};
	for (size_t i = 0; i < sizeof SERVERS / sizeof *SERVERS; i++)
		if (!strncmp(request->address, SERVERS[i]->scheme, strlen(SERVERS[i]->scheme)))
			return SERVERS[i];
	err_set(err, ERR_INVALID, "%s: only s3://, https:// and aws:// are fetched",
		request->shown);
	return NULL;
}

// What the runner branches on: a server that cannot be reached, or is busy, leaves a sync
// incomplete.
static const char *code_of(const struct fetch_work *work, const struct err *err)
{
	bool network = err->code == ERR_BUSY || err->code == ERR_STALE ||
		       (err->code == ERR_IO && !work->local_fault);
	return err_code_name(network ? ERR_INCOMPLETE : err->code);
}

static void say_error(const struct fetch_work *work, const struct err *err)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "error");
	json_text(&json, "code", code_of(work, err));
	json_text(&json, "text", err->text);
	json_int(&json, "fetched", work->fetched);
	json_close_map(&json);
	fetch_say(&line);
	str_fini(&line);
}

static bool run_on_server(struct fetch_work *work, size_t verb, struct err *err)
{
	work->server = server_of(work->request, err);
	bool ok = work->server &&
		  work->server->open(work->request, on_turn, work, &work->self, err) &&
		  VERBS[verb].run(work, err);
	if (work->server)
		work->server->close(work->self);
	return ok;
}

static bool run(struct fetch_work *work, size_t verb, struct err *err)
{
	struct str line = {0};
	bool ok = VERBS[verb].needs_server ? run_on_server(work, verb, err)
					   : VERBS[verb].run(work, err);
	str_add_text(&line, "{\"t\":\"done\"}");
	if (ok)
		fetch_say(&line);
	str_fini(&line);
	return ok;
}

static int main_of(size_t verb)
{
	struct fetch_request request = {.spool_fd = -1};
	struct fetch_work work = {.request = &request, .fd = -1};
	struct err err = {0};
	bool understood = fetch_read_request(&request, &err);
	bool ok = understood && run(&work, verb, &err);
	if (!ok)
		say_error(&work, &err);
	arena_fini(&request.arena);
	return ok ? 0 : understood ? EXIT_FAILED : EXIT_WRONG_CALL;
}

int main(int argc, char **argv)
{
	secret_no_dumps();
	const char *verb = argc == 2 ? argv[1] : "";
	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
		if (strcmp(verb, VERBS[i].name) == 0)
			return main_of(i);
	fprintf(stderr, "E! usage: fetch list|get|head\n");
	return EXIT_WRONG_CALL;
}
