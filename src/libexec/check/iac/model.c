#include "libexec/check/iac/model.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// "AWSCC::rds_db_instance", as awscc_rds_db_instance is called here, is AWS::RDS::DBInstance.
static bool is_controlled(const char *own, const char *type)
{
	if (strncmp(own, "AWSCC::", 7) || strncmp(type, "AWS::", 5))
		return false;
	for (own += 7, type += 5; *own || *type;) {
		own += strspn(own, "_");
		type += strspn(type, ":");
		if (*own != tolower((unsigned char)*type))
			return false;
		own += *own != 0;
		type += *type != 0;
	}
	return true;
}

bool resource_is(const struct resource *resource, const char *type)
{
	return !strcmp(resource->type, type) || is_controlled(resource->type, type);
}

// The same of two ways that a resource may turn out is said once.
static bool is_said(struct model *model, const struct resource *resource, const char *rule,
		    const struct judgement *j)
{
	struct str key = {0};
	bool added = true;
	str_addf(&key, "%s\n%s\n%d\n%d\n%.*s", resource->base, rule, (int)j->outcome, j->line,
		 (int)j->why.len, j->why.len ? j->why.at : "");
	if (j->outcome != OUTCOME_PASS)
		map_put(&model->said, str_slice(&key), &added);
	str_fini(&key);
	return !added;
}

void model_result(struct model *model, const struct resource *resource, const char *rule,
		  const struct judgement *judgement)
{
	struct judgement placed = *judgement;
	bool *judged = &model->resources.at[resource - model->resources.at].judged;
	model->work->things += !*judged;
	*judged = true;
	if (!placed.line)
		placed.line = resource->line;
	if (model->is_template && is_said(model, resource, rule, &placed))
		return;
	check_result(model->work, resource->address, rule, &placed);
}

void model_lack(struct model *model, const char *subject, int line, const char *why)
{
	struct judgement j = {.line = line};
	struct str where = {0};
	str_addf(&where, "%s%s", model->inside ? model->inside : "", subject);
	judge(&j, OUTCOME_UNSEEN, "%s", why);
	model->work->things++;
	check_result(model->work, str_text(&where), "whole", &j);
	str_fini(&where);
	str_fini(&j.why);
}

void model_fini(struct model *model)
{
	vec_fini(&model->resources);
	vec_fini(&model->names);
	vec_fini(&model->modules);
	map_fini(&model->module_ids);
	map_fini(&model->defined);
	variants_fini(&model->variants);
	map_fini(&model->said);
}

// ---- Values ----

// A place in a resource's values, with what is known only later beside it.
struct cursor {
	const struct yaml_node *node, *unknown, *expression;
};

static struct cursor step(struct cursor at, const char *key)
{
	return (struct cursor){yaml_find(at.node, key), yaml_find(at.unknown, key),
			       yaml_find(at.expression, key)};
}

static bool is_later(struct cursor at)
{
	return at.unknown && at.unknown->kind == YAML_SCALAR && !strcmp(at.unknown->text, "true");
}

// What a leaf says. What the provider fills in and nobody wrote down is not said.
static struct said said_of(const struct model *model, struct cursor at, bool has_configuration)
{
	const struct yaml_node *node =
		model->is_template ? template_value(model, at.node) : at.node;
	struct said said = check_said(node);
	if (is_later(at) && !said.text && (at.expression || !has_configuration))
		said = (struct said){.text = "known after apply", .unseen = true};
	return said;
}

struct visit {
	const struct model *model;
	bool has_configuration;
	value_fn *each;
	void *context;
};

static const struct yaml_node *first_of(const struct yaml_node *node)
{
	return node && node->kind == YAML_LIST ? node->child : NULL;
}

static void visit_path(const struct visit *visit, struct cursor at, struct slice path);

static void visit_items(const struct visit *visit, struct cursor at, struct slice rest)
{
	bool is_list = at.node && at.node->kind == YAML_LIST && !check_said(at.node).unseen;
	if (!is_list || !at.node->child) {
		visit->each(visit->context, said_of(visit->model, at, visit->has_configuration));
		return;
	}
	struct cursor inner = {NULL, first_of(at.unknown), first_of(at.expression)};
	for (YAML_EACH(item, at.node)) {
		inner.node = item;
		struct cursor shared = inner;
		if (!shared.expression) // the items of a dynamic block are written once
			shared.expression = at.expression;
		visit_path(visit, shared, rest);
		inner.unknown = inner.unknown ? inner.unknown->next : NULL;
		inner.expression = inner.expression ? inner.expression->next : NULL;
	}
}

// What is not in the file: a function makes it.
static void visit_hidden(const struct visit *visit, const struct yaml_node *node)
{
	visit->each(
		visit->context,
		(struct said){.text = "made by a function", .unseen = true, .line = node->line});
}

static bool is_empty(const struct yaml_node *node)
{
	return !node || yaml_is_null(node) || (node->kind == YAML_LIST && !node->child);
}

static void visit_path(const struct visit *visit, struct cursor at, struct slice path)
{
	char key[128];
	while (path.len) {
		const struct yaml_node *from = at.node;
		struct slice word = slice_cut(&path, '.');
		bool items = slice_ends(word, "[]");
		word.len -= items ? 2 : 0;
		bool may_lack = slice_ends(word, "?");
		word.len -= may_lack;
		snprintf(key, sizeof key, "%.*s", (int)word.len, word.at);
		if (is_later(at)) // all of it is known later
			break;
		at = step(at, key);
		if (visit->model->is_template)
			at.node = template_value(visit->model, at.node);
		if (visit->model->is_template && from && !at.node && function_hides(from)) {
			visit_hidden(visit, from);
			return;
		}
		if (may_lack && is_empty(at.node) && !is_later(at))
			return;
		if (items && (path.len || at.node)) {
			visit_items(visit, at, path);
			return;
		}
	}
	visit->each(visit->context, said_of(visit->model, at, visit->has_configuration));
}

void model_values(const struct model *model, const struct resource *resource, const char *path,
		  value_fn *each, void *context)
{
	const struct visit visit = {model, yaml_find(model->root, "configuration") != NULL, each,
				    context};
	visit_path(&visit,
		   (struct cursor){resource->values, resource->unknown, resource->expressions},
		   slice_of(path));
}

static void keep_first(void *context, struct said said)
{
	struct said *first = context;
	if (!first->text)
		*first = said;
}

struct said model_value(const struct model *model, const struct resource *resource,
			const char *path)
{
	struct said first = {0};
	model_values(model, resource, path, keep_first, &first);
	return first;
}

static bool is_later_node(const struct yaml_node *unknown)
{
	if (!strcmp(yaml_text(unknown), "true"))
		return true;
	for (YAML_EACH(one, unknown))
		if (!strcmp(yaml_text(one), "true"))
			return true;
	return false;
}

struct said model_item_value(const struct yaml_node *item, const struct yaml_node *unknown,
			     const char *key)
{
	struct said said = check_said(yaml_find(item, key));
	if (!said.text && is_later_node(yaml_find(unknown, key)))
		said = (struct said){.text = "known after apply", .unseen = true};
	return said;
}

// ---- References ----

void model_targets(struct model *model, const struct resource *resource, const char *attribute,
		   struct targets *out)
{
	(model->is_template ? template_targets : plan_targets)(model, resource, attribute, out);
}

void targets_fini(struct targets *targets)
{
	vec_fini(&targets->names);
}
