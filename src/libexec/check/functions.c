#include "libexec/check/functions.h"

#include "libexec/check/check.h"
#include "libexec/check/choices.h"

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

// ---- Values ----

struct resolver {
	struct choices choices;
	struct arena *arena;
};

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
	const struct yaml_node *found;
	if (++*resolver->choices.steps > STEPS)
		return NULL;
	if (!strcmp(yaml_text(function_of(node, "Ref")), "AWS::NoValue"))
		return NULL;
	if ((found = choices_branch(&resolver->choices, node)))
		return in_place(node, resolve(resolver, found));
	if ((found = choices_find_in_map(&resolver->choices, node)))
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
	struct resolver resolver = {{.root = root, .steps = &out->steps}, arena};
	struct choices *choices = &resolver.choices;
	choices_find(choices, node);
	out->cut = choices->more;
	out->at.len = 0;
	do {
		choices->impossible = false;
		const struct yaml_node *value = choices->any ? resolve(&resolver, node) : node;
		if (!choices->impossible)
			*vec_push(&out->at) = value;
	} while (choices_turn(choices));
	choices->choosing = false;
	if (!out->at.len)
		*vec_push(&out->at) = resolve(&resolver, node);
	return out->steps <= STEPS ||
	       err_set(err, ERR_INVALID, "more values than are read, by its conditions");
}

void variants_fini(struct variants *variants)
{
	vec_fini(&variants->at);
}
