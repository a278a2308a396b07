#include "findings/check/ci.h"

#include "findings/check/tables.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

// ---- Names ----

static const struct {
	const char *name, *cloud;
} KEYS[] = {
	{"AWS_ACCESS_KEY_ID", "AWS"},
	{"AWS_SECRET_ACCESS_KEY", "AWS"},
	{"AWS_SECRET_KEY", "AWS"},
	{"AWS_ACCESS_KEY", "AWS"},
	{"aws-access-key-id", "AWS"},
	{"aws-secret-access-key", "AWS"},
	{"AWS.AccessKeyID", "AWS"},
	{"AWS.SecretAccessKey", "AWS"},
	{"credentials_json", "Google Cloud"},
	{"service_account_key", "Google Cloud"},
	{"GCP_SA_KEY", "Google Cloud"},
	{"GCP_CREDENTIALS", "Google Cloud"},
	{"GOOGLE_CREDENTIALS", "Google Cloud"},
	{"GCLOUD_SERVICE_KEY", "Google Cloud"},
	{"AZURE_CREDENTIALS", "Azure"},
	{"AZURE_CLIENT_SECRET", "Azure"},
	{"ARM_CLIENT_SECRET", "Azure"},
	{"ARM_ACCESS_KEY", "Azure"},
	{"publish-profile", "Azure"},
};

// rclone's variables have the name of a remote in the middle.
static const char *remote_cloud(const char *name)
{
	static const struct {
		const char *end, *cloud;
	} ENDS[] = {{"_ACCESS_KEY_ID", "AWS"},
		    {"_SECRET_ACCESS_KEY", "AWS"},
		    {"_SERVICE_ACCOUNT_CREDENTIALS", "Google Cloud"}};
	for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
		if (!strncmp(name, "RCLONE_CONFIG_", strlen("RCLONE_CONFIG_")) &&
		    slice_ends(slice_of(name), ENDS[i].end))
			return ENDS[i].cloud;
	return NULL;
}

const char *ci_key_cloud(const char *name)
{
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcasecmp(name, KEYS[i].name))
			return KEYS[i].cloud;
	return remote_cloud(name);
}

const char *ci_registry_cloud(const char *address)
{
	static const struct {
		const char *part, *cloud;
	} REGISTRIES[] = {{".dkr.ecr.", "AWS"},
			  {"gcr.io", "Google Cloud"},
			  {".pkg.dev", "Google Cloud"},
			  {".azurecr.", "Azure"}};
	for (size_t i = 0; i < sizeof REGISTRIES / sizeof *REGISTRIES; i++)
		if (strstr(address, REGISTRIES[i].part))
			return REGISTRIES[i].cloud;
	return NULL;
}

const char *ci_key_name(size_t index)
{
	return index < sizeof KEYS / sizeof *KEYS ? KEYS[index].name : NULL;
}

const char *ci_stored_key(const char *text)
{
	if (!strcasestr(text, "secrets"))
		return NULL;
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (strcasestr(text, KEYS[i].name))
			return KEYS[i].name;
	return NULL;
}

bool ci_is_every_secret(const char *text)
{
	const char *at = strstr(text, "${{") ? strcasestr(text, "tojson(") : NULL;
	if (!at)
		return false;
	at += strlen("tojson(");
	at += strspn(at, " ");
	return !strncasecmp(at, "secrets", 7) && at[7 + strspn(at + 7, " ")] == ')';
}

// What stands for a key where none is needed: emulators and tests.
static bool is_dummy(const char *value)
{
	static const char *const WORDS[] = {"test",    "testing",    "dummy",	   "fake",
					    "mock",    "foo",	     "bar",	   "none",
					    "null",    "local",	     "localstack", "minio",
					    "example", "minioadmin", "changeme"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (!strcasecmp(value, WORDS[i]))
			return true;
	return strlen(value) < 8 && strspn(value, (const char[]){*value, '\0'}) == strlen(value);
}

bool ci_is_harmless(const char *value)
{
	if (!strchr(value, '$'))
		return is_dummy(value);
	return (strstr(value, "steps.") || strstr(value, "needs.")) && strstr(value, ".outputs.");
}

// ---- Steps ----

static const struct ci_login LOGINS[] = {
	{"aws-actions/configure-aws-credentials", "role-to-assume", "AWS"},
	{"google-github-actions/auth", "workload_identity_provider", "Google Cloud"},
	{"azure/login", "client-id", "Azure"},
};

const struct ci_login *ci_login_of(const char *uses)
{
	for (size_t i = 0; i < sizeof LOGINS / sizeof *LOGINS; i++) {
		size_t len = strlen(LOGINS[i].action);
		if (!strncasecmp(uses, LOGINS[i].action, len) && (!uses[len] || uses[len] == '@'))
			return &LOGINS[i];
	}
	return NULL;
}

// Programs that use a cloud; of some of them only by these verbs.
static const struct {
	const char *name, *cloud, *verbs;
} COMMANDS[] = {
	{"aws", "AWS", NULL},
	{"sam", "AWS", NULL},
	{"cdk", "AWS", NULL},
	{"eksctl", "AWS", NULL},
	{"copilot", "AWS", NULL},
	{"gcloud", "Google Cloud", NULL},
	{"gsutil", "Google Cloud", NULL},
	{"az", "Azure", NULL},
	{"terraform", "a cloud", "apply plan destroy import refresh"},
	{"tofu", "a cloud", "apply plan destroy import refresh"},
	{"terragrunt", "a cloud", "apply plan destroy import refresh run-all run"},
	{"pulumi", "a cloud", "up update preview destroy refresh import"},
	{"packer", "a cloud", "build"},
	{"serverless", "a cloud", "deploy remove"},
	{"sls", "a cloud", "deploy remove"},
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

// The name of a program without quotes and its folder.
static struct slice program_of(struct slice word)
{
	while (word.len && strchr("'\"", *word.at))
		word = (struct slice){word.at + 1, word.len - 1};
	while (word.len && strchr("'\"", word.at[word.len - 1]))
		word.len--;
	const char *slash = memrchr(word.at, '/', word.len);
	return slash ? (struct slice){slash + 1, word.len - (size_t)(slash + 1 - word.at)} : word;
}

static bool has_verb(struct slice arguments, const char *verbs)
{
	struct slice rest = slice_of(verbs), verb, word;
	while ((word = slice_word(&arguments)).len && *word.at == '-')
		;
	while (verbs && (verb = slice_word(&rest)).len)
		if (slice_equal(verb, program_of(word)))
			return true;
	return !verbs && word.len;
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
		    (has_verb(command, COMMANDS[i].verbs) ||
		     (!COMMANDS[i].verbs && slice_trim(command).len)))
			return COMMANDS[i].cloud;
	return NULL;
}

const char *ci_command_cloud(const char *script)
{
	if (strstr(script, "amazon/aws-cli"))
		return "AWS";
	while (*script) {
		size_t len = strcspn(script, "\n;&|(`");
		const char *cloud = cloud_of_command(slice_trim((struct slice){script, len}));
		if (cloud)
			return cloud;
		script += len + (script[len] != '\0');
	}
	return NULL;
}

bool ci_assumes_role(const char *script)
{
	return strcasestr(script, "assume-role-with-web-identity") ||
	       strcasestr(script, "AWS_WEB_IDENTITY_TOKEN_FILE");
}

// ---- The table ----

const struct check_rule ci_rules[] = {
	{"static-key", "no cloud access key is written in a pipeline",
	 "remove it, and delete the key at the cloud: it is in the history", "CKV_SECRET_2",
	 LEVEL_CRITICAL},
	{"stored-key", "no long-lived cloud key comes from stored secrets",
	 "assume a role by OIDC (role-to-assume), and delete the stored key", "", LEVEL_HIGH},
	{"oidc-permission", "a job that uses a cloud may ask for an OIDC token",
	 "add permissions: id-token: write to the job or the workflow (GitLab: id_tokens, "
	 "Bitbucket: oidc: true)",
	 "", LEVEL_HIGH},
	{"oidc-role", "a job that uses a cloud assumes a role",
	 "sign in with role-to-assume (workload_identity_provider, client-id; CircleCI: role_arn "
	 "of aws-cli/setup; Bitbucket: AWS_OIDC_ROLE_ARN), or assume-role-with-web-identity",
	 "", LEVEL_HIGH},
};
const size_t ci_rule_count = sizeof ci_rules / sizeof *ci_rules;
