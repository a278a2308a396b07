#include "cmd/demo.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "collect/collect.h"
#include "collect/sandbox/folder.h"
#include "view/format.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// What is printed of it where there is no terminal, below the Cost pane.
static const struct {
	const char *title, *address;
} SCREENS[] = {
	{"Bills, newest first, with their self-check", "bills limit:4"},
	{"Cost by period", "cost by:period sort:-period"},
	{"This year's cost by service", "cost by:service limit:12"},
	{"Cost by workflow tag; what nobody tagged is a row too", "cost by:tag:WorkflowId"},
	{"What the newest deliveries restated", "restatements limit:8"},
	{"Open findings, the gravest first",
	 "findings state:open cols:severity,left,state,age,title,target limit:12"},
	{"Fix first: which upgrades close the most, what runs first",
	 "fixes cols:first,findings,targets,running,critical,high,unfixed limit:6"},
	{"Findings week by week", "trend by:week sort:-week limit:6"},
	{"What waits or went wrong", "docket cols:left,kind,what,where limit:12"},
};

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};

// A signal waits until the temporary home is gone; the work stops at the next step.
static void hold_signals(sigset_t *old)
{
	sigset_t mask;
	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++)
		sigaddset(&mask, SIGNALS[i]);
	sigprocmask(SIG_BLOCK, &mask, old);
}

static bool keep_going(void *context)
{
	sigset_t pending;
	(void)context;
	sigpending(&pending);
	for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++)
		if (sigismember(&pending, SIGNALS[i]) == 1)
			return false;
	return true;
}

static bool make_estate(const char *home, int64_t now, const char *stage, struct err *err)
{
	char time[32], *program = proc_find_helper("demo-estate");
	if (!program)
		return err_set(err, ERR_NOT_FOUND, "demo-estate: not found beside gavel");
	const char *argv[] = {program,	"--out", home,	    "--now", clock_format(now, time),
			      "--seed", "7",	 "--stage", stage,   NULL};
	struct proc_options options = {.argv = argv, .in = PROC_NULL, .out = 2, .err = 2};
	struct proc proc;
	bool done = proc_start(&options, &proc, err);
	if (done && proc_wait(&proc) != 0)
		done = err_set(err, ERR_IO, "demo-estate failed");
	free(program);
	return done;
}

static bool open_home(const char *home, int64_t now, struct session *session, struct err *err)
{
	char *config = file_join(home, "gavel.yaml"), *cache = file_join(home, "cache.db");
	struct config_overrides overrides = {.config = config, .cache = cache};
	*session = (struct session){.now = now, .max_age = -1};
	bool done = config_load(&overrides, &session->config, err);
	session->config_file = arena_text(&session->config.arena, config);
	free(config);
	free(cache);
	return done;
}

// What goes wrong is part of the story, and is on its docket.
static bool sync_all(const struct session *session, struct err *err)
{
	struct collect_options options = {.now = session->now, .keep_going = keep_going};
	struct collect_report report = {0};
	for (size_t i = 0; i < session->config.source_count; i++) {
		struct err part = {0};
		if (!collect_sync(&session->config, &session->config.sources[i], &options, &report,
				  &part) &&
		    !keep_going(NULL))
			return err_set(err, ERR_INTERRUPTED, "interrupted");
	}
	return true;
}

// One stage of the story: its files, its configuration, and what a sync makes of them.
static bool play_stage(const char *home, const char *stage, struct session *session,
		       struct err *err)
{
	int64_t now = session->now;
	session_fini(session);
	*session = (struct session){.now = now};
	return make_estate(home, now, stage, err) && open_home(home, now, session, err) &&
	       sync_all(session, err);
}

static bool show_screen(struct session *session, const char *address, struct str *out,
			struct err *err)
{
	struct arena arena = {0};
	const struct view *view;
	struct select select;
	struct result result;
	bool done = address_parse(slice_of(address), &arena, &view, &select, err) &&
		    view_run(session, &select, &arena, &result, err);
	if (done)
		format_table(session, &result, out);
	arena_fini(&arena);
	return done;
}

static void print_tables(struct session *session, struct invocation *invocation, bool *done,
			 struct err *err)
{
	for (size_t i = 0; *done && i < sizeof SCREENS / sizeof *SCREENS; i++) {
		str_addf(&invocation->out, "\n%s\n  gavel show %s\n\n", SCREENS[i].title,
			 SCREENS[i].address);
		*done = show_screen(session, SCREENS[i].address, &invocation->out, err);
	}
}

// ---- The console, in a child: whatever ends it, the home is removed here ----

static int run_console(struct session *session, const struct invocation *invocation,
		       const sigset_t *signals)
{
	struct err err = {0};
	const char *pane = invocation->argument_count ? invocation->arguments[0] : "";
	session->forgets = true; // it is about an estate that will be gone
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, signals, NULL);
	if (invocation->doors->console(session, pane, &err))
		return 0;
	fprintf(stderr, "gavel: %s\n", err.text);
	return 1;
}

// Signals meant to end us end the console first; a stop from its keyboard stops both.
static bool wait_for(pid_t child)
{
	static const int WANTED[] = {SIGTERM, SIGHUP, SIGCHLD};
	sigset_t wanted;
	int status;
	sigemptyset(&wanted);
	for (size_t i = 0; i < sizeof WANTED / sizeof *WANTED; i++)
		sigaddset(&wanted, WANTED[i]);
	for (;;) {
		if (waitpid(child, &status, WNOHANG) == child)
			return WIFEXITED(status) && WEXITSTATUS(status) == 0;
		int number = sigwaitinfo(&wanted, NULL);
		if (number == SIGTERM || number == SIGHUP)
			kill(child, SIGTERM);
	}
}

static bool open_console(struct session *session, const struct invocation *invocation,
			 const sigset_t *signals, struct err *err)
{
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	// The cache is opened by the child: SQLite's connections must not cross a fork.
	pid_t child = fork();
	if (child < 0)
		return err_errno(err, "fork");
	if (child == 0)
		_exit(run_console(session, invocation, signals));
	if (wait_for(child))
		return true;
	*err = (struct err){.code = ERR_CHECK};
	return false;
}

// ---- The whole play ----

static bool show_all(struct session *session, struct invocation *invocation,
		     const sigset_t *signals, struct err *err)
{
	const char *pane = invocation->argument_count ? invocation->arguments[0] : "";
	bool asked, terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	struct size size = {80, 24};
	if (!invocation_screen(invocation, &asked, &size, err))
		return false;
	if (!asked && terminal)
		return open_console(session, invocation, signals, err);
	bool done = invocation->doors->paint(session, pane, size, &invocation->out, err);
	if (!asked)
		print_tables(session, invocation, &done, err);
	return done;
}

// Delivered three times, synced three times: what the second delivery changed shows as
// restatements, what is wrong with the third one on the docket.
static bool play(const char *home, struct invocation *invocation, const sigset_t *signals,
		 struct err *err)
{
	static const char *const STAGES[] = {"1", "2", "3"};
	struct session session = {.now = invocation->session->now};
	bool done = true;
	for (size_t i = 0; done && i < sizeof STAGES / sizeof *STAGES; i++)
		done = play_stage(home, STAGES[i], &session, err);
	done = done && show_all(&session, invocation, signals, err);
	session_fini(&session);
	return done;
}

// A demo that is killed leaves its home to the next one, which removes it.
bool demo_run(struct invocation *invocation, struct err *err)
{
	char *home;
	int lock;
	struct err ignored;
	sigset_t old;
	hold_signals(&old);
	bool done = folder_make("gavel-demo", &home, &lock, err);
	if (done) {
		done = play(home, invocation, &old, err);
		folder_remove(home, &ignored);
		close(lock);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	free(home);
	return done;
}
