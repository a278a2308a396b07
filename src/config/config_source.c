#include "config/config_private.h"

#include "base/clock.h"
#include "base/json.h"
#include "config/config_keys.h"

#include <string.h>

enum { DEADLINE = 3600 };

static bool set_duration(struct loading *l, const struct yaml_node *node, int64_t *out)
{
	struct err err;
	return clock_parse_duration(slice_of(node->text), out, &err) ||
	       config_fault(l, node->line, err.text);
}

bool config_text(struct loading *l, const struct yaml_node *node, const char **out)
{
	*out = node->text;
	return *node->text ||
	       config_fault(l, node->line,
			    arena_printf(&l->config->arena, "'%s' is empty", node->key));
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
	case SOURCE_PLUGIN: return config_text(l, node, &source->plugin);
	case SOURCE_PATH: return config_read_path(l, node, &source->path);
	case SOURCE_FORMAT: return config_text(l, node, &source->format);
	case SOURCE_EVERY:
		return config_text(l, node, &source->every) &&
		       set_duration(l, node, &source->every_seconds) &&
		       config_read_every(l, node, r);
	case SOURCE_AT: return config_read_at(l, node, r);
	case SOURCE_TIMEZONE: return config_read_timezone(l, node);
	case SOURCE_JITTER: return config_read_jitter(l, node, r);
	case SOURCE_ON: return config_read_on(l, node, r);
	case SOURCE_DEADLINE: return set_duration(l, node, &source->deadline_seconds);
	case SOURCE_MEMORY:
	case SOURCE_NETWORK:
	case SOURCE_READ: return config_read_reach(l, node, r);
	default: return config_read_fetch(l, node, source);
	}
	return true;
}

// A path as it was resolved, any other value as it was written.
static const char *resolved(const struct reading *r, const struct source_key *key,
			    const char *written)
{
	if (key && key->id == SOURCE_PATH)
		return r->source.path;
	if (key && key->id == SOURCE_CA_FILE)
		return r->source.fetch.ca_file;
	return key && key->id == SOURCE_READ ? r->read_shown : written;
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
		value.value = resolved(r, key, value.value);
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
