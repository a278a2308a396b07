#include "collect/watch/wake.h"

#include "base/file.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
enum { SIGNAL_COUNT = sizeof SIGNALS / sizeof *SIGNALS };

// Of a file of the configuration itself, and of the folder it lies in: there only what changes
// names, so that a busy folder does not wake us at each write.
static const uint32_t WRITTEN = IN_CLOSE_WRITE, NAMED = IN_CREATE | IN_MOVED_TO | IN_DELETE;

// ---- Opening ----

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static sigset_t our_signals(void)
{
	sigset_t mask;
	sigemptyset(&mask);
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		sigaddset(&mask, SIGNALS[i]);
	return mask;
}

static bool open_beat(struct wake *wake, int64_t seconds, struct err *err)
{
	struct itimerspec every = {{seconds, 0}, {seconds, 0}};
	if (!seconds)
		return true;
	wake->beat = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return (wake->beat >= 0 && timerfd_settime(wake->beat, 0, &every, NULL) == 0) ||
	       err_errno(err, "timerfd");
}

static bool open_sources(struct wake *wake, const char *archive, struct err *err)
{
	struct str folder = {0};
	str_addf(&folder, "%s.sources", archive);
	wake->source_files = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	bool done = (wake->source_files >= 0 &&
		     inotify_add_watch(wake->source_files, str_text(&folder), IN_MOVED_TO) >= 0) ||
		    err_errno(err, "%s", str_text(&folder));
	str_fini(&folder);
	return done;
}

bool wake_open(struct wake *wake, const char *archive, int64_t beat_seconds, struct err *err)
{
	sigset_t mask = our_signals();
	*wake = (struct wake){.signals = -1,
			      .timer = -1,
			      .beat = -1,
			      .config_files = -1,
			      .source_files = -1,
			      .held = true};
	sigprocmask(SIG_BLOCK, &mask, &wake->old_mask);
	wake->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	wake->timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (wake->signals < 0 || wake->timer < 0)
		return err_errno(err, "signalfd, timerfd");
	return open_beat(wake, beat_seconds, err) && open_sources(wake, archive, err);
}

static void close_all(struct wake *wake)
{
	int *const FDS[] = {&wake->signals, &wake->timer, &wake->beat, &wake->config_files,
			    &wake->source_files};
	for (size_t i = 0; i < sizeof FDS / sizeof *FDS; i++)
		close_fd(FDS[i]);
}

void wake_close(struct wake *wake)
{
	sigset_t mask = our_signals();
	if (!wake->held)
		return;
	close_all(wake);
	while (sigtimedwait(&mask, NULL, &(struct timespec){0}) > 0)
		;
	sigprocmask(SIG_SETMASK, &wake->old_mask, NULL);
	wake->held = false;
}

// INT, TERM and HUP stay blocked: a run looks for them between two steps.
void wake_forget(struct wake *wake)
{
	sigset_t child;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_UNBLOCK, &child, NULL);
	close_all(wake);
}

// ---- Files ----

static void watch_beside(struct wake *wake, const char *folder, const char *name)
{
	char *path = file_join(folder, name);
	inotify_add_watch(wake->config_files, path, WRITTEN);
	free(path);
}

static void watch_layer(struct wake *wake, const char *path)
{
	char *folder = file_folder(path);
	inotify_add_watch(wake->config_files, folder, NAMED);
	watch_beside(wake, folder, file_base(path));
	watch_beside(wake, folder, "accounts.yaml");
	free(folder);
}

void wake_watch_config(struct wake *wake, const struct config *config, const char *file)
{
	close_fd(&wake->config_files);
	wake->config_files = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (wake->config_files < 0)
		return; // HUP still works
	for (size_t i = 0; i < 2; i++)
		if (config->files[i])
			watch_layer(wake, config->files[i]);
	if (file)
		watch_layer(wake, file);
}

// The names that came, tested one by one, for folders hold other files too; a file that is watched
// itself has none.
static bool drain(int fd, bool (*is_ours)(const char *name))
{
	_Alignas(struct inotify_event) char bytes[8192];
	bool any = false;
	ssize_t n;
	while (fd >= 0 && (n = read(fd, bytes, sizeof bytes)) > 0)
		for (char *at = bytes; at < bytes + n;) {
			const struct inotify_event *event = (const void *)at;
			any = any || (event->mask & (IN_Q_OVERFLOW | WRITTEN)) ||
			      (event->len && is_ours(event->name));
			at += sizeof *event + event->len;
		}
	return any;
}

static bool is_config(const char *name)
{
	return slice_ends(slice_of(name), ".yaml");
}

static bool is_state(const char *name)
{
	return slice_ends(slice_of(name), ".json");
}

// ---- Sleeping ----

void wake_at(struct wake *wake, int64_t time)
{
	struct itimerspec when = {.it_value = {.tv_sec = time}};
	timerfd_settime(wake->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

void wake_take_signals(struct wake *wake, struct woken *woken)
{
	struct signalfd_siginfo info;
	while (read(wake->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		int number = (int)info.ssi_signo;
		woken->stop = woken->stop || number == SIGINT || number == SIGTERM;
		woken->reload = woken->reload || number == SIGHUP;
		woken->child = woken->child || number == SIGCHLD;
	}
}

// Also when the clock was set: the read fails with ECANCELED then (timerfd_create(2)).
static bool read_timer(int fd)
{
	uint64_t times;
	return fd >= 0 && (read(fd, &times, sizeof times) > 0 || errno == ECANCELED);
}

bool wake_wait(struct wake *wake, struct woken *woken, struct err *err)
{
	struct pollfd fds[] = {
		{wake->signals, POLLIN, 0},	 {wake->timer, POLLIN, 0},
		{wake->beat, POLLIN, 0},	 {wake->config_files, POLLIN, 0},
		{wake->source_files, POLLIN, 0},
	};
	*woken = (struct woken){0};
	while (poll(fds, sizeof fds / sizeof *fds, -1) < 0)
		if (errno != EINTR)
			return err_errno(err, "poll");
	wake_take_signals(wake, woken);
	woken->due = read_timer(wake->timer);
	read_timer(wake->beat);
	woken->reload = drain(wake->config_files, is_config) || woken->reload;
	woken->sources = drain(wake->source_files, is_state);
	return true;
}
