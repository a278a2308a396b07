#include "libexec/check/plans/nested.h"

#include <string.h>

// What a plan has CloudFormation make, as templates: stacks by the template that they have in them,
// resources of Cloud Control by the type and the properties that it is handed.

static struct yaml_node *make(struct arena *arena, enum yaml_kind kind, int line)
{
	struct yaml_node *node = arena_alloc(arena, sizeof *node);
	*node = (struct yaml_node){.kind = kind, .line = line, .key_line = line};
	return node;
}

struct yaml_node *nested_text(struct arena *arena, const char *key, const char *text, int line)
{
	struct yaml_node *node = make(arena, YAML_SCALAR, line);
	node->key = key;
	node->text = text;
	node->quoted = true;
	return node;
}

struct yaml_node *nested_later(struct arena *arena, const char *key, int line)
{
	struct yaml_node *node = nested_text(arena, key, "known after apply", line);
	node->tag = "!later";
	return node;
}

struct yaml_node *nested_map(struct arena *arena, const char *key, int line)
{
	struct yaml_node *node = make(arena, YAML_MAP, line);
	node->key = key;
	return node;
}

void nested_put(struct yaml_node ***to, struct yaml_node *member)
{
	**to = member;
	*to = &member->next;
}

void nested_add(struct yaml_node *to, struct yaml_node *member)
{
	struct yaml_node **at = &to->child;
	while (*at)
		at = &(*at)->next;
	*at = member;
}

// ---- Stacks ----

static const struct {
	const char *type, *body, *parameters; // NULL: it is never in a plan
} STACKS[] = {
	{"aws_cloudformation_stack", "template_body", "parameters"},
	{"aws_cloudformation_stack_set", "template_body", "parameters"},
	{"awscc_cloudformation_stack", "template_body", "parameters"},
	{"awscc_cloudformation_stack_set", "template_body", NULL},
	{"aws_serverlessapplicationrepository_cloudformation_stack", NULL, NULL},
	{"aws_servicecatalog_provisioned_product", NULL, NULL},
};

static bool is_stack(const struct resource *resource)
{
	for (size_t row = 0; row < sizeof STACKS / sizeof *STACKS; row++)
		if (resource_is(resource, STACKS[row].type))
			return true;
	return false;
}

static bool is_later(const struct yaml_node *unknown)
{
	return !strcmp(yaml_text(unknown), "true");
}

// What the stack gives to a parameter stands in place of its default.
static void put_parameters(struct model *plan, const struct resource *stack, const char *key,
			   struct yaml_node *parameters)
{
	struct arena *arena = &plan->work->arena;
	const struct yaml_node *given = key ? yaml_find(stack->values, key) : NULL,
			       *unknown = key ? yaml_find(stack->unknown, key) : NULL;
	for (struct yaml_node *one = parameters ? parameters->child : NULL; one; one = one->next) {
		const struct yaml_node *value = yaml_find(given, one->key);
		struct yaml_node *put = NULL;
		if (!key || is_later(unknown) || is_later(yaml_find(unknown, one->key)))
			put = nested_later(arena, "Default", one->line);
		else if (value && !yaml_is_null(value))
			put = nested_text(arena, "Default", yaml_text(value), one->line);
		if (!put || one->kind != YAML_MAP)
			continue;
		put->next = one->child; // the first of a name is found
		one->child = put;
	}
}

static bool parse(struct model *plan, const char *text, struct yaml_node **out)
{
	struct check_work work = *plan->work;
	struct err ignored = {0};
	work.text = slice_of(text);
	work.name = "";
	if (check_is_json(&work))
		return yaml_parse_json("", work.text, &plan->work->arena, out, &ignored);
	if (!yaml_parse_foreign("", work.text, &plan->work->arena, out, &ignored))
		return false;
	*out = (*out)->child;
	return *out;
}

static void judge_template(struct model *plan, const struct resource *stack,
			   struct yaml_node *document, template_fn *each)
{
	struct model inner = {.work = plan->work,
			      .inside = arena_printf(&plan->work->arena, "%s: ", stack->address)};
	struct err err = {0};
	bool is = false, done = template_read(&inner, document, &is, &err);
	if (done && is)
		each(&inner);
	else
		model_lack(plan, stack->address, stack->line, "its template cannot be read");
	model_fini(&inner);
}

static void judge_stack(struct model *plan, const struct resource *stack, size_t row,
			template_fn *each)
{
	const struct yaml_node *body =
		STACKS[row].body ? yaml_find(stack->values, STACKS[row].body) : NULL;
	struct yaml_node *document;
	if (!body || !*yaml_text(body)) {
		model_lack(plan, stack->address, stack->line, "its template is not in the plan");
		return;
	}
	if (!parse(plan, body->text, &document)) {
		model_lack(plan, stack->address, stack->line, "its template cannot be read");
		return;
	}
	check_put_lines(document, body->key_line);
	put_parameters(plan, stack, STACKS[row].parameters, yaml_get(document, "Parameters"));
	judge_template(plan, stack, document, each);
}

// ---- Cloud Control: one resource by its type and properties ----

// The properties as they are written in a text of JSON, or those of awscc's attributes; NULL: they
// are not in the plan.
static struct yaml_node *properties_of(struct model *plan, const struct resource *resource,
				       const char **type)
{
	const struct yaml_node *state = yaml_find(resource->values, "desired_state");
	struct yaml_node *out = NULL;
	if (!resource_is(resource, "aws_cloudcontrolapi_resource")) {
		*type = arena_printf(&plan->work->arena, "AWSCC::%s",
				     resource->type + strlen("awscc_"));
		return attributes_properties(plan, resource);
	}
	*type = yaml_text(yaml_find(resource->values, "type_name"));
	if (!state || !*yaml_text(state) || !parse(plan, state->text, &out))
		return NULL;
	check_put_lines(out, state->key_line);
	return out;
}

static bool is_controlled(const struct resource *resource)
{
	return resource_is(resource, "aws_cloudcontrolapi_resource") ||
	       (!strncmp(resource->type, "awscc_", 6) && !is_stack(resource));
}

static void add_controlled(struct model *plan, const struct resource *resource,
			   struct yaml_node ***to)
{
	struct arena *arena = &plan->work->arena;
	const char *type;
	struct yaml_node *properties = properties_of(plan, resource, &type), *node;
	if (!properties || properties->kind != YAML_MAP) {
		model_lack(plan, resource->address, resource->line,
			   "what it is to be is known only after apply");
		return;
	}
	node = nested_map(arena, resource->address, resource->line);
	nested_add(node, nested_text(arena, "Type", type, resource->line));
	properties->key = "Properties";
	nested_add(node, properties);
	nested_put(to, node);
}

// All of them stand in one template, where they may refer to each other.
static void judge_controlled(struct model *plan, template_fn *each)
{
	struct arena *arena = &plan->work->arena;
	struct yaml_node *document = nested_map(arena, NULL, 1),
			 *resources = nested_map(arena, "Resources", 1), **to = &resources->child;
	struct model inner = {.work = plan->work, .inside = ""};
	struct err err = {0};
	bool is = false;
	for (size_t i = 0; i < plan->resources.len; i++)
		if (is_controlled(&plan->resources.at[i]))
			add_controlled(plan, &plan->resources.at[i], &to);
	nested_add(document, nested_text(arena, "AWSTemplateFormatVersion", "2010-09-09", 1));
	nested_add(document, resources);
	if (!resources->child)
		return;
	if (template_read(&inner, document, &is, &err))
		each(&inner);
	else
		model_lack(plan, "plan", 1, "what Cloud Control is to make cannot be read");
	model_fini(&inner);
}

void nested_each(struct model *plan, template_fn *each)
{
	if (plan->is_template)
		return;
	for (size_t i = 0; i < plan->resources.len; i++)
		for (size_t row = 0; row < sizeof STACKS / sizeof *STACKS; row++)
			if (resource_is(&plan->resources.at[i], STACKS[row].type))
				judge_stack(plan, &plan->resources.at[i], row, each);
	judge_controlled(plan, each);
}
