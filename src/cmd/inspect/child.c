#include "cmd/inspect/inspect.h"

#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "cmd/terminal/interrupt.h"
#include "collect/runner.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BATCH = 64,	  // files of one child
	SECONDS = 120,	  // of its life
	RESULTS = 200000, // of one call, in all
};
static const int64_t MEMORY_BYTES = (int64_t)2 << 30;

struct batch {
	struct inspection *inspection;
	size_t from, count;
	int fds[BATCH + 1];
	int64_t at; // the file that it reads now
	bool done;
};

// ---- What it says ----

static bool file_of(struct batch *batch, const struct json_record *record, struct inspected **out,
		    struct err *err)
{
	if (!json_get_int(record, "at", &batch->at, err))
		return false;
	if (batch->at < 0 || (size_t)batch->at >= batch->count)
		return err_set(err, ERR_INVALID, "at: %lld is no file", (long long)batch->at);
	*out = &batch->inspection->files.at[batch->from + (size_t)batch->at];
	return true;
}

static bool on_result(struct batch *batch, const struct json_record *record, struct err *err)
{
	struct inspection *inspection = batch->inspection;
	struct inspection_result result = {.file = batch->from + (size_t)batch->at};
	const char *rule, *outcome;
	if (!json_get_text(record, "rule", &inspection->arena, &rule, err) ||
	    !json_get_text(record, "outcome", &inspection->arena, &outcome, err) ||
	    !json_get_int(record, "line", &result.line, err) ||
	    !json_get_text(record, "subject", &inspection->arena, &result.subject, err) ||
	    !json_get_text(record, "why", &inspection->arena, &result.why, err))
		return false;
	result.rule = check_rule_find(inspection->check, rule);
	if (!result.rule || !check_outcome_read(outcome, &result.outcome) || result.line < 0)
		return err_set(err, ERR_INVALID, "a result that no rule gives");
	if (inspection->results.len >= RESULTS)
		return err_set(err, ERR_INVALID, "more than %d results: check fewer files",
			       RESULTS);
	*vec_push(&inspection->results) = result;
	return true;
}

static bool on_end(struct inspection *inspection, struct inspected *file,
		   const struct json_record *record, struct err *err)
{
	file->ended = true;
	file->kind = json_text_or(record, "kind", &inspection->arena, NULL);
	file->others = json_int_or(record, "others", 0);
	file->other_kinds = json_text_or(record, "other_kinds", &inspection->arena, NULL);
	file->takes = json_int_or(record, "takes", 0);
	file->gives = json_int_or(record, "gives", 0);
	file->needs_caller = json_bool_or(record, "needs_caller", false);
	return json_get_int(record, "things", &file->things, err) &&
	       json_get_int(record, "passed", &file->passed, err);
}

static bool on_error(struct inspection *inspection, struct inspected *file,
		     const struct json_record *record, struct err *err)
{
	file->ended = true;
	return json_get_text(record, "text", &inspection->arena, &file->fault, err);
}

static bool on_needs(struct batch *batch, const struct json_record *record, struct err *err)
{
	struct inspection *inspection = batch->inspection;
	struct inspection_need need = {.file = batch->from + (size_t)batch->at,
				       .lacks = json_int_or(record, "lacks", 0),
				       .passes = json_int_or(record, "passes", 0),
				       .wants = json_int_or(record, "wants", 0)};
	if (!json_get_text(record, "path", &inspection->arena, &need.path, err) ||
	    !json_get_text(record, "subject", &inspection->arena, &need.subject, err) ||
	    !json_get_int(record, "line", &need.line, err))
		return false;
	if (inspection->needs.len >= RESULTS)
		return err_set(err, ERR_INVALID, "more than %d calls: check fewer files", RESULTS);
	*vec_push(&inspection->needs) = need;
	return true;
}

static bool on_line(void *context, struct slice line, struct err *err)
{
	struct batch *batch = context;
	struct json_record record;
	struct inspected *file = NULL;
	if (!json_read_flat(line, &record, err))
		return false;
	const struct json_field *type = json_find(&record, "t");
	struct slice kind = type ? type->raw : (struct slice){0};
	if (slice_is(kind, "done"))
		return batch->done = true;
	if (!file_of(batch, &record, &file, err))
		return false;
	if (slice_is(kind, "result"))
		return on_result(batch, &record, err);
	if (slice_is(kind, "needs"))
		return on_needs(batch, &record, err);
	if (slice_is(kind, "end"))
		return on_end(batch->inspection, file, &record, err);
	if (slice_is(kind, "error"))
		return on_error(batch->inspection, file, &record, err);
	return slice_is(kind, "begin") || err_set(err, ERR_INVALID, "a line of no kind");
}

// ---- What it is asked ----

// A file that cannot be opened any more has a fault; *count are open.
static bool open_files(struct batch *batch, struct json_out *json, struct err *err)
{
	json_open_map(json, NULL);
	json_open_list(json, "files");
	for (size_t i = 0; i < batch->count; i++) {
		struct inspected *file = &batch->inspection->files.at[batch->from + i];
		if (file->path)
			file->fd = file_open_high(AT_FDCWD, file->path, O_RDONLY, err);
		if (file->fd < 0)
			return false;
		batch->fds[i] = file->fd;
		json_open_map(json, NULL);
		json_int(json, "fd", file->fd);
		json_text(json, "name", file->name);
		json_close_map(json);
	}
	batch->fds[batch->count] = -1;
	json_close_list(json);
	json_close_map(json);
	return true;
}

static void close_files(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct inspected *file = &batch->inspection->files.at[batch->from + i];
		if (file->fd >= 0)
			close(file->fd);
		file->fd = -1;
	}
}

static bool run(struct batch *batch, const struct str *request, struct err *err)
{
	char *program = proc_find_helper("check");
	const struct config *config = batch->inspection->config;
	struct runner_options options = {
		.program = program,
		.verb = check_name(batch->inspection->check),
		.who = "the checking program",
		.request = str_slice(request),
		.keep = batch->fds,
		.sandbox = {.mode = sandbox_mode(config ? config->sandbox : NULL),
			    .memory_bytes = MEMORY_BYTES,
			    .tasks = 4},
		.deadline_ms = SECONDS * 1000,
		.line = on_line,
		.keep_going = interrupt_keep_going,
		.context = batch,
	};
	bool ok = program ? runner_call(&options, err)
			  : err_set(err, ERR_NOT_FOUND,
				    "libexec/gavel/check: not found beside the program");
	free(program);
	if (ok && !batch->done)
		return err_set(err, ERR_INVALID, "%s ended without done", options.who);
	return ok || err_wrap(err, "%s",
			      batch->inspection->files.at[batch->from + (size_t)batch->at].name);
}

static bool judge_batch(struct batch *batch, struct err *err)
{
	struct str request = {0};
	struct json_out json = {.to = &request};
	bool ok = open_files(batch, &json, err) && run(batch, &request, err);
	for (size_t i = 0; ok && i < batch->count; i++)
		if (!batch->inspection->files.at[batch->from + i].ended)
			ok = err_set(err, ERR_INVALID, "%s: nothing was said of it",
				     batch->inspection->files.at[batch->from + i].name);
	close_files(batch);
	str_fini(&request);
	return ok;
}

static bool judge_all(struct inspection *inspection, struct err *err)
{
	for (size_t from = 0; from < inspection->files.len; from += BATCH) {
		size_t left = inspection->files.len - from;
		struct batch batch = {.inspection = inspection,
				      .from = from,
				      .count = left < BATCH ? left : BATCH};
		if (!judge_batch(&batch, err))
			return false;
	}
	return true;
}

bool inspection_judge(struct inspection *inspection, struct err *err)
{
	struct interrupt interrupt;
	interrupt_hold(&interrupt);
	bool ok = judge_all(inspection, err);
	interrupt_release(&interrupt);
	return ok;
}
