#include "cmd/cost/lines_form.h"
#include "cmd/groups.h"
#include "cmd/terminal/interrupt.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_LINES = 1000 };

// `gavel cost lines` while it runs.
struct telling {
	struct lines_form form;
	const struct view *view;
	struct select select;
	struct arena arena; // of the select
};

static bool read_limit(const struct invocation *invocation, int64_t *limit, struct err *err)
{
	const char *text = invocation_option(invocation, "limit");
	char *end;
	if (!text)
		return true;
	*limit = strtoll(text, &end, 10);
	return (*text && !*end && *limit >= 0) ||
	       err_set(err, ERR_INVALID, "--limit: '%s' is not a count", text);
}

static bool add_terms(const struct invocation *invocation, size_t from, struct telling *telling,
		      struct err *err)
{
	for (size_t i = from; i < invocation->argument_count; i++)
		if (!address_add(slice_of(invocation->arguments[i]), &telling->arena,
				 &telling->select, err))
			return false;
	return true;
}

// An address of view cost, as the console copies it: its conditions choose the cells.
static bool is_cost_address(const struct invocation *invocation)
{
	struct slice rest = slice_of(invocation->argument_count ? invocation->arguments[0] : "");
	return slice_is(slice_cut(&rest, ' '), "cost");
}

static bool read_terms(struct telling *telling, const struct invocation *invocation,
		       struct err *err)
{
	bool cost = is_cost_address(invocation);
	struct slice first = cost ? slice_of(invocation->arguments[0]) : SLICE("cells");
	if (!address_parse(first, &telling->arena, &telling->view, &telling->select, err) ||
	    !add_terms(invocation, cost, telling, err))
		return false;
	const struct select asked = telling->select;
	const struct result all = {0};
	const struct lines_number number = {&asked, &all, 0};
	if (!cost)
		return true;
	telling->view = view_find(SLICE("cells"));
	return lines_behind(&number, &telling->arena, &telling->select, err);
}

static bool on_line(void *context, const struct line_item *item)
{
	return lines_form_line(context, item);
}

static void begin(struct telling *telling)
{
	struct str address = {0};
	address_print(telling->view, &telling->select, &address);
	lines_form_begin(&telling->form, str_text(&address));
	str_fini(&address);
}

static bool tell_lines(struct telling *telling, struct invocation *invocation, struct err *err)
{
	struct lines_form *form = &telling->form;
	struct lines_options options = {.limit = invocation->json || form->csv ? 0 : TABLE_LINES,
					.line = on_line,
					.keep_going = interrupt_keep_going,
					.context = form};
	struct lines_report report = {0};
	struct interrupt interrupt;
	if (!read_terms(telling, invocation, err))
		return false;
	if (telling->select.limit)
		options.limit = telling->select.limit;
	if (!read_limit(invocation, &options.limit, err))
		return false;
	interrupt_hold(&interrupt);
	begin(telling);
	bool ok = lines_of(invocation->session, &telling->select, &options, &report, err);
	interrupt_release(&interrupt);
	if (ok || report.cells)
		lines_form_end(form, &report);
	else
		str_clear(&invocation->out);
	arena_fini(&report.arena);
	return ok;
}

static bool lines_run(struct invocation *invocation, struct err *err)
{
	struct telling telling = {.form = {.invocation = invocation,
					   .csv = invocation_option(invocation, "csv") != NULL,
					   .json = {.to = &invocation->out}}};
	bool ok = tell_lines(&telling, invocation, err);
	lines_form_fini(&telling.form);
	arena_fini(&telling.arena);
	return ok;
}

static const struct option LINES_OPTIONS[] = {
	{"limit", OPTION_INT, "N", "at most N lines (a table has 1000); all are summed"},
	{"csv", OPTION_FLAG, NULL, "CSV with exact values"},
};

const struct command cost_commands[] = {
	{.name = "cost lines",
	 .arguments = "[TERM…]",
	 .summary = "the bill's own line items behind a number",
	 .help = "The TERMs choose cells, as in `gavel show cells`: period:2018-12, "
		 "service:AmazonEC2,\n"
		 "day:2018-12-05, tag:Team=perception…; a whole address of view cost will do.\n\n"
		 "The parts of the bill are read again after their digests were checked; every "
		 "line item\n"
		 "that was summed into those cells is printed with its file and row. Then the sums "
		 "of the\n"
		 "lines stand beside the sums shown.\n\n"
		 "Exit 6 when a part is gone or has changed since it was read, exit 1 when the "
		 "sums differ.",
	 .options = LINES_OPTIONS,
	 .option_count = sizeof LINES_OPTIONS / sizeof *LINES_OPTIONS,
	 .run = lines_run},
};
const size_t cost_command_count = sizeof cost_commands / sizeof *cost_commands;
