#include "collect/watch/watch.h"

#include "base/clock.h"
#include "collect/watch/jobs.h"
#include "collect/watch/say.h"
#include "store/source_state.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { LOCK_MS = 2000, LOCK_AGAIN_MS = 20 };

struct watch {
	struct config *config;
	const struct watch_options *options;
	struct wake wake;
	struct jobs jobs;
	int64_t now, next;
	bool on_terminal;
};

// ---- What is told ----

static void tell_status(const struct watch *watch, const char *first)
{
	struct str text = {0};
	char when[32];
	str_addf(&text, "%sSTATUS=%zu sources, %lld running, next %s", first, watch->jobs.list.len,
		 (long long)watch->jobs.running,
		 watch->next ? clock_format(watch->next, when) : "when one ends");
	say_notify(str_text(&text));
	str_fini(&text);
}

static void tell_begin(const struct watch *watch)
{
	struct str line;
	say_begin(&line, "ready");
	say_int(&line, "pid", getpid());
	say_int(&line, "sources", (int64_t)watch->jobs.list.len);
	say_int(&line, "parallel", watch->config->parallel);
	say_time(&line, "next", watch->next);
	say_line(&line);
}

static void tell_reload(const struct watch *watch, const struct err *why)
{
	struct str line;
	say_begin(&line, "reload");
	say_text(&line, "result", why->code ? "kept" : "ok");
	say_text(&line, "error", why->code ? why->text : NULL);
	say_int(&line, "sources", (int64_t)watch->jobs.list.len);
	say_line(&line);
}

static void tell(const char *word)
{
	struct str line;
	say_begin(&line, word);
	say_line(&line);
}

// ---- Reload ----

static bool is_same_place(const struct config *old, const struct config *new, struct err *err)
{
	return (strcmp(old->archive, new->archive) == 0 && strcmp(old->cache, new->cache) == 0) ||
	       err_set(err, ERR_INVALID,
		       "another archive or cache is configured; that takes a restart");
}

static void reload(struct watch *watch)
{
	struct config fresh;
	struct err err = {0};
	bool read = config_load(&watch->options->overrides, &fresh, &err);
	if (read && is_same_place(watch->config, &fresh, &err)) {
		struct config old = *watch->config;
		*watch->config = fresh;
		jobs_load(&watch->jobs, watch->config);
		config_fini(&old);
	} else if (read) {
		config_fini(&fresh);
	}
	wake_watch_config(&watch->wake, watch->config, watch->options->overrides.config);
	tell_reload(watch, &err);
}

// ---- The loop ----

static void act(struct watch *watch, const struct woken *woken)
{
	if (woken->child)
		jobs_reap(&watch->jobs);
	if (woken->sources)
		jobs_forget_busy(&watch->jobs);
	if (woken->reload)
		reload(watch);
	watch->now = clock_now();
	jobs_plan(&watch->jobs, watch->now);
	jobs_start(&watch->jobs, watch->now);
	watch->next = jobs_plan(&watch->jobs, watch->now);
	wake_at(&watch->wake, watch->next);
}

static bool has_terminal(void)
{
	int fd = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

// Asked to, or left alone: a HUP that came because the terminal went away is no wish to reload.
static bool is_over(const struct watch *watch, const struct woken *woken)
{
	return woken->stop || (woken->reload && watch->on_terminal && !has_terminal());
}

static bool loop(struct watch *watch, struct err *err)
{
	struct woken woken = {0};
	bool done = true;
	watch->on_terminal = has_terminal();
	act(watch, &woken);
	tell_begin(watch);
	tell_status(watch, "READY=1\n");
	while (done && !is_over(watch, &woken)) {
		done = wake_wait(&watch->wake, &woken, err);
		if (done && !is_over(watch, &woken))
			act(watch, &woken);
		tell_status(watch, "WATCHDOG=1\n");
	}
	say_notify("STOPPING=1");
	tell("stop");
	jobs_stop(&watch->jobs);
	tell("end");
	return done;
}

static bool watch_locked(struct watch *watch, struct err *err)
{
	bool done = wake_open(&watch->wake, watch->config->archive, say_watchdog_seconds(), err);
	if (done) {
		prctl(PR_SET_CHILD_SUBREAPER, 1);
		wake_watch_config(&watch->wake, watch->config, watch->options->overrides.config);
		jobs_load(&watch->jobs, watch->config);
		done = watch->jobs.list.len ||
		       err_set(err, ERR_INVALID,
			       "no source has `every:` or `at:`, so none would ever run");
	}
	done = done && loop(watch, err);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	jobs_fini(&watch->jobs);
	wake_close(&watch->wake);
	return done;
}

// The runs of a watch that was killed hold its lock until they are gone, which they are soon.
static bool lock_soon(const struct config *config, int *lock, struct err *err)
{
	for (int waited = 0; !state_lock(config->archive, WATCH_NAME, false, lock, err);
	     waited += LOCK_AGAIN_MS) {
		if (err->code != ERR_BUSY || waited >= LOCK_MS)
			return false;
		err_clear(err);
		poll(NULL, 0, LOCK_AGAIN_MS);
	}
	return true;
}

bool watch_run(struct config *config, const struct watch_options *options, struct err *err)
{
	struct watch watch = {.config = config, .options = options};
	int lock;
	if (!lock_soon(config, &lock, err))
		return err->code == ERR_BUSY
			       ? err_set(err, ERR_BUSY,
					 "%s: another `gavel sync --watch` runs its sources",
					 config->archive)
			       : false;
	watch.jobs = (struct jobs){.options = options->collect, .wake = &watch.wake, .lock = lock};
	bool done = watch_locked(&watch, err);
	close(lock);
	return done;
}
