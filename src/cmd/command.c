#include "cmd/command.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cmd/console.h"
#include "cmd/help.h"
#include "cmd/terminal/output.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTIONS_MAX = 32 };

// Options that every command takes; their values go to the session.
enum global {
	GLOBAL_CACHE,
	GLOBAL_ARCHIVE,
	GLOBAL_CONFIG,
	GLOBAL_NOW,
	GLOBAL_AS_OF,
	GLOBAL_MAX_AGE,
	GLOBAL_JSON,
	GLOBAL_HELP,
	GLOBAL_COUNT
};

const struct option GLOBAL_OPTIONS[GLOBAL_COUNT] = {
	[GLOBAL_CACHE] = {"cache", OPTION_TEXT, "FILE",
			  "the cache; alone it puts the archive beside it"},
	[GLOBAL_ARCHIVE] = {"archive", OPTION_TEXT, "DIR", "the archive"},
	[GLOBAL_CONFIG] = {"config", OPTION_TEXT, "FILE",
			   "this gavel.yaml instead of the usual ones"},
	[GLOBAL_NOW] = {"now", OPTION_TIME, "TIME", "fixes the clock"},
	[GLOBAL_AS_OF] = {"as-of", OPTION_TIME, "TIME", "what was known then"},
	[GLOBAL_MAX_AGE] = {"max-age", OPTION_DURATION, "DUR", "exit 3 when the data is older"},
	[GLOBAL_JSON] = {"json", OPTION_FLAG, NULL, "one JSON document"},
	[GLOBAL_HELP] = {"help", OPTION_FLAG, NULL, "explain the command"},
};
const size_t GLOBAL_OPTION_COUNT = GLOBAL_COUNT;

static const int EXIT_CODES[] = {
	[ERR_NONE] = 0,	     [ERR_INVALID] = 2,	      [ERR_IO] = 2,
	[ERR_NOT_FOUND] = 1, [ERR_CHECK] = 1,	      [ERR_STALE] = 3,
	[ERR_DENIED] = 4,    [ERR_SIGNATURE] = 5,     [ERR_INCOMPLETE] = 6,
	[ERR_BUSY] = 4,	     [ERR_INTERRUPTED] = 130, [ERR_CORRUPT] = 2,
};

static void say_error(const struct err *err)
{
	struct str text = {0};
	utf8_add_safe(&text, slice_of(err->text), false);
	fprintf(stderr, "gavel: %s\n", str_text(&text));
	str_fini(&text);
}

// ---- Reading the command line ----

struct line {
	int argc;
	char **argv;
	int at;
	const char **words; // what is not an option
	size_t word_count;
	const char *globals[GLOBAL_COUNT];
	const char *options[OPTIONS_MAX];
	const struct command *command;
	const struct doors *doors;
};

static const struct option *find_option(const struct option *options, size_t count,
					struct slice name, size_t *at)
{
	for (*at = 0; *at < count; ++*at)
		if (slice_is(name, options[*at].name))
			return &options[*at];
	return NULL;
}

static bool take_option(struct line *line, struct err *err)
{
	struct slice value = slice_of(line->argv[line->at] + 2);
	struct slice name = slice_cut(&value, '=');
	size_t at;
	const char **place = NULL;
	const struct command *command = line->command;
	const struct option *option =
		find_option(command ? command->options : console_options,
			    command ? command->option_count : CONSOLE_OPTIONS, name, &at);
	if (option)
		place = &line->options[at];
	else if ((option = find_option(GLOBAL_OPTIONS, GLOBAL_COUNT, name, &at)))
		place = &line->globals[at];
	else
		return err_set(err, ERR_INVALID,
			       "there is no option --%.*s; see `gavel %s%s--help`", (int)name.len,
			       name.at, command ? command->name : "", command ? " " : "");
	if (option->kind <= OPTION_CHOICE) {
		*place = value.at ? value.at : "";
		return !value.at || option->kind == OPTION_CHOICE ||
		       err_set(err, ERR_INVALID, "--%s takes no value", option->name);
	}
	if (!value.at && line->at + 1 == line->argc)
		return err_set(err, ERR_INVALID, "--%s needs %s", option->name, option->value);
	*place = value.at ? value.at : line->argv[++line->at];
	return true;
}

// The command whose one or two words begin the line.
static const struct command *find_command(char **words, int count)
{
	char name[128];
	for (int take = count < 2 ? count : 2; take > 0; take--) {
		snprintf(name, sizeof name, "%s%s%s", words[0], take > 1 ? " " : "",
			 take > 1 ? words[1] : "");
		for (size_t i = 0; command_at(i); i++)
			if (strcmp(command_at(i)->name, name) == 0)
				return command_at(i);
	}
	return NULL;
}

// Options may stand before the command: its words are looked for first.
static void find_words(struct line *line)
{
	char *words[2];
	int count = 0;
	for (int i = 1; i < line->argc && count < 2; i++) {
		size_t at;
		struct slice rest = slice_of(line->argv[i]);
		if (!slice_starts(rest, "--")) {
			words[count++] = line->argv[i];
			continue;
		}
		struct slice value = {rest.at + 2, rest.len - 2}, name = slice_cut(&value, '=');
		const struct option *option = find_option(GLOBAL_OPTIONS, GLOBAL_COUNT, name, &at);
		i += option && option->kind != OPTION_FLAG && !value.at;
	}
	line->command = find_command(words, count);
}

// `gavel --version` is the command of that name: what is tried first of a program one does not
// know.
static void read_version(struct line *line)
{
	static char version[] = "version";
	if (line->argc > 1 &&
	    (strcmp(line->argv[1], "--version") == 0 || strcmp(line->argv[1], "-V") == 0))
		line->argv[1] = version;
}

static bool read_line(struct line *line, struct err *err)
{
	bool ended = false;
	read_version(line);
	find_words(line);
	for (line->at = 1; line->at < line->argc; line->at++) {
		const char *word = line->argv[line->at];
		if (!ended && strcmp(word, "--") == 0)
			ended = true;
		else if (!ended && strcmp(word, "-h") == 0)
			line->globals[GLOBAL_HELP] = "";
		else if (!ended && strncmp(word, "--", 2) == 0 && !take_option(line, err))
			return false;
		else if (ended || strncmp(word, "--", 2) != 0)
			line->words[line->word_count++] = word;
	}
	return true;
}

// ---- The session ----

static bool read_time(const char *text, const char *name, int64_t *out, struct err *err)
{
	return !text || clock_parse(slice_of(text), out, err) || err_wrap(err, "--%s", name);
}

static bool open_session(const struct line *line, struct session *session, struct err *err)
{
	const char *const *g = line->globals;
	int64_t now = 0;
	*session = (struct session){.max_age = -1, .config_file = g[GLOBAL_CONFIG]};
	if (!read_time(g[GLOBAL_NOW], "now", &now, err) ||
	    !read_time(g[GLOBAL_AS_OF], "as-of", &session->as_of, err))
		return false;
	if (g[GLOBAL_MAX_AGE] &&
	    !clock_parse_duration(slice_of(g[GLOBAL_MAX_AGE]), &session->max_age, err))
		return err_wrap(err, "--max-age");
	clock_fix(now);
	session->now = clock_now();
	return true;
}

static bool read_config(const struct line *line, struct session *session, struct err *err)
{
	const char *const *g = line->globals;
	struct config_overrides overrides = {g[GLOBAL_CONFIG], g[GLOBAL_CACHE], g[GLOBAL_ARCHIVE]};
	return config_load(&overrides, &session->config, err);
}

const char *invocation_option(const struct invocation *invocation, const char *name)
{
	size_t at;
	const struct command *command = invocation->command;
	bool there = find_option(command->options, command->option_count, slice_of(name), &at);
	return there ? invocation->option_values[at] : NULL;
}

// ---- Running ----

static bool write_out(const struct str *out, struct err *err)
{
	return output_write(str_slice(out), err) || errno == EPIPE || err_wrap(err, "stdout");
}

static bool run(const struct line *line, struct err *err)
{
	struct session session;
	size_t words = 1 + (strchr(line->command->name, ' ') != NULL);
	struct err fault = {0};
	if (!open_session(line, &session, err))
		return false;
	if (!read_config(line, &session, &fault) && !line->command->any_config) {
		*err = fault;
		err->code = fault.code == ERR_NOT_FOUND ? ERR_INVALID : fault.code; // not sought
		return false;
	}
	struct invocation invocation = {.session = &session,
					.doors = line->doors,
					.command = line->command,
					.arguments = line->words + words,
					.argument_count = line->word_count - words,
					.option_values = line->options,
					.json = line->globals[GLOBAL_JSON] != NULL,
					.config_fault = fault.code ? fault.text : NULL};
	bool done = line->command->run(&invocation, err);
	struct err late;
	done = write_out(&invocation.out, done ? err : &late) && done;
	str_fini(&invocation.out);
	session_fini(&session);
	return done;
}

// No command: the console, at the address that the words are.
static bool run_console(const struct line *line, struct err *err)
{
	struct session session;
	if (!console_is_address(line->words, line->word_count))
		return err_set(err, ERR_INVALID,
			       "there is no command or view '%s'; `gavel help` lists them",
			       line->words[0]);
	if (!open_session(line, &session, err) || !read_config(line, &session, err))
		return false;
	struct words words = {line->words, line->word_count};
	bool done = console_open(&session, line->doors, words, line->options[CONSOLE_FRESH], err);
	session_fini(&session);
	return done;
}

static bool dispatch(struct line *line, struct err *err)
{
	struct str help = {0};
	if (!read_line(line, err))
		return false;
	if (line->globals[GLOBAL_HELP]) {
		help_write(line->command, &help);
		bool done = write_out(&help, err);
		str_fini(&help);
		return done;
	}
	return line->command ? run(line, err) : run_console(line, err);
}

int command_main(int argc, char **argv, const struct doors *doors)
{
	struct err err = {0};
	struct line line = {.argc = argc, .argv = argv, .doors = doors};
	signal(SIGPIPE, SIG_IGN);
	line.words = mem_alloc(((size_t)argc + 2) * sizeof *line.words);
	bool done = dispatch(&line, &err);
	if (!done && err.text[0])
		say_error(&err);
	free(line.words);
	return done ? 0 : EXIT_CODES[err.code];
}
