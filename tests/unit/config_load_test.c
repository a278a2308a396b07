// gavel.yaml and accounts.yaml: what they mean, where each value comes from, what is refused.
#include "config/config.h"

#include "base/file.h"
#include "config/config_keys.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/gavel-config-XXXXXX";

static void put(const char *folder, const char *name, const char *text)
{
	char *path = file_join(folder, name);
	struct err err = {0};
	expect_true(file_write(path, slice_of(text), 0600, &err));
	free(path);
}

// Loads HOME/gavel.yaml with this text.
static bool load(const char *text, struct config *config, struct err *err)
{
	char *path = file_join(home, "gavel.yaml");
	struct config_overrides overrides = {.config = path};
	put(home, "gavel.yaml", text);
	bool done = config_load(&overrides, config, err);
	free(path);
	return done;
}

// The path with the test's folder cut off its front.
static const char *below(const char *path)
{
	size_t len = strlen(home);
	return !strncmp(path, home, len) ? path + len : path;
}

// ---- What is wrong, and where ----

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
	{"cache: a\ncache: b\n", "/gavel.yaml:2: key 'cache' stands twice"},
	{"sources: x\n", "/gavel.yaml:1: 'sources' is a map from names to sources"},
	{"sources:\n  Bill:\n    plugin: cur\n",
	 "/gavel.yaml:2: a source's name has lower-case letters, digits and '-'"},
	{"sources:\n  bill: cur\n", "/gavel.yaml:2: a source is a map of keys"},
	{"sources:\n  bill:\n    path: /x\n", "/gavel.yaml:2: the source has no 'plugin'"},
	{"sources:\n  bill:\n    plugin: cur\n    path: ftp://x/y\n",
	 "/gavel.yaml:4: 'path' is a path, s3://BUCKET/PREFIX or https://HOST/FILE"},
	{"sources:\n  bill:\n    plugin: cur\n    path: http://x/y\n",
	 "/gavel.yaml:4: 'path' is a path, s3://BUCKET/PREFIX or https://HOST/FILE"},
	{"sources:\n  bill:\n    plugin: cur\n    path_style: yes\n",
	 "/gavel.yaml:4: 'path_style' is true or false"},
	{"sources:\n  bill:\n    plugin: cur\n    spool_keep: 20 apples\n",
	 "/gavel.yaml:4: 'spool_keep' is a duration like 30d or a size like 20GB"},
	{"sources:\n  bill:\n    plugin: cur\n    spool_keep: 99999999TB\n",
	 "/gavel.yaml:4: 'spool_keep' is a duration like 30d or a size like 20GB"},
	{"sources:\n  bill:\n    plugin: cur\n    endpoint: ''\n",
	 "/gavel.yaml:4: 'endpoint' is empty"},
	{"sources:\n  bill:\n    plugin:\n", "/gavel.yaml:3: 'plugin' is empty"},
	{"sources:\n  bill:\n    plugin: cur\n    path: ''\n", "/gavel.yaml:4: 'path' is empty"},
	{"sources:\n  bill:\n    plugin: [cur]\n",
	 "/gavel.yaml:3: a source's keys are plain texts"},
	{"sources:\n  bill:\n    plugin: cur\n    every: often\n",
	 "/gavel.yaml:4: 'often' is not a duration like 90s, 12h or 30d"},
	{"sources:\n  bill:\n    plugin: cur\n    deadline: 5\n",
	 "/gavel.yaml:4: '5' is not a duration like 90s, 12h or 30d"},
	{"sources:\n  bill:\n    plugin: cur\n    plugin: focus\n",
	 "/gavel.yaml:4: key 'plugin' stands twice"},
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
			     "    plugin: /opt/x\n    deadline: 90s\n",
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
	expect_true(!config_source(&config, "absent"));
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
		bool comment = line.len > 2 && line.at[1] == ' ' && line.at[2] != ' ';
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
		expect_int((int64_t)bill->value_count, (int64_t)count);
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

// ---- Sources on servers ----

static void test_fetch(void)
{
	static const struct {
		const char *keep;
		int64_t seconds, bytes;
	} KEEPS[] = {{"30d", 30 * 86400, -1},
		     {"0s", 0, -1},
		     {"0B", -1, 0},
		     {"500MB", -1, 500000000},
		     {"20GB", -1, 20000000000},
		     {"7kB", -1, 7000}};
	struct config config;
	struct err err = {0};
	char text[400];
	expect_true(load("sources:\n  bill:\n    plugin: cur\n    path: s3://b/x y\n    region: r\n"
			 "    ca_file: ca.pem\n    path_style: 'true'\n    more: z\n",
			 &config, &err));
	const struct source_config *source = config_source(&config, "bill");
	expect_text(source->path, "s3://b/x y");
	expect_text(source->fetch.region, "r");
	expect_text(source->fetch.path_style, "true");
	expect_text(below(source->fetch.ca_file), "/ca.pem");
	expect_int(source->fetch.keep_seconds, 30 * 86400);
	expect_int(source->fetch.keep_bytes, -1);
	expect_text(source->settings, "{\"more\":\"z\"}");
	config_fini(&config);
	for (size_t i = 0; i < sizeof KEEPS / sizeof *KEEPS; i++) {
		snprintf(text, sizeof text,
			 "sources:\n  bill:\n    plugin: cur\n    spool_keep: %s\n", KEEPS[i].keep);
		expect_true(load(text, &config, &err));
		expect_int(config_source(&config, "bill")->fetch.keep_seconds, KEEPS[i].seconds);
		expect_int(config_source(&config, "bill")->fetch.keep_bytes, KEEPS[i].bytes);
		config_fini(&config);
	}
}

int main(void)
{
	struct err err = {0};
	expect_true(mkdtemp(home));
	umask(022);
	setenv("HOME", "/home/of/somebody", 1);
	test_bad();
	test_values();
	test_accounts();
	test_sample();
	test_tables();
	test_fetch();
	expect_true(file_remove_tree(home, &err));
	return test_done("config_load");
}
