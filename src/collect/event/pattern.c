#include "collect/event/pattern.h"

#include <string.h>
#include <strings.h>

// ---- One value ----

static bool is_leaf(const json_t *value)
{
	return value && !json_is_object(value) && !json_is_array(value);
}

// A bare scalar of the YAML is what JSON takes it for, and the text.
static bool equals(const struct yaml_node *node, const json_t *value)
{
	if (json_is_string(value))
		return strlen(node->text) == json_string_length(value) &&
		       strcmp(node->text, json_string_value(value)) == 0;
	json_t *literal = node->quoted ? NULL : json_loads(node->text, JSON_DECODE_ANY, NULL);
	bool same = literal && json_equal(literal, value);
	json_decref(literal);
	return same;
}

static bool fits_prefix(const struct yaml_node *node, const json_t *value)
{
	return json_is_string(value) &&
	       slice_starts(slice_of(json_string_value(value)), node->text);
}

static bool fits_suffix(const struct yaml_node *node, const json_t *value)
{
	return json_is_string(value) && slice_ends(slice_of(json_string_value(value)), node->text);
}

static bool fits_any_case(const struct yaml_node *node, const json_t *value)
{
	return json_is_string(value) && strcasecmp(json_string_value(value), node->text) == 0;
}

static bool fits_anything_but(const struct yaml_node *node, const json_t *value)
{
	if (node->kind == YAML_MAP)
		return !(strcmp(node->child->key, "prefix") == 0 ? fits_prefix
								 : fits_suffix)(node->child, value);
	if (node->kind == YAML_SCALAR)
		return !equals(node, value);
	for (const struct yaml_node *one = node->child; one; one = one->next)
		if (equals(one, value))
			return false;
	return true;
}

static const struct {
	const char *name;
	bool (*fits)(const struct yaml_node *node, const json_t *value);
} OPERATORS[] = {
	{"prefix", fits_prefix},
	{"suffix", fits_suffix},
	{"equals-ignore-case", fits_any_case},
	{"anything-but", fits_anything_but},
};

static bool fits_one(const struct yaml_node *wish, const json_t *value)
{
	if (wish->kind == YAML_SCALAR)
		return equals(wish, value);
	for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++)
		if (strcmp(wish->child->key, OPERATORS[i].name) == 0)
			return OPERATORS[i].fits(wish->child, value);
	return false;
}

// ---- One field ----

static bool has_leaf(const json_t *value)
{
	bool any = is_leaf(value);
	for (size_t i = 0; !any && i < json_array_size(value); i++)
		any = is_leaf(json_array_get(value, i));
	return any;
}

static bool fits_value(const struct yaml_node *wish, const json_t *value)
{
	if (wish->kind == YAML_MAP && strcmp(wish->child->key, "exists") == 0)
		return has_leaf(value) == (strcmp(wish->child->text, "true") == 0);
	if (is_leaf(value))
		return fits_one(wish, value);
	for (size_t i = 0; i < json_array_size(value); i++) {
		const json_t *member = json_array_get(value, i);
		if (is_leaf(member) && fits_one(wish, member))
			return true;
	}
	return false;
}

static bool fits_field(const struct yaml_node *field, const json_t *value)
{
	if (field->kind == YAML_LIST) {
		for (const struct yaml_node *wish = field->child; wish; wish = wish->next)
			if (fits_value(wish, value))
				return true;
		return false;
	}
	if (!json_is_array(value))
		return pattern_fits(field, value);
	for (size_t i = 0; i < json_array_size(value); i++)
		if (pattern_fits(field, json_array_get(value, i)))
			return true;
	return false;
}

// A value that is not there, or no map, has no fields: only {exists: false} fits.
bool pattern_fits(const struct yaml_node *pattern, const json_t *event)
{
	for (const struct yaml_node *field = pattern->child; field; field = field->next)
		if (!fits_field(field, json_object_get(event, field->key)))
			return false;
	return true;
}

// ---- A source ----

static const char *text_at(const json_t *event, const char *part, const char *key)
{
	const json_t *detail = json_object_get(event, "detail");
	return json_string_value(json_object_get(json_object_get(detail, part), key));
}

static bool is_below(struct slice prefix, const char *key)
{
	struct slice name = slice_of(key);
	size_t len = prefix.len;
	if (name.len < len || (len && memcmp(name.at, prefix.at, len) != 0))
		return false;
	return !len || prefix.at[len - 1] == '/' || name.len == len || name.at[len] == '/';
}

static bool is_created_below(const char *path, const json_t *event)
{
	struct slice key = {path + strlen("s3://"), strlen(path) - strlen("s3://")};
	struct slice bucket = slice_cut(&key, '/');
	const char *source = json_string_value(json_object_get(event, "source")),
		   *type = json_string_value(json_object_get(event, "detail-type")),
		   *in = text_at(event, "bucket", "name"), *name = text_at(event, "object", "key");
	return source && type && in && name && !strcmp(source, "aws.s3") &&
	       !strcmp(type, "Object Created") && slice_is(bucket, in) && is_below(key, name);
}

bool pattern_wants(const struct source_config *source, const json_t *event)
{
	if (!source->on)
		return source->path && !strncmp(source->path, "s3://", 5) &&
		       is_created_below(source->path, event);
	if (source->on->kind == YAML_MAP)
		return pattern_fits(source->on, event);
	for (const struct yaml_node *one = source->on->child; one; one = one->next)
		if (pattern_fits(one, event))
			return true;
	return false;
}
