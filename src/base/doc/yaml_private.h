// What the readers of YAML and JSON trees share. Private to them.
#ifndef GAVEL_BASE_DOC_YAML_PRIVATE_H
#define GAVEL_BASE_DOC_YAML_PRIVATE_H

#include "base/map.h"
#include "base/yaml.h"

// The keys of a map that is being read: does one stand twice? Few are compared one by one.
struct key_set {
	const struct yaml_node *map;
	size_t count;
	struct map names; // once they are many
};

// False when the map has it already. Call before the member is added.
bool key_set_add(struct key_set *keys, const char *key);
void key_set_fini(struct key_set *keys);

#endif
