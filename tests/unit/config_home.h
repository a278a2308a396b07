// A folder of their own for the tests of configuration: its gavel.yaml and the files that this
// names.
#ifndef GAVEL_TESTS_UNIT_CONFIG_HOME_H
#define GAVEL_TESTS_UNIT_CONFIG_HOME_H

#include "config/config.h"

#include "base/file.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

static char home[] = "/tmp/gavel-config-XXXXXX";

static void put(const char *folder, const char *name, const char *text)
{
	char *path = file_join(folder, name);
	struct err err = {0};
	expect_true(file_write(path, slice_of(text), 0600, &err));
	free(path);
}

// Loads HOME/gavel.yaml with this text.
static inline bool load(const char *text, struct config *config, struct err *err)
{
	char *path = file_join(home, "gavel.yaml");
	struct config_overrides overrides = {.config = path};
	put(home, "gavel.yaml", text);
	bool done = config_load(&overrides, config, err);
	free(path);
	return done;
}

// The path with the test's folder cut off its front.
static inline const char *below(const char *path)
{
	size_t len = strlen(home);
	return !strncmp(path, home, len) ? path + len : path;
}

static inline int home_done(const char *name)
{
	struct err err = {0};
	expect_true(file_remove_tree(home, &err));
	return test_done(name);
}

#endif
