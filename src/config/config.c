#include "config/config.h"

#include "base/clock.h"
#include "base/file.h"
#include "config/config_keys.h"
#include "config/config_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *config_origin(struct loading *l, int line)
{
	return arena_printf(&l->config->arena, "%s:%d", l->path, line);
}

bool config_fault(struct loading *l, int line, const char *what)
{
	return err_set(l->err, ERR_INVALID, "%s:%d: %s", l->path, line, what);
}

const char *config_path(struct loading *l, const char *path)
{
	const char *home = path[0] == '~' && path[1] == '/' ? getenv("HOME") : NULL;
	if (home && home[0] == '/')
		return arena_printf(&l->config->arena, "%s%s", home, path + 1);
	if (path[0] == '/')
		return path;
	return arena_printf(&l->config->arena, "%s/%s", l->folder, path);
}

// ---- Files ----

bool config_is_ours(const char *path, struct err *err)
{
	struct stat s;
	if (stat(path, &s) < 0)
		return err_errno(err, "%s", path);
	if (s.st_uid != 0 && s.st_uid != geteuid())
		return err_set(err, ERR_DENIED,
			       "%s: belongs to another person; gavel reads your own or root's",
			       path);
	if (s.st_mode & 022)
		return err_set(err, ERR_DENIED, "%s: others can write it; `chmod go-w` it", path);
	return true;
}

static bool is_whole(const char *text, int64_t least, int64_t most)
{
	char *end;
	int64_t number = strtoll(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && number >= least && number <= most;
}

// What a key that is no plain text must look like.
static bool check_value(struct loading *l, const struct yaml_node *node,
			const struct config_key *key)
{
	int64_t seconds;
	struct err err;
	if (key->is_path && !*node->text && *config_value(l->config, key->name))
		return err_set(l->err, ERR_INVALID, "%s:%d: '%s' is empty", l->path, node->line,
			       key->name);
	if (key->is_path && config_is_address(node->text))
		return err_set(l->err, ERR_INVALID,
			       "%s:%d: '%s' is a path on this machine, not an address", l->path,
			       node->line, key->name);
	if (!key->otherwise && !*node->text)
		return true; // as without it
	if (key->is_duration && !clock_parse_duration(slice_of(node->text), &seconds, &err))
		return config_fault(l, node->line, err.text);
	if (key->most && !is_whole(node->text, key->least, key->most))
		return err_set(l->err, ERR_INVALID,
			       "%s:%d: '%s' is a whole number from %lld to %lld", l->path,
			       node->line, key->name, (long long)key->least, (long long)key->most);
	if (!config_key_allows(key, node->text))
		return err_set(l->err, ERR_INVALID, "%s:%d: '%s' is one of %s, not '%s'", l->path,
			       node->line, key->name, key->choices, node->text);
	return true;
}

static bool read_key(struct loading *l, const struct yaml_node *node)
{
	const struct config_key *key = config_key_find(node->key);
	if (strcmp(node->key, "sources") == 0)
		return config_read_sources(l, node);
	if (!key) {
		const char *near = config_key_near(node->key);
		return err_set(l->err, ERR_INVALID, "%s:%d: unknown key '%s'%s%s%s", l->path,
			       node->key_line, node->key, near ? ", did you mean '" : "",
			       near ? near : "", near ? "'?" : "");
	}
	if (key->is_list)
		return (strcmp(key->name, "owners") ? config_read_gates : config_read_owners)(l,
											      node);
	if (node->kind != YAML_SCALAR)
		return config_fault(l, node->line, "a plain text was expected");
	if (!check_value(l, node, key))
		return false;
	config_set(l->config, key->name,
		   key->is_path && *node->text ? config_path(l, node->text) : node->text,
		   config_origin(l, node->key_line));
	return true;
}

static bool read_account(struct loading *l, const struct yaml_node *node)
{
	if (node->kind != YAML_SCALAR)
		return config_fault(l, node->line, "an account's name is a plain text");
	struct account_config account = {node->key, node->text, config_origin(l, node->key_line)};
	for (size_t i = 0; i < l->accounts.len; i++)
		if (strcmp(l->accounts.at[i].id, account.id) == 0) {
			l->accounts.at[i] = account;
			return true;
		}
	*vec_push(&l->accounts) = account;
	return true;
}

static bool read_file(struct loading *l, const char *path,
		      bool (*read)(struct loading *l, const struct yaml_node *node))
{
	struct yaml_node *root;
	char *folder = file_folder(path);
	l->path = arena_text(&l->config->arena, path);
	l->folder = arena_text(&l->config->arena, folder);
	free(folder);
	if (!config_is_ours(path, l->err) || !yaml_load(path, &l->config->arena, &root, l->err))
		return false;
	if (root && root->kind != YAML_MAP)
		return config_fault(l, root->line, "a map of keys was expected");
	for (const struct yaml_node *node = root ? root->child : NULL; node; node = node->next)
		if (!read(l, node))
			return false;
	return true;
}

// gavel.yaml and the accounts.yaml beside it.
static bool read_layer(struct loading *l, const char *path, bool needed)
{
	if (!needed && !file_exists(path))
		return true;
	if (!read_file(l, path, read_key))
		return false;
	l->config->files[l->config->files[0] != NULL] = l->path;
	const char *accounts = arena_printf(&l->config->arena, "%s/accounts.yaml", l->folder);
	return !file_exists(accounts) || read_file(l, accounts, read_account);
}

static bool read_layers(struct loading *l, const struct config_overrides *overrides)
{
	if (overrides->config)
		return read_layer(l, overrides->config, true);
	return read_layer(l, "/etc/gavel/gavel.yaml", false) &&
	       read_layer(l,
			  config_home_path(l->config, "XDG_CONFIG_HOME", ".config", "gavel.yaml"),
			  false);
}

// ---- All of it ----

static const char *from_here(struct config *config, const char *path)
{
	char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);
	const char *full =
		arena_printf(&config->arena, "%s%s%s", here ? here : "", here ? "/" : "", path);
	free(here);
	return full;
}

static void override(struct config *config, const struct config_overrides *overrides)
{
	if (overrides->cache) {
		const char *cache = from_here(config, overrides->cache);
		config_set(config, "cache", cache, "--cache");
		config_set(config, "archive", arena_printf(&config->arena, "%s.archive", cache),
			   "--cache");
	}
	if (overrides->archive)
		config_set(config, "archive", from_here(config, overrides->archive), "--archive");
}

static void take_console(struct config *config)
{
	config->theme = config_value(config, "theme");
	config->keys = config_value(config, "keys");
	config->clipboard = config_value(config, "clipboard");
	config->keys_file = config_value(config, "keys_file");
	config->ledger = config_value(config, "ledger");
	config->secrets_key = config_value(config, "secrets_key");
	for (size_t i = 0; i < config->value_count; i++)
		if (strcmp(config->values[i].key, "keys_file") == 0)
			config->keys_file_named = strcmp(config->values[i].origin, "default") != 0;
}

static const char *const SLA_KEYS[FINDING_LEVELS] = {
	[LEVEL_UNKNOWN] = "sla_unknown", [LEVEL_INFO] = "sla_info",
	[LEVEL_LOW] = "sla_low",	 [LEVEL_MEDIUM] = "sla_medium",
	[LEVEL_HIGH] = "sla_high",	 [LEVEL_CRITICAL] = "sla_critical",
};

// The values that are no texts; they were checked when they were read.
static void set_numbers(struct config *config)
{
	struct err ignored;
	config->parallel = strtoll(config_value(config, "parallel"), NULL, 10);
	config->log_keep = strtoll(config_value(config, "log_keep"), NULL, 10);
	config->log_size = strtoll(config_value(config, "log_size"), NULL, 10);
	config->keep_runs = strtoll(config_value(config, "keep_runs"), NULL, 10);
	for (int i = 0; i < FINDING_LEVELS; i++)
		config->sla.days[i] = strtoll(config_value(config, SLA_KEYS[i]), NULL, 10);
	config->keep_seconds = 0;
	if (*config_value(config, "keep"))
		clock_parse_duration(slice_of(config_value(config, "keep")), &config->keep_seconds,
				     &ignored);
}

static void *keep(struct config *config, const void *at, size_t size)
{
	void *copy = arena_alloc(&config->arena, size + 1);
	if (size)
		memcpy(copy, at, size);
	return copy;
}

static void keep_lists(struct loading *l, struct config *out)
{
	out->source_count = l->sources.len;
	out->sources = keep(out, l->sources.at, l->sources.len * sizeof *l->sources.at);
	out->account_count = l->accounts.len;
	out->accounts = keep(out, l->accounts.at, l->accounts.len * sizeof *l->accounts.at);
	out->owner_count = l->owners.len;
	out->owners = keep(out, l->owners.at, l->owners.len * sizeof *l->owners.at);
	out->gate_count = l->gates.len;
	out->gates = keep(out, l->gates.at, l->gates.len * sizeof *l->gates.at);
	vec_fini(&l->sources);
	vec_fini(&l->accounts);
	vec_fini(&l->owners);
	vec_fini(&l->gates);
}

bool config_load(const struct config_overrides *overrides, struct config *out, struct err *err)
{
	*out = (struct config){0};
	struct loading l = {.config = out, .err = err};
	config_set_defaults(out);
	bool done = read_layers(&l, overrides);
	override(out, overrides);
	out->cache = config_value(out, "cache");
	out->sandbox = config_value(out, "sandbox");
	out->archive = config_value(out, "archive");
	take_console(out);
	set_numbers(out);
	keep_lists(&l, out);
	if (!done)
		config_fini(out);
	return done;
}

void config_fini(struct config *config)
{
	arena_fini(&config->arena);
	*config = (struct config){0};
}
