// The tables of gavel.yaml's keys: parsing, `config init` and gavel-config(5) come from them.
#ifndef GAVEL_CONFIG_CONFIG_KEYS_H
#define GAVEL_CONFIG_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config_key {
	const char *name;
	const char *otherwise; // the default as text; "" when it is worked out at run time
	const char *shown;     // the default as people read it
	const char *help;
	bool is_path;	     // relative to the file it stands in
	const char *choices; // "a|b|c": what it may be; NULL = anything
	bool is_duration;    // such as 90d
	int64_t least, most; // of a whole number; both 0 when it is none
	bool is_list;	     // to which a later file adds
};

// Is the value one of a key's choices?
bool config_key_allows(const struct config_key *key, const char *value);

// The keys of a source that gavel itself knows; all others go to the collector.
enum source_key_id {
	SOURCE_PLUGIN,
	SOURCE_PATH,
	SOURCE_FORMAT,
	SOURCE_EVERY,
	SOURCE_AT,
	SOURCE_TIMEZONE,
	SOURCE_JITTER,
	SOURCE_ON,
	SOURCE_DEADLINE,
	SOURCE_INCLUDE,
	SOURCE_EXCLUDE,
	SOURCE_ENDPOINT,
	SOURCE_REGION,
	SOURCE_PROFILE,
	SOURCE_PATH_STYLE,
	SOURCE_CA_FILE,
	SOURCE_PROXY,
	SOURCE_SPOOL_KEEP,
	SOURCE_MEMORY,
	SOURCE_NETWORK,
	SOURCE_READ,
};

struct source_key {
	enum source_key_id id;
	const char *name, *example, *help;
	bool nests; // its value may be a list or a map
};

const struct source_key *config_source_keys(size_t *count);
const struct source_key *config_source_key_find(const char *name); // NULL: the collector's

// The keys of a rule of `owners`, in the order in which they are explained; NULL behind the last.
struct owner_key {
	const char *name, *example, *help;
};
const struct owner_key *config_owner_key_at(size_t index);

const struct config_key *config_keys(size_t *count);
const struct config_key *config_key_find(const char *name); // NULL when unknown
// The key one slip of the pen away, for "did you mean"; NULL when none is near.
const char *config_key_near(const char *name);

#endif
