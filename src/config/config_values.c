// The values of plain keys, with where each comes from.
#include "config/config_keys.h"
#include "config/config_private.h"

#include <stdlib.h>
#include <string.h>

void config_set(struct config *config, const char *key, const char *value, const char *origin)
{
	for (size_t i = 0; i < config->value_count; i++)
		if (strcmp(config->values[i].key, key) == 0) {
			config->values[i].value = value;
			config->values[i].origin = origin;
		}
}

const char *config_value(const struct config *config, const char *key)
{
	for (size_t i = 0; i < config->value_count; i++)
		if (strcmp(config->values[i].key, key) == 0)
			return config->values[i].value;
	return "";
}

void config_set_flow(struct loading *l, const struct yaml_node *node, const char *json)
{
	struct config *config = l->config;
	config_set(config, node->key, json, config_origin(l, node->key_line));
	for (size_t i = 0; i < config->value_count; i++)
		if (strcmp(config->values[i].key, node->key) == 0)
			config->values[i].is_flow = true;
}

// $VARIABLE when it is an absolute path (XDG says to ignore others), else ~/otherwise.
const char *config_home_path(struct config *config, const char *variable, const char *otherwise,
			     const char *name)
{
	const char *base = getenv(variable), *home = getenv("HOME");
	if (base && base[0] == '/')
		return arena_printf(&config->arena, "%s/gavel/%s", base, name);
	return arena_printf(&config->arena, "%s/%s/gavel/%s",
			    home && home[0] == '/' ? home : "/tmp", otherwise, name);
}

void config_set_defaults(struct config *config)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);
	config->values = arena_alloc(&config->arena, count * sizeof *config->values);
	config->value_count = count;
	for (size_t i = 0; i < count; i++)
		config->values[i] = (struct config_value){
			keys[i].name, keys[i].otherwise ? keys[i].otherwise : "", "default",
			keys[i].is_list};
	config_set(config, "cache",
		   config_home_path(config, "XDG_CACHE_HOME", ".cache", "cache.db"), "default");
	config_set(config, "archive",
		   config_home_path(config, "XDG_DATA_HOME", ".local/share", "archive"), "default");
	config_set(config, "keys_file",
		   config_home_path(config, "XDG_CONFIG_HOME", ".config", "keys"), "default");
}
