#include "collect/run.h"

#include "base/file.h"
#include "collect/fetch/answer.h"
#include "collect/publish.h"
#include "collect/request/request.h"
#include "collect/runner.h"
#include "collect/sandbox/confine.h"
#include "collect/stream/notes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LAST_WORDS_MS = 1000, // for a collector that closed its output without done
};

// A run while it streams.
struct run {
	const struct run_job *job;
	const struct collect_options *options;
	struct publish publish; // protocol, archive and what becomes of the scopes
	struct protocol_line line;
	struct notes notes;
	struct runner *runner;
	int root_fd, spool_fd;
	int64_t spool_used;
	bool placed; // the run's error begins with a file's name
	struct str request;
	struct arena arena;
};

// ---- The request ----

static bool make_request(struct run *run, const struct config *config, struct err *err)
{
	const struct request request = {.config = config,
					.job = run->job,
					.cursor = run->publish.last_cursor,
					.now = run->options->now,
					.root_fd = run->root_fd,
					.spool_fd = run->spool_fd};
	return request_write(&request, &run->request, err);
}

// The folder that file names are relative to, and a nameless file for blobs.
static bool open_descriptors(struct run *run, const char *spool_folder, struct err *err)
{
	const int flags = O_RDONLY | O_DIRECTORY;
	const char *root = run->job->files ? files_folder(run->job->files) : NULL;
	if (root && (run->root_fd = file_open_high(AT_FDCWD, root, flags, err)) < 0)
		return false;
	run->spool_fd = file_open_high(AT_FDCWD, spool_folder, O_TMPFILE | O_RDWR, err);
	return run->spool_fd >= 0 || err_wrap(err, "no room for a temporary file");
}

// ---- The lines ----

static const char *root_of(const struct run *run)
{
	return run->job->files ? run->job->files->root : NULL;
}

static bool on_progress(struct run *run, struct err *err)
{
	(void)err;
	const struct json_record *record = &run->line.record;
	const struct collect_options *options = run->options;
	struct arena arena = {0};
	if (options->progress)
		options->progress(options->context, run->job->source,
				  json_int_or(record, "done", 0), json_int_or(record, "total", 0),
				  json_text_or(record, "unit", &arena, ""));
	arena_fini(&arena);
	return true;
}

static bool on_note(struct run *run, struct err *err)
{
	(void)err;
	notes_add(&run->notes, &run->line);
	return true;
}

// "bill.csv:12: …" of the one file there is: the label names it, with its folder.
static bool put_label(const struct run_job *job, struct err *err)
{
	const char *name = job->files && job->files->count == 1 ? job->files->files->name : "";
	size_t len = strlen(name);
	struct err why = *err;
	if (!len || !job->label_names_file || strncmp(why.text, name, len) || why.text[len] != ':')
		return false;
	err_set(err, why.code, "%s%s", job->label, why.text + len);
	return true;
}

// An error of a scope costs that scope; one without scope costs the run.
static bool on_error(struct run *run, struct err *err)
{
	if (run->line.scope)
		return true;
	run->placed = notes_fault(&run->publish.protocol, root_of(run), &run->line, err) ||
		      put_label(run->job, err);
	return false;
}

static bool on_blob(struct run *run, struct err *err)
{
	const struct json_record *record = &run->line.record;
	int64_t bytes = json_int_or(record, "bytes", 0), offset = run->spool_used;
	struct stat st;
	if (fstat(run->spool_fd, &st) < 0)
		return err_errno(err, "the spool");
	if (bytes > st.st_size - offset)
		return err_set(err, ERR_INVALID,
			       "line %lld: blob: %lld bytes were not written to the spool",
			       (long long)run->publish.protocol.lines, (long long)bytes);
	run->spool_used += bytes;
	char sha256[65] = {0};
	memcpy(sha256, json_find(record, "sha256")->raw.at, 64);
	struct archive_run *sink = run->publish.sink;
	struct archive_blob blob = {run->spool_fd, offset, bytes, sha256};
	return !sink || archive_run_blob(sink, &blob, err);
}

// It waits for files: they are fetched now, and it is told where they are.
static bool on_want(struct run *run, struct err *err)
{
	struct str answer = {0};
	bool ok = answer_want(run->job->files, &run->line.record, &answer, err);
	if (ok)
		runner_send(run->runner, str_slice(&answer), true);
	str_fini(&answer);
	return ok;
}

// The last line. A collector that waits for acknowledgements lives on; any other has to end.
static bool on_done(struct run *run, struct err *err)
{
	(void)err;
	if (run->publish.protocol.wants_acks)
		runner_hold(run->runner);
	else
		runner_close_input(run->runner);
	return true;
}

static const struct {
	bool skipped; // not archived
	bool (*act)(struct run *run, struct err *err);
} ACTIONS[] = {
	[LINE_IGNORED] = {.skipped = true}, [LINE_PROGRESS] = {.skipped = true, .act = on_progress},
	[LINE_REJECT] = {.act = on_note},   [LINE_WARN] = {.act = on_note},
	[LINE_ERROR] = {.act = on_error},   [LINE_BLOB] = {.act = on_blob},
	[LINE_DONE] = {.act = on_done},	    [LINE_WANT] = {.skipped = true, .act = on_want},
};

static bool on_line(void *context, struct slice line, struct err *err)
{
	struct run *run = context;
	if (!protocol_line(&run->publish.protocol, line, &run->line, err))
		return false;
	if (ACTIONS[run->line.kind].act && !ACTIONS[run->line.kind].act(run, err))
		return false;
	return ACTIONS[run->line.kind].skipped ||
	       publish_line(&run->publish, &run->line, line, err);
}

static void on_log(void *context, char level, const char *text)
{
	struct run *run = context;
	if (run->job->log)
		run->job->log(run->job->log_context, level, text);
	if (run->options->message)
		run->options->message(run->options->context, level, text);
}

static bool on_keep_going(void *context)
{
	const struct collect_options *options = ((struct run *)context)->options;
	publish_idle(&((struct run *)context)->publish);
	return !options->keep_going || options->keep_going(options->context);
}

// ---- From start to end ----

static bool start(struct run *run, struct err *err)
{
	int64_t deadline = run->options->deadline_seconds ? run->options->deadline_seconds
							  : run->job->deadline_seconds;
	int keep[] = {run->spool_fd, run->root_fd, -1};
	struct runner_options options = {
		.program = run->job->program,
		.verb = "collect",
		.request = str_slice(&run->request),
		.keep_stdin = true,
		.keep = keep,
		.sandbox = run->job->sandbox,
		.deadline_ms = deadline * 1000,
		.max_output = run->options->max_output,
		.line = on_line,
		.log = on_log,
		.keep_going = on_keep_going,
		.context = run,
	};
	return runner_start(&options, &run->runner, err);
}

// Done and, unless it waits for acknowledgements, exit 0.
static bool ended_well(struct run *run, struct err *err)
{
	const struct protocol *protocol = &run->publish.protocol;
	struct err unfinished = {0};
	int exit_code = 0;
	bool done = protocol_finish(protocol, &unfinished);
	if (done && protocol->wants_acks && !runner_ended(run->runner))
		return true;
	struct err late = {0};
	bool ended = runner_wait(run->runner, done ? 0 : LAST_WORDS_MS, &exit_code, &late);
	if (ended && exit_code)
		return runner_explain(run->runner, exit_code, err);
	*err = done ? late : unfinished;
	return done && ended;
}

// Acknowledges every complete scope and lets the collector end. What it did is safe by now:
// a bad end is only told.
static void acknowledge(struct run *run)
{
	struct str acks = {0};
	struct err why = {0};
	int exit_code = 0;
	const struct protocol *p = &run->publish.protocol;
	for (size_t id = 1; id < p->scopes.len; id++)
		if (p->scopes.at[id].complete)
			str_addf(&acks, "{\"t\":\"ack\",\"scope\":%zu}\n", id);
	runner_send(run->runner, str_slice(&acks), false);
	if (runner_wait(run->runner, 0, &exit_code, &why) && exit_code)
		runner_explain(run->runner, exit_code, &why);
	if (why.code && run->options->message) {
		err_wrap(&why, "after the data was published");
		run->options->message(run->options->context, 'W', why.text);
	}
	str_fini(&acks);
}

static bool stream_and_publish(struct run *run, struct err *err)
{
	const char *lacks = confine_lacks(&run->job->sandbox, &run->arena);
	if (lacks)
		on_log(run, 'W', lacks);
	if (!start(run, err) || !runner_stream(run->runner, err) || !ended_well(run, err) ||
	    !publish_run(&run->publish, err))
		return false;
	if (run->publish.protocol.wants_acks && !run->options->dry_run)
		acknowledge(run);
	return true;
}

static void close_run(struct run *run)
{
	runner_end(run->runner);
	publish_end(&run->publish);
	notes_fini(&run->notes);
	request_forget(&run->request);
	arena_fini(&run->arena);
	if (run->root_fd >= 0)
		close(run->root_fd);
	if (run->spool_fd >= 0)
		close(run->spool_fd);
}

bool run_job(const struct config *config, const struct run_job *job,
	     const struct collect_options *options, struct collect_report *report, struct err *err)
{
	struct run run = {.job = job, .options = options, .root_fd = -1, .spool_fd = -1};
	struct publish_options target = {.config = config,
					 .source = job->source,
					 .once = job->once,
					 .options = options,
					 .report = report};
	bool ok = publish_begin(&run.publish, &target, err) &&
		  open_descriptors(&run, publish_spool_folder(&run.publish), err) &&
		  make_request(&run, config, err) && stream_and_publish(&run, err);
	if (options->message)
		notes_tell(&run.notes, &run.publish.protocol, root_of(&run), options->message,
			   options->context);
	report->runs++;
	report->warnings += run.publish.protocol.warnings;
	report->rejected += run.publish.protocol.rejects;
	report->failed += !ok && err->code != ERR_INCOMPLETE;
	close_run(&run);
	if (!ok && job->label && !(run.placed && job->label_names_file))
		err_wrap(err, "%s", job->label);
	return ok;
}
