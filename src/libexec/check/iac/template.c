#include "libexec/check/iac/model.h"

#include <stdlib.h>
#include <string.h>

// CloudFormation: functions as maps ({"Ref": …}, {"Fn::Sub": …}) and as YAML tags (!Ref, !Sub).

// The argument of a function, or NULL.
static const struct yaml_node *function(const struct yaml_node *node, const char *name)
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

static const struct yaml_node *default_of(const struct model *model, const char *name)
{
	return yaml_find(yaml_find(yaml_find(model->root, "Parameters"), name), "Default");
}

const struct yaml_node *template_value(const struct model *model, const struct yaml_node *node)
{
	const struct yaml_node *reference = function(node, "Ref"),
			       *text = function(node, "Fn::Sub");
	if (reference && !strcmp(yaml_text(reference), "AWS::NoValue"))
		return NULL;
	if (reference) {
		const struct yaml_node *value = default_of(model, yaml_text(reference));
		return value ? value : node;
	}
	if (text && text->kind == YAML_SCALAR && !strchr(text->text, '$') && text != node)
		return text;
	return node;
}

bool template_read(struct model *model, const struct yaml_node *document, bool *is, struct err *err)
{
	const struct yaml_node *resources = yaml_find(document, "Resources");
	bool typed = false;
	for (YAML_EACH(node, resources))
		typed |= !strncmp(yaml_text(yaml_find(node, "Type")), "AWS::", 5);
	*is = resources && (typed || yaml_find(document, "AWSTemplateFormatVersion"));
	if (!*is)
		return true;
	model->root = document;
	model->is_template = true;
	for (YAML_EACH(node, resources)) {
		if (node->kind != YAML_MAP)
			return err_set(err, ERR_INVALID, "%s:%d: no resource", model->work->name,
				       node->line);
		*vec_push(&model->resources) =
			(struct resource){.type = yaml_text(yaml_find(node, "Type")),
					  .address = node->key ? node->key : "",
					  .base = node->key ? node->key : "",
					  .module = "",
					  .values = yaml_find(node, "Properties"),
					  .line = node->key_line ? node->key_line : node->line};
	}
	return true;
}

// ---- References ----

// "Name.Attribute" and ["Name", "Attribute"]
static struct slice name_of(const struct yaml_node *argument)
{
	struct slice rest = slice_of(argument->kind == YAML_LIST ? yaml_text(argument->child)
								 : yaml_text(argument));
	return slice_cut(&rest, '.');
}

static void add_name(struct model *model, struct slice name, struct targets *out)
{
	const char *text = arena_slice(&model->work->arena, name);
	if (yaml_find(yaml_find(model->root, "Resources"), text))
		*vec_push(&out->names) = text;
	else
		out->unseen = true; // a parameter, another stack's export
}

static void add_targets(struct model *model, const struct yaml_node *node, struct targets *out)
{
	const struct yaml_node *argument = function(node, "Ref");
	if (!argument)
		argument = function(node, "Fn::GetAtt");
	if (!node || ++model->steps > MODEL_STEPS)
		return;
	if (argument)
		add_name(model, name_of(argument), out);
	else if (node->kind == YAML_SCALAR && !node->tag)
		*vec_push(&out->names) = arena_printf(&model->work->arena, "=%s", node->text);
	else if (node->kind == YAML_SCALAR || (node->tag && node->kind == YAML_LIST))
		out->unseen = true; // !Sub, !ImportValue, !If, !Select
	else
		for (YAML_EACH(child, node)) {
			out->unseen |= child->key && !strncmp(child->key, "Fn::", 4);
			add_targets(model, child, out);
		}
}

void template_targets(struct model *model, const struct resource *resource, const char *attribute,
		      struct targets *out)
{
	add_targets(model, yaml_at(resource->values, attribute), out);
}
