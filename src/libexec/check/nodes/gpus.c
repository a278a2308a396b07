#include "libexec/check/nodes/gpus.h"

#include <stdlib.h>
#include <string.h>

// ---- Has it GPUs ----

static void worsen(enum gpu *gpu, enum gpu now)
{
	*gpu = now > *gpu ? now : *gpu;
}

static void note_type(void *context, struct said said)
{
	worsen(context, said.unseen			     ? GPU_UNSEEN
			: said.text && iac_is_gpu(said.text) ? GPU_YES
							     : GPU_NO);
}

static void note_wish(void *context, struct said said)
{
	worsen(context, said.unseen			      ? GPU_UNSEEN
			: said.text && strcmp(said.text, "0") ? GPU_YES
							      : GPU_NO);
}

static void note_paths(const struct model *model, const struct resource *resource,
		       const char *paths, value_fn *note, enum gpu *gpu)
{
	struct slice rest = slice_of(paths ? paths : ""), path;
	while ((path = slice_word(&rest)).len)
		model_values(model, resource, arena_slice(&model->work->arena, path), note, gpu);
}

static void note_launched(struct model *model, const char *target, launched_fn *each, void *context)
{
	bool found = false;
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *to = &model->resources.at[i];
		const struct node_type *type = gpu_node_type(to);
		if (!model_is_target(model, target, to))
			continue;
		found = true;
		if (type && !type->needs_subnet)
			each(context, to);
	}
	if (!found)
		each(context, NULL);
}

void gpu_each_launched(struct model *model, const struct resource *resource,
		       const struct node_type *type, launched_fn *each, void *context)
{
	struct slice rest = slice_of(type->launch ? type->launch : ""), path;
	while ((path = slice_word(&rest)).len) {
		struct targets targets = {0};
		model_targets(model, resource, arena_slice(&model->work->arena, path), &targets);
		for (size_t i = 0; i < targets.names.len; i++)
			note_launched(model, targets.names.at[i], each, context);
		if (targets.unseen)
			each(context, NULL);
		targets_fini(&targets);
	}
}

struct launch {
	struct model *model;
	enum gpu gpu;
};

static void note_launch(void *context, const struct resource *launched)
{
	struct launch *launch = context;
	worsen(&launch->gpu,
	       launched ? gpu_of(launch->model, launched, gpu_node_type(launched)) : GPU_UNSEEN);
}

enum gpu gpu_of(struct model *model, const struct resource *resource, const struct node_type *type)
{
	struct launch launch = {model, GPU_NO};
	note_paths(model, resource, type->instances, note_type, &launch.gpu);
	note_paths(model, resource, type->wishes, note_wish, &launch.gpu);
	if (launch.gpu != GPU_YES)
		gpu_each_launched(model, resource, type, note_launch, &launch);
	return launch.gpu;
}

// ---- What is no machine of the table ----

// What speaks of instance types and runs none.
static bool is_about(const char *type)
{
	static const char *const TYPES[] = {"aws_ec2_capacity_reservation", "aws_ec2_host",
					    "AWS::EC2::CapacityReservation", "AWS::EC2::Host",
					    "aws_servicequotas_service_quota"};
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (!strcmp(type, TYPES[i]))
			return true;
	return slice_starts(slice_of(type), "aws_cloudwatch_") ||
	       slice_starts(slice_of(type), "AWS::CloudWatch::");
}

// "g5.xlarge", "ml.p4d.24xlarge", "g4dn.metal"; not "g1.txt".
static bool is_whole_type(const char *text)
{
	const char *dot = strrchr(text, '.');
	return dot && iac_is_gpu(text) && !strpbrk(text, " /\n") &&
	       (slice_ends(slice_of(dot), "large") || !strcmp(dot, ".metal"));
}

static bool is_label(const char *key)
{
	static const char *const KEYS[] = {"tags", "tags_all", "Tags", "description", "name"};
	for (size_t i = 0; key && i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcmp(key, KEYS[i]))
			return true;
	return false;
}

static const struct yaml_node *named_in(const struct yaml_node *node)
{
	if (node && node->kind == YAML_SCALAR)
		return is_whole_type(node->text) ? node : NULL;
	for (YAML_EACH(child, node)) {
		const struct yaml_node *found = is_label(child->key) ? NULL : named_in(child);
		if (found)
			return found;
	}
	return NULL;
}

const struct yaml_node *gpu_named(const struct resource *resource)
{
	bool known = gpu_node_type(resource) || is_about(resource->type) ||
		     slice_starts(slice_of(resource->type), "awscc_") || // judged as a template
		     !strncmp(resource->type, "aws_cloud", 9);
	return known ? NULL : named_in(resource->values);
}
