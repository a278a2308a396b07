#include "collect/watch/jobs.h"

#include "base/clock.h"
#include "collect/watch/keep.h"
#include "collect/watch/say.h"
#include "store/source_state.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	BUSY_SECONDS = 60, // after somebody else ran it, unless it is told that this one ended
	STOP_MS = 1600,	   // between TERM and KILL; a collector that ignores TERM takes longer
};

// How a run's process ends.
enum outcome { RUN_WELL, RUN_FAILED, RUN_BUSY, RUN_STOPPED };

// ---- The list ----

static struct job *find(struct jobs *jobs, const char *name)
{
	for (size_t i = 0; i < jobs->list.len; i++)
		if (strcmp(jobs->list.at[i].name, name) == 0)
			return &jobs->list.at[i];
	return NULL;
}

static void want(struct jobs *jobs, const char *name)
{
	struct job *job = find(jobs, name);
	if (!job) {
		job = vec_push(&jobs->list);
		*job = (struct job){.name = mem_text(name)};
	}
	job->wanted = true;
}

static void drop_unwanted(struct jobs *jobs)
{
	size_t kept = 0;
	for (size_t i = 0; i < jobs->list.len; i++) {
		struct job *job = &jobs->list.at[i];
		if (job->wanted || job->pid)
			jobs->list.at[kept++] = *job;
		else
			free(job->name);
	}
	jobs->list.len = kept;
}

// The configured source, or what stands for the daily pruning.
static bool source_of(const struct jobs *jobs, const char *name, struct source_config *out)
{
	const struct source_config *source = config_source(jobs->config, name);
	if (source)
		*out = *source;
	return source || (strcmp(name, KEEP_NAME) == 0 && keep_source(jobs->config, out));
}

void jobs_load(struct jobs *jobs, const struct config *config)
{
	struct source_config keep;
	jobs->config = config;
	for (size_t i = 0; i < jobs->list.len; i++)
		jobs->list.at[i].wanted = false;
	for (size_t i = 0; i < config->source_count; i++)
		if (config->sources[i].schedule.count)
			want(jobs, config->sources[i].name);
	if (keep_source(config, &keep))
		want(jobs, keep.name);
	drop_unwanted(jobs);
}

void jobs_fini(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->list.len; i++)
		free(jobs->list.at[i].name);
	vec_fini(&jobs->list);
}

// ---- When ----

static int64_t next_of(const struct jobs *jobs, const struct job *job, int64_t now)
{
	struct source_config source;
	struct source_state state;
	struct arena arena = {0};
	struct err ignored;
	if (!source_of(jobs, job->name, &source))
		return 0;
	state_load(jobs->config->archive, job->name, &arena, &state, &ignored);
	struct source_due due = source_due(&source, &state, now);
	arena_fini(&arena);
	return due.next && due.next < job->not_before ? job->not_before : due.next;
}

int64_t jobs_plan(struct jobs *jobs, int64_t now)
{
	int64_t first = 0;
	for (size_t i = 0; i < jobs->list.len; i++) {
		struct job *job = &jobs->list.at[i];
		job->next = job->wanted && !job->pid ? next_of(jobs, job, now) : 0;
		if (job->next && (!first || job->next < first))
			first = job->next;
	}
	return jobs->running < jobs->config->parallel ? first : 0;
}

static struct job *longest_due(struct jobs *jobs, int64_t now)
{
	struct job *chosen = NULL;
	for (size_t i = 0; i < jobs->list.len; i++) {
		struct job *job = &jobs->list.at[i];
		if (job->next && job->next <= now && (!chosen || job->next < chosen->next))
			chosen = job;
	}
	return chosen;
}

// ---- A run ----

static bool run_it(const struct jobs *jobs, const char *name, struct err *err)
{
	struct source_config source;
	struct collect_report report = {0};
	struct collect_options options = *jobs->options;
	options.now = clock_now();
	if (!source_of(jobs, name, &source))
		return err_set(err, ERR_NOT_FOUND, "%s: is not configured", name);
	if (strcmp(name, KEEP_NAME) == 0)
		return keep_run(jobs->config, options.now, err);
	return collect_sync(jobs->config, &source, &options, &report, err);
}

static enum outcome outcome_of(bool done, enum err_code code)
{
	return done			 ? RUN_WELL
	       : code == ERR_BUSY	 ? RUN_BUSY
	       : code == ERR_INTERRUPTED ? RUN_STOPPED
					 : RUN_FAILED;
}

// Its own process until the end. When the watch dies it is asked to stop like by the watch.
static void be_the_run(struct jobs *jobs, const char *name, pid_t watch)
{
	struct err err = {0};
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != watch)
		_exit(RUN_STOPPED);
	wake_forget(jobs->wake);
	close(jobs->lock);
	bool done = run_it(jobs, name, &err);
	_exit(outcome_of(done, err.code));
}

static bool start(struct jobs *jobs, struct job *job, int64_t now, struct err *err)
{
	pid_t watch = getpid(), pid = fork();
	if (pid == 0)
		be_the_run(jobs, job->name, watch);
	if (pid < 0)
		return err_errno(err, "fork");
	job->pid = pid;
	job->started = now;
	job->next = 0;
	jobs->running++;
	return true;
}

bool jobs_start(struct jobs *jobs, int64_t now, struct err *err)
{
	struct job *job;
	while (jobs->running < jobs->config->parallel && (job = longest_due(jobs, now)))
		if (!start(jobs, job, now, err))
			return false;
	return true;
}

// ---- Its end ----

// A run that did not live to note how it went: it failed, and is not tried again at once.
static void note_crash(struct jobs *jobs, const struct job *job, int status, struct arena *arena)
{
	struct source_state state;
	struct err why = {0}, ignored;
	int lock;
	if (WIFSIGNALED(status))
		err_set(&why, ERR_IO, "the run was killed by signal %d (%s)", WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	else
		err_set(&why, ERR_IO, "the run ended with exit code %d", WEXITSTATUS(status));
	if (!state_lock(jobs->config->archive, job->name, false, &lock, &ignored))
		return;
	state_load(jobs->config->archive, job->name, arena, &state, &ignored);
	int64_t now = clock_now();
	state_note_end(&state, job->started, now - job->started, &why);
	state_save(jobs->config->archive, job->name, &state, &ignored);
	close(lock);
}

static const char *word_of(int status)
{
	static const char *const WORDS[] = {"ok", "failed", "busy", "stopped"};
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return code >= 0 && code <= RUN_STOPPED ? WORDS[code] : "crashed";
}

static void say_end(struct jobs *jobs, const struct job *job, int status, struct arena *arena)
{
	struct source_state state;
	struct str line;
	struct err ignored;
	const char *word = word_of(status);
	state_load(jobs->config->archive, job->name, arena, &state, &ignored);
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
		say_text(&line, "error", state.error);
	}
	say_time(&line, "next", job->wanted ? next_of(jobs, job, clock_now()) : 0);
	say_line(&line);
}

static void end(struct jobs *jobs, struct job *job, int status)
{
	struct arena arena = {0};
	job->pid = 0;
	jobs->running--;
	if (WIFEXITED(status) && WEXITSTATUS(status) == RUN_BUSY)
		job->not_before = clock_now() + BUSY_SECONDS;
	else
		job->not_before = 0;
	if (strcmp(word_of(status), "crashed") == 0)
		note_crash(jobs, job, status, &arena);
	say_end(jobs, job, status, &arena);
	arena_fini(&arena);
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
	drop_unwanted(jobs);
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
		struct woken woken;
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
