#include "cmd/demo.h"
#include "cmd/groups.h"
#include "cmd/help.h"
#include "cmd/house/completion.h"
#include "cmd/house/config_check.h"
#include "cmd/house/config_show.h"
#include "cmd/house/doctor.h"

#include <string.h>

static bool config_init_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	config_sample(&invocation->out);
	return true;
}

// Reading the configuration is what every command begins with: what is left are the files that it
// names and that others write.
static bool config_check_run(struct invocation *invocation, struct err *err)
{
	if (!config_check_files(invocation->session, err))
		return false;
	str_addf(&invocation->out, "ok: %zu sources, %zu account names\n",
		 invocation->session->config.source_count,
		 invocation->session->config.account_count);
	return true;
}

static bool help_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	help_write(NULL, &invocation->out);
	return true;
}

static bool keys_run(struct invocation *invocation, struct err *err)
{
	const char *file = invocation_option(invocation, "check");
	struct str keys = {0};
	bool done =
		invocation->doors->keys(invocation->session, file, invocation->json, &keys, err);
	if (done && file && !invocation->json)
		str_addf(&invocation->out, "ok: %s\n", file);
	else if (done)
		str_add_slice(&invocation->out, str_slice(&keys));
	str_fini(&keys);
	return done;
}

static bool manual_run(struct invocation *invocation, struct err *err)
{
	static const struct {
		const char *page;
		void (*write)(struct str *out);
	} PAGES[] = {{"gavel", help_write_manual},
		     {"gavel-config", help_write_config_manual},
		     {"gavel-gates", help_write_gates_manual},
		     {"gavel-filter", help_write_filter_manual}};
	const char *page = invocation->argument_count ? invocation->arguments[0] : "gavel";
	for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++)
		if (strcmp(PAGES[i].page, page) == 0) {
			PAGES[i].write(&invocation->out);
			return true;
		}
	return invocation->doors->manual(page, &invocation->out) ||
	       err_set(err, ERR_INVALID, "'%s': no page of that name has a written part", page);
}

static bool version_run(struct invocation *invocation, struct err *err)
{
	(void)err;
	str_add_text(&invocation->out, "gavel " GAVEL_VERSION "\n");
	return true;
}

static bool completion_run(struct invocation *invocation, struct err *err)
{
	if (invocation->argument_count > 1)
		return err_set(err, ERR_INVALID, "completion: name one shell");
	return completion_write(invocation->argument_count ? invocation->arguments[0] : "bash",
				&invocation->out, err);
}

static const struct option CONFIG_SHOW_OPTIONS[] = {
	{"origin", OPTION_FLAG, NULL, "say where each value comes from"},
};

static const struct option KEYS_OPTIONS[] = {
	{"check", OPTION_TEXT, "FILE", "read this keys file and say what is wrong"},
};

static const struct option DEMO_OPTIONS[] = {
	{"screen", OPTION_TEXT, "WxH", "print the screen that the console paints at this size"},
};

const struct command house_commands[] = {
	{.name = "demo",
	 .arguments = "[ADDRESS]",
	 .summary = "the bundled demo estate: make it, sync it, open the console on it",
	 .help = "Writes what the sources of a fictional company deliver into a temporary folder:\n"
		 "thirteen months of bills, reports of scanners and inventories.\n"
		 "Syncs it with the real collectors, opens the console and removes the folder\n"
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
	 .help = "Exits 2 with file and line when something is, also in the gate files and "
		 "CODEOWNERS\nfiles that it names.",
	 .run = config_check_run},
	{.name = "config show",
	 .arguments = "",
	 .summary = "the values in force",
	 .help = "Later layers win: defaults, /etc/gavel, your own file, options. The text is a\n"
		 "gavel.yaml that means the same; --origin says for every value which file and "
		 "line\n"
		 "it stands in.",
	 .options = CONFIG_SHOW_OPTIONS,
	 .option_count = sizeof CONFIG_SHOW_OPTIONS / sizeof *CONFIG_SHOW_OPTIONS,
	 .run = config_show_run},
	{.name = "keys",
	 .arguments = "",
	 .summary = "the keys of the console and where each comes from",
	 .help = "The map that `keys:` in gavel.yaml names, with the lines of your own keys file "
		 "over it;\ngavel-keys(5) says how to write one. --check reads a file as the "
		 "console "
		 "would, and\nexits 2 with file and line when something in it is wrong.",
	 .options = KEYS_OPTIONS,
	 .option_count = sizeof KEYS_OPTIONS / sizeof *KEYS_OPTIONS,
	 .run = keys_run},
	{.name = "doctor",
	 .arguments = "",
	 .summary = "say what is wrong with this installation and what to do",
	 .help = "Looks at the configuration, archive, cache, sources, collectors, libraries and "
		 "the\n"
		 "terminal, and changes nothing. Each line begins with ok, note or problem; below "
		 "it\n"
		 "stands what to do. Exits 1 when there is a problem.",
	 .any_config = true,
	 .run = doctor_run},
	{.name = "help",
	 .arguments = "",
	 .summary = "list the commands",
	 .help = "The list of commands.",
	 .any_config = true,
	 .run = help_run},
	{.name = "version",
	 .arguments = "",
	 .summary = "print the version",
	 .help = "One line. `gavel --version` is the same.",
	 .any_config = true,
	 .run = version_run},
	{.name = "completion",
	 .arguments = "[bash|zsh]",
	 .summary = "print the completion for a shell",
	 .help = "bash: source <(gavel completion)\n"
		 "zsh:  source <(gavel completion zsh), behind compinit",
	 .any_config = true,
	 .run = completion_run},
	{.name = "manual",
	 .arguments = "[gavel|gavel-config|gavel-keys|gavel-theme|gavel-filter]",
	 .summary = "print the part of a manual page that is written from tables",
	 .help = "mdoc, for `make man`.",
	 .run = manual_run},
};
const size_t house_command_count = sizeof house_commands / sizeof *house_commands;
