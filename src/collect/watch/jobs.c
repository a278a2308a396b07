#include "collect/watch/jobs.h"

#include "base/clock.h"
#include "collect/watch/keep.h"
#include "collect/watch/say.h"
#include "store/source_state.h"
#include "view/text_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

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

void jobs_drop_unwanted(struct jobs *jobs)
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
	jobs_drop_unwanted(jobs);
}

void jobs_fini(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->list.len; i++)
		free(jobs->list.at[i].name);
	vec_fini(&jobs->list);
}

// ---- When ----

int64_t jobs_next(const struct jobs *jobs, const struct job *job, int64_t now)
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
		job->next = job->wanted && !job->pid ? jobs_next(jobs, job, now) : 0;
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
	bool done = collect_sync(jobs->config, &source, &options, &report, err);
	text_index_start(jobs->config);
	return done;
}

static enum run_outcome outcome_of(bool done, enum err_code code)
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

static void say_unstarted(struct job *job, int64_t now)
{
	struct str line;
	job->not_before = now + JOB_PAUSE_SECONDS;
	say_begin(&line, "run");
	say_text(&line, "source", job->name);
	say_text(&line, "result", "unstarted");
	say_text(&line, "error", strerror(errno));
	say_time(&line, "next", job->not_before);
	say_line(&line);
}

static void start(struct jobs *jobs, struct job *job, int64_t now)
{
	pid_t watch = getpid(), pid = fork();
	if (pid == 0)
		be_the_run(jobs, job->name, watch);
	job->next = 0;
	if (pid < 0) {
		say_unstarted(job, now);
		return;
	}
	job->pid = pid;
	job->started = now;
	jobs->running++;
}

void jobs_start(struct jobs *jobs, int64_t now)
{
	struct job *job;
	while (jobs->running < jobs->config->parallel && (job = longest_due(jobs, now)))
		start(jobs, job, now);
}

void jobs_forget_busy(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->list.len; i++)
		jobs->list.at[i].not_before = 0;
}
