#include "cmd/house/completion.h"

#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/help.h"
#include "view/view.h"

#include <string.h>

// How a shell writes what differs between them; the cases in between are the same.
//
// Before the cases: `command` holds the words so far that are neither options nor their values,
// each with a blank behind it. They set `choices` (what may stand here), `options` and `files`.
struct shell {
	const char *name, *head, *list, *list_end, *files, *nothing, *tail;
	void (*add_word)(struct str *out, const char *word, const char *help);
};

static void add_bare(struct str *out, const char *word, const char *help)
{
	(void)help;
	str_addf(out, "%s ", word);
}

// 'word:help' with what would end the quotes taken apart.
static void add_described(struct str *out, const char *word, const char *help)
{
	str_addf(out, "'%s:", word);
	for (const char *c = help; *c; c++) {
		if (*c == '\'')
			str_add_text(out, "'\\''");
		else
			str_add_char(out, *c);
	}
	str_add_text(out, "' ");
}

static const struct shell SHELLS[] = {
	{.name = "bash",
	 .head = "# bash completion of gavel, from its command table\n"
		 "_gavel() {\n"
		 "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
		 "\tlocal command='' choices='' options='' files='' i\n"
		 "\tif [[ $word == '=' ]]; then\n"
		 "\t\tword=''\n"
		 "\telif [[ $before == '=' ]]; then\n"
		 "\t\tbefore=${COMP_WORDS[COMP_CWORD-2]}\n"
		 "\tfi\n"
		 "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		 "\t\tcase ${COMP_WORDS[i]} in\n"
		 "\t\tVALUED) [[ ${COMP_WORDS[i+1]} == '=' ]] && ((i++)); ((i++)) ;;\n"
		 "\t\t-*) ;;\n"
		 "\t\t*) command+=\"${COMP_WORDS[i]} \" ;;\n"
		 "\t\tesac\n"
		 "\tdone\n"
		 "\tCOMPREPLY=()\n"
		 "\tcase $before in\n",
	 .list = "'",
	 .list_end = "'",
	 .files = "compopt -o filenames 2>/dev/null; "
		  "mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return",
	 .nothing = "return",
	 .tail = "\t[[ $word == -* ]] && choices=$options files=''\n"
		 "\tmapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$word\")\n"
		 "\tif [[ $files ]]; then\n"
		 "\t\tcompopt -o filenames 2>/dev/null\n"
		 "\t\tmapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$word\")\n"
		 "\tfi\n"
		 "}\n"
		 "complete -F _gavel gavel\n",
	 .add_word = add_bare},
	{.name = "zsh",
	 .head = "#compdef gavel\n"
		 "# zsh completion of gavel, from its command table\n"
		 "_gavel() {\n"
		 "\tlocal command='' files=''\n"
		 "\tlocal -a choices options\n"
		 "\tlocal -i i\n"
		 "\tfor ((i = 2; i < CURRENT; i++)); do\n"
		 "\t\tcase $words[i] in\n"
		 "\t\tVALUED) ((i++)) ;;\n"
		 "\t\t-*) ;;\n"
		 "\t\t*) command+=\"$words[i] \" ;;\n"
		 "\t\tesac\n"
		 "\tdone\n"
		 "\tcase $words[CURRENT-1] in\n",
	 .list = "(",
	 .list_end = ")",
	 .files = "_files; return",
	 .nothing = "return",
	 .tail = "\tif [[ $PREFIX == -* ]]; then\n"
		 "\t\t_describe -o option options\n"
		 "\t\treturn\n"
		 "\tfi\n"
		 "\t(( $#choices )) && _describe word choices\n"
		 "\t[[ -n $files ]] && _files\n"
		 "}\n"
		 "if [[ $funcstack[1] == _gavel ]]; then\n"
		 "\t_gavel \"$@\"\n"
		 "else\n"
		 "\tcompdef _gavel gavel\n"
		 "fi\n",
	 .add_word = add_described},
};

// ---- Options that take a value ----

static bool is_file(const char *value)
{
	return strstr(value, "FILE") || strstr(value, "DIR") || strstr(value, "PATH");
}

enum { VALUE_ANY, VALUE_FILE, VALUE_OTHER };

static void add_valued(const struct option *options, size_t count, int which, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		bool file = options[i].value && is_file(options[i].value);
		if (!options[i].value || (which == VALUE_FILE && !file) ||
		    (which == VALUE_OTHER && file))
			continue;
		str_addf(out, "%s--%s", out->len ? "|" : "", options[i].name);
	}
}

// "--cache|--config|…": a pattern of all such options of all commands.
static void valued_pattern(int which, struct str *out)
{
	add_valued(GLOBAL_OPTIONS, GLOBAL_OPTION_COUNT, which, out);
	for (size_t i = 0; command_at(i); i++)
		add_valued(command_at(i)->options, command_at(i)->option_count, which, out);
}

static void write_head(const struct shell *shell, struct str *out)
{
	struct str any = {0}, file = {0}, other = {0};
	const char *place = strstr(shell->head, "VALUED");
	valued_pattern(VALUE_ANY, &any);
	valued_pattern(VALUE_FILE, &file);
	valued_pattern(VALUE_OTHER, &other);
	str_add(out, shell->head, (size_t)(place - shell->head));
	str_add_text(out, str_text(&any));
	str_add_text(out, place + strlen("VALUED"));
	str_addf(out, "\t%s) %s ;;\n", str_text(&file), shell->files);
	str_addf(out, "\t%s) %s ;;\n\tesac\n", str_text(&other), shell->nothing);
	str_fini(&any);
	str_fini(&file);
	str_fini(&other);
}

// ---- Words ----

static size_t first_word(const char *name)
{
	return strcspn(name, " ");
}

// True when no earlier command begins with the same word.
static bool is_first_of_its_noun(size_t index)
{
	const char *name = command_at(index)->name;
	size_t len = first_word(name);
	for (size_t i = 0; i < index; i++)
		if (first_word(command_at(i)->name) == len &&
		    strncmp(command_at(i)->name, name, len) == 0)
			return false;
	return true;
}

// "list, show, log": the verbs of a noun, as the noun's help.
static void add_verbs(size_t index, struct str *out)
{
	const char *name = command_at(index)->name;
	size_t len = first_word(name) + 1;
	for (size_t i = index; command_at(i); i++)
		if (strncmp(command_at(i)->name, name, len) == 0)
			str_addf(out, "%s%s", out->len ? ", " : "", command_at(i)->name + len);
}

static void write_verbs(const struct shell *shell, size_t index, struct str *out)
{
	const char *name = command_at(index)->name;
	size_t len = first_word(name) + 1;
	if (!strchr(name, ' ') || !is_first_of_its_noun(index))
		return;
	str_addf(out, "\t'%.*s') choices=%s", (int)len, name, shell->list);
	for (size_t i = index; command_at(i); i++)
		if (strncmp(command_at(i)->name, name, len) == 0)
			shell->add_word(out, command_at(i)->name + len, command_at(i)->summary);
	str_addf(out, "%s ;;\n", shell->list_end);
}

// ---- One command's arguments and options ----

// "[a|b]" in a command's arguments are words; VIEW stands for every view's name.
static void add_arguments(const struct shell *shell, const char *arguments, struct str *out)
{
	size_t count = 0;
	const struct view *views = strstr(arguments, "VIEW") ? view_list(&count) : NULL;
	for (size_t i = 0; i < count; i++)
		shell->add_word(out, views[i].name, views[i].help);
	if (!strchr(arguments, '|'))
		return;
	char word[32];
	for (const char *at = arguments + strspn(arguments, "["); *at;) {
		size_t len = strcspn(at, "|]");
		if (len && len < sizeof word) {
			memcpy(word, at, len);
			word[len] = 0;
			shell->add_word(out, word, "");
		}
		at += len + (at[len] != 0);
	}
}

static void add_options(const struct shell *shell, const struct option *options, size_t count,
			struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		struct str word = {0};
		str_addf(&word, "--%s", options[i].name);
		shell->add_word(out, str_text(&word), options[i].help);
		str_fini(&word);
	}
}

static void write_first_words(const struct shell *shell, struct str *out)
{
	str_addf(out, "\t'') choices=%s", shell->list);
	for (size_t i = 0; command_at(i); i++) {
		struct str word = {0}, help = {0};
		const struct command *command = command_at(i);
		str_add(&word, command->name, first_word(command->name));
		if (strchr(command->name, ' '))
			add_verbs(i, &help);
		else
			str_add_text(&help, command->summary);
		if (is_first_of_its_noun(i))
			shell->add_word(out, str_text(&word), str_text(&help));
		str_fini(&word);
		str_fini(&help);
	}
	str_addf(out, "%s options=%s", shell->list_end, shell->list);
	add_options(shell, console_options, CONSOLE_OPTIONS, out);
	str_addf(out, "%s ;;\n", shell->list_end);
}

static void write_command(const struct shell *shell, const struct command *command, struct str *out)
{
	str_addf(out, "\t'%s '*) choices=%s", command->name, shell->list);
	add_arguments(shell, command->arguments, out);
	str_addf(out, "%s options=%s", shell->list_end, shell->list);
	add_options(shell, command->options, command->option_count, out);
	str_addf(out, "%s%s ;;\n", shell->list_end,
		 is_file(command->arguments) ? " files=yes" : "");
}

bool completion_write(const char *name, struct str *out, struct err *err)
{
	const struct shell *shell = NULL;
	for (size_t i = 0; i < sizeof SHELLS / sizeof *SHELLS; i++)
		if (strcmp(SHELLS[i].name, name) == 0)
			shell = &SHELLS[i];
	if (!shell)
		return err_set(err, ERR_INVALID, "'%s': there is completion for bash and zsh",
			       name);
	write_head(shell, out);
	str_add_text(out, "\tcase $command in\n");
	write_first_words(shell, out);
	for (size_t i = 0; command_at(i); i++)
		write_verbs(shell, i, out);
	for (size_t i = 0; command_at(i); i++)
		write_command(shell, command_at(i), out);
	str_addf(out, "\tesac\n\toptions+=%s", shell->list);
	add_options(shell, GLOBAL_OPTIONS, GLOBAL_OPTION_COUNT, out);
	str_addf(out, "%s\n", shell->list_end);
	str_add_text(out, shell->tail);
	return true;
}
