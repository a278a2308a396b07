// The rules of the checks over files: the tables are whole, and the names, types and addresses that
// their judgements turn on. Instance families, TLS policies and groups are those of AWS's
// documentation; sizes of address blocks are arithmetic.
#include "findings/check/ci.h"
#include "findings/check/container.h"
#include "findings/check/iac.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static void test_tables(void)
{
	for (int check = 0; check < CHECKS; check++) {
		size_t count;
		enum check_id again;
		const struct check_rule *rules = check_rules((enum check_id)check, &count);
		expect_true(check_read(check_name((enum check_id)check), &again) &&
			    (int)again == check);
		expect_true(count > 0 && count <= 64); // bits of check_work.told_none
		for (size_t i = 0; i < count; i++) {
			expect_true(*rules[i].id && *rules[i].title && *rules[i].remedy);
			expect_true(rules[i].level > LEVEL_UNKNOWN);
			// The first of that name is this one.
			expect_true(check_rule_find((enum check_id)check, rules[i].id) ==
				    &rules[i]);
		}
	}
	expect_true(!check_rule_find(CHECK_CI, "non-root"));
}

static void test_demands(void)
{
	size_t count;
	const struct iac_demand *demands = iac_demands(&count);
	for (size_t i = 0; i < count; i++) {
		if (!test_count(check_rule_find(CHECK_IAC, demands[i].rule) && *demands[i].path &&
				!demands[i].words == (demands[i].test == IAC_TRUE)))
			fprintf(stderr, "findings_check: demand %zu of %s\n", i, demands[i].type);
		for (size_t k = 0; k < i; k++)
			expect_true(strcmp(demands[i].type, demands[k].type) ||
				    strcmp(demands[i].path, demands[k].path));
	}
}

static const struct {
	const char *text;
	bool is;
} GPUS[] = {{"p3.2xlarge", true},    {"p4d.24xlarge", true},
	    {"p5en.48xlarge", true}, {"g4dn.xlarge", true},
	    {"gr6.4xlarge", true},   {"trn1.2xlarge", true},
	    {"inf2.xlarge", true},   {"dl1.24xlarge", true},
	    {"ml.g5.xlarge", true},  {"m5.large", false},
	    {"t3.micro", false},     {"i3.large", false},
	    {"d3.xlarge", false},    {"", false},
	    {"ml.m5.large", false},  {"u-6tb1.metal", false},
	    {"x2gd.medium", false},  {"c6g.large", false}},
  WORLDS[] = {{"0.0.0.0/0", true},   {"::/0", true},
	      {"0.0.0.0/1", true},   {"128.0.0.0/7", true},
	      {"10.0.0.0/8", false}, {"203.0.113.7/32", false},
	      {"2000::/3", true},    {"2001:db8::/32", false},
	      {"10.0.0.1", false},   {"", false},
	      {"x/", false}},
  POLICIES[] = {{"ELBSecurityPolicy-TLS13-1-2-2021-06", true},
		{"ELBSecurityPolicy-TLS13-1-2-Res-2021-06", true},
		{"ELBSecurityPolicy-TLS13-1-3-2021-06", true},
		{"ELBSecurityPolicy-TLS-1-2-Ext-2018-06", true},
		{"ELBSecurityPolicy-FS-1-2-Res-2020-10", true},
		{"ELBSecurityPolicy-TLS13-1-0-2021-06", false},
		{"ELBSecurityPolicy-TLS13-1-1-2021-06", false},
		{"ELBSecurityPolicy-TLS-1-0-2015-04", false},
		{"ELBSecurityPolicy-FS-2018-06", false},
		{"ELBSecurityPolicy-FS-1-1-2019-08", false},
		{"ELBSecurityPolicy-2016-08", false},
		{"", false}};

static void test_words(void)
{
	for (size_t i = 0; i < sizeof GPUS / sizeof *GPUS; i++)
		if (!test_count(iac_is_gpu(GPUS[i].text) == GPUS[i].is))
			fprintf(stderr, "findings_check: GPU %s\n", GPUS[i].text);
	for (size_t i = 0; i < sizeof WORLDS / sizeof *WORLDS; i++)
		if (!test_count(iac_is_world(WORLDS[i].text) == WORLDS[i].is))
			fprintf(stderr, "findings_check: world %s\n", WORLDS[i].text);
	for (size_t i = 0; i < sizeof POLICIES / sizeof *POLICIES; i++)
		if (!test_count(iac_is_new_tls(POLICIES[i].text) == POLICIES[i].is))
			fprintf(stderr, "findings_check: policy %s\n", POLICIES[i].text);
}

static const struct {
	const char *name, *value;
	bool is;
} SECRETS[] =
	{
		{"DB_PASSWORD", "x", true},
		{"db-password", "x", true},
		{"spring.datasource.password", "x", true},
		{"HF_TOKEN", "hf_x", true},
		{"AWS_SECRET_ACCESS_KEY", "x", true},
		{"CREDENTIALS", "x", true},
		{"DB_PASSWORD", "", false},
		{"DB_PASSWORD", "$(OTHER)", false},
		{"DB_PASSWORD", "arn:aws:secretsmanager:x", false},
		{"DB_PASSWORD", "{{resolve:secretsmanager:x}}", false},
		{"DB_PASSWORD_FILE", "/run/x", false},
		{"SECRET_NAME", "x", false},
		{"TOKENIZER", "bpe", false},
		{"TOKENIZERS_PARALLELISM", "false", false},
		{"MAX_NEW_TOKENS", "512", false},
		{"PASSWORD_MIN_LENGTH", "12", false},
		{"MODE", "AKIAIOSFODNN7EXAMPLE", true},
		{"MODE", "key=ASIAIOSFODNN7EXAMPLE;", true},
		{"MODE", "AKIAIOSFODNN7EXAMPL", false},
		{"MODE", "akiaiosfodnn7example", false},
		{"MODE", "-----BEGIN RSA PRIVATE KEY-----", true},
		{"MODE", "github_pat_11AAAA", true},
		// ends of names, with what may stand there that is no secret
		{"DB_PASS", "hunter2hunter2", true},
		{"SMTP_PASS", "correct", true},
		{"RABBITMQ_DEFAULT_PASS", "x7Gh2kLm9Q", true},
		{"PASS", "hunter2", true},
		{"DB_PASS", "", false},
		{"DB_PASS", "$(OTHER)", false},
		{"FIRST_PASS", "1", false},
		{"DB_PASS", "12345678", true},
		{"SKIP_PASS", "true", false},
		{"PASS_THROUGH", "x7Gh2kLm9Q", false},
		{"BYPASS", "x7Gh2kLm9Q", false},
		{"BYPASS_HOSTS", "x7Gh2kLm9Q", false},
		{"COMPASS_URL", "x7Gh2kLm9Q", false},
		{"COMPASS", "x7Gh2kLm9Q", false},
		{"DB_PASS_FILE", "/run/x", false},
		{"MYSQL_PWD", "x7Gh2kLm9Q", true},
		{"DB_PWD", "hunter", true},
		{"PWD", "/app", false},
		{"PWD", "app", false},
		{"OLDPWD", "/", false},
		{"INIT_PWD", "/srv/x", false},
		{"DB_PWD_PATH", "x7Gh2kLm9Q", false},
		{"GITHUB_PAT", "x7Gh2kLm9Qx7Gh2kLm9Qx7Gh2kLm9Q", true},
		{"FILE_PAT", "*.parquet", false},
		{"DATE_PAT", "%Y-%m-%d %H:%M:%S.000", false},
		{"BASIC_AUTH", "admin:x7Gh2kLm9Q", true},
		{"BASIC_AUTH", "admin:hunter", true},
		{"REGISTRY_AUTH", "admin:hunter2", true},
		{"USER_AUTH", "basic:header", false},
		{"BASIC_AUTH", "true", false},
		{"SECRETS_PROVIDER", "aws", false},
		{"X_JSON", "{\"secret\":\"db-prod-2024-01\"}", false},
		{"X_JSON", "{\"client_secret\":\"01234567-89ab-cdef-0123-456789abcdef\"}", true},
		{"SCRIPT", "PGPASSWORD=`cat /run/x` psql", false},
		{"BASIC_AUTH", "admin:$(PASS)", false},
		{"PROXY_AUTH", "http://proxy:8080", false},
		{"PROXY_AUTH", "proxy:8080", false},
		{"accessKey", "x7Gh2kLm9Qx7Gh2kLm9Q", true},
		{"SIGNING_KEY", "x7Gh2kLm9Qx7Gh2kLm9Q", true},
		{"MODEL_STORAGE_KEY", "models/v1/weights.bin", false},
		{"MODEL_SIGNATURE", "serving_default_v1", false},
		// what is assigned within a value
		{"CONN", "Server=x;User Id=sa;Password=Str0ng!Pass;", true},
		{"CONN", "Password=hunter;Server=x", true},
		{"CONN", "host=db user=u password=hunter dbname=x", true},
		{"CONN", "Server=x;Password=$(PASS);", false},
		{"CONN", "Server=x;Password=${PASS};", false},
		{"CONN", "Server=x;Password=;Encrypt=true", false},
		{"CONN", "Server=x;Password=<password>;", false},
		{"CONN",
		 "AccountName=a;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFg==;E="
		 "c",
		 true},
		{"X_JSON", "{\"spring.datasource.password\":\"x7Gh2kLm9Q\"}", true},
		{"X_JSON", "{\"spring.datasource.password\":\"${PASS}\"}", false},
		{"X_JSON",
		 "{\"secret\":\"my-secret-name-v2\",\"pad_token\":\"<pad>\",\"eos_token\":\"EOS\"}",
		 false},
		{"JAVA_OPTS", "-Xmx1g -Djavax.net.ssl.keyStorePassword=changeit", true},
		{"JAVA_OPTS", "-Djmx.password.file=/run/x -Dtoken.path=/run/y -Dx.pass=true",
		 false},
		{"ARGS", "--secret=prod/db --password-file=/run/x", false},
		{"SCRIPT", "export PASSWORD=$(cat /run/x); export TOKEN=$T", false},
		{"HEADERS", "api-key=x7Gh2kLm9Qx7Gh2kLm9Q", true},
		{"CONFIG", "user=a\npassword=hunter\n", true},
		// tokens by their shape
		{"WEBHOOK",
		 "https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwX",
		 true},
		{"ALERTS_URL",
		 "https://discord.com/api/webhooks/123456789012345678/"
		 "abcdefghijKLMNOPQRST0123456789abcdefghijKLMNOPQRST0123456789abcdefgh",
		 true},
		{"ALERTS_URL",
		 "https://acme.webhook.office.com/webhookb2/01234567-89ab-cdef-0123-456789abcdef@"
		 "01234567-89ab-cdef-0123-456789abcdef/IncomingWebhook/"
		 "0123456789abcdef0123456789abcdef/x",
		 true},
		{"ALERTS_URL", "https://hooks.example/services/x", false},
		{"OPENAI", "sk-proj-abcdefghij0123456789ABCDEFGHIJ", true},
		{"CONFIG_B64", "eyJhIjogMSwgImIiOiAyLCAiYyI6IFsxLCAyLCAzXX0K", false},
		{"X", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
		 true},
		// variables of Kubernetes; those of a Dockerfile
		{"DB_PASSWORD", "$uper-S3cret!", true},
		{"DB_PASSWORD", "$uper", true},
		{"CONN", "Server=x;Password=$uper-S3cret!;", true},
		{"CONN", "Server=x;Password=$PASS;", false},
		{"DATABASE_URL", "postgres://u:$uper-S3cret!@h/db", true},
		{"DATABASE_URL", "postgres://u:$(PASS)@h/db", false},
		{"DATABASE_URL", "postgres://u:$PASS@h/db", false},
		{"DB_PASSWORD", "${OTHER}", false},
		{"DB_PASSWORD", "$(USER):$(PASS)", false},
		{"DB_PASSWORD", "$(USER)hunter2", true},
},
  EXPANDED[] = {
	  {"DB_PASSWORD", "$OTHER", false},
	  {"DB_PASSWORD", "${OTHER}", false},
	  {"DB_PASSWORD", "${OTHER:-}", false},
	  {"DB_PASSWORD", "$uper-S3cret!", true},
};

static void test_secrets(void)
{
	for (size_t i = 0; i < sizeof SECRETS / sizeof *SECRETS; i++)
		if (!test_count(secret_is_plain(SECRETS[i].name, SECRETS[i].value, false) ==
				SECRETS[i].is))
			fprintf(stderr, "findings_check: %s=%s\n", SECRETS[i].name,
				SECRETS[i].value);
	for (size_t i = 0; i < sizeof EXPANDED / sizeof *EXPANDED; i++)
		if (!test_count(secret_is_plain(EXPANDED[i].name, EXPANDED[i].value, true) ==
				EXPANDED[i].is))
			fprintf(stderr, "findings_check: of a Dockerfile %s=%s\n", EXPANDED[i].name,
				EXPANDED[i].value);
}

static void test_commands(void)
{
	expect_text(ci_command_cloud("aws s3 ls"), "AWS");
	expect_text(ci_command_cloud("make && AWS_REGION=x sudo aws s3 ls"), "AWS");
	expect_text(ci_command_cloud("x=$(aws sts get-caller-identity)"), "AWS");
	expect_text(ci_command_cloud("gcloud auth list"), "Google Cloud");
	expect_true(!ci_command_cloud("aws"));
	expect_true(!ci_command_cloud("pip install aws cli"));
	expect_true(!ci_command_cloud("echo aws s3 ls"));
	expect_true(!ci_command_cloud(""));
	expect_true(ci_login_of("aws-actions/configure-aws-credentials@v4") != NULL);
	expect_true(!ci_login_of("aws-actions/configure-aws-credentials-more@v4"));
}

int main(void)
{
	test_tables();
	test_demands();
	test_words();
	test_secrets();
	test_commands();
	return test_done("findings_check");
}
