#include "libexec/check/iac/prefixes.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *type, *blocks;	  // of the list
	const char *entry, *list, *block; // of an entry that is a resource of its own, or NULL
} LISTS[PREFIX_LISTS] = {
	{"aws_ec2_managed_prefix_list", "entry[].cidr", "aws_ec2_managed_prefix_list_entry",
	 "prefix_list_id", "cidr"},
	{"AWS::EC2::PrefixList", "Entries[].Cidr", NULL, NULL, NULL},
};

void prefixes_find(struct model *model, struct prefixes *out)
{
	*out = (struct prefixes){.model = model};
	for (size_t row = 0; row < PREFIX_LISTS; row++)
		if (LISTS[row].entry)
			belongings_find(model, LISTS[row].entry, LISTS[row].list,
					&out->entries[row]);
}

void prefixes_fini(struct prefixes *prefixes)
{
	for (size_t row = 0; row < PREFIX_LISTS; row++)
		belongings_fini(&prefixes->entries[row]);
}

struct visit {
	const struct prefixes *prefixes;
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

static void visit_entries(const struct resource *list, size_t row, struct visit *visit)
{
	const struct belongings *entries = &visit->prefixes->entries[row];
	const struct model *model = visit->prefixes->model;
	size_t at = belongings_next(entries, model, list, 0);
	for (; at < entries->list.len; at = belongings_next(entries, model, list, at + 1))
		model_values(model, entries->list.at[at].resource, LISTS[row].block, count_block,
			     visit);
}

// False when the resource is no list.
static bool visit_list(const struct resource *list, struct visit *visit)
{
	for (size_t row = 0; row < PREFIX_LISTS; row++) {
		if (!resource_is(list, LISTS[row].type))
			continue;
		visit->count = 0;
		model_values(visit->prefixes->model, list, LISTS[row].blocks, count_block, visit);
		visit_entries(list, row, visit);
		if (!visit->count) // filled in by somebody else
			visit->each(visit->context, ELSEWHERE);
		return true;
	}
	return false;
}

static bool visit_target(const char *target, struct visit *visit)
{
	const struct resource *list = NULL;
	bool any = false;
	while ((list = model_target(visit->prefixes->model, target, list)))
		any |= visit_list(list, visit);
	return any;
}

// "pl-0a…" written out.
static void visit_literal(const char *id, struct visit *visit)
{
	const char *target = arena_printf(&visit->prefixes->model->work->arena, "=%s", id);
	if (!visit_target(target, visit))
		visit->each(visit->context, ELSEWHERE);
}

static bool visit_literals(const struct yaml_node *node, struct visit *visit)
{
	bool all = node && node->kind == YAML_LIST && node->child;
	if (node && node->kind == YAML_SCALAR && !yaml_is_null(node) && !node->tag) {
		visit_literal(node->text, visit);
		return true;
	}
	for (YAML_EACH(item, all ? node : NULL)) {
		bool literal = item->kind == YAML_SCALAR && !yaml_is_null(item) && !item->tag;
		if (literal)
			visit_literal(item->text, visit);
		all &= literal;
	}
	return all;
}

void prefixes_each(const struct prefixes *prefixes, const struct prefix_source *source,
		   value_fn *each, void *context)
{
	struct model *model = prefixes->model;
	struct visit visit = {prefixes, each, context, 0};
	struct targets targets = {0};
	const struct yaml_node *written = yaml_find(source->item, source->key);
	if (visit_literals(written, &visit))
		return;
	if (model->is_template)
		template_node_targets(model, written, &targets);
	else
		plan_targets(model, source->resource,
			     source->attribute ? source->attribute : source->key, &targets);
	bool any = false;
	for (size_t i = 0; i < targets.names.len; i++)
		any |= *targets.names.at[i] != '=' && visit_target(targets.names.at[i], &visit);
	if (!any || targets.unseen)
		each(context, ELSEWHERE);
	targets_fini(&targets);
}
