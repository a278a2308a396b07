#include "cmd/cmd_prune.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/utf8.h"
#include "store/upkeep/prune.h"

#include <stdlib.h>

// ---- What is told ----

struct told {
	struct invocation *invocation;
	struct json_out json;
	int64_t runs, bytes;
	bool dry_run;
};

static void add_json(struct told *told, const struct pruned_run *run)
{
	json_open_map(&told->json, NULL);
	json_int(&told->json, "run", run->entry->number);
	json_text(&told->json, "source", run->entry->source);
	json_int(&told->json, "finished", run->entry->finished);
	json_int(&told->json, "bytes", run->freed);
	json_text(&told->json, "fault", run->fault);
	json_bool(&told->json, "dry_run", told->dry_run);
	json_close_map(&told->json);
}

static void add_text(struct told *told, const struct pruned_run *run)
{
	struct str line = {0};
	char day[32];
	str_addf(&line, "%s run %lld of %s, finished %s: %lld bytes",
		 told->dry_run ? "would prune" : "pruned", (long long)run->entry->number,
		 run->entry->source, clock_format_day(run->entry->finished, day),
		 (long long)run->freed);
	if (run->fault)
		str_addf(&line, ", nothing of it is kept (%s)", run->fault);
	utf8_add_safe(&told->invocation->out, str_slice(&line), false);
	str_add_char(&told->invocation->out, '\n');
	str_fini(&line);
}

static void on_pruned(void *context, const struct pruned_run *run)
{
	struct told *told = context;
	told->runs++;
	told->bytes += run->freed;
	if (told->invocation->json)
		add_json(told, run);
	else
		add_text(told, run);
}

static void begin_told(struct told *told)
{
	if (!told->invocation->json)
		return;
	json_open_map(&told->json, NULL);
	json_text(&told->json, "schema", "gavel.prune/1");
	json_open_list(&told->json, "rows");
}

static void end_told(struct told *told)
{
	if (told->invocation->json) {
		json_close_list(&told->json);
		json_close_map(&told->json);
		str_add_char(&told->invocation->out, '\n');
	} else {
		str_addf(&told->invocation->out, "%lld runs, %lld bytes%s\n", (long long)told->runs,
			 (long long)told->bytes, told->dry_run ? " at most" : "");
	}
}

// ---- The command ----

static bool take_options(const struct invocation *invocation, struct prune_options *options,
			 struct err *err)
{
	const char *age = invocation_option(invocation, "older-than"),
		   *run = invocation_option(invocation, "run");
	int64_t seconds = 0;
	if (!age == !run)
		return err_set(err, ERR_INVALID,
			       "archive prune: say which runs, by --older-than DUR or --run N");
	if (age && !clock_parse_duration(slice_of(age), &seconds, err))
		return err_wrap(err, "--older-than");
	options->now = invocation->session->now;
	options->before = options->now - seconds;
	options->run = run ? strtoll(run, NULL, 10) : 0;
	options->dry_run = invocation_option(invocation, "dry-run") != NULL;
	return !run || options->run > 0 ||
	       err_set(err, ERR_INVALID, "--run: '%s' is not the number of a run", run);
}

bool prune_run(struct invocation *invocation, struct err *err)
{
	struct told told = {.invocation = invocation, .json = {.to = &invocation->out}};
	struct prune_options options = {.pruned = on_pruned, .context = &told};
	if (!take_options(invocation, &options, err))
		return false;
	told.dry_run = options.dry_run;
	begin_told(&told);
	bool done = prune_and_renew(&invocation->session->config, &options, err);
	end_told(&told);
	return done && session_whole(invocation->session, err);
}

const struct option PRUNE_OPTIONS[PRUNE_OPTION_COUNT] = {
	{"older-than", OPTION_DURATION, "DUR", "runs that finished longer ago, such as 400d"},
	{"run", OPTION_INT, "N", "this run alone, also when its lines are damaged"},
	{"dry-run", OPTION_FLAG, NULL, "say what would go, change nothing"},
};
