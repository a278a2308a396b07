#include "libexec/check/iac/model.h"

#include <stdlib.h>
#include <string.h>

// CloudFormation: functions as maps ({"Ref": …}, {"Fn::Sub": …}) and as YAML tags (!Ref, !Sub).

static const struct yaml_node *default_of(const struct model *model, const char *name)
{
	return yaml_find(yaml_find(yaml_find(model->root, "Parameters"), name), "Default");
}

const struct yaml_node *template_value(const struct model *model, const struct yaml_node *node)
{
	const struct yaml_node *reference = function_of(node, "Ref");
	if (reference) {
		const struct yaml_node *value = default_of(model, yaml_text(reference));
		return value ? value : node;
	}
	return node;
}

// ---- What is made, and stands in another file ----

// Types whose resources are those of another template.
static bool is_nested(const char *type)
{
	static const char *const TYPES[] = {
		"AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet",
		"AWS::ServiceCatalog::CloudFormationProvisionedProduct"};
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (!strcmp(type, TYPES[i]))
			return true;
	return slice_ends(slice_of(type), "::MODULE");
}

// Of the template's Transform, one or a list. AWS::LanguageExtensions brings no resources.
static void judge_transforms(struct model *model, const struct yaml_node *node)
{
	if (!node)
		return;
	int line = node->key_line ? node->key_line : node->line;
	if (node->kind == YAML_LIST)
		for (YAML_EACH(one, node))
			judge_transforms(model, one);
	else if (strcmp(yaml_text(node), "AWS::LanguageExtensions") != 0)
		model_lack(model, "template", line,
			   "a macro makes resources that are not in this file (Transform)");
}

static bool add_variants(struct model *model, const struct yaml_node *node, struct err *err)
{
	struct variants *variants = &model->variants;
	const char *name = node->key ? node->key : "", *type = yaml_text(yaml_find(node, "Type"));
	const char *address =
		model->inside ? arena_printf(&model->work->arena, "%s%s", model->inside, name)
			      : name;
	int line = node->key_line ? node->key_line : node->line;
	if (!variants_read(model->root, yaml_find(node, "Properties"), &model->work->arena,
			   variants, err))
		return err_wrap(err, "%s:%d", model->work->name, line);
	bool hides = function_hides(node);
	for (size_t i = 0; i < variants->at.len; i++) {
		hides |= function_hides(variants->at.at[i]);
		*vec_push(&model->resources) = (struct resource){.type = type,
								 .address = address,
								 .base = name,
								 .module = "",
								 .values = variants->at.at[i],
								 .line = line};
	}
	if (variants->cut)
		model_lack(model, name, line, "more conditions than are followed");
	if (is_nested(type))
		model_lack(model, name, line, "its resources are in another template");
	if (hides)
		model_lack(model, name, line, "a function makes part of it (Fn::Transform)");
	return true;
}

static bool add_resources(struct model *model, const struct yaml_node *resources, struct err *err);

// "Fn::Transform", "Fn::ForEach::Name": what the loop makes is judged as it is written.
static bool add_made(struct model *model, const struct yaml_node *node, struct err *err)
{
	const struct yaml_node *last = NULL;
	model_lack(model, node->key, node->key_line ? node->key_line : node->line,
		   "a function makes resources that are not in this file");
	for (YAML_EACH(item, node->kind == YAML_LIST ? node : NULL))
		last = item;
	return !last || last->kind != YAML_MAP || add_resources(model, last, err);
}

static bool add_resources(struct model *model, const struct yaml_node *resources, struct err *err)
{
	for (YAML_EACH(node, resources)) {
		bool made = node->key && !strncmp(node->key, "Fn::", 4);
		if (!made && node->kind != YAML_MAP)
			return err_set(err, ERR_INVALID, "%s:%d: no resource", model->work->name,
				       node->line);
		if (made ? !add_made(model, node, err) : !add_variants(model, node, err))
			return false;
	}
	return true;
}

// Names that references may have, those of merged maps too.
static void define(struct model *model, const struct yaml_node *resources)
{
	for (YAML_EACH(node, resources)) {
		if (!node->key || !strcmp(node->key, "<<"))
			define(model, node);
		if (node->key)
			map_put(&model->defined, slice_of(node->key), NULL);
	}
}

bool template_read(struct model *model, const struct yaml_node *document, bool *is, struct err *err)
{
	const struct yaml_node *resources = yaml_find(document, "Resources");
	bool typed = yaml_find(document, "Transform") || function_hides(document);
	for (YAML_EACH(node, resources))
		typed |= !strncmp(yaml_text(yaml_find(node, "Type")), "AWS::", 5) ||
			 (node->key && !strncmp(node->key, "Fn::", 4));
	*is = resources && (typed || yaml_find(document, "AWSTemplateFormatVersion"));
	if (!*is)
		return true;
	model->root = document;
	model->is_template = true;
	define(model, resources);
	judge_transforms(model, yaml_find(document, "Transform"));
	judge_transforms(model, yaml_find(document, "Fn::Transform"));
	if (function_hides(resources) && resources->kind != YAML_MAP)
		model_lack(model, "template", resources->line, "a function makes the resources");
	return add_resources(model, resources, err);
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
	if (map_get(&model->defined, name))
		*vec_push(&out->names) = text;
	else
		out->unseen = true; // a parameter, another stack's export
}

// "G" of Fn::Sub of "${G.GroupId}" and nothing else; empty otherwise.
static struct slice substituted(const struct yaml_node *node)
{
	struct slice rest = slice_of(yaml_text(function_of(node, "Fn::Sub")));
	if (rest.len < 4 || !slice_starts(rest, "${") || rest.at[rest.len - 1] != '}')
		return (struct slice){0};
	rest = (struct slice){rest.at + 2, rest.len - 3};
	return memchr(rest.at, '$', rest.len) || *rest.at == '!' ? (struct slice){0}
								 : slice_cut(&rest, '.');
}

// The item of a list in the file that Fn::Select takes, or NULL.
static const struct yaml_node *selected(const struct yaml_node *node)
{
	const struct yaml_node *index = function_of(node, "Fn::Select");
	index = index && index->kind == YAML_LIST ? index->child : NULL;
	const struct yaml_node *list = index ? index->next : NULL;
	char *end = NULL;
	long at = index ? strtol(yaml_text(index), &end, 10) : -1;
	if (!list || list->kind != YAML_LIST || list->tag || at < 0 || end == yaml_text(index))
		return NULL;
	for (YAML_EACH(item, list))
		if (!at--)
			return item;
	return NULL;
}

// What a function makes is not followed; another stack's export is of no resource in this file.
static void add_made_by(const struct yaml_node *node, struct targets *out)
{
	static const char *const ELSEWHERE[] = {"Fn::ImportValue", "Fn::FindInMap"};
	bool any = true;
	for (size_t i = 0; i < sizeof ELSEWHERE / sizeof *ELSEWHERE; i++)
		any &= !function_of(node, ELSEWHERE[i]);
	out->unseen = true;
	out->any |= any;
}

static void add_targets(struct model *model, const struct yaml_node *node, struct targets *out)
{
	const struct yaml_node *reference = function_of(node, "Ref"),
			       *argument = function_of(node, "Fn::GetAtt"), *item = selected(node);
	struct slice name = substituted(node);
	if (!node)
		return;
	if (++model->steps > MODEL_STEPS) {
		out->unseen = out->any = true;
		return;
	}
	if (reference)
		add_name(model, slice_of(yaml_text(reference)), out);
	else if (argument)
		add_name(model, name_of(argument), out);
	else if (name.len)
		add_name(model, name, out);
	else if (item)
		add_targets(model, item, out);
	else if (node->kind == YAML_SCALAR && !node->tag)
		*vec_push(&out->names) = arena_printf(&model->work->arena, "=%s", node->text);
	else if (node->kind == YAML_SCALAR || (node->tag && node->kind == YAML_LIST))
		add_made_by(node, out); // !Sub, !ImportValue, !If, !Split
	else
		for (YAML_EACH(child, node)) {
			if (child->key && !strncmp(child->key, "Fn::", 4))
				add_made_by(node, out);
			add_targets(model, child, out);
		}
}

struct asking {
	struct model *model;
	struct targets *out;
};

static void ask(void *context, const struct yaml_node *node)
{
	const struct asking *asking = context;
	add_targets(asking->model, node, asking->out);
}

void template_targets(struct model *model, const struct resource *resource, const char *attribute,
		      struct targets *out)
{
	struct asking asking = {model, out};
	struct slice path = slice_of(attribute), rest = path;
	const char *top = arena_slice(&model->work->arena, slice_cut(&rest, '.'));
	if (rest.len && function_hides_member(resource->values, top))
		out->unseen = out->any = true;
	targets_each(resource->values, path, ask, &asking);
}

void template_node_targets(struct model *model, const struct yaml_node *node, struct targets *out)
{
	add_targets(model, node, out);
}
