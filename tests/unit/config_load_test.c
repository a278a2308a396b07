// gavel.yaml and accounts.yaml: what they mean, where each value comes from, what is refused.
#include "config/config.h"

#include "base/clock.h"
#include "config/config_keys.h"

#include "tests/unit/config_home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- What is wrong, and where ----

#define BILL "sources:\n  bill:\n    plugin: cur\n"

static const struct {
	const char *text, *error; // behind the folder's name
} BAD[] = {
	{"cahce: x\n", "/gavel.yaml:1: unknown key 'cahce', did you mean 'cache'?"},
	{"\n\narchve: x\n", "/gavel.yaml:3: unknown key 'archve', did you mean 'archive'?"},
	{"source:\n", "/gavel.yaml:1: unknown key 'source', did you mean 'sources'?"},
	{"colour: blue\n", "/gavel.yaml:1: unknown key 'colour'"},
	{"- a\n", "/gavel.yaml:1: a map of keys was expected"},
	{"cache: [a]\n", "/gavel.yaml:1: a plain text was expected"},
	{"cache:\n", "/gavel.yaml:1: 'cache' is empty"},
	{"cache: s3://b/c\n", "/gavel.yaml:1: 'cache' is a path on this machine, not an address"},
	{"keys: vim\n", "/gavel.yaml:1: 'keys' is one of default|vi, not 'vim'"},
	{"\nclipboard: x11\n",
	 "/gavel.yaml:2: 'clipboard' is one of auto|tmux|osc52|file|off, not 'x11'"},
	{"keys_file:\n", "/gavel.yaml:1: 'keys_file' is empty"},
	{"cache: a\ncache: b\n", "/gavel.yaml:2: key 'cache' stands twice"},
	{"sources: x\n", "/gavel.yaml:1: 'sources' is a map from names to sources"},
	{"sources:\n  Bill:\n    plugin: cur\n",
	 "/gavel.yaml:2: a source's name has lower-case letters, digits and '-'"},
	{"sources:\n  bill: cur\n", "/gavel.yaml:2: a source is a map of keys"},
	{"sources:\n  bill:\n    path: /x\n", "/gavel.yaml:2: the source has no 'plugin'"},
	{"sources:\n  bill:\n    plugin:\n", "/gavel.yaml:3: 'plugin' is empty"},
	{BILL "    path: ''\n", "/gavel.yaml:4: 'path' is empty"},
	{"sandbox: on\n", "/gavel.yaml:1: 'sandbox' is one of auto|require|off, not 'on'"},
	{BILL "    memory: 99999999999GiB\n",
	 "/gavel.yaml:4: 'memory' is a whole number of MiB or GiB, as 512MiB"},
	{BILL "    read: [[/opt]]\n", "/gavel.yaml:4: 'read' is a list of paths: [/opt/venv]"},
	{"sources:\n  bill:\n    plugin: [cur]\n",
	 "/gavel.yaml:3: a source's keys are plain texts"},
	{BILL "    every: often\n",
	 "/gavel.yaml:4: 'often' is not a duration like 90s, 12h or 30d"},
	{BILL "    every: 0s\n", "/gavel.yaml:4: '0s': at least a second was expected"},
	{BILL "    at: 2:30\n",
	 "/gavel.yaml:4: '2:30': a time such as 02:30 or mon 02:30 (UTC) was expected"},
	{BILL "    at: ['02:30', [x]]\n", "/gavel.yaml:4: 'at' is a time or a list of times"},
	{BILL "    at: []\n", "/gavel.yaml:4: 'at' is empty"},
	{BILL "    at: 02:30\n    every: 1h\n",
	 "/gavel.yaml:5: a source has either 'every' or 'at', not both"},
	{BILL "    every: 1h\n    at: 02:30\n",
	 "/gavel.yaml:5: a source has either 'every' or 'at', not both"},
	{BILL "    timezone: Europe/Berlin\n",
	 "/gavel.yaml:4: times are UTC, there is no other time zone; write 'at' in UTC"},
	{BILL "    jitter: some\n", "/gavel.yaml:4: 'some' is not a duration like 90s, 12h or 30d"},
	{BILL "    on: aws.s3\n", "/gavel.yaml:4: 'on': an event pattern, a map, was expected"},
	{BILL "    on: []\n", "/gavel.yaml:4: 'on': an event pattern, a map, was expected"},
	{BILL "    on: {source: aws.s3}\n",
	 "/gavel.yaml:4: 'on': the value of 'source' must be a list, as in [aws.s3]"},
	{BILL "    on: {source: []}\n", "/gavel.yaml:4: 'on': an empty list matches nothing"},
	{BILL "    on: {source: [[a]]}\n", "/gavel.yaml:4: 'on': a list inside a list"},
	{BILL "    on:\n    - source: [{numeric: 5}]\n",
	 "/gavel.yaml:5: 'on': the comparison 'numeric' is not one that gavel knows (prefix, "
	 "suffix, "
	 "equals-ignore-case, anything-but, exists)"},
	{BILL "    on: {source: [{exists: maybe}]}\n",
	 "/gavel.yaml:4: 'on': 'exists' is true or false"},
	{BILL "    on: {source: [{prefix: a, suffix: b}]}\n",
	 "/gavel.yaml:4: 'on': one comparison at a time was expected"},
	{BILL "    on: {source: [{anything-but: {exists: true}}]}\n",
	 "/gavel.yaml:4: 'on': anything-but takes prefix or suffix"},
	{BILL "    on: {source: [{prefix: [a]}]}\n",
	 "/gavel.yaml:4: 'on': a plain text was expected"},
	{"parallel: 0\n", "/gavel.yaml:1: 'parallel' is a whole number from 1 to 64"},
	{"parallel: many\n", "/gavel.yaml:1: 'parallel' is a whole number from 1 to 64"},
	{"log_keep: -1\n", "/gavel.yaml:1: 'log_keep' is a whole number from 0 to 100"},
	{"keep: long\n", "/gavel.yaml:1: 'long' is not a duration like 90s, 12h or 30d"},
	{"keep_runs: 0\n", "/gavel.yaml:1: 'keep_runs' is a whole number from 1 to 1000000"},
	{BILL "    deadline: 5\n", "/gavel.yaml:4: '5' is not a duration like 90s, 12h or 30d"},
	{BILL "    plugin: focus\n", "/gavel.yaml:4: key 'plugin' stands twice"},
};

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct config config;
		struct err err = {0};
		expect_true(!load(BAD[i].text, &config, &err));
		expect_int(err.code, ERR_INVALID);
		expect_text(below(err.text), BAD[i].error);
	}
}

// ---- What is right ----

static void test_values(void)
{
	struct config config;
	struct err err = {0};
	if (!test_count(load("# comment\narchive: data/archive\ncache: ~/c.db\n"
			     "sources:\n  bill:\n    plugin: cur\n    path: ../cur\n"
			     "    every: 1h30m\n    account: 012345678901\n  none:\n"
			     "    plugin: /opt/x\n    deadline: 90s\n    network: true\n"
			     "    memory: 2GiB\n    read: [/opt/v, ~/lib, x]\n",
			     &config, &err))) {
		fprintf(stderr, "config_load: %s\n", err.text);
		return;
	}
	expect_text(below(config.archive), "/data/archive");
	expect_text(config.cache, "/home/of/somebody/c.db");
	expect_text(config.values[0].key, "cache");
	expect_text(below(config.values[0].origin), "/gavel.yaml:3");
	expect_text(below(config.values[1].origin), "/gavel.yaml:2");
	expect_int((int64_t)config.source_count, 2);
	const struct source_config *bill = config_source(&config, "bill");
	expect_text(bill->plugin, "cur");
	expect_text(below(bill->path), "/../cur");
	expect_int(bill->every_seconds, 5400);
	expect_int(bill->deadline_seconds, 3600);
	expect_text(bill->settings, "{\"account\":\"012345678901\"}");
	expect_text(below(bill->origin), "/gavel.yaml:5");
	expect_int((int64_t)bill->value_count, 4);
	expect_text(bill->values[3].key, "account");
	expect_text(bill->values[3].value, "012345678901");
	expect_text(below(bill->values[3].origin), "/gavel.yaml:9");
	expect_int(config_source(&config, "none")->deadline_seconds, 90);
	expect_text(config_source(&config, "none")->settings, "{}");
	expect_true(config_source(&config, "none")->network && !bill->network && !bill->read);
	expect_int(config_source(&config, "none")->memory_bytes, 2LL * 1024 * 1024 * 1024);
	expect_text(config_source(&config, "none")->read[0], "/opt/v");
	expect_text(config_source(&config, "none")->read[1], "/home/of/somebody/lib");
	expect_text(below(config_source(&config, "none")->read[2]), "/x");
	expect_text(config.sandbox, "auto");
	expect_true(!config_source(&config, "absent"));
	config_fini(&config);
}

static void test_schedules(void)
{
	struct config config;
	struct err err = {0};
	char time[32];
	expect_true(load("parallel: 7\nkeep: 2w\nsources:\n"
			 "  a:\n    plugin: p\n    at: ['02:30', mon 04:00]\n    timezone: UTC\n"
			 "  b:\n    plugin: p\n    every: 1h\n    jitter: 0s\n"
			 "  c:\n    plugin: p\n    on:\n    - source: [aws.s3]\n"
			 "      detail: {size: [5, '5', {exists: true}]}\n",
			 &config, &err));
	expect_text(err.text, "");
	expect_int(config.parallel, 7);
	expect_int(config.log_keep, 5);
	expect_int(config.keep_seconds, 14 * 86400);
	expect_int(config.keep_runs, 0);
	const struct source_config *a = config_source(&config, "a"),
				   *b = config_source(&config, "b"),
				   *c = config_source(&config, "c");
	// 2018-06-20, a Wednesday, at midnight; then a Monday at three.
	expect_text(clock_format(schedule_next(&a->schedule, 1529452800), time),
		    "2018-06-20T02:30:00Z");
	expect_text(clock_format(schedule_next(&a->schedule, 1529895600), time),
		    "2018-06-25T04:00:00Z");
	expect_text(clock_format(schedule_next(&b->schedule, 1529452800), time),
		    "2018-06-20T01:00:00Z");
	expect_text(a->values[1].value, "[\"02:30\",\"mon 04:00\"]");
	expect_true(a->values[1].is_flow && !a->values[0].is_flow);
	expect_text(
		c->values[1].value,
		"[{\"source\":[\"aws.s3\"],\"detail\":{\"size\":[5,\"5\",{\"exists\":true}]}}]");
	expect_true(c->on && c->on->kind == YAML_LIST);
	expect_text(c->settings, "{}");
	config_fini(&config);
}

static void test_accounts(void)
{
	struct config config;
	struct err err = {0};
	put(home, "accounts.yaml", "# names\n012345678901: Research\n\"2\": Ops\n");
	expect_true(load("", &config, &err));
	expect_int((int64_t)config.account_count, 2);
	expect_text(config.accounts[0].id, "012345678901");
	expect_text(config.accounts[0].name, "Research");
	expect_text(below(config.accounts[0].origin), "/accounts.yaml:2");
	config_fini(&config);
	put(home, "accounts.yaml", "a: 1\nb: [2]\n");
	expect_true(!load("", &config, &err));
	expect_text(below(err.text), "/accounts.yaml:2: an account's name is a plain text");
	char *path = file_join(home, "accounts.yaml");
	unlink(path);
	free(path);
}

// ---- The tables ----

// What `config init` prints, with its comment marks taken off, is a configuration.
static void test_sample(void)
{
	struct str sample = {0}, plain = {0};
	struct config config;
	struct err err = {0};
	config_sample(&sample);
	struct slice rest = str_slice(&sample);
	while (rest.len) {
		struct slice line = slice_cut(&rest, '\n');
		struct slice inner =
			slice_trim((struct slice){line.at + 1, line.len ? line.len - 1 : 0});
		bool comment = (line.len > 2 && line.at[1] == ' ' && line.at[2] != ' ') ||
			       slice_starts(inner, "#");
		if (line.len > 1 && !comment) {
			str_add(&plain, line.at + 1, line.len - 1);
			str_add_char(&plain, '\n');
		}
	}
	if (!test_count(load(str_text(&plain), &config, &err))) {
		fprintf(stderr, "config_load: the sample: %s\n", err.text);
	} else {
		const struct source_config *bill = config_source(&config, "bill");
		size_t count;
		config_source_keys(&count);
		expect_int((int64_t)bill->value_count, (int64_t)count - 1); // `at` is in its place
		expect_text(bill->settings, "{}");
		config_fini(&config);
	}
	str_fini(&sample);
	str_fini(&plain);
}

static void test_tables(void)
{
	size_t count, source_count;
	const struct config_key *keys = config_keys(&count);
	const struct source_key *source_keys = config_source_keys(&source_count);
	for (size_t i = 0; i < count; i++) {
		expect_true(config_key_find(keys[i].name) == &keys[i]);
		expect_text(config_key_near(keys[i].name), keys[i].name);
		expect_true(*keys[i].help && *keys[i].shown);
	}
	for (size_t i = 0; i < source_count; i++) {
		expect_true(config_source_key_find(source_keys[i].name) == &source_keys[i]);
		expect_true(*source_keys[i].help && *source_keys[i].example);
	}
	expect_text(config_key_near("cahe"), "cache");
	expect_text(config_key_near("caches"), "cache");
	expect_text(config_key_near("xache"), "cache");
	expect_text(config_key_near("c"), NULL);
}

int main(void)
{
	expect_true(mkdtemp(home));
	umask(022);
	setenv("HOME", "/home/of/somebody", 1);
	test_bad();
	test_values();
	test_schedules();
	test_accounts();
	test_sample();
	test_tables();
	return home_done("config_load");
}
