#include "ui/child.h"

#include "base/clock.h"
#include "base/proc.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

enum { OUTPUT_MAX = 64 << 20, POLL_MS = 50, SETTINGS_MAX = 8 };

static const char **all_words(const struct session *s, const char *const *words,
			      struct arena *arena)
{
	size_t count = 0, n = 0;
	char time[32];
	while (words[count])
		count++;
	const char **all = arena_alloc(arena, (count + SETTINGS_MAX) * sizeof *all);
	all[n++] = "/proc/self/exe";
	all[n++] = arena_printf(arena, "--cache=%s", s->config.cache);
	all[n++] = arena_printf(arena, "--archive=%s", s->config.archive);
	if (s->config_file)
		all[n++] = arena_printf(arena, "--config=%s", s->config_file);
	if (s->as_of)
		all[n++] = arena_printf(arena, "--as-of=%s", clock_format(s->as_of, time));
	for (size_t i = 0; i < count; i++)
		all[n++] = words[i];
	return all;
}

// True while more may come.
static bool drain(int *fd, struct str *into)
{
	char bytes[65536];
	ssize_t got = *fd < 0 ? 0 : read(*fd, bytes, sizeof bytes);
	if (got > 0)
		str_add(into, bytes, (size_t)got);
	if (got == 0 && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	return *fd >= 0;
}

static bool is_busy(struct session *session)
{
	struct cache *cache;
	struct err ignored;
	return session_cache(session, &cache, &ignored) && cache_is_busy(cache);
}

// Reads until both ends close; a key that waits ends it.
static bool listen(struct session *session, struct proc *proc, struct child_output *output,
		   struct err *err)
{
	bool more = true;
	while (more) {
		struct pollfd wait[] = {{.fd = proc->out, .events = POLLIN},
					{.fd = proc->err, .events = POLLIN}};
		poll(wait, 2, POLL_MS);
		if (is_busy(session))
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		bool data = drain(&proc->out, &output->out);
		more = drain(&proc->err, &output->talk) || data;
		if (output->out.len + output->talk.len > OUTPUT_MAX)
			return err_set(err, ERR_INVALID, "the output is more than %d bytes",
				       OUTPUT_MAX);
	}
	return true;
}

bool child_run(struct session *session, const char *const *words, struct child_output *output,
	       struct err *err)
{
	struct arena arena = {0};
	struct proc proc;
	struct proc_options options = {.argv = all_words(session, words, &arena),
				       .in = PROC_NULL,
				       .out = PROC_PIPE,
				       .err = PROC_PIPE};
	*output = (struct child_output){0};
	bool done = proc_start(&options, &proc, err);
	if (done) {
		done = listen(session, &proc, output, err);
		if (!done)
			proc_kill(&proc);
		output->status = proc_wait(&proc);
	}
	if (!done)
		child_fini(output);
	arena_fini(&arena);
	return done;
}

void child_fini(struct child_output *output)
{
	str_fini(&output->out);
	str_fini(&output->talk);
}

struct slice child_words(const struct child_output *output)
{
	struct slice rest = str_slice(&output->talk), last = {0};
	while (rest.len) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));
		last = line.len ? line : last;
	}
	if (slice_starts(last, "gavel: "))
		last = (struct slice){last.at + 7, last.len - 7};
	return last;
}
