#include "collect/watch/jobs.h"

#include "base/clock.h"
#include "collect/watch/say.h"
#include "store/source_state.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STOP_MS = 1600, // between TERM and KILL; a collector that ignores TERM takes longer
};

// ---- The end of a run ----

static bool note(struct jobs *jobs, const struct job *job, const struct err *why, struct err *err)
{
	struct source_state state;
	struct arena arena = {0};
	struct err ignored;
	int lock;
	if (!state_lock(jobs->config->archive, job->name, false, &lock, err))
		return false;
	state_load(jobs->config->archive, job->name, &arena, &state, &ignored);
	state_note_end(&state, job->started, clock_now() - job->started, why);
	bool done = state_save(jobs->config->archive, job->name, &state, err);
	close(lock);
	arena_fini(&arena);
	return done;
}

// For a run that did not live to note how it went, or could not: it failed, and is not tried again
// at once. Where that cannot be noted either, the reason for that is what is told.
static void note_for_it(struct jobs *jobs, struct job *job, int status, struct err *why)
{
	struct err late = {0};
	if (WIFSIGNALED(status))
		err_set(why, ERR_IO, "the run was killed by signal %d (%s)", WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	else
		err_set(why, ERR_IO, "the run ended with exit code %d", WEXITSTATUS(status));
	if (note(jobs, job, why, &late))
		return;
	*why = late;
	job->not_before = clock_now() + JOB_PAUSE_SECONDS;
}

static const char *word_of(int status)
{
	static const char *const WORDS[] = {"ok", "failed", "busy", "stopped"};
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return code >= 0 && code <= RUN_STOPPED ? WORDS[code] : "crashed";
}

static bool is_noted(const struct jobs *jobs, const struct job *job)
{
	struct source_state state;
	struct arena arena = {0};
	struct err ignored;
	state_load(jobs->config->archive, job->name, &arena, &state, &ignored);
	arena_fini(&arena);
	return state.last_run >= job->started && !state.started;
}

// why: what the state of its source cannot tell.
static void say_end(struct jobs *jobs, const struct job *job, const char *word,
		    const struct err *why)
{
	struct source_state state;
	struct arena arena = {0};
	struct str line;
	struct err ignored;
	state_load(jobs->config->archive, job->name, &arena, &state, &ignored);
	say_begin(&line, "run");
	say_text(&line, "source", job->name);
	say_text(&line, "result", word);
	if (strcmp(word, "busy") != 0 && strcmp(word, "stopped") != 0) {
		say_int(&line, "rows", state.rows);
		say_int(&line, "rejected", state.rejected);
		say_int(&line, "seconds", state.last_seconds);
		if (state.missed && state.missed_until == state.last_run)
			say_int(&line, "missed", state.missed);
		if (state.failures)
			say_int(&line, "failures", state.failures);
		say_text(&line, "error", why->code ? why->text : state.error);
	}
	say_time(&line, "next", job->wanted ? jobs_next(jobs, job, clock_now()) : 0);
	say_line(&line);
	arena_fini(&arena);
}

static void end(struct jobs *jobs, struct job *job, int status)
{
	const char *word = word_of(status);
	struct err why = {0};
	job->pid = 0;
	jobs->running--;
	job->not_before = strcmp(word, "busy") == 0 ? clock_now() + JOB_PAUSE_SECONDS : 0;
	if (strcmp(word, "crashed") == 0 || (strcmp(word, "failed") == 0 && !is_noted(jobs, job)))
		note_for_it(jobs, job, status, &why);
	say_end(jobs, job, word, &why);
}

static struct job *by_pid(struct jobs *jobs, pid_t pid)
{
	for (size_t i = 0; i < jobs->list.len; i++)
		if (jobs->list.at[i].pid == pid)
			return &jobs->list.at[i];
	return NULL;
}

// What a run left behind became our child (PR_SET_CHILD_SUBREAPER): nothing outlives its run.
static void kill_left(struct jobs *jobs)
{
	char path[64];
	int pid;
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	FILE *children = fopen(path, "re");
	while (children && fscanf(children, "%d", &pid) == 1)
		if (!by_pid(jobs, pid))
			kill(pid, SIGKILL);
	if (children)
		fclose(children);
}

void jobs_reap(struct jobs *jobs)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct job *job = by_pid(jobs, pid);
		if (job)
			end(jobs, job, status);
		kill_left(jobs);
	}
	jobs_drop_unwanted(jobs);
}

// ---- The end of all ----

static void signal_all(const struct jobs *jobs, int number)
{
	for (size_t i = 0; i < jobs->list.len; i++)
		if (jobs->list.at[i].pid)
			kill(jobs->list.at[i].pid, number);
}

void jobs_stop(struct jobs *jobs)
{
	int64_t until = clock_monotonic_ms() + STOP_MS, left;
	struct pollfd fd = {jobs->wake->signals, POLLIN, 0};
	signal_all(jobs, SIGTERM);
	jobs_reap(jobs);
	while (jobs->running && (left = until - clock_monotonic_ms()) > 0) {
		struct woken woken = {0};
		if (poll(&fd, 1, (int)left) > 0)
			wake_take_signals(jobs->wake, &woken);
		jobs_reap(jobs);
	}
	signal_all(jobs, SIGKILL);
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, 0)) > 0) {
		struct job *job = by_pid(jobs, pid);
		if (job) {
			job->pid = 0;
			jobs->running--;
		}
		kill_left(jobs);
	}
}
