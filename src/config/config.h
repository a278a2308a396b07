// gavel.yaml and accounts.yaml -> structs, with file:line errors and the origin of every value.
//
// Layers, later wins: built-in defaults, /etc/gavel/gavel.yaml, $XDG_CONFIG_HOME/gavel/gavel.yaml
// (or --config FILE alone instead of both), command-line options; a source or an account that two
// layers name is the later one's, whole. Keys come from one table
// (config_keys): parsing, `config show --origin`, `config init` and gavel-config(5) are derived
// from it. An unknown key is an error with "did you mean". We never write the person's config.
#ifndef GAVEL_CONFIG_CONFIG_H
#define GAVEL_CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "base/yaml.h"
#include "config/schedule.h"
#include "findings/finding.h"
#include "findings/owner/owners.h"
#include "findings/sla.h"

#include <stdint.h>

struct config_value {
	const char *key;    // "cache", "theme", "cost.measure"…
	const char *value;  // as text, never NULL ("" = unset)
	const char *origin; // "default", "file:line", "--cache"
	bool is_flow;	    // a list or a map, as JSON, which YAML reads too
};

// How a source's files are fetched from where `path` is an address. Texts are NULL when not given.
struct fetch_config {
	const char *endpoint, *region, *profile, *proxy;
	const char *ca_file;	// absolute after load
	const char *path_style; // "true", "false"
	const char *include,
		*exclude;     // patterns of file names, separated by blanks; of folders too
	int64_t keep_seconds; // fetched bytes are kept this long, or
	int64_t keep_bytes;   // this many of them; -1 = the other one counts
};

struct source_config {
	const char *name;   // unique, [a-z0-9][a-z0-9-]*
	const char *plugin; // a name in libexec/gavel/plugins or an absolute path
	const char *format; // or NULL: detected
	const char *path;   // file collectors: a file or folder, absolute after load, or an
			    // address (s3://, https://); or NULL
	const char *every;  // as written, or NULL; every_seconds is its value, 0 = by hand only
	int64_t every_seconds;
	struct schedule schedule;   // of `every` or `at`
	const struct yaml_node *on; // event patterns: a map or a list of maps, or NULL
	int64_t deadline_seconds;   // default 3600
	struct fetch_config fetch;
	bool network;		     // its collector may use the network
	int64_t memory_bytes;	     // that its collector may use; 0 = the default
	const char *const *read;     // more paths that it may read, absolute; NULL-terminated
	const char *settings;	     // the plugin's own keys as one JSON object text
	const char *origin;	     // "file:line"
	struct config_value *values; // its keys as written, each with its own origin
	size_t value_count;
};

struct account_config {
	const char *id; // 12 digits as text, leading zeros kept
	const char *name;
	const char *origin;
};

struct config {
	const char *cache;	 // absolute path of cache.db
	const char *archive;	 // absolute folder
	const char *ledger;	 // absolute folder, "" when there is none
	const char *theme;	 // a name, or an absolute path
	const char *keys;	 // "default" or "vi"
	const char *keys_file;	 // absolute path; it need not be there
	bool keys_file_named;	 // in a gavel.yaml: then it must be there
	const char *clipboard;	 // "auto", "tmux", "osc52", "file" or "off"
	const char *secrets_key; // absolute path of the key that blinds secrets, or ""
	int64_t parallel;	 // runs at a time under `sync --watch`
	const char *sandbox;	 // "auto", "require" or "off"
	int64_t log_keep, log_size;
	struct sla sla;		   // of findings
	struct owner_rule *owners; // without what their files hold (config/owners.h)
	size_t owner_count;
	const char *const *gates; // absolute paths of gate files
	size_t gate_count;
	int64_t keep_seconds, keep_runs; // of runs that nothing shows; 0 = all are kept
	struct source_config *sources;
	size_t source_count;
	struct account_config *accounts;
	size_t account_count;
	struct config_value *values; // all keys with origin, in table order
	size_t value_count;
	const char *files[2]; // every gavel.yaml that was read, in order; NULL where none
	struct arena arena;
};

// What the command line overrides; NULL = not given. `cache` alone puts the archive beside it
// (cache.db -> cache.db.archive).
struct config_overrides {
	const char *config, *cache, *archive;
};

// Reads the layers. ERR_INVALID: "path:line: what is wrong". Refuses a file that group or
// others can write, or that another person (not root) owns.
bool config_load(const struct config_overrides *overrides, struct config *out, struct err *err);
void config_fini(struct config *config);
// May a file that names what will be run be read? ERR_DENIED when another person (not root) owns
// it, or group or others can write it.
bool config_is_ours(const char *path, struct err *err);
const struct source_config *config_source(const struct config *config, const char *name); // or NULL
// What holds where nothing is configured.
struct fetch_config config_fetch_defaults(void);
bool config_is_address(const char *path); // "scheme://…", no path of this machine
// The commented gavel.yaml that `gavel config init` prints.
void config_sample(struct str *out);

#endif
