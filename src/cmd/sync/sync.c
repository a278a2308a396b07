#include "cmd/sync/sync.h"

#include "cmd/cmd_collect.h"
#include "cmd/sync/sync_events.h"
#include "cmd/sync/sync_watch.h"
#include "cmd/terminal/interrupt.h"

#include <stdio.h>

// Sources that were chosen otherwise than by naming them.
static bool run_chosen(struct invocation *invocation, const char **names, size_t count,
		       struct err *err)
{
	const char **named = invocation->arguments;
	size_t named_count = invocation->argument_count;
	invocation->arguments = names;
	invocation->argument_count = count;
	bool done = collect_run_all(invocation, count, err);
	invocation->arguments = named;
	invocation->argument_count = named_count;
	return done;
}

static bool sync_due_run(struct invocation *invocation, struct err *err)
{
	struct arena arena = {0};
	const char **names;
	size_t count;
	if (invocation->argument_count)
		return err_set(err, ERR_INVALID, "sync: --due finds out itself what to run");
	sync_due(invocation->session, &arena, &names, &count);
	bool done = run_chosen(invocation, names, count, err);
	arena_fini(&arena);
	return done;
}

static void say_events(const struct asked *asked)
{
	fprintf(stderr,
		"%lld event%s: %lld twice, %lld malformed, %lld that no source wants; %zu source%s "
		"to run\n",
		(long long)asked->events, asked->events == 1 ? "" : "s", (long long)asked->twice,
		(long long)asked->malformed, (long long)asked->unknown, asked->count,
		asked->count == 1 ? "" : "s");
}

// Malformed events may have asked for a source that was not run.
static bool run_asked(struct invocation *invocation, const struct asked *asked, struct err *err)
{
	say_events(asked);
	if (!asked->count)
		return err_set(err, ERR_NOT_FOUND, "sync: no source wants any of the events");
	return run_chosen(invocation, asked->names, asked->count, err) &&
	       (!asked->malformed ||
		err_set(err, ERR_INCOMPLETE, "sync: %lld of the events could not be read",
			(long long)asked->malformed));
}

static bool sync_events_run(struct invocation *invocation, struct err *err)
{
	struct arena arena = {0};
	struct asked asked;
	if (invocation->argument_count)
		return err_set(err, ERR_INVALID, "sync: --on finds out itself what to run");
	bool done = sync_events(&invocation->session->config, invocation_option(invocation, "on"),
				&arena, &asked, err) &&
		    run_asked(invocation, &asked, err);
	arena_fini(&arena);
	return done;
}

static bool sync_watch_run(struct invocation *invocation, struct err *err)
{
	struct collect_options options = {.keep_going = interrupt_keep_going};
	if (invocation_option(invocation, "dry-run") || invocation_option(invocation, "wait"))
		return err_set(err, ERR_INVALID,
			       "sync: --watch takes neither --dry-run nor --wait");
	return collect_take_deadline(invocation, &options, err) &&
	       sync_watch(invocation, &options, err);
}

// The ways that choose the sources; at most one is asked for.
static const struct {
	const char *option;
	bool (*run)(struct invocation *invocation, struct err *err);
} WAYS[] = {
	{"watch", sync_watch_run},
	{"due", sync_due_run},
	{"on", sync_events_run},
};

bool sync_run(struct invocation *invocation, struct err *err)
{
	size_t count = invocation->argument_count, chosen = 0, ways = 0;
	for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++)
		if (invocation_option(invocation, WAYS[i].option)) {
			chosen = i;
			ways++;
		}
	if (ways > 1)
		return err_set(err, ERR_INVALID,
			       "sync: --watch, --due and --on exclude each other");
	if (ways)
		return WAYS[chosen].run(invocation, err);
	if (!count)
		count = invocation->session->config.source_count;
	if (!count)
		return err_set(err, ERR_INVALID,
			       "no sources are configured; see `gavel config init`");
	return collect_run_all(invocation, count, err);
}

const struct option SYNC_OPTIONS[SYNC_OPTION_COUNT] = {
	{"watch", OPTION_FLAG, NULL, "run every source when it is due, until INT or TERM"},
	{"due", OPTION_FLAG, NULL, "run what is due now by `every` and `at`, then end"},
	{"on", OPTION_TEXT, "FILE", "run what the events in FILE ask for; - is standard input"},
	{"dry-run", OPTION_FLAG, NULL, "read everything, say what would happen, write nothing"},
	{"wait", OPTION_FLAG, NULL, "wait for a run of the same source instead of giving up"},
	{"deadline", OPTION_DURATION, "DUR",
	 "stop a collector that takes longer (default: its own)"},
};
