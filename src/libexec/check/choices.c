#include "libexec/check/choices.h"

#include "libexec/check/check.h"

#include <string.h>

// ---- Conditions ----

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

static const struct choice *of_condition(const struct choices *choices, const char *condition)
{
	for (size_t i = 0; i < choices->count; i++)
		if (choices->at[i].condition && !strcmp(choices->at[i].condition, condition))
			return &choices->at[i];
	return NULL;
}

const struct yaml_node *choices_branch(const struct choices *choices, const struct yaml_node *node)
{
	const struct yaml_node *parts[3];
	if (!if_of(node, parts))
		return NULL;
	const struct choice *choice = of_condition(choices, parts[0]->text);
	bool other = choice ? choice->taken : choices->other;
	return parts[other ? 2 : 1];
}

static void note_condition(struct choices *choices, const char *condition)
{
	if (of_condition(choices, condition))
		return;
	if (choices->count == CONDITIONS)
		choices->more = true;
	else
		choices->at[choices->count++] = (struct choice){.condition = condition, .count = 2};
}

static void find_conditions(struct choices *choices, const struct yaml_node *node)
{
	const struct yaml_node *parts[3];
	if (++*choices->steps > STEPS)
		return;
	choices->any |= check_said(node).unseen;
	if (if_of(node, parts))
		note_condition(choices, parts[0]->text);
	for (YAML_EACH(child, node))
		find_conditions(choices, child);
}

// ---- Maps ----

static bool is_literal(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && !node->tag;
}

// A literal, or a parameter's default, as everywhere; NULL: any text.
static const char *key_text(const struct choices *choices, const struct yaml_node *key)
{
	const struct yaml_node *ref = function_of(key, "Ref");
	if (ref) {
		const struct yaml_node *parameters = yaml_find(choices->root, "Parameters");
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

static struct choice *of_key(struct choices *choices, const struct yaml_node *key)
{
	const char *name = yaml_text(function_of(key, "Ref"));
	for (size_t i = 0; i < choices->count; i++) {
		const struct yaml_node *other = choices->at[i].key;
		if (other && (*name ? !strcmp(name, yaml_text(function_of(other, "Ref")))
				    : is_same(key, other)))
			return &choices->at[i];
	}
	return NULL;
}

// The text of a key as it falls; NULL: any.
static const char *chosen_text(struct choices *choices, const struct yaml_node *key)
{
	const char *text = key_text(choices, key);
	const struct choice *choice = text || !choices->choosing ? NULL : of_key(choices, key);
	return choice ? choice->options[choice->taken] : text;
}

// What stands at the keys below a node; where one may be any, all that it may lead to has to be the
// same.
static const struct yaml_node *find_at(struct choices *choices, const struct yaml_node *at,
				       const struct yaml_node *key)
{
	const struct yaml_node *found = NULL;
	if (++*choices->steps > STEPS || !key || !at)
		return key ? NULL : at;
	const char *text = chosen_text(choices, key);
	if (text)
		return find_at(choices, yaml_find(at, text), key->next);
	for (YAML_EACH(child, at->kind == YAML_MAP ? at : NULL)) {
		const struct yaml_node *value = find_at(choices, child, key->next);
		if (!value || (found && !is_same(found, value)))
			return NULL;
		found = value;
	}
	return found;
}

// The keys of Fn::FindInMap [map, key, key], or NULL.
static const struct yaml_node *map_keys(const struct yaml_node *node)
{
	const struct yaml_node *list = function_of(node, "Fn::FindInMap");
	return list && list->kind == YAML_LIST ? list->child : NULL;
}

// Every key has a text, one of them by choice.
static bool are_chosen(struct choices *choices, const struct yaml_node *key)
{
	bool chosen = false;
	for (; key; key = key->next) {
		if (!chosen_text(choices, key))
			return false;
		chosen |= !key_text(choices, key);
	}
	return chosen;
}

const struct yaml_node *choices_find_in_map(struct choices *choices, const struct yaml_node *node)
{
	const struct yaml_node *keys = map_keys(node), *found;
	if (!keys)
		return NULL;
	found = find_at(choices, yaml_find(choices->root, "Mappings"), keys);
	choices->impossible |= !found && are_chosen(choices, keys);
	return found;
}

// One more than there are ways: they are not followed.
static void add_option(struct choice *choice, const char *text)
{
	if (choice->count > WAYS)
		return;
	for (size_t i = 0; i < choice->count; i++)
		if (!strcmp(choice->options[i], text))
			return;
	if (choice->count < WAYS)
		choice->options[choice->count] = text;
	choice->count++;
}

static void note_keys(struct choices *choices, const struct yaml_node *at,
		      const struct yaml_node *key)
{
	if (!key || !at || at->kind != YAML_MAP)
		return;
	const char *text = key_text(choices, key);
	struct choice *choice = text ? NULL : of_key(choices, key);
	if (!text && !choice && choices->count < CONDITIONS + KEYS) {
		choice = &choices->at[choices->count++];
		*choice = (struct choice){.key = key};
	}
	if (text)
		note_keys(choices, yaml_find(at, text), key->next);
	for (YAML_EACH(child, choice ? at : NULL)) {
		if (++*choices->steps > STEPS)
			return;
		add_option(choice, child->key);
		note_keys(choices, child, key->next);
	}
}

// Keys that decide something: what may be found differs.
static void find_keys(struct choices *choices, const struct yaml_node *node)
{
	const struct yaml_node *keys = map_keys(node);
	if (++*choices->steps > STEPS)
		return;
	if (keys && keys->next && keys->next->next && !keys->next->next->next &&
	    !choices_find_in_map(choices, node))
		note_keys(choices, yaml_find(choices->root, "Mappings"), keys);
	for (YAML_EACH(child, node))
		find_keys(choices, child);
}

// ---- Ways ----

// As many as can be followed: the others may be any.
static void keep_choices(struct choices *choices)
{
	size_t kept = 0, ways = 1;
	for (size_t i = 0; i < choices->count; i++) {
		const struct choice *choice = &choices->at[i];
		if (!choice->count || ways * choice->count > WAYS)
			continue;
		ways *= choice->count;
		if (kept < i)
			choices->at[kept] = *choice;
		kept++;
	}
	choices->count = kept;
}

void choices_find(struct choices *choices, const struct yaml_node *node)
{
	find_conditions(choices, node);
	if (choices->any && !choices->more)
		find_keys(choices, node);
	keep_choices(choices);
	choices->choosing = true;
}

bool choices_turn(struct choices *choices)
{
	bool was = choices->other;
	choices->other = choices->more;
	for (size_t i = 0; i < choices->count; i++) {
		struct choice *choice = &choices->at[i];
		if (++choice->taken < choice->count && !choices->more)
			return true;
		choice->taken = choices->more;
	}
	return choices->more && !was;
}
