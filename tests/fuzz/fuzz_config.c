// Any bytes as gavel.yaml: it is read, or refused with file and line.
#include "config/config.h"

#include "base/file.h"

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fault(const struct err *err, const char *path)
{
	char *end;
	size_t len = strlen(path);
	assert(err->code == ERR_INVALID && strncmp(err->text, path, len) == 0);
	assert(err->text[len] == ':' && strtol(err->text + len + 1, &end, 10) >= 1);
	assert(end[0] == ':' && end[1] == ' ' && end[2]);
}

static void check_values(const struct config_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert(values[i].key && values[i].value && values[i].origin);
}

static void check_config(const struct config *config)
{
	assert(config->cache[0] == '/' && config->archive[0] == '/');
	check_values(config->values, config->value_count);
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		assert(*source->name && *source->plugin && source->settings[0] == '{');
		assert(!source->path || source->path[0] == '/');
		assert(source->every_seconds >= 0 && source->deadline_seconds >= 0);
		assert(config_source(config, source->name) == source);
		check_values(source->values, source->value_count);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct err err = {0};
	struct config config;
	int fd = memfd_create("gavel.yaml", MFD_CLOEXEC);
	fchmod(fd, 0600);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	struct config_overrides overrides = {.config = path};
	bool written = file_write_all(fd, (struct slice){(const char *)data, size}, &err);
	assert(written);
	if (config_load(&overrides, &config, &err)) {
		check_config(&config);
		config_fini(&config);
	} else {
		check_fault(&err, path);
	}
	close(fd);
	return 0;
}
