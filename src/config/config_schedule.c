#include "base/clock.h"
#include "config/config_private.h"

#include <string.h>
#include <unistd.h>

// ---- every, at, jitter ----

static bool has_one_kind(struct loading *l, const struct yaml_node *node, bool other)
{
	return !other ||
	       config_fault(l, node->key_line, "a source has either 'every' or 'at', not both");
}

bool config_read_every(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	struct err err;
	return has_one_kind(l, node, r->source.schedule.count > 0) &&
	       (schedule_add_every(&r->source.schedule, slice_of(node->text), &err) ||
		config_fault(l, node->line, err.text));
}

static bool add_at(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	struct err err;
	if (node->kind != YAML_SCALAR)
		return config_fault(l, node->line, "'at' is a time or a list of times");
	return schedule_add_at(&r->source.schedule, slice_of(node->text), &err) ||
	       config_fault(l, node->line, err.text);
}

bool config_read_at(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	if (!has_one_kind(l, node, r->source.every != NULL))
		return false;
	if (node->kind != YAML_LIST)
		return add_at(l, node, r);
	for (const struct yaml_node *time = node->child; time; time = time->next)
		if (!add_at(l, time, r))
			return false;
	return r->source.schedule.count || config_fault(l, node->line, "'at' is empty");
}

bool config_read_timezone(struct loading *l, const struct yaml_node *node)
{
	return strcmp(node->text, "UTC") == 0 ||
	       config_fault(l, node->line,
			    "times are UTC, there is no other time zone; write 'at' in UTC");
}

bool config_read_jitter(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	struct err err;
	return clock_parse_duration(slice_of(node->text), &r->jitter, &err) ||
	       config_fault(l, node->line, err.text);
}

void config_spread(struct reading *r)
{
	enum { SHARE = 10, MOST = 600 };
	char host[256] = "";
	int64_t jitter = r->source.every_seconds / SHARE;
	jitter = jitter < MOST ? jitter : MOST;
	gethostname(host, sizeof host - 1);
	r->source.schedule.offset =
		schedule_spread(r->source.name, host, r->jitter < 0 ? jitter : r->jitter);
}

// ---- on ----

// What an operator of an event pattern takes. Source: "Comparison operators for use in event
// patterns", Amazon EventBridge user guide.
static const struct {
	const char *name;
	bool lists; // also a list of texts
	bool nests; // also {prefix: …} or {suffix: …}
	bool is_bool;
} OPERATORS[] = {
	{"prefix", false, false, false},
	{"suffix", false, false, false},
	{"equals-ignore-case", false, false, false},
	{"anything-but", true, true, false},
	{"exists", false, false, true},
};

static bool pattern_fault(struct loading *l, const struct yaml_node *node, const char *what)
{
	return config_fault(l, node->line, arena_printf(&l->config->arena, "'on': %s", what));
}

static bool check_texts(struct loading *l, const struct yaml_node *list)
{
	for (const struct yaml_node *node = list->child; node; node = node->next)
		if (node->kind != YAML_SCALAR)
			return pattern_fault(l, node, "a plain text was expected");
	return list->child || pattern_fault(l, list, "an empty list matches nothing");
}

static bool check_operator(struct loading *l, const struct yaml_node *map)
{
	const struct yaml_node *node = map->child;
	if (!node || node->next)
		return pattern_fault(l, map, "one comparison at a time was expected");
	for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++) {
		if (strcmp(node->key, OPERATORS[i].name) != 0)
			continue;
		if (node->kind == YAML_LIST && OPERATORS[i].lists)
			return check_texts(l, node);
		if (node->kind == YAML_MAP && OPERATORS[i].nests)
			return (node->child &&
				(strcmp(node->child->key, "prefix") == 0 ||
				 strcmp(node->child->key, "suffix") == 0) &&
				check_operator(l, node)) ||
			       pattern_fault(l, node, "anything-but takes prefix or suffix");
		if (node->kind != YAML_SCALAR)
			return pattern_fault(l, node, "a plain text was expected");
		bool is_bool = !strcmp(node->text, "true") || !strcmp(node->text, "false");
		return !OPERATORS[i].is_bool || is_bool ||
		       pattern_fault(l, node, "'exists' is true or false");
	}
	return pattern_fault(
		l, node,
		arena_printf(&l->config->arena,
			     "the comparison '%s' is not one that gavel knows (prefix, "
			     "suffix, equals-ignore-case, anything-but, exists)",
			     node->key));
}

static bool check_values(struct loading *l, const struct yaml_node *list)
{
	for (const struct yaml_node *node = list->child; node; node = node->next) {
		if (node->kind == YAML_LIST)
			return pattern_fault(l, node, "a list inside a list");
		if (node->kind == YAML_MAP && !check_operator(l, node))
			return false;
	}
	return list->child || pattern_fault(l, list, "an empty list matches nothing");
}

static bool check_pattern(struct loading *l, const struct yaml_node *map)
{
	if (map->kind != YAML_MAP || !map->child)
		return pattern_fault(l, map, "an event pattern, a map, was expected");
	for (const struct yaml_node *node = map->child; node; node = node->next) {
		if (node->kind == YAML_SCALAR)
			return pattern_fault(
				l, node,
				arena_printf(&l->config->arena,
					     "the value of '%s' must be a list, as in [%s]",
					     node->key, node->text));
		if (!(node->kind == YAML_LIST ? check_values : check_pattern)(l, node))
			return false;
	}
	return true;
}

bool config_read_on(struct loading *l, const struct yaml_node *node, struct reading *r)
{
	r->source.on = node;
	if (node->kind != YAML_LIST)
		return check_pattern(l, node);
	for (const struct yaml_node *one = node->child; one; one = one->next)
		if (!check_pattern(l, one))
			return false;
	return node->child || pattern_fault(l, node, "an event pattern, a map, was expected");
}

// ---- As text ----

// Whether the bare text means something else than itself in JSON: true, null, 12.
static bool is_literal(const struct yaml_node *node)
{
	if (node->quoted)
		return false;
	json_t *value = json_loads(node->text, JSON_DECODE_ANY, NULL);
	json_decref(value);
	return value != NULL;
}

static void write_flow(struct json_out *out, const struct yaml_node *node, const char *key)
{
	if (node->kind == YAML_SCALAR && is_literal(node))
		json_raw(out, key, slice_of(node->text));
	else if (node->kind == YAML_SCALAR)
		json_text(out, key, node->text);
	if (node->kind == YAML_SCALAR)
		return;
	(node->kind == YAML_LIST ? json_open_list : json_open_map)(out, key);
	for (const struct yaml_node *child = node->child; child; child = child->next)
		write_flow(out, child, node->kind == YAML_MAP ? child->key : NULL);
	(node->kind == YAML_LIST ? json_close_list : json_close_map)(out);
}

struct config_value config_value_of(struct loading *l, const struct yaml_node *node)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	struct config_value value = {.key = node->key,
				     .value = node->text,
				     .origin = config_origin(l, node->key_line),
				     .is_flow = node->kind != YAML_SCALAR};
	if (value.is_flow) {
		write_flow(&json, node, NULL);
		value.value = arena_slice(&l->config->arena, str_slice(&text));
	}
	str_fini(&text);
	return value;
}
