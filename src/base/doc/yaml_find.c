#include "base/yaml.h"

#include <string.h>

static const char MERGE[] = "<<";

const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *found = yaml_get(map, key);
	const struct yaml_node *merged = found ? NULL : yaml_get(map, MERGE);
	if (merged && merged->kind == YAML_MAP)
		return yaml_find(merged, key);
	if (merged && merged->kind == YAML_LIST)
		for (YAML_EACH(item, merged))
			if ((found = yaml_find(item, key)))
				return found;
	return found;
}

const struct yaml_node *yaml_at(const struct yaml_node *node, const char *path)
{
	char key[128];
	struct slice rest = slice_of(path);
	while (node && rest.at) {
		struct slice step = slice_cut(&rest, '.');
		if (step.len >= sizeof key)
			return NULL;
		memcpy(key, step.at, step.len);
		key[step.len] = '\0';
		node = yaml_find(node, key);
	}
	return node;
}

const char *yaml_text(const struct yaml_node *node)
{
	return node && node->kind == YAML_SCALAR ? node->text : "";
}
