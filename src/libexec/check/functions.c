#include "libexec/check/functions.h"

#include "libexec/check/check.h"

#include <stdlib.h>
#include <string.h>

const struct yaml_node *function_of(const struct yaml_node *node, const char *name)
{
	const char *bare = strncmp(name, "Fn::", 4) ? name : name + 4;
	if (!node)
		return NULL;
	if (node->tag && node->tag[0] == '!' && !strcmp(node->tag + 1, bare))
		return node;
	if (node->kind == YAML_MAP && node->child && !node->child->next &&
	    !strcmp(node->child->key, name))
		return node->child;
	return NULL;
}

bool function_hides(const struct yaml_node *node)
{
	if (check_said(node).unseen)
		return true;
	for (YAML_EACH(child, node && node->kind == YAML_MAP ? node : NULL))
		if (!strncmp(child->key, "Fn::", 4))
			return true;
	return false;
}

bool function_hides_member(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *member = yaml_find(map, key);
	return member ? check_said(member).unseen : function_hides(map);
}

// ---- Conditions ----

enum { CONDITIONS = 6, STEPS = 4000000 };

struct resolver {
	const struct yaml_node *root;
	struct arena *arena;
	const char *conditions[CONDITIONS];
	size_t count;
	bool more;	 // conditions than that
	bool any;	 // there is something to resolve
	uint64_t choice; // a bit for each that is false
	int64_t *steps;
};

// The three arguments of Fn::If; false when it is malformed, and so stays a function.
static bool if_of(const struct yaml_node *node, const struct yaml_node *out[3])
{
	const struct yaml_node *list = function_of(node, "Fn::If");
	size_t count = 0;
	if (!list || list->kind != YAML_LIST)
		return false;
	for (YAML_EACH(item, list))
		if (count++ < 3)
			out[count - 1] = item;
	return count == 3 && *yaml_text(out[0]);
}

static size_t place_of(const struct resolver *resolver, const char *condition)
{
	for (size_t i = 0; i < resolver->count; i++)
		if (!strcmp(resolver->conditions[i], condition))
			return i;
	return resolver->count;
}

static void note_condition(struct resolver *resolver, const char *condition)
{
	if (place_of(resolver, condition) < resolver->count)
		return;
	if (resolver->count == CONDITIONS)
		resolver->more = true;
	else
		resolver->conditions[resolver->count++] = condition;
}

static void find_conditions(struct resolver *resolver, const struct yaml_node *node)
{
	const struct yaml_node *parts[3];
	if (++*resolver->steps > STEPS)
		return;
	resolver->any |= check_said(node).unseen;
	if (if_of(node, parts))
		note_condition(resolver, parts[0]->text);
	for (YAML_EACH(child, node))
		find_conditions(resolver, child);
}

// ---- Values ----

static bool is_literal(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && !node->tag;
}

// A literal, or a parameter's default, as everywhere; NULL: any text.
static const char *key_text(const struct resolver *resolver, const struct yaml_node *key)
{
	const struct yaml_node *ref = function_of(key, "Ref");
	if (ref) {
		const struct yaml_node *parameters = yaml_find(resolver->root, "Parameters");
		key = yaml_find(yaml_find(parameters, yaml_text(ref)), "Default");
	}
	return key && is_literal(key) ? key->text : NULL;
}

static bool is_same(const struct yaml_node *a, const struct yaml_node *b)
{
	if (a->kind != b->kind || a->tag || b->tag || strcmp(yaml_text(a), yaml_text(b)))
		return false;
	const struct yaml_node *x = a->child, *y = b->child;
	for (; x && y; x = x->next, y = y->next)
		if ((a->kind == YAML_MAP && strcmp(x->key, y->key)) || !is_same(x, y))
			return false;
	return !x && !y;
}

// What stands at the keys below a node; where one may be any, all that it may lead to has to be the
// same.
static const struct yaml_node *find_at(struct resolver *resolver, const struct yaml_node *at,
				       const struct yaml_node *key)
{
	const struct yaml_node *found = NULL;
	if (++*resolver->steps > STEPS || !key || !at)
		return key ? NULL : at;
	const char *text = key_text(resolver, key);
	if (text)
		return find_at(resolver, yaml_find(at, text), key->next);
	for (YAML_EACH(child, at->kind == YAML_MAP ? at : NULL)) {
		const struct yaml_node *value = find_at(resolver, child, key->next);
		if (!value || (found && !is_same(found, value)))
			return NULL;
		found = value;
	}
	return found;
}

// What Fn::FindInMap [map, key, key] finds in the template's own Mappings.
static const struct yaml_node *find_in_map(struct resolver *resolver, const struct yaml_node *node)
{
	const struct yaml_node *list = function_of(node, "Fn::FindInMap");
	return list && list->kind == YAML_LIST && list->child
		       ? find_at(resolver, yaml_find(resolver->root, "Mappings"), list->child)
		       : NULL;
}

// Fn::Sub of a text without anything to replace.
static const struct yaml_node *plain_text(const struct yaml_node *node)
{
	const struct yaml_node *text = function_of(node, "Fn::Sub");
	return text && text->kind == YAML_SCALAR && !strchr(text->text, '$') ? text : NULL;
}

static struct yaml_node *resolve(struct resolver *resolver, const struct yaml_node *node);

static struct yaml_node *copy(struct resolver *resolver, const struct yaml_node *node)
{
	struct yaml_node *out = arena_alloc(resolver->arena, sizeof *out), **to = &out->child;
	*out = *node;
	out->child = out->next = NULL;
	for (YAML_EACH(child, node))
		if ((*to = resolve(resolver, child)))
			to = &(*to)->next;
	return out;
}

// In the place of a node, with the line of what takes it.
static struct yaml_node *in_place(const struct yaml_node *node, struct yaml_node *value)
{
	if (!node || !value)
		return NULL;
	value->key_line = value->line;
	value->key = node->key;
	return value;
}

// NULL: AWS::NoValue, or too many steps.
static struct yaml_node *resolve(struct resolver *resolver, const struct yaml_node *node)
{
	const struct yaml_node *parts[3], *found;
	if (++*resolver->steps > STEPS)
		return NULL;
	if (!strcmp(yaml_text(function_of(node, "Ref")), "AWS::NoValue"))
		return NULL;
	if (if_of(node, parts)) {
		size_t place = place_of(resolver, parts[0]->text);
		bool other = resolver->choice >> (place < CONDITIONS ? place : CONDITIONS) & 1;
		return in_place(node, resolve(resolver, parts[other ? 2 : 1]));
	}
	if ((found = find_in_map(resolver, node)))
		return in_place(node, copy(resolver, found));
	if ((found = plain_text(node))) {
		struct yaml_node *text = in_place(node, copy(resolver, found));
		text->tag = NULL;
		return text;
	}
	return copy(resolver, node);
}

bool variants_read(const struct yaml_node *root, const struct yaml_node *node, struct arena *arena,
		   struct variants *out, struct err *err)
{
	struct resolver resolver = {.root = root, .arena = arena, .steps = &out->steps};
	out->at.len = 0;
	if (node)
		find_conditions(&resolver, node);
	out->cut = resolver.more;
	uint64_t all = ((uint64_t)1 << resolver.count) - 1;
	for (uint64_t choice = 0; choice <= all; choice += resolver.more ? all : 1) {
		resolver.choice = choice | (choice ? (uint64_t)1 << CONDITIONS : 0);
		*vec_push(&out->at) = resolver.any ? resolve(&resolver, node) : node;
	}
	return out->steps <= STEPS ||
	       err_set(err, ERR_INVALID, "more values than are read, by its conditions");
}

void variants_fini(struct variants *variants)
{
	vec_fini(&variants->at);
}
