// The table of gavel.yaml's plain keys: parsing, `config show` and `config init` come from it.
#ifndef GAVEL_CONFIG_CONFIG_KEYS_H
#define GAVEL_CONFIG_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

struct config_key {
	const char *name, *otherwise, *help; // otherwise: the default as text
	bool is_path;			     // relative to the file it stands in
};

const struct config_key *config_keys(size_t *count);
const struct config_key *config_key_find(const char *name); // NULL when unknown
// The key one slip of the pen away, for "did you mean"; NULL when none is near.
const char *config_key_near(const char *name);

#endif
