#include "libexec/check/plans/nested.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- Names ----

// Properties that rules look at and that are not as their snake case tells; those of the demands
// are found there.
static const char *const WORDS[] = {
	"VPCOptions",	       "VPCSecurityGroups",	     "VPCZoneIdentifier",
	"DBClusterIdentifier", "SourceDBInstanceIdentifier", "SourceDBInstanceArn"};

// "cidr_ipv_6" and "CidrIpv6" are one.
static bool is_same_word(struct slice word, const char *snake)
{
	size_t at = 0;
	for (; *snake; snake++) {
		if (*snake == '_')
			continue;
		if (at == word.len || tolower((unsigned char)word.at[at]) != *snake)
			return false;
		at++;
	}
	return at == word.len;
}

static const char *word_of_demands(struct arena *arena, const char *snake)
{
	size_t count;
	const struct iac_demand *demands = iac_demands(&count);
	for (size_t i = 0; i < count; i++) {
		struct slice rest = slice_of(demands[i].path), word;
		if (strncmp(demands[i].type, "AWS::", 5) != 0)
			continue;
		while ((word = slice_cut(&rest, '.')).len) {
			while (word.len && strchr("[]?", word.at[word.len - 1]))
				word.len--;
			if (is_same_word(word, snake))
				return arena_slice(arena, word);
		}
	}
	return NULL;
}

// "map_public_ip_on_launch" -> "MapPublicIpOnLaunch"
static const char *property_of(struct arena *arena, const char *snake)
{
	const char *known = word_of_demands(arena, snake);
	for (size_t i = 0; !known && i < sizeof WORDS / sizeof *WORDS; i++)
		if (is_same_word(slice_of(WORDS[i]), snake))
			known = WORDS[i];
	if (known)
		return known;
	char *out = arena_text(arena, snake), *to = out;
	bool begins = true;
	for (const char *c = snake; *c; c++) {
		if (*c != '_')
			*to++ = begins ? (char)toupper((unsigned char)*c) : *c;
		begins = *c == '_';
	}
	*to = '\0';
	return out;
}

// ---- Values ----

struct reading {
	struct model *plan;
	const struct resource *resource;
	const char *attribute;
	bool refers; // what is unknown of the attribute comes from elsewhere, not from the provider
	struct yaml_node *source; // where from, once it was asked
};

static bool has_references(const struct yaml_node *expression)
{
	const struct yaml_node *list = yaml_find(expression, "references");
	if (list && list->child)
		return true;
	for (YAML_EACH(child, expression))
		if (child->kind != YAML_SCALAR && has_references(child))
			return true;
	return false;
}

static struct yaml_node *reference(struct reading *reading, const char *base, int line)
{
	const struct model *plan = reading->plan;
	struct arena *arena = &reading->plan->work->arena;
	struct yaml_node *ref;
	for (size_t i = 0; i < plan->resources.len; i++) {
		if (strcmp(plan->resources.at[i].base, base) != 0)
			continue;
		ref = nested_map(arena, NULL, line);
		nested_add(ref, nested_text(arena, "Ref", plan->resources.at[i].address, line));
		return ref;
	}
	return NULL;
}

// Of what the attribute refers to; of more than one nobody knows which.
static struct yaml_node *source_of(struct reading *reading, int line)
{
	struct arena *arena = &reading->plan->work->arena;
	struct targets targets = {0};
	struct yaml_node *first = NULL, *any = nested_map(arena, NULL, line), *ref;
	struct yaml_node *list = nested_map(arena, "Fn::Any", line);
	plan_targets(reading->plan, reading->resource, reading->attribute, &targets);
	for (size_t i = 0; i < targets.names.len; i++) {
		ref = *targets.names.at[i] == '=' ? NULL
						  : reference(reading, targets.names.at[i], line);
		if (ref)
			nested_add(list, ref);
		first = first ? first : ref;
	}
	bool one = first && !first->next && !targets.unseen;
	targets_fini(&targets);
	if (!first)
		return nested_later(arena, NULL, line);
	list->kind = YAML_LIST;
	nested_add(any, list);
	return one ? first : any;
}

static struct yaml_node *later(struct reading *reading, int line)
{
	struct yaml_node *out = arena_alloc(&reading->plan->work->arena, sizeof *out);
	if (!reading->source)
		reading->source = source_of(reading, line);
	*out = *reading->source;
	out->next = NULL;
	return out;
}

static struct yaml_node *convert(struct reading *reading, const struct yaml_node *value,
				 const struct yaml_node *unknown);

static void put_member(struct reading *reading, struct yaml_node *node, const char *key,
		       struct yaml_node ***to)
{
	if (!node)
		return;
	node->key = property_of(&reading->plan->work->arena, key);
	nested_put(to, node);
}

static void add_members(struct reading *reading, const struct yaml_node *value,
			const struct yaml_node *unknown, struct yaml_node *out)
{
	struct yaml_node **to = &out->child;
	for (YAML_EACH(member, value))
		put_member(reading, convert(reading, member, yaml_find(unknown, member->key)),
			   member->key, &to);
	for (YAML_EACH(hidden, unknown && unknown->kind == YAML_MAP ? unknown : NULL))
		if (!yaml_find(value, hidden->key))
			put_member(reading, convert(reading, NULL, hidden), hidden->key, &to);
}

static struct yaml_node *convert_list(struct reading *reading, const struct yaml_node *value,
				      const struct yaml_node *unknown)
{
	struct yaml_node *out = nested_map(&reading->plan->work->arena, NULL, value->line);
	const struct yaml_node *hidden =
		unknown && unknown->kind == YAML_LIST ? unknown->child : NULL;
	struct yaml_node **to = &out->child;
	out->kind = YAML_LIST;
	for (YAML_EACH(item, value)) {
		struct yaml_node *node = convert(reading, item, hidden);
		if (node)
			nested_put(&to, node);
		hidden = hidden ? hidden->next : NULL;
	}
	return out;
}

// NULL: nothing is said.
static struct yaml_node *convert(struct reading *reading, const struct yaml_node *value,
				 const struct yaml_node *unknown)
{
	struct arena *arena = &reading->plan->work->arena;
	bool is_later = !strcmp(yaml_text(unknown), "true");
	int line = value ? value->line : unknown ? unknown->line : 0;
	if (is_later && (!value || yaml_is_null(value)))
		return reading->refers ? later(reading, line) : NULL;
	if (!value || yaml_is_null(value))
		return NULL;
	if (value->kind == YAML_LIST)
		return convert_list(reading, value, unknown);
	struct yaml_node *out = value->kind == YAML_MAP
					? nested_map(arena, NULL, line)
					: nested_text(arena, NULL, value->text, line);
	if (value->kind == YAML_MAP)
		add_members(reading, value, unknown, out);
	return out;
}

static void add_attribute(struct reading *reading, const char *name, struct yaml_node ***to)
{
	const struct resource *resource = reading->resource;
	bool configured = yaml_find(reading->plan->root, "configuration") != NULL;
	reading->attribute = name;
	reading->source = NULL;
	reading->refers = !configured || has_references(yaml_find(resource->expressions, name));
	struct yaml_node *node = convert(reading, yaml_find(resource->values, name),
					 yaml_find(resource->unknown, name));
	put_member(reading, node, name, to);
}

struct yaml_node *attributes_properties(struct model *plan, const struct resource *resource)
{
	struct reading reading = {.plan = plan, .resource = resource};
	struct yaml_node *out = nested_map(&plan->work->arena, NULL, resource->line);
	struct yaml_node **to = &out->child;
	if (!resource->values || resource->values->kind != YAML_MAP)
		return NULL;
	for (YAML_EACH(member, resource->values))
		add_attribute(&reading, member->key, &to);
	for (YAML_EACH(hidden, resource->unknown))
		if (hidden->key && !yaml_find(resource->values, hidden->key))
			add_attribute(&reading, hidden->key, &to);
	return out;
}
