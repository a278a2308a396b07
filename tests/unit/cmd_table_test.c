// The command table: every row explains itself, and no name stands for two things.
#include "cmd/command.h"
#include "cmd/help.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

enum { HELP_LINES = 40, SUMMARY_MAX = 100 };

static int64_t lines_of(const struct str *text)
{
	int64_t lines = 0;
	for (size_t i = 0; i < text->len; i++)
		lines += text->at[i] == '\n';
	return lines;
}

static void check_option(const struct option *options, size_t index)
{
	const struct option *option = &options[index];
	bool flag = option->kind == OPTION_FLAG || option->kind == OPTION_CHOICE;
	if (!test_count(*option->help && !option->value == flag))
		fprintf(stderr, "cmd_table: --%s: no help, or a flag with a value\n", option->name);
	for (size_t i = 0; i < index; i++)
		expect_true(strcmp(options[i].name, option->name) != 0);
}

// Completion knows options by name alone: one that takes a value does so in every command.
static void check_kinds(const struct option *option)
{
	for (size_t i = 0; command_at(i); i++)
		for (size_t o = 0; o < command_at(i)->option_count; o++) {
			const struct option *other = &command_at(i)->options[o];
			if (!test_count(strcmp(other->name, option->name) != 0 ||
					!other->value == !option->value))
				fprintf(stderr, "cmd_table: --%s: with and without a value\n",
					option->name);
		}
}

static void check_command(size_t index)
{
	const struct command *command = command_at(index);
	struct str help = {0};
	expect_true(command->run && *command->summary && *command->help);
	if (!test_count(strlen(command->summary) <= SUMMARY_MAX && !strchr(command->summary, '\n')))
		fprintf(stderr, "cmd_table: %s: the summary is long\n", command->name);
	for (size_t i = 0; i < index; i++)
		expect_true(strcmp(command_at(i)->name, command->name) != 0);
	for (size_t i = 0; i < command->option_count; i++) {
		check_option(command->options, i);
		check_kinds(&command->options[i]);
		for (size_t g = 0; g < GLOBAL_OPTION_COUNT; g++)
			expect_true(strcmp(GLOBAL_OPTIONS[g].name, command->options[i].name) != 0);
	}
	help_write(command, &help);
	if (!test_count(lines_of(&help) <= HELP_LINES))
		fprintf(stderr, "cmd_table: %s: %lld lines of help\n", command->name,
			(long long)lines_of(&help));
	str_fini(&help);
}

int main(void)
{
	for (size_t i = 0; i < GLOBAL_OPTION_COUNT; i++)
		check_option(GLOBAL_OPTIONS, i);
	for (size_t i = 0; command_at(i); i++)
		check_command(i);
	return test_done("cmd_table");
}
