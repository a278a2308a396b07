#include "findings/check/ci.h"

#include "findings/check/tables.h"

#include <ctype.h>
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
	{"credentials_json", "Google Cloud"},
	{"GCP_SA_KEY", "Google Cloud"},
	{"GCP_CREDENTIALS", "Google Cloud"},
	{"GOOGLE_CREDENTIALS", "Google Cloud"},
	{"GCLOUD_SERVICE_KEY", "Google Cloud"},
	{"AZURE_CREDENTIALS", "Azure"},
	{"AZURE_CLIENT_SECRET", "Azure"},
	{"ARM_CLIENT_SECRET", "Azure"},
	{"ARM_ACCESS_KEY", "Azure"},
};

const char *ci_key_cloud(const char *name)
{
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcasecmp(name, KEYS[i].name))
			return KEYS[i].cloud;
	return NULL;
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

bool ci_is_harmless(const char *value)
{
	enum { KEY_LEAST = 16 }; // characters
	if (!strchr(value, '$'))
		return strlen(value) < KEY_LEAST;
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

static const struct {
	const char *name, *cloud;
} COMMANDS[] = {
	{"aws", "AWS"},
	{"sam", "AWS"},
	{"cdk", "AWS"},
	{"eksctl", "AWS"},
	{"copilot", "AWS"},
	{"gcloud", "Google Cloud"},
	{"gsutil", "Google Cloud"},
	{"az", "Azure"},
};

// Words that a command may stand behind.
static bool is_before_command(struct slice word)
{
	static const char *const WORDS[] = {"sudo", "then", "do", "else",
					    "time", "exec", "if", "!"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (slice_is(word, WORDS[i]))
			return true;
	// NAME=value before the command
	const char *equals = memchr(word.at, '=', word.len);
	return equals && equals > word.at && (isalpha((unsigned char)*word.at) || *word.at == '_');
}

// A command up to ; & | ( ` or the end of its line.
static const char *cloud_of_command(struct slice command)
{
	struct slice word = slice_word(&command);
	while (word.len && is_before_command(word))
		word = slice_word(&command);
	for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
		if (slice_is(word, COMMANDS[i].name) && slice_trim(command).len)
			return COMMANDS[i].cloud;
	return NULL;
}

const char *ci_command_cloud(const char *script)
{
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
	 "add permissions: id-token: write to the job or the workflow (GitLab: id_tokens)", "",
	 LEVEL_HIGH},
	{"oidc-role", "a job that uses a cloud assumes a role",
	 "sign in with role-to-assume (workload_identity_provider, client-id)", "", LEVEL_HIGH},
};
const size_t ci_rule_count = sizeof ci_rules / sizeof *ci_rules;
