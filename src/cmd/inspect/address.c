#include "cmd/inspect/inspect.h"

#include "base/json.h"
#include "base/proc.h"
#include "base/utf8.h"
#include "cmd/terminal/interrupt.h"
#include "collect/fetch/place.h"
#include "collect/runner.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_SECONDS = 60, HEAD_BYTES = 1024 * 1024 };

// The answer of the fetching program, as `curl -sI` would have saved it.
struct answer {
	struct str block;
	const char *from; // where redirects led
	struct err why;	  // of its error line
	bool failed, done;
	struct arena arena;
};

static void add_line(struct answer *answer, const char *text)
{
	str_add_text(&answer->block, text);
	for (size_t i = answer->block.len - strlen(text); i < answer->block.len; i++)
		if (strchr("\r\n", answer->block.at[i]))
			answer->block.at[i] = ' '; // a line stays one
	str_add_char(&answer->block, '\n');
}

static void on_error(struct answer *answer, const struct json_record *record, const char *text)
{
	bool wrong = !strcmp(json_text_or(record, "code", &answer->arena, ""),
			     err_code_name(ERR_INVALID));
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(text), false);
	err_set(&answer->why, wrong ? ERR_INVALID : ERR_INCOMPLETE, "%s", str_text(&safe));
	answer->failed = true;
	str_fini(&safe);
}

static bool on_line(void *context, struct slice line, struct err *err)
{
	struct answer *answer = context;
	struct json_record record;
	if (!json_read_flat(line, &record, err))
		return false;
	const struct json_field *type = json_find(&record, "t");
	struct slice kind = type ? type->raw : (struct slice){0};
	const char *text = json_text_or(&record, "text", &answer->arena, "");
	if (slice_is(kind, "line"))
		add_line(answer, text);
	else if (slice_is(kind, "from"))
		answer->from = text;
	else if (slice_is(kind, "error"))
		on_error(answer, &record, text);
	else
		answer->done |= slice_is(kind, "done");
	return answer->block.len < HEAD_BYTES ||
	       err_set(err, ERR_INVALID, "more header lines than are read");
}

static bool ask(const struct inspection *inspection, const char *address, struct answer *answer,
		struct err *err)
{
	struct str request = {0};
	struct json_out json = {.to = &request};
	char *program = proc_find_helper("fetch");
	const char *ca_file = getenv("SSL_CERT_FILE");
	const char *maybe[] = {ca_file && *ca_file == '/' ? ca_file : NULL, NULL};
	json_open_map(&json, NULL);
	json_text(&json, "address", address);
	if (maybe[0])
		json_text(&json, "ca_file", ca_file);
	json_close_map(&json);
	struct runner_options options = {
		.program = program,
		.verb = "head",
		.who = "the fetching program",
		.request = str_slice(&request),
		.sandbox = {.profile = SANDBOX_FETCH,
			    .mode = sandbox_mode(inspection->config->sandbox),
			    .maybe = maybe},
		.deadline_ms = HEAD_SECONDS * 1000,
		.line = on_line,
		.keep_going = interrupt_keep_going,
		.context = answer,
	};
	bool ok = program ? runner_call(&options, err)
			  : err_set(err, ERR_NOT_FOUND,
				    "libexec/gavel/fetch: not found beside the program");
	free(program);
	str_fini(&request);
	return ok;
}

static bool add_answer(struct inspection *inspection, const char *address, const char *shown,
		       struct err *err)
{
	struct answer answer = {0};
	struct interrupt interrupt;
	if (strncmp(address, "http://", 7) && strncmp(address, "https://", 8))
		return err_set(err, ERR_INVALID, "%s: neither http:// nor https://", shown);
	interrupt_hold(&interrupt);
	bool ok = ask(inspection, address, &answer, err);
	interrupt_release(&interrupt);
	if (answer.failed)
		*err = answer.why;
	else if (ok && !answer.done)
		ok = err_set(err, ERR_INCOMPLETE, "the fetching program ended without done");
	ok = ok && !answer.failed;
	if (!ok)
		err_wrap(err, "%s", shown);
	ok = ok && inspection_add_bytes(inspection, shown, str_slice(&answer.block), err);
	if (ok && !strncmp(answer.from ? answer.from : address, "http://", 7))
		inspection->in_the_clear = shown;
	str_fini(&answer.block);
	arena_fini(&answer.arena);
	return ok;
}

bool inspection_add_address(struct inspection *inspection, const char *address, struct err *err)
{
	const char *shown = place_shown(address, &inspection->arena);
	if (add_answer(inspection, address, shown, err))
		return true;
	if (err->code != ERR_INCOMPLETE)
		return false;
	*vec_push(&inspection->unread) =
		(struct inspected){.name = shown,
				   .fd = -1,
				   .named = true,
				   .fault = arena_text(&inspection->arena, err->text)};
	err_clear(err);
	return true;
}
