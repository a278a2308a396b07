#include "base/clock.h"
#include "cmd/groups.h"
#include "view/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct showing {
	const struct view *view;
	struct select select;
	struct result result;
	struct arena arena;
};

static bool take_options(const struct invocation *invocation, struct showing *s, struct err *err)
{
	const char *by = invocation_option(invocation, "by"),
		   *sort = invocation_option(invocation, "sort");
	const char *limit = invocation_option(invocation, "limit");
	if (by && !address_group(slice_of(by), &s->arena, &s->select, err))
		return false;
	if (sort && !address_sort(slice_of(sort), &s->arena, &s->select, err))
		return false;
	if (invocation_option(invocation, "spread"))
		s->select.spread = true;
	return !limit || address_add(slice_of(arena_printf(&s->arena, "limit:%s", limit)),
				     &s->arena, &s->select, err);
}

// Every argument is a term; the first may name the view.
static bool read_address(const struct invocation *invocation, struct showing *s, struct err *err)
{
	struct words words = {invocation->arguments, invocation->argument_count};
	return address_parse_words(words, &s->arena, &s->view, &s->select, err) &&
	       take_options(invocation, s, err);
}

static void write_result(struct invocation *invocation, const struct showing *s)
{
	if (invocation->json)
		format_json(s->view, &s->select, &s->result, &invocation->out);
	else if (invocation_option(invocation, "csv"))
		format_csv(&s->result, &invocation->out);
	else if (s->result.row_count)
		format_table(invocation->session, &s->result, &invocation->out);
	if (s->result.more)
		fprintf(stderr, "gavel: there is more; --limit cut it at %lld rows\n",
			(long long)s->select.limit);
}

static bool show_screen(struct invocation *invocation, const struct showing *s, struct size size,
			struct err *err)
{
	struct str address = {0};
	// Without a word of where to begin, the console begins at the newest month.
	if (invocation->argument_count > 1 || s->select.filter_count || s->select.sort ||
	    invocation_option(invocation, "by"))
		address_print(s->view, &s->select, &address);
	else
		str_add_text(&address, s->view->name);
	bool done = invocation->doors->paint(invocation->session, str_text(&address), size,
					     &invocation->out, err);
	str_fini(&address);
	return done;
}

// What is shown is the last good data, and that is said.
static void warn_faults(struct session *session)
{
	struct err why = {0};
	if (!session_whole(session, &why) && why.code == ERR_INCOMPLETE)
		fprintf(stderr, "gavel: warning: %s\n", why.text);
}

static bool show(struct invocation *invocation, struct showing *s, struct err *err)
{
	bool screen;
	struct size size = {0};
	if (!read_address(invocation, s, err) ||
	    !invocation_screen(invocation, &screen, &size, err))
		return false;
	if (screen)
		return show_screen(invocation, s, size, err) && view_check_age(invocation->session, s->view, err);
	if (invocation_option(invocation, "explain")) {
		struct cache *cache = NULL;
		struct err ignored = {0};
		session_cache(invocation->session, &cache, &ignored);
		select_explain(cache, &s->select, &invocation->out);
		return true;
	}
	warn_faults(invocation->session);
	if (!view_run(invocation->session, &s->select, &s->arena, &s->result, err))
		return false;
	write_result(invocation, s);
	if (!s->result.row_count)
		return err_set(err, ERR_CHECK, "nothing matches");
	return view_check_age(invocation->session, s->view, err);
}

static bool show_run(struct invocation *invocation, struct err *err)
{
	struct showing s = {0};
	bool done = show(invocation, &s, err);
	arena_fini(&s.arena);
	return done;
}

static const struct option SHOW_OPTIONS[] = {
	{"by", OPTION_TEXT, "DIM[,DIM]", "group by these; total for one row, tag:KEY for a tag"},
	{"sort", OPTION_TEXT, "COL", "sort by a column, -COL from the highest"},
	{"limit", OPTION_INT, "N", "at most N rows"},
	{"spread", OPTION_FLAG, NULL, "divide monthly lines over the days they cover"},
	{"csv", OPTION_FLAG, NULL, "CSV with exact values"},
	{"screen", OPTION_TEXT, "WxH", "the screen that the console paints at this size"},
	{"explain", OPTION_FLAG, NULL, "print the SQL and its values instead of running it"},
};

const struct command show_commands[] = {
	{.name = "show",
	 .arguments = "[VIEW] [TERM…]",
	 .summary = "print a view: cost, bills, restatements, tags, cells, sources, runs, "
		    "inputs, scopes, rejects, log",
	 .help = "A TERM chooses rows: period:2018-12, service:AmazonEC2,AmazonS3, "
		 "tag:Team=perception,\n"
		 "day>=2018-12-05, amortized>100, -service:AmazonEC2 (not), or a word found "
		 "anywhere.\n"
		 "An empty value matches what is absent: tag:CostCenter= is untagged cost.\n\n"
		 "Text is rounded for reading; --json and --csv have every digit. Amounts of "
		 "different\n"
		 "currencies are never added: currency is always a column.",
	 .options = SHOW_OPTIONS,
	 .option_count = sizeof SHOW_OPTIONS / sizeof *SHOW_OPTIONS,
	 .run = show_run},
};
const size_t show_command_count = sizeof show_commands / sizeof *show_commands;
