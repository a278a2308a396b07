// A file being read into a config: what config.c and config_source.c share. Private to them.
#ifndef GAVEL_CONFIG_CONFIG_PRIVATE_H
#define GAVEL_CONFIG_CONFIG_PRIVATE_H

#include "base/json.h"
#include "base/vec.h"
#include "config/config.h"

struct loading {
	struct config *config;
	struct err *err;
	const char *path, *folder; // of the file; memory is the config's arena
	vec(struct source_config) sources;
	vec(struct account_config) accounts;
	vec(struct owner_rule) owners;
	vec(const char *) gates;
};

// "file:line"; the config's arena owns it.
const char *config_origin(struct loading *l, int line);
// Sets ERR_INVALID "file:line: what"; returns false.
bool config_fault(struct loading *l, int line, const char *what);
// A path in a file is relative to that file; ~/ is the person's home.
const char *config_path(struct loading *l, const char *path);
// What one source is read into.
struct reading {
	struct source_config source;
	struct json_out settings; // keys that the collector knows and we do not
	int64_t jitter;		  // seconds, -1 = not said
	const char *read_shown;	  // its `read`, a list as JSON
	vec(struct config_value) values;
};
// A text that is not empty.
bool config_text(struct loading *l, const struct yaml_node *node, const char **out);
// The keys of a source that say where its files are, how they are fetched, and what its collector
// may reach.
bool config_read_path(struct loading *l, const struct yaml_node *node, const char **out);
bool config_read_fetch(struct loading *l, const struct yaml_node *node,
		       struct source_config *source);
bool config_read_reach(struct loading *l, const struct yaml_node *node, struct reading *r);
// The keys of a source that say when it runs.
bool config_read_every(struct loading *l, const struct yaml_node *node, struct reading *r);
bool config_read_at(struct loading *l, const struct yaml_node *node, struct reading *r);
bool config_read_timezone(struct loading *l, const struct yaml_node *node);
bool config_read_jitter(struct loading *l, const struct yaml_node *node, struct reading *r);
bool config_read_on(struct loading *l, const struct yaml_node *node, struct reading *r);
// To be called when all keys are read: this source's share of the jitter.
void config_spread(struct reading *r);
// A scalar as it is; a list or a map as JSON.
struct config_value config_value_of(struct loading *l, const struct yaml_node *node);

// All keys with what holds where no file says anything.
void config_set_defaults(struct config *config);
void config_set(struct config *config, const char *key, const char *value, const char *origin);
// $VARIABLE/gavel/name, else ~/otherwise/gavel/name. Memory: the config's arena.
const char *config_home_path(struct config *config, const char *variable, const char *otherwise,
			     const char *name);
// The value of a plain key so far; "" when it has none.
const char *config_value(const struct config *config, const char *key);
// Shows a key that is a list as this JSON.
void config_set_flow(struct loading *l, const struct yaml_node *node, const char *json);
// Lists: `owners` and `gates`.
bool config_read_owners(struct loading *l, const struct yaml_node *node);
bool config_read_gates(struct loading *l, const struct yaml_node *node);

// The members of `sources:`. One that an earlier file named too takes its place whole.
bool config_read_sources(struct loading *l, const struct yaml_node *node);

#endif
