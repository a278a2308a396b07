#include "libexec/check/hardening/hardening.h"

#include "libexec/check/functions.h"

#include <string.h>

// ---- Terraform: a plan has the containers as JSON in a text ----

static bool read_planned(struct check_work *work, const struct yaml_node *resource, struct err *err)
{
	const struct yaml_node *after = yaml_at(resource, "change.after"),
			       *text = yaml_find(after, "container_definitions");
	struct yaml_node *list;
	if (!after || after->kind != YAML_MAP)
		return true; // it goes away
	if (!*yaml_text(text)) {
		ecs_say_unseen(work, yaml_text(yaml_find(resource, "address")), resource->line,
			       "its containers are known only after apply");
		return true;
	}
	if (!yaml_parse_json(work->name, slice_of(text->text), &work->arena, &list, err))
		return false;
	check_put_lines(list, text->key_line);
	return ecs_read_task(work, after, list, err);
}

static bool read_plan(struct check_work *work, const struct yaml_node *document, bool *found,
		      struct err *err)
{
	for (YAML_EACH(resource, yaml_find(document, "resource_changes"))) {
		if (strcmp(yaml_text(yaml_find(resource, "type")), "aws_ecs_task_definition"))
			continue;
		*found = true;
		if (!read_planned(work, resource, err))
			return false;
	}
	return true;
}

// ---- Documents ----

// A resource of a template, in one of the ways that its conditions may fall.
static bool read_variant(struct check_work *work, const struct yaml_node *resource,
			 const struct yaml_node *properties, struct err *err)
{
	const struct yaml_node *list = ecs_member(properties, "containerDefinitions");
	if (function_hides(properties) || function_hides(list)) {
		ecs_say_unseen(work, resource->key, resource->key_line,
			       "its containers are made by a function");
		return true;
	}
	return !list || ecs_read_task(work, properties, list, err);
}

static bool read_resource(struct check_work *work, const struct yaml_node *document,
			  const struct yaml_node *resource, struct variants *variants,
			  struct err *err)
{
	if (!variants_read(document, yaml_find(resource, "Properties"), &work->arena, variants,
			   err))
		return err_wrap(err, "%s:%d", work->name, resource->line);
	if (variants->cut)
		ecs_say_unseen(work, resource->key, resource->key_line,
			       "it has more conditions than are followed");
	for (size_t i = 0; i < variants->at.len; i++)
		if (!read_variant(work, resource, variants->at.at[i], err))
			return false;
	return true;
}

static bool read_template(struct check_work *work, const struct yaml_node *document, bool *found,
			  struct err *err)
{
	struct variants variants = {0};
	bool done = true;
	for (YAML_EACH(resource, yaml_find(document, "Resources"))) {
		if (strcmp(yaml_text(yaml_find(resource, "Type")), "AWS::ECS::TaskDefinition") != 0)
			continue;
		*found = true;
		done = done && read_resource(work, document, resource, &variants, err);
	}
	variants_fini(&variants);
	return done;
}

static bool read_tasks(struct check_work *work, const struct yaml_node *tasks, bool *found,
		       struct err *err)
{
	for (YAML_EACH(task, tasks))
		if (!ecs_read(work, task, found, err))
			return false;
	return true;
}

bool ecs_read(struct check_work *work, const struct yaml_node *document, bool *found,
	      struct err *err)
{
	const struct yaml_node *envelope = yaml_find(document, "taskDefinition"),
			       *task = envelope ? envelope : document,
			       *list = ecs_member(task, "containerDefinitions");
	if (!list)
		return read_template(work, document, found, err) &&
		       read_plan(work, document, found, err) &&
		       read_tasks(work, yaml_find(document, "taskDefinitions"), found, err);
	*found = true;
	return ecs_read_task(work, task, list, err);
}
