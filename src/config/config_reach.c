#include "config/config_private.h"

#include "base/clock.h"
#include "config/config_keys.h"

#include <stdlib.h>
#include <string.h>

// ---- Where a source's files are fetched from ----

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

bool config_read_path(struct loading *l, const struct yaml_node *node, const char **out)
{
	static const char *const SCHEMES[] = {"s3://", "https://", "aws://"};
	if (!config_text(l, node, out))
		return false;
	if (!config_is_address(*out)) {
		*out = config_path(l, *out);
		return true;
	}
	for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
		if (!strncmp(*out, SCHEMES[i], strlen(SCHEMES[i])))
			return true;
	return config_fault(l, node->line,
			    "'path' is a path, s3://BUCKET/PREFIX, https://HOST/FILE or "
			    "aws://SERVICE");
}

static bool set_truth(struct loading *l, const struct yaml_node *node, const char **out)
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

bool config_read_fetch(struct loading *l, const struct yaml_node *node,
		       struct source_config *source)
{
	struct fetch_config *fetch = &source->fetch;
	switch (config_source_key_find(node->key)->id) {
	case SOURCE_INCLUDE: return config_text(l, node, &fetch->include);
	case SOURCE_EXCLUDE: return config_text(l, node, &fetch->exclude);
	case SOURCE_ENDPOINT: return config_text(l, node, &fetch->endpoint);
	case SOURCE_REGION: return config_text(l, node, &fetch->region);
	case SOURCE_PROFILE: return config_text(l, node, &fetch->profile);
	case SOURCE_PROXY: return config_text(l, node, &fetch->proxy);
	case SOURCE_PATH_STYLE: return set_truth(l, node, &fetch->path_style);
	case SOURCE_SPOOL_KEEP: return set_keep(l, node, fetch);
	case SOURCE_CA_FILE:
		return config_text(l, node, &fetch->ca_file) &&
		       (fetch->ca_file = config_path(l, fetch->ca_file));
	default: return true;
	}
}

// ---- What its collector may reach ----

static const int64_t MEMORY_LEAST = (int64_t)64 << 20, MEMORY_MOST = (int64_t)1 << 50;

static bool set_memory(struct loading *l, const struct yaml_node *node, int64_t *out)
{
	char *end;
	long long number = strtoll(node->text, &end, 10);
	int shift = !strcmp(end, "MiB") ? 20 : !strcmp(end, "GiB") ? 30 : 0;
	if (*node->text < '0' || *node->text > '9' || !shift || number < 1 ||
	    number > MEMORY_MOST >> shift)
		return config_fault(l, node->line,
				    "'memory' is a whole number of MiB or GiB, as 512MiB");
	*out = (int64_t)number << shift;
	return *out >= MEMORY_LEAST ||
	       config_fault(l, node->line, "'memory' is at least 64MiB: programs need that much");
}

// `read: [a, b]`; the value to show is the list of absolute paths.
static bool read_list(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	vec(const char *) paths = {0};
	bool done = node->kind == YAML_LIST;
	json_open_list(&json, NULL);
	for (const struct yaml_node *item = node->child; done && item; item = item->next) {
		done = item->kind == YAML_SCALAR && *item->text;
		const char *path = done ? config_path(l, item->text) : "";
		json_text(&json, NULL, path);
		*vec_push(&paths) = path;
	}
	json_close_list(&json);
	*vec_push(&paths) = NULL;
	const char **list = arena_alloc(&l->config->arena, paths.len * sizeof *list);
	memcpy(list, paths.at, paths.len * sizeof *list);
	r->source.read = list;
	r->read_shown = arena_slice(&l->config->arena, str_slice(&text));
	vec_fini(&paths);
	str_fini(&text);
	return done || config_fault(l, node->line, "'read' is a list of paths: [/opt/venv]");
}

bool config_read_reach(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	const char *truth;
	switch (config_source_key_find(node->key)->id) {
	case SOURCE_MEMORY: return set_memory(l, node, &r->source.memory_bytes);
	case SOURCE_READ: return read_list(l, node, r);
	default: r->source.network = !strcmp(node->text, "true"); return set_truth(l, node, &truth);
	}
}
