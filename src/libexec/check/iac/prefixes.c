#include "libexec/check/iac/prefixes.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *type, *blocks;	  // of the list
	const char *entry, *list, *block; // of an entry that is a resource of its own, or NULL
} LISTS[] = {
	{"aws_ec2_managed_prefix_list", "entry[].cidr", "aws_ec2_managed_prefix_list_entry",
	 "prefix_list_id", "cidr"},
	{"AWS::EC2::PrefixList", "Entries[].Cidr", NULL, NULL, NULL},
};

struct visit {
	value_fn *each;
	void *context;
	size_t count;
};

static void count_block(void *context, struct said said)
{
	struct visit *visit = context;
	if (!said.text)
		return;
	visit->each(visit->context, said);
	visit->count++;
}

static const struct said ELSEWHERE = {.text = "a prefix list that is not in the file",
				      .unseen = true};

// Entries that are resources of their own.
static void visit_entries(struct model *model, const struct resource *list, size_t row,
			  struct visit *visit)
{
	for (size_t i = 0; LISTS[row].entry && i < model->resources.len; i++) {
		const struct resource *entry = &model->resources.at[i];
		struct targets targets = {0};
		if (!resource_is(entry, LISTS[row].entry))
			continue;
		model_targets(model, entry, LISTS[row].list, &targets);
		for (size_t t = 0; t < targets.names.len; t++)
			if (model_is_target(model, targets.names.at[t], list)) {
				model_values(model, entry, LISTS[row].block, count_block, visit);
				break;
			}
		targets_fini(&targets);
	}
}

// False when the resource is no list.
static bool visit_list(struct model *model, const struct resource *list, struct visit *visit)
{
	for (size_t row = 0; row < sizeof LISTS / sizeof *LISTS; row++) {
		if (!resource_is(list, LISTS[row].type))
			continue;
		visit->count = 0;
		model_values(model, list, LISTS[row].blocks, count_block, visit);
		visit_entries(model, list, row, visit);
		if (!visit->count) // filled in by somebody else
			visit->each(visit->context, ELSEWHERE);
		return true;
	}
	return false;
}

static bool visit_target(struct model *model, const char *target, struct visit *visit)
{
	bool any = false;
	for (size_t i = 0; i < model->resources.len; i++)
		any |= model_is_target(model, target, &model->resources.at[i]) &&
		       visit_list(model, &model->resources.at[i], visit);
	return any;
}

// "pl-0a…" written out.
static void visit_literal(struct model *model, const char *id, struct visit *visit)
{
	const char *target = arena_printf(&model->work->arena, "=%s", id);
	if (!visit_target(model, target, visit))
		visit->each(visit->context, ELSEWHERE);
}

static bool visit_literals(struct model *model, const struct yaml_node *node, struct visit *visit)
{
	bool all = node && node->kind == YAML_LIST && node->child;
	if (node && node->kind == YAML_SCALAR && !yaml_is_null(node) && !node->tag) {
		visit_literal(model, node->text, visit);
		return true;
	}
	for (YAML_EACH(item, all ? node : NULL)) {
		bool literal = item->kind == YAML_SCALAR && !yaml_is_null(item) && !item->tag;
		if (literal)
			visit_literal(model, item->text, visit);
		all &= literal;
	}
	return all;
}

void prefixes_each(struct model *model, const struct prefix_source *source, value_fn *each,
		   void *context)
{
	struct visit visit = {each, context, 0};
	struct targets targets = {0};
	const struct yaml_node *written = yaml_find(source->item, source->key);
	if (visit_literals(model, written, &visit))
		return;
	if (model->is_template)
		template_node_targets(model, written, &targets);
	else
		plan_targets(model, source->resource,
			     source->attribute ? source->attribute : source->key, &targets);
	bool any = false;
	for (size_t i = 0; i < targets.names.len; i++)
		any |= *targets.names.at[i] != '=' &&
		       visit_target(model, targets.names.at[i], &visit);
	if (!any || targets.unseen)
		each(context, ELSEWHERE);
	targets_fini(&targets);
}
