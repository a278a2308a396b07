#include "findings/check/ci.h"

#include <ctype.h>
#include <string.h>

// Which commands of a script use a cloud.

// Programs that use a cloud; of some of them only by these verbs.
static const struct command {
	const char *name, *cloud, *verbs;
	const char *idle; // of all others: verbs that ask no cloud
} COMMANDS[] = {
	{"aws", "AWS", NULL, ""},
	{"sam", "AWS", NULL, "validate build init"},
	{"cdk", "AWS", NULL, "synth synthesize ls list init doctor docs"},
	{"eksctl", "AWS", NULL, ""},
	{"copilot", "AWS", NULL, ""},
	{"gcloud", "Google Cloud", NULL, ""},
	{"gsutil", "Google Cloud", NULL, ""},
	{"az", "Azure", NULL, ""},
	{"terraform", "a cloud", "apply plan destroy import refresh", ""},
	{"tofu", "a cloud", "apply plan destroy import refresh", ""},
	{"terragrunt", "a cloud", "apply plan destroy import refresh run-all run", ""},
	{"pulumi", "a cloud", "up update preview destroy refresh import", ""},
	{"packer", "a cloud", "build", ""},
	{"serverless", "a cloud", "deploy remove", ""},
	{"sls", "a cloud", "deploy remove", ""},
};

// Words that a command may stand behind, with their own options and numbers.
static bool is_before_command(struct slice word)
{
	static const char *const WORDS[] = {
		"sudo",	 "then",  "do",	  "else",   "time",    "exec", "if",  "!",
		"{",	 "env",	  "npx",  "nohup",  "command", "bash", "sh",  "timeout",
		"while", "until", "elif", "poetry", "pipenv",  "uv",   "uvx", "run",
		"pnpm",	 "yarn",  "dlx",  "xargs",  "nice",    "eval", "-c",  "retry"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (slice_is(word, WORDS[i]))
			return true;
	// NAME=value before the command
	const char *equals = memchr(word.at, '=', word.len);
	return equals && equals > word.at && (isalpha((unsigned char)*word.at) || *word.at == '_');
}

static struct slice unquoted(struct slice word)
{
	while (word.len && strchr("'\"", *word.at))
		word = (struct slice){word.at + 1, word.len - 1};
	while (word.len && strchr("'\"", word.at[word.len - 1]))
		word.len--;
	return word;
}

// The name of a program without quotes and its folder.
static struct slice program_of(struct slice word)
{
	word = unquoted(word);
	const char *slash = memrchr(word.at, '/', word.len);
	return slash ? (struct slice){slash + 1, word.len - (size_t)(slash + 1 - word.at)} : word;
}

static bool is_among(struct slice word, const char *words)
{
	struct slice rest = slice_of(words), one;
	while ((one = slice_word(&rest)).len)
		if (slice_equal(one, word))
			return true;
	return false;
}

static struct slice first_verb(struct slice arguments)
{
	struct slice word;
	while ((word = slice_word(&arguments)).len && *word.at == '-')
		;
	return program_of(word);
}

// ---- What asks no cloud ----

// An address of this machine, or of an emulator beside it.
static bool is_near(struct slice address)
{
	const char *at = address.len ? memmem(address.at, address.len, "://", 3) : NULL;
	if (!at)
		return false;
	struct slice host = {at + 3, 0};
	while (host.at + host.len < address.at + address.len && !strchr(":/'\"", host.at[host.len]))
		host.len++;
	return is_among(host, "localhost 127.0.0.1 0.0.0.0 host.docker.internal localstack moto "
			      "minio");
}

static bool asks_nobody(struct slice arguments, const char *idle)
{
	struct slice rest = arguments, word = slice_word(&rest), before = {0};
	if (is_among(word, "--version version --help -h help completion") ||
	    is_among(first_verb(arguments), idle))
		return true;
	for (; word.len && *word.at != '#'; before = word, word = slice_word(&rest))
		if (slice_is(word, "--no-sign-request") ||
		    ((slice_is(before, "--endpoint-url") ||
		      slice_starts(word, "--endpoint-url=")) &&
		     is_near(word)))
			return true;
	return is_among(before, "help --help");
}

// ---- Commands ----

static bool uses_cloud(const struct command *command, struct slice arguments)
{
	return command->verbs ? is_among(first_verb(arguments), command->verbs)
			      : slice_trim(arguments).len && !asks_nobody(arguments, command->idle);
}

// A command up to ; & | ( ` or the end of its line.
static const char *cloud_of_command(struct slice command)
{
	struct slice word = slice_word(&command);
	bool behind = false;
	while (word.len && (is_before_command(word) ||
			    (behind && (*word.at == '-' || isdigit((unsigned char)*word.at))))) {
		behind = true;
		word = slice_word(&command);
	}
	for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
		if (slice_is(program_of(word), COMMANDS[i].name) &&
		    uses_cloud(&COMMANDS[i], command))
			return COMMANDS[i].cloud;
	return NULL;
}

// A line goes on behind a backslash.
static size_t length_of_command(const char *script)
{
	size_t len = strcspn(script, "\n;&|(`");
	while (script[len] == '\n' && len && script[len - 1] == '\\')
		len += 1 + strcspn(script + len + 1, "\n;&|(`");
	return len;
}

const char *ci_command_cloud(const char *script)
{
	if (strstr(script, "amazon/aws-cli"))
		return "AWS";
	while (*script) {
		size_t len = length_of_command(script);
		const char *cloud = cloud_of_command(slice_trim((struct slice){script, len}));
		if (cloud)
			return cloud;
		script += len + (script[len] != '\0');
	}
	return NULL;
}
