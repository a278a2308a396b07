#include "config/config_private.h"

#include "base/clock.h"
#include "base/json.h"
#include "config/config_keys.h"

#include <stdlib.h>
#include <string.h>

enum { DEADLINE = 3600 };

static bool set_duration(struct loading *l, const struct yaml_node *node, int64_t *out)
{
	struct err err;
	return clock_parse_duration(slice_of(node->text), out, &err) ||
	       config_fault(l, node->line, err.text);
}

static bool set_text(struct loading *l, const struct yaml_node *node, const char **out)
{
	*out = node->text;
	return *node->text ||
	       config_fault(l, node->line,
			    arena_printf(&l->config->arena, "'%s' is empty", node->key));
}

// ---- Keys about fetching ----

enum { KEEP_DAYS = 30 };

struct fetch_config config_fetch_defaults(void)
{
	return (struct fetch_config){.keep_seconds = (int64_t)KEEP_DAYS * DAY_SECONDS,
				     .keep_bytes = -1};
}

bool config_is_address(const char *path)
{
	size_t scheme =
		strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	return scheme && !strncmp(path + scheme, "://", 3);
}

static bool set_path(struct loading *l, const struct yaml_node *node, const char **out)
{
	static const char *const SCHEMES[] = {"s3://", "https://"};
	if (!set_text(l, node, out))
		return false;
	if (!config_is_address(*out)) {
		*out = config_path(l, *out);
		return true;
	}
	for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
		if (!strncmp(*out, SCHEMES[i], strlen(SCHEMES[i])))
			return true;
	return config_fault(l, node->line,
			    "'path' is a path, s3://BUCKET/PREFIX or https://HOST/FILE");
}

static bool set_bool(struct loading *l, const struct yaml_node *node, const char **out)
{
	*out = node->text;
	return !strcmp(*out, "true") || !strcmp(*out, "false") ||
	       config_fault(l, node->line,
			    arena_printf(&l->config->arena, "'%s' is true or false", node->key));
}

// "500MB", "20GB": a number and a unit of thousands.
static bool read_bytes(const char *text, int64_t *out)
{
	static const char *const UNITS[] = {"B", "kB", "MB", "GB", "TB"};
	size_t digits = strspn(text, "0123456789");
	*out = digits && digits < 7 ? strtoll(text, NULL, 10) : -1;
	for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS && *out >= 0; i++) {
		if (!strcmp(text + digits, UNITS[i]))
			return true;
		*out *= 1000;
	}
	return false;
}

static bool set_keep(struct loading *l, const struct yaml_node *node, struct fetch_config *fetch)
{
	struct err ignored;
	fetch->keep_seconds = fetch->keep_bytes = -1;
	return read_bytes(node->text, &fetch->keep_bytes) ||
	       (fetch->keep_bytes = -1,
		clock_parse_duration(slice_of(node->text), &fetch->keep_seconds, &ignored)) ||
	       config_fault(l, node->line,
			    "'spool_keep' is a duration like 30d or a size like 20GB");
}

static bool set_key(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	struct source_config *source = &r->source;
	const struct source_key *key = config_source_key_find(node->key);
	if (!key) {
		json_text(&r->settings, node->key, node->text);
		return true;
	}
	switch (key->id) {
	case SOURCE_PLUGIN: return set_text(l, node, &source->plugin);
	case SOURCE_PATH: return set_path(l, node, &source->path);
	case SOURCE_FORMAT: return set_text(l, node, &source->format);
	case SOURCE_EVERY:
		return set_text(l, node, &source->every) &&
		       set_duration(l, node, &source->every_seconds) &&
		       config_read_every(l, node, r);
	case SOURCE_AT: return config_read_at(l, node, r);
	case SOURCE_TIMEZONE: return config_read_timezone(l, node);
	case SOURCE_JITTER: return config_read_jitter(l, node, r);
	case SOURCE_ON: return config_read_on(l, node, r);
	case SOURCE_DEADLINE: return set_duration(l, node, &source->deadline_seconds);
	case SOURCE_INCLUDE: return set_text(l, node, &source->fetch.include);
	case SOURCE_EXCLUDE: return set_text(l, node, &source->fetch.exclude);
	case SOURCE_ENDPOINT: return set_text(l, node, &source->fetch.endpoint);
	case SOURCE_REGION: return set_text(l, node, &source->fetch.region);
	case SOURCE_PROFILE: return set_text(l, node, &source->fetch.profile);
	case SOURCE_PROXY: return set_text(l, node, &source->fetch.proxy);
	case SOURCE_PATH_STYLE: return set_bool(l, node, &source->fetch.path_style);
	case SOURCE_SPOOL_KEEP: return set_keep(l, node, &source->fetch);
	case SOURCE_CA_FILE:
		return set_text(l, node, &source->fetch.ca_file) &&
		       (source->fetch.ca_file = config_path(l, source->fetch.ca_file));
	}
	return true;
}

static bool read_keys(struct loading *l, const struct yaml_node *source, struct reading *r)
{
	if (source->kind != YAML_MAP)
		return config_fault(l, source->line, "a source is a map of keys");
	for (const struct yaml_node *node = source->child; node; node = node->next) {
		const struct source_key *key = config_source_key_find(node->key);
		if (node->kind != YAML_SCALAR && !(key && key->nests))
			return config_fault(l, node->line, "a source's keys are plain texts");
		if (!set_key(l, node, r))
			return false;
		struct config_value value = config_value_of(l, node);
		value.value = strcmp(node->key, "path") ? value.value : r->source.path;
		*vec_push(&r->values) = value;
	}
	return r->source.plugin || config_fault(l, source->key_line, "the source has no 'plugin'");
}

static bool is_source_name(const char *name)
{
	if (!*name || *name == '-')
		return false;
	for (const char *c = name; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-'))
			return false;
	return true;
}

static void keep_source(struct loading *l, const struct source_config *source)
{
	for (size_t i = 0; i < l->sources.len; i++)
		if (strcmp(l->sources.at[i].name, source->name) == 0) {
			l->sources.at[i] = *source;
			return;
		}
	*vec_push(&l->sources) = *source;
}

static bool read_source(struct loading *l, const struct yaml_node *node)
{
	struct str text = {0};
	struct reading r = {.source = {.name = node->key,
				       .deadline_seconds = DEADLINE,
				       .fetch = config_fetch_defaults(),
				       .origin = config_origin(l, node->key_line)},
			    .settings = {.to = &text},
			    .jitter = -1};
	if (!is_source_name(node->key))
		return config_fault(l, node->key_line,
				    "a source's name has lower-case letters, digits and '-'");
	json_open_map(&r.settings, NULL);
	bool done = read_keys(l, node, &r);
	json_close_map(&r.settings);
	config_spread(&r);
	r.source.settings = arena_slice(&l->config->arena, str_slice(&text));
	r.source.value_count = r.values.len;
	r.source.values = arena_alloc(&l->config->arena, (r.values.len + 1) * sizeof *r.values.at);
	if (r.values.len)
		memcpy(r.source.values, r.values.at, r.values.len * sizeof *r.values.at);
	vec_fini(&r.values);
	str_fini(&text);
	if (done)
		keep_source(l, &r.source);
	return done;
}

bool config_read_sources(struct loading *l, const struct yaml_node *node)
{
	if (!yaml_is_null(node) && node->kind != YAML_MAP)
		return config_fault(l, node->line, "'sources' is a map from names to sources");
	for (const struct yaml_node *source = node->child; source; source = source->next)
		if (!read_source(l, source))
			return false;
	return true;
}

const struct source_config *config_source(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (strcmp(config->sources[i].name, name) == 0)
			return &config->sources[i];
	return NULL;
}
