// One child program: started, fed its request, its lines taken off stdout, its log off stderr,
// stopped when it takes too long, says too much, or the person asks.
//
//	runner_start -> streaming --EOF or exit--> runner_wait -> runner_end
//	                    |  runner_hold (said in `line`): streaming returns, the child lives on,
//	                    |  runner_send, runner_wait, runner_end
//	                    any fault: runner_end stops the group: TERM, 2 s, KILL
//
// poll(2) over stdin, stdout, stderr, the pidfd and the sandbox's listener, at most 100 ms at a
// time; a grandchild that keeps the pipes open cannot hold us. Must not: know the protocol.
#ifndef GAVEL_COLLECT_RUNNER_H
#define GAVEL_COLLECT_RUNNER_H

#include "base/err.h"
#include "base/str.h"
#include "collect/child.h"

#include <stdint.h>

enum { RUNNER_GRACE_MS = 2000 }; // between TERM and KILL

struct runner_options {
	const char *program, *verb;	// argv[0] and argv[1]
	const char *who;		// begins its errors; NULL = "the collector"
	struct slice request;		// written to stdin; borrowed until runner_end
	bool with_credentials;		// our own program: it may see AWS_… and proxies
	bool keep_stdin;		// stays open after the request: acknowledgements follow
	const int *keep;		// descriptors to hand over, -1 ended, or NULL
	struct sandbox_request sandbox; // its program is filled in; zero: a parser, no input
	int64_t deadline_ms;		// for the whole life; 0 = none
	int64_t max_output;		// bytes of stdout; 0 = 8 GiB
	size_t max_line;		// bytes of a line; 0 = 64 KiB
	// Given each line without its newline. False: a fault, the child is stopped.
	bool (*line)(void *context, struct slice line, struct err *err);
	void (*log)(void *context, char level, const char *text); // stderr, safe to show
	bool (*keep_going)(void *context);			  // or NULL
	void *context;						  // of all three
};

struct runner;

bool runner_start(const struct runner_options *options, struct runner **out, struct err *err);
// Takes lines until stdout ends, the child ended, or runner_hold was called. Errors: the line
// callback's, ERR_INVALID past a cap or the deadline, ERR_INTERRUPTED when not to keep going.
bool runner_stream(struct runner *runner, struct err *err);
void runner_hold(struct runner *runner);	// from `line`: return from runner_stream after it
void runner_close_input(struct runner *runner); // the child reads end of file
// Queues bytes for stdin behind what is not written yet, and closes it after them unless `more`
// follow; runner_stream and runner_wait write what the pipe does not hold at once. A child that no
// longer reads is fine.
void runner_send(struct runner *runner, struct slice bytes, bool more);
// Waits at most `limit_ms` (0 = the deadline) until the child ended. Its output is dropped.
// ERR_INVALID when it did not end; else *exit_code, or 128 + signal.
bool runner_wait(struct runner *runner, int64_t limit_ms, int *exit_code, struct err *err);
// True when the child has ended already.
bool runner_ended(const struct runner *runner);
// "ended with exit code 3: disk full", "was killed by signal 9 (Killed)"; always returns false.
bool runner_explain(const struct runner *runner, int exit_code, struct err *err);
// Stops what still runs, reaps it, frees. NULL is fine.
void runner_end(struct runner *runner);

// One whole call: start, stream, wait, end; exit code 0 or the error of runner_explain.
bool runner_call(const struct runner_options *options, struct err *err);

#endif
