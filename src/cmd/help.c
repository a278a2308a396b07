#include "cmd/help.h"

#include "cmd/console.h"
#include "config/config_keys.h"
#include "config/gates/gates.h"

#include <string.h>

static void add_option(const struct option *option, struct str *out)
{
	struct str name = {0};
	str_addf(&name, "--%s%s%s", option->name, option->value ? " " : "",
		 option->value ? option->value : "");
	str_addf(out, "  %-18s %s\n", str_text(&name), option->help);
	str_fini(&name);
}

static void add_globals(struct str *out)
{
	str_add_text(out, "\nEvery command takes:\n");
	for (size_t i = 0; i < GLOBAL_OPTION_COUNT; i++)
		add_option(&GLOBAL_OPTIONS[i], out);
}

static void write_list(struct str *out)
{
	str_add_text(out, "usage: gavel COMMAND [ARGUMENT…] [--OPTION…]\n"
			  "usage: gavel [--fresh] [ADDRESS]\n\n");
	for (size_t i = 0; command_at(i); i++)
		str_addf(out, "  %-16s %s\n", command_at(i)->name, command_at(i)->summary);
	add_globals(out);
	str_add_text(out, "\nThe console takes:\n");
	for (size_t i = 0; i < CONSOLE_OPTIONS; i++)
		add_option(&console_options[i], out);
	str_add_text(out, "\n`gavel COMMAND --help` explains one; gavel(1) explains all.\n");
}

void help_write(const struct command *command, struct str *out)
{
	if (!command) {
		write_list(out);
		return;
	}
	str_addf(out, "usage: gavel %s%s%s\n\n%s.\n\n%s\n", command->name,
		 *command->arguments ? " " : "", command->arguments, command->summary,
		 command->help);
	if (command->option_count)
		str_add_char(out, '\n');
	for (size_t i = 0; i < command->option_count; i++)
		add_option(&command->options[i], out);
	add_globals(out);
}

// A line that begins with '.' or ''' would be a request to the formatter.
static void add_mdoc_text(const char *text, struct str *out)
{
	bool start = true;
	for (const char *c = text; *c; c++) {
		if (start && (*c == '.' || *c == '\''))
			str_add_text(out, "\\&");
		if (*c == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *c);
		start = *c == '\n';
	}
	str_add_char(out, '\n');
}

// A help text begins small and has no full stop; a sentence of a page has both.
static void add_mdoc_sentence(const char *text, struct str *out)
{
	struct str sentence = {0};
	str_addf(&sentence, "%s.", text);
	if (sentence.at[0] >= 'a' && sentence.at[0] <= 'z')
		sentence.at[0] = (char)(sentence.at[0] - 'a' + 'A');
	add_mdoc_text(str_text(&sentence), out);
	str_fini(&sentence);
}

static void add_mdoc_options(const struct option *options, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		str_addf(out, ".It Fl \\-%s", options[i].name);
		if (options[i].value)
			str_addf(out, " Ar %s", options[i].value);
		str_add_char(out, '\n');
		add_mdoc_text(options[i].help, out);
	}
}

void help_write_manual(struct str *out)
{
	str_add_text(out, ".Sh OPTIONS\nEvery command takes:\n.Bl -tag -width Ds\n");
	add_mdoc_options(GLOBAL_OPTIONS, GLOBAL_OPTION_COUNT, out);
	str_add_text(out, ".El\n.Pp\nWithout a command, the console takes:\n"
			  ".Bl -tag -width Ds\n");
	add_mdoc_options(console_options, CONSOLE_OPTIONS, out);
	str_add_text(out, ".El\n.Sh COMMANDS\n");
	for (size_t i = 0; command_at(i); i++) {
		const struct command *command = command_at(i);
		str_addf(out, ".Ss %s\n.Nm\n.Ic %s\n", command->name, command->name);
		if (*command->arguments)
			str_addf(out, ".Ar \"%s\"\n", command->arguments);
		str_addf(out, ".Pp\n%s.\n.Pp\n", command->summary);
		str_add_text(out, ".Bd -literal -compact\n");
		add_mdoc_text(command->help, out);
		str_add_text(out, ".Ed\n");
		if (!command->option_count)
			continue;
		str_add_text(out, ".Bl -tag -width Ds\n");
		add_mdoc_options(command->options, command->option_count, out);
		str_add_text(out, ".El\n");
	}
}

// ---- gavel-filter(7) ----

static const char *const KINDS[] = {
	[COLUMN_TEXT] = "text",	  [COLUMN_INT] = "number",     [COLUMN_DECIMAL] = "number",
	[COLUMN_MONEY] = "money", [COLUMN_TIME] = "time",      [COLUMN_DAY] = "day",
	[COLUMN_MONTH] = "month", [COLUMN_AGE] = "age",	       [COLUMN_LEFT] = "time left",
	[COLUMN_BYTES] = "size",  [COLUMN_BOOL] = "yes or no",
};

static void add_mdoc_columns(const struct relation *relation, struct str *out)
{
	str_add_text(out, ".Bl -tag -width Ds -compact\n");
	for (size_t i = 0; i < relation->column_count; i++) {
		const struct column *column = &relation->columns[i];
		str_addf(out, ".It Va %s%s Pq %s%s\n", column->name, column->keyed ? ":KEY" : "",
			 KINDS[column->kind],
			 column->role == COLUMN_HIDDEN ? ", for conditions only" : "");
		add_mdoc_text(column->help, out);
	}
	str_add_text(out, ".El\n");
}

void help_write_filter_manual(struct str *out)
{
	size_t count;
	const struct view *views = view_list(&count);
	struct candidate shape;
	str_add_text(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; address_shape(i, &shape); i++) {
		str_addf(out, ".It Li %s:\n", shape.text);
		add_mdoc_sentence(shape.help, out);
	}
	str_add_text(out, ".El\n.Sh VIEWS\n");
	for (size_t i = 0; i < count; i++) {
		str_addf(out, ".Ss %s\n", views[i].name);
		add_mdoc_sentence(views[i].help, out);
		add_mdoc_columns(relation_find(views[i].relation), out);
	}
}

static void add_owner_keys(struct str *out)
{
	str_add_text(out, ".Sh OWNERS\nA rule of\n.Va owners\nhas either\n.Va owner\nor\n"
			  ".Va codeowners ,\nand says with the other keys which findings it is "
			  "about: all of them must fit.\n.Bl -tag -width Ds\n");
	for (size_t i = 0; config_owner_key_at(i); i++) {
		const struct owner_key *key = config_owner_key_at(i);
		str_addf(out, ".It Va %s\n", key->name);
		add_mdoc_sentence(key->help, out);
		str_addf(out, "Example:\n.Li %s .\n", key->example);
	}
	str_add_text(out, ".El\n");
}

void help_write_config_manual(struct str *out)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);
	str_add_text(out, ".Sh KEYS\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < count; i++) {
		str_addf(out, ".It Va %s\n", keys[i].name);
		add_mdoc_sentence(keys[i].help, out);
		str_addf(out, "Default:\n.Li %s .\n", keys[i].shown);
	}
	str_add_text(out, ".It Va sources\nA map from names to sources; see below.\n.El\n"
			  ".Sh SOURCES\nA source has a name of lower-case letters, digits and "
			  "hyphens, and these keys.\nAll others are the collector\\(aqs, "
			  "which says in its own README and with\n.Cm describe\n"
			  "what it knows.\n.Bl -tag -width Ds\n");
	const struct source_key *source_keys = config_source_keys(&count);
	for (size_t i = 0; i < count; i++) {
		str_addf(out, ".It Va %s\n", source_keys[i].name);
		add_mdoc_sentence(source_keys[i].help, out);
		str_addf(out, "Example:\n.Li %s .\n", source_keys[i].example);
	}
	str_add_text(out, ".El\n");
	add_owner_keys(out);
}

static void add_mdoc_keys(const struct gate_key *(*key_at)(size_t index), struct str *out)
{
	str_add_text(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; key_at(i); i++) {
		str_addf(out, ".It Va %s\n", key_at(i)->name);
		add_mdoc_sentence(key_at(i)->help, out);
	}
	str_add_text(out, ".El\n");
}

void help_write_gates_manual(struct str *out)
{
	str_add_text(out, ".Sh KEYS OF A GATE\nWhat holds where nothing is said is in "
			  "parentheses.\n");
	add_mdoc_keys(gates_key_at, out);
	str_add_text(out, ".Sh KEYS OF A SCAN\n");
	add_mdoc_keys(gates_scan_key_at, out);
}
