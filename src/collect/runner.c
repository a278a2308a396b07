#include "collect/runner.h"

#include "base/clock.h"
#include "collect/output.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	READ_BYTES = 256 * 1024,
	POLL_MS = 100,	   // the person is asked at least this often
	DRAIN_READS = 512, // empties a full pipe, but does not follow a flood
};

static const int64_t OUTPUT_BYTES = (int64_t)8 << 30;
static const size_t LINE_BYTES = 65536;

struct runner {
	struct runner_options options;
	struct proc proc;
	struct sandbox *sandbox;
	struct tail tail;
	struct output output;
	struct str answers; // the request's rest and what followed it, once something did
	size_t sent;	    // of options.request
	int64_t started_ms;
	int exit_code;	     // once reaped
	bool held, dropping; // dropping: stdout is read and thrown away
	struct sigaction old_pipe_action;
};

// ---- Starting ----

// What is left of a collector's folder is its own doing, and no reason to fail.
static void end_sandbox(struct runner *r)
{
	struct err why = {0};
	if (!sandbox_end(r->sandbox, &why))
		tail_say(&r->tail, 'W', why.text);
	r->sandbox = NULL;
}

bool runner_start(const struct runner_options *options, struct runner **out, struct err *err)
{
	struct runner *r = mem_alloc(sizeof *r);
	r->options = *options;
	r->options.who = options->who ? options->who : "the collector";
	r->tail = (struct tail){.log = options->log, .context = options->context};
	r->output = (struct output){
		.max_bytes = options->max_output ? options->max_output : OUTPUT_BYTES,
		.max_line = options->max_line ? options->max_line : LINE_BYTES,
		.line = options->line,
		.who = r->options.who,
		.context = options->context,
	};
	r->started_ms = clock_monotonic_ms();
	struct child_options child = {options->program, options->verb, options->keep,
				      options->sandbox, options->with_credentials};
	child.sandbox.seconds = (options->deadline_ms + 999) / 1000;
	if (!child_start(&child, &r->proc, &r->sandbox, err)) {
		free(r);
		return false;
	}
	// A child that stops reading is no reason for us to die.
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, &r->old_pipe_action);
	*out = r;
	return true;
}

// ---- The three pipes ----

static void close_pipe(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void runner_close_input(struct runner *r)
{
	close_pipe(&r->proc.in);
}

static bool is_unsent(const struct runner *r)
{
	return r->proc.in >= 0 && r->sent < r->options.request.len;
}

static void write_input(struct runner *r)
{
	if (is_unsent(r)) {
		ssize_t n = write(r->proc.in, r->options.request.at + r->sent,
				  r->options.request.len - r->sent);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			runner_close_input(r); // it does not read: its own business
		r->sent += n > 0 ? (size_t)n : 0;
	}
	if (!r->options.keep_stdin && !is_unsent(r))
		runner_close_input(r);
}

static bool read_log(struct runner *r)
{
	char bytes[16384];
	ssize_t n = read(r->proc.err, bytes, sizeof bytes);
	if (n > 0)
		tail_add(&r->tail, (struct slice){bytes, (size_t)n});
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_pipe(&r->proc.err);
	return n > 0;
}

// *more is false when there is nothing to read now.
static bool read_output(struct runner *r, bool *more, struct err *err)
{
	struct str *buffer = &r->output.buffer;
	str_reserve(buffer, READ_BYTES);
	ssize_t n = read(r->proc.out, buffer->at + buffer->len, READ_BYTES);
	*more = n > 0;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_pipe(&r->proc.out);
	return n <= 0 || r->dropping || output_take(&r->output, (size_t)n, err);
}

static void tell_refusal(void *context, const char *text)
{
	tail_say(&((struct runner *)context)->tail, 'W', text);
}

// Waits for the pipes or the end of the child, and moves what there is to move.
static bool pump(struct runner *r, int timeout_ms, struct err *err)
{
	struct pollfd fds[] = {
		{.fd = is_unsent(r) ? r->proc.in : -1, .events = POLLOUT},
		{.fd = r->proc.out, .events = POLLIN},
		{.fd = r->proc.err, .events = POLLIN},
		{.fd = r->proc.pidfd, .events = POLLIN},
		{.fd = sandbox_listener(r->sandbox), .events = POLLIN},
	};
	if (poll(fds, sizeof fds / sizeof *fds, timeout_ms) < 0 && errno != EINTR)
		return err_errno(err, "poll");
	write_input(r);
	if (r->proc.err >= 0)
		read_log(r);
	bool more;
	if (r->proc.out >= 0 && !read_output(r, &more, err))
		return false;
	if (sandbox_watch(r->sandbox, tell_refusal, r, err))
		return true;
	proc_kill(&r->proc); // no grace for what tries to get out
	return false;
}

// What the leader wrote before it ended is in the pipes; what others of its group still hold
// is none of our business.
static bool drain(struct runner *r, struct err *err)
{
	proc_kill(&r->proc);
	bool more = true, ok = true;
	for (int i = 0; i < DRAIN_READS && ok && more && r->proc.out >= 0; i++)
		ok = read_output(r, &more, err);
	for (int i = 0; i < DRAIN_READS && r->proc.err >= 0 && read_log(r); i++)
		;
	return ok;
}

// ---- Streaming ----

static int64_t age_ms(const struct runner *r)
{
	return clock_monotonic_ms() - r->started_ms;
}

// One turn while the child may still take its time.
static bool turn(struct runner *r, struct err *err)
{
	if (r->options.keep_going && !r->options.keep_going(r->options.context))
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	int64_t left = r->options.deadline_ms ? r->options.deadline_ms - age_ms(r) : POLL_MS;
	if (left <= 0)
		return err_set(err, ERR_INVALID, "%s did not finish within %lld s and was stopped",
			       r->options.who, (long long)(r->options.deadline_ms + 999) / 1000);
	return pump(r, left < POLL_MS ? (int)left : POLL_MS, err);
}

void runner_hold(struct runner *r)
{
	r->held = true;
}

bool runner_stream(struct runner *r, struct err *err)
{
	while (r->proc.out >= 0 && !r->held) {
		// Asked before reading: whatever it wrote is in the pipe by then.
		bool ended = proc_ended(&r->proc);
		if (!turn(r, err) || (ended && !drain(r, err)))
			return false;
		if (ended)
			break;
	}
	return r->held || !r->output.buffer.len ||
	       err_set(err, ERR_INVALID, "%s's output ends in the middle of a line",
		       r->options.who);
}

void runner_send(struct runner *r, struct slice bytes, bool more)
{
	struct str unsent = {0};
	str_add(&unsent, r->options.request.at + r->sent, r->options.request.len - r->sent);
	str_add_slice(&unsent, bytes);
	str_fini(&r->answers);
	r->answers = unsent;
	r->options.request = str_slice(&r->answers);
	r->options.keep_stdin = more;
	r->sent = 0;
	write_input(r);
}

bool runner_ended(const struct runner *r)
{
	return !r->proc.pid || proc_ended(&r->proc);
}

static void reap(struct runner *r)
{
	struct err ignored = {0};
	if (!r->proc.pid)
		return;
	r->dropping = true;
	drain(r, &ignored);
	r->exit_code = proc_wait(&r->proc);
	tail_end(&r->tail);
	end_sandbox(r);
}

bool runner_wait(struct runner *r, int64_t limit_ms, int *exit_code, struct err *err)
{
	int64_t until = age_ms(r) + limit_ms;
	r->dropping = true;
	while (!proc_ended(&r->proc)) {
		if (limit_ms && age_ms(r) >= until)
			return err_set(err, ERR_INVALID, "%s did not end after its output",
				       r->options.who);
		if (!turn(r, err))
			return false;
	}
	reap(r);
	*exit_code = r->exit_code;
	return true;
}

// ---- Ending ----

bool runner_explain(const struct runner *r, int exit_code, struct err *err)
{
	return child_explain(r->options.who, exit_code, tail_reason(&r->tail), err);
}

static void stop(struct runner *r)
{
	struct err ignored = {0};
	int64_t until = clock_monotonic_ms() + RUNNER_GRACE_MS;
	r->dropping = true;
	runner_close_input(r);
	proc_terminate(&r->proc);
	while (!proc_ended(&r->proc) && clock_monotonic_ms() < until)
		if (!pump(r, POLL_MS, &ignored))
			break;
	proc_kill(&r->proc);
}

void runner_end(struct runner *r)
{
	if (!r)
		return;
	if (!proc_ended(&r->proc))
		stop(r);
	reap(r);
	sigaction(SIGPIPE, &r->old_pipe_action, NULL);
	tail_fini(&r->tail);
	str_fini(&r->output.buffer);
	str_fini(&r->answers);
	free(r);
}

bool runner_call(const struct runner_options *options, struct err *err)
{
	struct runner *r;
	int exit_code = 0;
	if (!runner_start(options, &r, err))
		return false;
	bool ok = runner_stream(r, err) && runner_wait(r, 0, &exit_code, err) &&
		  (!exit_code || runner_explain(r, exit_code, err));
	runner_end(r);
	return ok;
}
