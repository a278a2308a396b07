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

static void note_address(void *context, struct said said)
{
	struct machine *machine = context;
	machine->is_public |= !said.unseen && said_may_be_true(said);
	machine->address_later |= said.unseen;
}

static void note_own(const struct model *model, const struct resource *resource,
		     const struct node_type *type, struct machine *out)
{
	note_paths(model, resource, type->instances, note_type, &out->gpu);
	note_paths(model, resource, type->wishes, note_wish, &out->gpu);
	if (type->open)
		note_address(out, model_value(model, resource, type->open));
}

static void merge(struct machine *machine, const struct machine *other)
{
	worsen(&machine->gpu, other->gpu);
	machine->is_public |= other->is_public;
	machine->address_later |= other->address_later;
}

static struct machine launch_of(const struct model *model, const char *target)
{
	struct machine machine = {0};
	const struct resource *to = model_target(model, target, NULL);
	if (!to)
		machine.gpu = GPU_UNSEEN;
	for (; to; to = model_target(model, target, to)) {
		const struct node_type *type = gpu_node_type(to);
		if (type && !type->needs_subnet)
			note_own(model, to, type, &machine);
	}
	return machine;
}

static const struct machine *find_launch(const struct model *model, struct launches *launches,
					 const char *target)
{
	size_t id = map_intern(&launches->targets, slice_of(target));
	if (id == launches->machines.len)
		*vec_push(&launches->machines) = launch_of(model, target);
	return &launches->machines.at[id];
}

struct machine gpu_machine(struct model *model, const struct resource *resource,
			   struct launches *launches)
{
	const struct node_type *type = gpu_node_type(resource);
	struct slice rest = slice_of(type->launch ? type->launch : ""), path;
	struct machine machine = {0};
	note_own(model, resource, type, &machine);
	while ((path = slice_word(&rest)).len) {
		struct targets targets = {0};
		model_targets(model, resource, arena_slice(&model->work->arena, path), &targets);
		for (size_t i = 0; i < targets.names.len; i++)
			merge(&machine, find_launch(model, launches, targets.names.at[i]));
		if (targets.unseen)
			worsen(&machine.gpu, GPU_UNSEEN);
		targets_fini(&targets);
	}
	return machine;
}

void gpu_launches_fini(struct launches *launches)
{
	vec_fini(&launches->machines);
	map_fini(&launches->targets);
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
