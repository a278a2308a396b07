// Layers of configuration: defaults, /etc/gavel, the person's own file, options; and whose file
// is read at all.
#include "config/config.h"

#include "tests/unit/config_home.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void expect_origin(const struct config_overrides *overrides, const char *cache,
			  const char *archive, const char *origin)
{
	struct config config;
	struct err err = {0};
	if (!test_count(config_load(overrides, &config, &err))) {
		fprintf(stderr, "config_load: %s\n", err.text);
		return;
	}
	expect_text(config.cache, cache);
	expect_text(config.archive, archive);
	expect_text(config.values[0].origin, origin);
	config_fini(&config);
}

static void test_defaults(void)
{
	struct config_overrides none = {0}, cache = {.cache = "/x/c.db"},
				both = {.cache = "/x/c.db", .archive = "/y"};
	setenv("XDG_CONFIG_HOME", "/nowhere", 1);
	setenv("XDG_CACHE_HOME", "/cache/home", 1);
	setenv("XDG_DATA_HOME", "relative/ignored", 1);
	expect_origin(&none, "/cache/home/gavel/cache.db",
		      "/home/of/somebody/.local/share/gavel/archive", "default");
	unsetenv("XDG_CACHE_HOME");
	unsetenv("XDG_DATA_HOME");
	expect_origin(&none, "/home/of/somebody/.cache/gavel/cache.db",
		      "/home/of/somebody/.local/share/gavel/archive", "default");
	expect_origin(&cache, "/x/c.db", "/x/c.db.archive", "--cache");
	expect_origin(&both, "/x/c.db", "/y", "--cache");
	struct config_overrides absent = {.config = "/nowhere/gavel.yaml"};
	struct config config;
	struct err err = {0};
	expect_true(!config_load(&absent, &config, &err));
	expect_int(err.code, ERR_NOT_FOUND);
}

// In a mount name space of our own, /etc is ours to fill.
static bool own_etc(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", "/etc", "tmpfs", 0, "size=1m") == 0 && mkdir("/etc/gavel", 0755) == 0;
}

static void test_layers(void)
{
	struct config_overrides none = {0};
	struct config config;
	struct err err = {0};
	char *folder = file_join(home, "gavel");
	if (!own_etc()) {
		printf("config_load: skipped /etc under the own file: %s\n", strerror(errno));
		free(folder);
		return;
	}
	setenv("XDG_CONFIG_HOME", home, 1);
	expect_true(file_make_folders(folder, 0700, &err));
	put("/etc/gavel", "gavel.yaml",
	    "cache: /etc/c.db\narchive: /etc/a\n"
	    "sources:\n  bill:\n    plugin: cur\n    every: 6h\n  other:\n    plugin: cur\n");
	put("/etc/gavel", "accounts.yaml", "1: Old\n2: Kept\n");
	put(folder, "gavel.yaml", "cache: /own/c.db\nsources:\n  bill:\n    plugin: focus\n");
	put(folder, "accounts.yaml", "1: New\n");
	expect_true(config_load(&none, &config, &err));
	expect_text(config.cache, "/own/c.db");
	expect_text(config.archive, "/etc/a");
	expect_text(config.values[1].origin, "/etc/gavel/gavel.yaml:2");
	expect_int((int64_t)config.source_count, 2);
	expect_text(config_source(&config, "bill")->plugin, "focus");
	expect_int(config_source(&config, "bill")->every_seconds, 0);
	expect_text(below(config_source(&config, "bill")->origin), "/gavel/gavel.yaml:3");
	expect_int((int64_t)config.account_count, 2);
	expect_text(config.accounts[0].name, "New");
	expect_text(config.accounts[1].name, "Kept");
	config_fini(&config);
	free(folder);
}

// ---- Whose file it is ----

static void test_owner(void)
{
	char *path = file_join(home, "gavel.yaml");
	struct config_overrides overrides = {.config = path};
	struct config config;
	struct err err = {0};
	put(home, "gavel.yaml", "");
	chmod(path, 0664);
	expect_true(!config_load(&overrides, &config, &err));
	expect_int(err.code, ERR_DENIED);
	expect_text(below(err.text), "/gavel.yaml: others can write it; `chmod go-w` it");
	chmod(path, 0644);
	if (geteuid() == 0) {
		expect_int(chown(path, 12345, 12345), 0);
		expect_true(!config_load(&overrides, &config, &err));
		expect_int(err.code, ERR_DENIED);
	}
	free(path);
}

// A path that has no default may be said to be none.
static void test_no_path(void)
{
	struct config config;
	struct err err = {0};
	char *path = file_join(home, "paths.yaml");
	struct config_overrides overrides = {.config = path};
	put(home, "paths.yaml", "ledger: ''\nsecrets_key:\n");
	expect_true(config_load(&overrides, &config, &err));
	expect_text(config.ledger, "");
	expect_text(config.secrets_key, "");
	config_fini(&config);
	put(home, "paths.yaml", "ledger: governance\n");
	expect_true(config_load(&overrides, &config, &err));
	expect_text(below(config.ledger), "/governance");
	config_fini(&config);
	free(path);
}

int main(void)
{
	expect_true(mkdtemp(home));
	umask(022);
	setenv("HOME", "/home/of/somebody", 1);
	test_defaults();
	test_owner();
	test_layers();
	test_no_path();
	return home_done("config_layers");
}
