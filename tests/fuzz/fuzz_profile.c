// Any bytes as a profile file: it is read or refused with a line's number; what is read can be
// asked for again under its own names.
#include "net/credentials/ini.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ini ini = {0};
	struct err err = {0};
	if (ini_parse("f", (struct slice){(const char *)data, size}, &ini, &err)) {
		for (size_t i = 0; i < ini.count; i++) {
			const struct ini_entry *entry = &ini.entries[i];
			assert(ini_has(&ini, entry->section));
			assert(!entry->key || ini_get(&ini, entry->section, entry->key));
		}
	} else {
		assert(strncmp(err.text, "f:", 2) == 0);
	}
	ini_fini(&ini);
	return 0;
}
