#include "libexec/check/iac/model.h"

#include <stdlib.h>
#include <string.h>

// References of a plan's configuration, followed to resources: through a module's variables to who
// calls it, and through its outputs to what is in it.

enum { LEVELS = 16 };

struct chase {
	struct model *model;
	struct targets *out;
	int level;
};

static void chase_expression(struct chase *chase, const char *module,
			     const struct yaml_node *expression);

// Of "module.a.module.b."; nothing of what is not in the configuration.
static struct module module_at(const struct model *model, const char *path)
{
	const int64_t *id = map_get(&model->module_ids, slice_of(path));
	return id ? model->modules.at[*id] : (struct module){0};
}

// "module.a.module.b." -> "module.a."
static const char *module_above(struct chase *chase, const char *module)
{
	size_t len = strlen(module);
	for (int dots = 0; len && (dots += module[len - 1] == '.') < 3; len--)
		;
	return arena_slice(&chase->model->work->arena, (struct slice){module, len});
}

static void lead_out(struct chase *chase, bool any)
{
	chase->out->unseen = true;
	chase->out->any |= any;
}

static bool says_each(const struct yaml_node *expression)
{
	for (YAML_EACH(child, expression)) {
		if (!strncmp(yaml_text(child), "each.", 5) || says_each(child))
			return true;
	}
	return false;
}

// What a call loops over: all that an item may be of, when nothing else is said; else only that it
// may lead out.
static void chase_loop(struct chase *chase, const char *module, const struct yaml_node *loop,
		       bool names)
{
	struct targets aside = {0};
	struct chase inner = {chase->model, names ? chase->out : &aside, chase->level};
	chase_expression(&inner, module, loop);
	if (aside.unseen)
		lead_out(chase, aside.any);
	targets_fini(&aside);
}

// What is given to the whole plan, and a default, are of no resource in it.
static void chase_variable(struct chase *chase, const char *module, const char *name)
{
	const struct yaml_node *call = module_at(chase->model, module).call;
	const struct yaml_node *argument = yaml_find(yaml_find(call, "expressions"), name);
	if (!argument) {
		lead_out(chase, false);
		return;
	}
	size_t named = chase->out->names.len;
	const char *above = module_above(chase, module);
	chase_expression(chase, above, argument);
	if (says_each(argument))
		chase_loop(chase, above, yaml_find(call, "for_each_expression"),
			   named == chase->out->names.len);
}

static void chase_output(struct chase *chase, const char *module, const char *call_name,
			 const char *output)
{
	const char *inner =
		arena_printf(&chase->model->work->arena, "%smodule.%s.", module, call_name);
	const struct yaml_node *node =
		yaml_find(yaml_find(module_at(chase->model, inner).node, "outputs"), output);
	if (node)
		chase_expression(chase, inner, yaml_find(node, "expression"));
	else
		lead_out(chase, true);
}

static bool next_part(struct slice *rest, char room[256])
{
	struct slice word = slice_cut(rest, '.');
	snprintf(room, 256, "%.*s", (int)word.len, word.at ? word.at : "");
	return word.len > 0;
}

static void chase_reference(struct chase *chase, const char *module, const char *reference)
{
	static const struct {
		const char *word;
		bool any;
	} OUTSIDE[] = {{"local", true},
		       {"data", true},
		       {"self", true},
		       {"path", false},
		       {"terraform", false}};
	char first[256], second[256], third[256];
	struct slice rest = slice_of(check_base(&chase->model->work->arena, reference));
	if (!next_part(&rest, first) || !next_part(&rest, second))
		return; // "module" or a resource type alone says nothing
	bool more = next_part(&rest, third);
	if (!strcmp(first, "var")) {
		chase_variable(chase, module, second);
	} else if (!strcmp(first, "module")) {
		if (more) // "module.a" alone comes beside "module.a.id"
			chase_output(chase, module, second, third);
	} else if (strcmp(first, "each") && strcmp(first, "count")) {
		for (size_t i = 0; i < sizeof OUTSIDE / sizeof *OUTSIDE; i++)
			if (!strcmp(first, OUTSIDE[i].word)) {
				lead_out(chase, OUTSIDE[i].any);
				return;
			}
		*vec_push(&chase->out->names) =
			arena_printf(&chase->model->work->arena, "%s%s.%s", module, first, second);
	}
}

// "module.a" that does not come beside "module.a.id": any of its outputs.
static bool is_whole_module(const char *reference, const char *before)
{
	struct slice rest = slice_of(reference);
	bool module = slice_is(slice_cut(&rest, '.'), "module") && rest.len &&
		      !memchr(rest.at, '.', rest.len);
	return module && strncmp(before, reference, strlen(reference)) != 0;
}

// All references below an expression; blocks have expressions of their own.
static void chase_expression(struct chase *chase, const char *module,
			     const struct yaml_node *expression)
{
	if (!expression || expression->kind == YAML_SCALAR)
		return;
	if (chase->level == LEVELS || ++chase->model->steps > MODEL_STEPS) {
		lead_out(chase, true);
		return;
	}
	chase->level++;
	const struct yaml_node *references = yaml_find(expression, "references");
	const char *before = "";
	for (YAML_EACH(reference, references)) {
		chase_reference(chase, module, yaml_text(reference));
		if (is_whole_module(yaml_text(reference), before))
			lead_out(chase, true);
		before = yaml_text(reference);
	}
	for (YAML_EACH(child, expression))
		if (child != references)
			chase_expression(chase, module, child);
	chase->level--;
}

static void add_literals(struct model *model, const struct yaml_node *node, struct targets *out)
{
	if (node && node->kind == YAML_SCALAR && !yaml_is_null(node))
		*vec_push(&out->names) = arena_printf(&model->work->arena, "=%s", node->text);
	for (YAML_EACH(child, node))
		if (child->kind == YAML_SCALAR)
			add_literals(model, child, out);
}

// Calls `each` for what stands at a path below a node, in every item of the lists on the way; an
// expression may be that of a whole attribute.
void targets_each(const struct yaml_node *node, struct slice path, target_fn *each, void *context)
{
	if (!node)
		return;
	if (!path.len || yaml_find(node, "references")) {
		each(context, node);
		return;
	}
	if (node->kind == YAML_LIST) {
		for (YAML_EACH(item, node))
			targets_each(item, path, each, context);
		return;
	}
	char key[128];
	struct slice word = slice_cut(&path, '.');
	snprintf(key, sizeof key, "%.*s", (int)word.len, word.at);
	targets_each(yaml_find(node, key), path, each, context);
}

struct asking {
	struct chase chase;
	const struct resource *resource;
};

static void ask_expression(void *context, const struct yaml_node *expression)
{
	struct asking *asking = context;
	chase_expression(&asking->chase, asking->resource->module, expression);
	if (says_each(expression)) // what it loops over is what it refers to
		chase_expression(&asking->chase, asking->resource->module, asking->resource->loop);
}

static void ask_literal(void *context, const struct yaml_node *value)
{
	struct asking *asking = context;
	add_literals(asking->chase.model, value, asking->chase.out);
}

static void ask_unknown(void *context, const struct yaml_node *unknown)
{
	struct asking *asking = context;
	if (said_true(check_said(unknown)))
		lead_out(&asking->chase, true);
}

// ---- What is known ----

static void find_value(void *context, const struct yaml_node *value)
{
	bool *found = context;
	*found |= !yaml_is_null(value);
}

static void find_later(void *context, const struct yaml_node *unknown)
{
	bool *later = context;
	*later |= said_true(check_said(unknown));
	for (YAML_EACH(child, unknown))
		find_later(later, child);
}

// A value that is known says more than the references that it comes from.
static bool is_known(const struct resource *resource, const char *attribute, const char *top)
{
	bool found = false, later = said_true(check_said(yaml_find(resource->unknown, top)));
	targets_each(resource->values, slice_of(attribute), find_value, &found);
	targets_each(resource->unknown, slice_of(attribute), find_later, &later);
	return found && !later;
}

void plan_targets(struct model *model, const struct resource *resource, const char *attribute,
		  struct targets *out)
{
	struct asking asking = {{model, out, 0}, resource};
	struct slice path = slice_of(attribute), rest = path, block = slice_cut(&rest, '.');
	const char *top = arena_slice(&model->work->arena, block);
	targets_each(resource->expressions, path, ask_expression, &asking);
	targets_each(resource->values, path, ask_literal, &asking);
	if (rest.len &&
	    !yaml_find(resource->expressions, top)) // a dynamic block is written nowhere
		targets_each(resource->unknown, path, ask_unknown, &asking);
	if (out->unseen && is_known(resource, attribute, top))
		out->unseen = out->any = false;
}
