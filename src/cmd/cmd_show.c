#include "base/file.h"
#include "base/json.h"
#include "cmd/groups.h"
#include "cmd/terminal/nothing.h"
#include "cmd/terminal/output.h"
#include "cmd/terminal/unknown.h"
#include "view/export.h"
#include "view/format.h"
#include "view/provenance.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct showing {
	const struct view *view;
	struct select select;
	struct result result;
	struct arena arena;
};

static bool take_options(const struct invocation *invocation, struct showing *s, struct err *err)
{
	const char *by = invocation_option(invocation, "by");
	const char *sort = invocation_option(invocation, "sort");
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

// ---- As a file ----

static const struct {
	const char *option, *value;
	enum export_format format;
} FORMATS[] = {
	{"csv", "", EXPORT_CSV},
	{"csv", "sheet", EXPORT_SHEET},
	{"jsonl", "", EXPORT_JSONL},
	{"md", "", EXPORT_MD},
};

// *asked: some format other than text is; of two formats neither is guessed.
static bool read_format(const struct invocation *invocation, bool *asked, enum export_format *out,
			struct err *err)
{
	int count = invocation->json;
	*out = EXPORT_JSON;
	for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
		const char *value = invocation_option(invocation, FORMATS[i].option);
		if (!value || strcmp(value, FORMATS[i].value) != 0)
			continue;
		*out = FORMATS[i].format;
		count++;
	}
	const char *csv = invocation_option(invocation, "csv");
	*asked = count > 0;
	if (csv && *csv && strcmp(csv, "sheet") != 0)
		return err_set(err, ERR_INVALID, "--csv=%s: there is --csv and --csv=sheet", csv);
	return count < 2 || err_set(err, ERR_INVALID, "one format at a time");
}

// Who reads us may have enough: that is no fault.
static bool write_stdout(void *context, struct slice bytes, struct err *err)
{
	struct err why;
	(void)context;
	if (output_write(bytes, &why))
		return true;
	if (errno != EPIPE)
		*err = why;
	return false;
}

static void say_more(const struct showing *s)
{
	fprintf(stderr, "gavel: there is more; the limit cut it at %lld rows\n",
		(long long)s->select.limit);
}

static bool show_file(struct invocation *invocation, struct showing *s, enum export_format format,
		      struct err *err)
{
	struct export_job job = {.view = s->view,
				 .select = &s->select,
				 .format = format,
				 .sink = {write_stdout, NULL}};
	if (!export_rows(invocation->session, &job, err))
		return false;
	if (job.more)
		say_more(s);
	return job.rows || say_nothing(invocation->session, &s->select, err);
}

static bool show_table(struct invocation *invocation, struct showing *s, struct err *err)
{
	if (!view_run(invocation->session, &s->select, &s->arena, &s->result, err))
		return false;
	if (!s->result.row_count)
		return say_nothing(invocation->session, &s->select, err);
	format_table(invocation->session, &s->result, &invocation->out);
	if (s->result.more)
		say_more(s);
	return true;
}

// ---- As a screen, as SQL, as where it comes from ----

// The view's name without a word of what to show of it.
static bool is_whole(const struct invocation *invocation, const struct showing *s)
{
	bool whole = !invocation->argument_count ||
		     (invocation->argument_count == 1 &&
		      strcmp(invocation->arguments[0], s->view->name) == 0);
	for (const char *const *at = (const char *const[]){"by", "sort", "limit", NULL}; *at; at++)
		whole = whole && !invocation_option(invocation, *at);
	return whole;
}

static bool show_screen(struct invocation *invocation, const struct showing *s, struct size size,
			struct err *err)
{
	struct str address = {0};
	// Without a word of where to begin, the console begins at the newest month.
	if (is_whole(invocation, s))
		str_add_text(&address, s->view->name);
	else
		address_print(s->view, &s->select, &address);
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

static bool show_sql(struct invocation *invocation, const struct showing *s)
{
	struct cache *cache = NULL;
	struct err ignored = {0};
	session_cache(invocation->session, &cache, &ignored);
	select_explain(cache, &s->select, &invocation->out);
	return true;
}

// Of the first row: the column that is named, else the one that rows are sorted by.
static bool show_provenance(struct invocation *invocation, struct showing *s, const char *column,
			    struct err *err)
{
	struct provenance provenance;
	struct provenance_of of = {s->view, &s->select, &s->result, 0, 0};
	if (!view_run(invocation->session, &s->select, &s->arena, &s->result, err))
		return false;
	if (!s->result.row_count)
		return say_nothing(invocation->session, &s->select, err);
	of.column = result_place(&s->result, *column ? column : select_sort_name(&s->select));
	if (*column && of.column == s->result.column_count)
		return err_set(err, ERR_INVALID, "--provenance=%s: no column of these rows",
			       column);
	if (!provenance_read(invocation->session, &of, &s->arena, &provenance, err))
		return false;
	if (s->result.row_count > 1)
		fprintf(stderr, "gavel: this is the first of %zu rows; conditions choose another\n",
			s->result.row_count);
	(invocation->json ? provenance_json : provenance_text)(&provenance, &invocation->out);
	return true;
}

static bool show_rows(struct invocation *invocation, struct showing *s, struct err *err)
{
	bool file;
	enum export_format format;
	const char *column = invocation_option(invocation, "provenance");
	if (!read_format(invocation, &file, &format, err))
		return false;
	warn_faults(invocation->session);
	say_index(invocation->session, &s->select);
	if (!say_unknown(invocation->session, &s->select, err))
		return false;
	if (column)
		return show_provenance(invocation, s, column, err);
	return file ? show_file(invocation, s, format, err) : show_table(invocation, s, err);
}

static bool show(struct invocation *invocation, struct showing *s, struct err *err)
{
	bool screen;
	struct size size = {0};
	if (!read_address(invocation, s, err) ||
	    !invocation_screen(invocation, &screen, &size, err))
		return false;
	if (invocation_option(invocation, "explain"))
		return show_sql(invocation, s);
	bool done = screen ? show_screen(invocation, s, size, err) : show_rows(invocation, s, err);
	return done && view_check_age(invocation->session, s->view, err);
}

// ---- Which views there are ----

static void list_views(struct invocation *invocation)
{
	size_t count;
	const struct view *views = view_list(&count);
	for (size_t i = 0; i < count; i++)
		str_addf(&invocation->out, "%-14s %s\n", views[i].name, views[i].help);
}

static void list_views_json(struct invocation *invocation)
{
	size_t count;
	const struct view *views = view_list(&count);
	struct json_out json = {.to = &invocation->out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.views/1");
	json_open_list(&json, "rows");
	for (size_t i = 0; i < count; i++) {
		json_open_map(&json, NULL);
		json_text(&json, "view", views[i].name);
		json_text(&json, "title", views[i].title);
		json_text(&json, "help", views[i].help);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(&invocation->out, '\n');
}

// Nothing said of what to show: neither a word nor an option.
static bool is_bare(const struct invocation *invocation)
{
	bool bare = !invocation->argument_count;
	for (size_t i = 0; i < invocation->command->option_count; i++)
		bare = bare && !invocation->option_values[i];
	return bare;
}

static bool show_run(struct invocation *invocation, struct err *err)
{
	struct showing s = {0};
	if (is_bare(invocation)) {
		(invocation->json ? list_views_json : list_views)(invocation);
		return true;
	}
	bool done = show(invocation, &s, err);
	arena_fini(&s.arena);
	return done;
}

static const struct option SHOW_OPTIONS[] = {
	{"by", OPTION_TEXT, "DIM[,DIM]", "group by these; total for one row, tag:KEY for a tag"},
	{"sort", OPTION_TEXT, "COL", "sort by a column, -COL from the highest"},
	{"limit", OPTION_INT, "N", "at most N rows"},
	{"spread", OPTION_FLAG, NULL, "divide monthly lines over the days they cover"},
	{"csv", OPTION_CHOICE, NULL, "CSV with exact values; --csv=sheet is safe for spreadsheets"},
	{"jsonl", OPTION_FLAG, NULL, "a JSON object a line"},
	{"md", OPTION_FLAG, NULL, "a Markdown table"},
	{"screen", OPTION_TEXT, "WxH", "the screen that the console paints at this size"},
	{"provenance", OPTION_CHOICE, NULL,
	 "where the first row's value comes from; --provenance=COL of another column"},
	{"explain", OPTION_FLAG, NULL, "print the SQL and its values instead of running it"},
};

const struct command show_commands[] = {
	{.name = "show",
	 .arguments = "[VIEW] [TERM…]",
	 .summary = "print the rows of a view; alone it lists the views",
	 .help = "A TERM chooses rows: period:2018-12, service:AmazonEC2,AmazonS3, "
		 "tag:Team=perception,\n"
		 "day:2018-12-01..2018-12-07, amortized>100, finished>-7d, bytes>10MB,\n"
		 "-service:AmazonEC2 (not), or a word found anywhere; gavel-filter(7) has all.\n"
		 "An empty value matches what is absent: tag:CostCenter= is untagged cost.\n\n"
		 "Text is rounded for reading; --json, --jsonl, --csv and --md have every digit.\n"
		 "--csv=sheet puts a ' before texts that a spreadsheet would take for formulas.\n"
		 "Amounts of different currencies are never added: currency is always a column.",
	 .options = SHOW_OPTIONS,
	 .option_count = sizeof SHOW_OPTIONS / sizeof *SHOW_OPTIONS,
	 .run = show_run},
};
const size_t show_command_count = sizeof show_commands / sizeof *show_commands;
