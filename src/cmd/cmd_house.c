#include "base/utf8.h"
#include "cmd/demo.h"
#include "cmd/groups.h"
#include "cmd/help.h"

static bool config_init_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	config_sample(&invocation->out);
	return true;
}

// Reading the configuration is what every command begins with: being here is the answer.
static bool config_check_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	str_addf(&invocation->out, "ok: %zu sources, %zu account names\n",
		 invocation->session->config.source_count,
		 invocation->session->config.account_count);
	return true;
}

static bool config_show_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	const struct config *config = &invocation->session->config;
	bool origin = invocation_option(invocation, "origin");
	struct str text = {0};
	for (size_t i = 0; i < config->value_count; i++) {
		str_addf(&text, "%s: %s", config->values[i].key, config->values[i].value);
		str_addf(&text, origin ? "  # %s\n" : "\n", config->values[i].origin);
	}
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		str_addf(&text, "source %s: %s %s", source->name, source->plugin,
			 source->path ? source->path : "");
		str_addf(&text, origin ? "  # %s\n" : "\n", source->origin);
	}
	utf8_add_safe(&invocation->out, str_slice(&text), true);
	str_fini(&text);
	return true;
}

static bool help_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	help_write(NULL, &invocation->out);
	return true;
}

static bool manual_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	help_write_manual(&invocation->out);
	return true;
}

static bool version_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	str_add_text(&invocation->out, "gavel " GAVEL_VERSION "\n");
	return true;
}

static bool completion_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	help_write_bash(&invocation->out);
	return true;
}

static const struct option CONFIG_SHOW_OPTIONS[] = {
	{"origin", OPTION_FLAG, NULL, "say where each value comes from"},
};

static const struct option DEMO_OPTIONS[] = {
	{"screen", OPTION_TEXT, "WxH", "print the screen that the console paints at this size"},
};

const struct command house_commands[] = {
	{.name = "demo",
	 .arguments = "[ADDRESS]",
	 .summary = "the bundled demo estate: make it, sync it, open the console on it",
	 .help = "Writes thirteen months of bills of a fictional company into a temporary folder,\n"
		 "syncs them with the real collectors, opens the console and removes the folder\n"
		 "afterwards. Without a terminal it prints the main screens.",
	 .options = DEMO_OPTIONS,
	 .option_count = sizeof DEMO_OPTIONS / sizeof *DEMO_OPTIONS,
	 .run = demo_run},
	{.name = "config init",
	 .arguments = "",
	 .summary = "print a commented gavel.yaml",
	 .help = "Put it at ~/.config/gavel/gavel.yaml or /etc/gavel/gavel.yaml.",
	 .run = config_init_run},
	{.name = "config check",
	 .arguments = "",
	 .summary = "read the configuration and say what is wrong",
	 .help = "Exits 2 with file and line when something is.",
	 .run = config_check_run},
	{.name = "config show",
	 .arguments = "",
	 .summary = "the values in force",
	 .help = "Later layers win: defaults, /etc/gavel, your own file, options.",
	 .options = CONFIG_SHOW_OPTIONS,
	 .option_count = sizeof CONFIG_SHOW_OPTIONS / sizeof *CONFIG_SHOW_OPTIONS,
	 .run = config_show_run},
	{.name = "help",
	 .arguments = "",
	 .summary = "list the commands",
	 .help = "The list of commands.",
	 .run = help_run},
	{.name = "version",
	 .arguments = "",
	 .summary = "print the version",
	 .help = "One line.",
	 .run = version_run},
	{.name = "completion",
	 .arguments = "",
	 .summary = "print the completion for bash",
	 .help = "source <(gavel completion)",
	 .run = completion_run},
	{.name = "manual",
	 .arguments = "",
	 .summary = "print the generated part of gavel(1)",
	 .help = "mdoc, for `make man`.",
	 .run = manual_run},
};
const size_t house_command_count = sizeof house_commands / sizeof *house_commands;
