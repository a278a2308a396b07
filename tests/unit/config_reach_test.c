// Keys that say what a source reaches, servers and what its collector may: what is refused, what
// they mean.
#include "config/config.h"

#include "tests/unit/config_home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *text, *error; // behind the folder's name
} BAD[] = {
	{"sources:\n  bill:\n    plugin: cur\n    network: yes\n",
	 "/gavel.yaml:4: 'network' is true or false"},
	{"sources:\n  bill:\n    plugin: cur\n    memory: 2GB\n",
	 "/gavel.yaml:4: 'memory' is a whole number of MiB or GiB, as 512MiB"},
	{"sources:\n  bill:\n    plugin: cur\n    memory: 99999999999GiB\n",
	 "/gavel.yaml:4: 'memory' is a whole number of MiB or GiB, as 512MiB"},
	{"sources:\n  bill:\n    plugin: cur\n    memory: 63MiB\n",
	 "/gavel.yaml:4: 'memory' is at least 64MiB: programs need that much"},
	{"sources:\n  bill:\n    plugin: cur\n    read: /opt\n",
	 "/gavel.yaml:4: 'read' is a list of paths: [/opt/venv]"},
	{"sources:\n  bill:\n    plugin: cur\n    read: [[/opt]]\n",
	 "/gavel.yaml:4: 'read' is a list of paths: [/opt/venv]"},
	{"sources:\n  bill:\n    plugin: cur\n    path: ftp://x/y\n",
	 "/gavel.yaml:4: 'path' is a path, s3://BUCKET/PREFIX, https://HOST/FILE or aws://SERVICE"},
	{"sources:\n  bill:\n    plugin: cur\n    path: http://x/y\n",
	 "/gavel.yaml:4: 'path' is a path, s3://BUCKET/PREFIX, https://HOST/FILE or aws://SERVICE"},
	{"sources:\n  bill:\n    plugin: cur\n    path_style: yes\n",
	 "/gavel.yaml:4: 'path_style' is true or false"},
	{"sources:\n  bill:\n    plugin: cur\n    spool_keep: 20 apples\n",
	 "/gavel.yaml:4: 'spool_keep' is a duration like 30d or a size like 20GB"},
	{"sources:\n  bill:\n    plugin: cur\n    spool_keep: 99999999TB\n",
	 "/gavel.yaml:4: 'spool_keep' is a duration like 30d or a size like 20GB"},
	{"sources:\n  bill:\n    plugin: cur\n    endpoint: ''\n",
	 "/gavel.yaml:4: 'endpoint' is empty"},
};

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct config config;
		struct err err = {0};
		expect_true(!load(BAD[i].text, &config, &err));
		expect_text(below(err.text), BAD[i].error);
		config_fini(&config);
	}
}

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
	expect_true(mkdtemp(home));
	test_bad();
	test_fetch();
	return home_done("config_reach");
}
