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
	{"AWS_S3_ACCESS_KEY_ID", "AWS"},
	{"AWS_S3_SECRET_ACCESS_KEY", "AWS"},
	{"S3_ACCESS_KEY", "AWS"},
	{"S3_SECRET_KEY", "AWS"},
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
	{"GDRIVE_CREDENTIALS_DATA", "Google Cloud"},
	{"firebaseServiceAccount", "Google Cloud"},
	{"FIREBASE_SERVICE_ACCOUNT", "Google Cloud"},
	{"AZURE_CREDENTIALS", "Azure"},
	{"AZURE_CLIENT_SECRET", "Azure"},
	{"ARM_CLIENT_SECRET", "Azure"},
	{"ARM_ACCESS_KEY", "Azure"},
	{"AZURE_STORAGE_KEY", "Azure"},
	{"AZURE_STORAGE_CONNECTION_STRING", "Azure"},
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

// The key itself, or with words before it: PROD_AWS_ACCESS_KEY_ID, TF_VAR_aws_secret_key.
static bool is_name_of(const char *name, const char *key)
{
	size_t len = strlen(name), end = strlen(key);
	return len >= end && !strcasecmp(name + len - end, key) &&
	       (len == end || name[len - end - 1] == '_');
}

const char *ci_key_cloud(const char *name)
{
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (is_name_of(name, KEYS[i].name))
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
