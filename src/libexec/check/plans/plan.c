#include "libexec/check/iac/model.h"

#include <stdlib.h>
#include <string.h>

// `terraform show -json`: resource_changes has every resource with what it will be; planned_values
// (of a plan) and values (of a state) have them by module.

// "module.a.module.b.aws_x.y" -> "module.a.module.b."
static const char *module_of(struct model *model, const char *base)
{
	static const char WORD[] = "module.";
	const char *at = base;
	while (!strncmp(at, WORD, sizeof WORD - 1)) {
		const char *dot = strchr(at + sizeof WORD - 1, '.');
		if (!dot)
			break;
		at = dot + 1;
	}
	return arena_slice(&model->work->arena, (struct slice){base, (size_t)(at - base)});
}

static struct resource *add(struct model *model, const struct yaml_node *node)
{
	struct resource *resource = vec_push(&model->resources);
	const char *address = yaml_text(yaml_find(node, "address"));
	*resource = (struct resource){.type = yaml_text(yaml_find(node, "type")),
				      .address = address,
				      .base = check_base(&model->work->arena, address),
				      .line = node->line};
	resource->module = module_of(model, resource->base);
	return resource;
}

static bool is_data(const struct yaml_node *node)
{
	return !strcmp(yaml_text(yaml_find(node, "mode")), "data");
}

// It is deleted or forgotten, and not made anew.
static bool goes_away(const struct yaml_node *change)
{
	const struct yaml_node *actions = yaml_find(change, "actions");
	bool goes = actions && actions->child;
	for (YAML_EACH(action, actions))
		goes &= !strcmp(yaml_text(action), "delete") ||
			!strcmp(yaml_text(action), "forget");
	return goes;
}

// How many resources of ours go away.
static size_t add_changes(struct model *model, const struct yaml_node *changes, struct map *seen)
{
	size_t gone = 0;
	for (YAML_EACH(node, changes)) {
		const struct yaml_node *change = yaml_find(node, "change");
		map_put(seen, slice_of(yaml_text(yaml_find(node, "address"))), NULL);
		bool goes = goes_away(change);
		gone += goes && !is_data(node);
		if (goes || is_data(node))
			continue;
		struct resource *resource = add(model, node);
		resource->values = yaml_find(change, "after");
		resource->unknown = yaml_find(change, "after_unknown");
	}
	return gone;
}

static void say_nothing_made(struct model *model)
{
	struct judgement j = {.line = 1};
	judge(&j, OUTCOME_NONE, "nothing is made: the plan only deletes");
	check_result(model->work, "", "whole", &j);
	str_fini(&j.why);
}

static void add_module(struct model *model, const struct yaml_node *module, struct map *seen)
{
	for (YAML_EACH(node, yaml_find(module, "resources"))) {
		struct slice address = slice_of(yaml_text(yaml_find(node, "address")));
		if (!is_data(node) && !map_get(seen, address))
			add(model, node)->values = yaml_find(node, "values");
	}
	for (YAML_EACH(child, yaml_find(module, "child_modules")))
		add_module(model, child, seen);
}

// ---- The configuration ----

// The resources by their bases, and the modules.
static void index_module(struct model *model, struct module module, const char *prefix,
			 struct map *index)
{
	struct arena *arena = &model->work->arena;
	*map_put(&model->module_ids, slice_of(prefix), NULL) = (int64_t)model->modules.len;
	*vec_push(&model->modules) = module;
	for (YAML_EACH(node, yaml_find(module.node, "resources"))) {
		const char *base =
			arena_printf(arena, "%s%s", prefix, yaml_text(yaml_find(node, "address")));
		*map_put(index, slice_of(base), NULL) = (int64_t)(intptr_t)node;
	}
	for (YAML_EACH(call, yaml_find(module.node, "module_calls")))
		index_module(model, (struct module){yaml_find(call, "module"), call},
			     arena_printf(arena, "%smodule.%s.", prefix, call->key), index);
}

static void add_expressions(struct model *model)
{
	struct map index = {0};
	index_module(model,
		     (struct module){yaml_at(model->root, "configuration.root_module"), NULL}, "",
		     &index);
	for (size_t i = 0; i < model->resources.len; i++) {
		struct resource *resource = &model->resources.at[i];
		const int64_t *found = map_get(&index, slice_of(resource->base));
		const struct yaml_node *node =
			found ? (const struct yaml_node *)(intptr_t)*found : NULL;
		resource->expressions = yaml_find(node, "expressions");
		resource->loop = yaml_find(node, "for_each_expression");
	}
	map_fini(&index);
}

// ---- What is put off ----

// A plan of some resources (-target), or one whose others have to wait for what is unknown.
static void say_put_off(struct model *model)
{
	const struct yaml_node *complete = yaml_find(model->root, "complete"),
			       *deferred = yaml_find(model->root, "deferred_changes");
	struct arena *arena = &model->work->arena;
	if (complete && !said_true(check_said(complete)))
		model_lack(
			model, "plan", complete->key_line,
			"the plan is of a part only: more is left to plan (complete is not true)");
	for (YAML_EACH(one, deferred)) {
		const struct yaml_node *change = yaml_find(one, "resource_change");
		const char *reason = yaml_text(yaml_find(one, "reason"));
		model_lack(model, yaml_text(yaml_find(change, "address")), one->line,
			   arena_printf(arena, "it is put off to a later plan: %.100s",
					*reason ? reason : "no reason is given"));
	}
}

bool plan_read(struct model *model, const struct yaml_node *document, bool *is, struct err *err)
{
	const struct yaml_node *planned = yaml_find(document, "planned_values"),
			       *changes = yaml_find(document, "resource_changes"),
			       *state = yaml_find(document, "values");
	struct map seen = {0};
	*is = yaml_find(document, "format_version") && (planned || changes || state);
	if (!*is)
		return true;
	const struct yaml_node *format = yaml_find(document, "format_version");
	struct slice version = slice_of(yaml_text(format));
	if (!slice_starts(version, "0.") && !slice_starts(version, "1."))
		return err_set(
			err, ERR_INVALID,
			"%s:%d: a plan of format_version %.20s: 0 and 1 are read; use an older "
			"Terraform to show it, or a newer gavel",
			model->work->name, format->line, yaml_text(format));
	if (said_true(check_said(yaml_find(document, "errored"))))
		return err_set(err, ERR_INVALID, "%s: the plan failed: it is not whole",
			       model->work->name);
	model->root = document;
	size_t gone = add_changes(model, changes, &seen);
	add_module(model, yaml_find(planned ? planned : state, "root_module"), &seen);
	add_expressions(model);
	say_put_off(model);
	map_fini(&seen);
	if (gone && !model->resources.len)
		say_nothing_made(model);
	return true;
}
