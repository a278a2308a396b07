#include "libexec/check/iac/model.h"

#include <stdlib.h>
#include <string.h>

// ---- Which subnets are public ----

// Types and attributes of both languages.
static const struct {
	const char *subnet, *map_public;
	const char *association, *associated, *table;
	const char *route, *route_table, *gateway, *gateway_type;
} WORDS[] = {
	{"aws_subnet", "map_public_ip_on_launch", "aws_route_table_association", "subnet_id",
	 "route_table_id", "aws_route", "route_table_id", "gateway_id", "aws_internet_gateway"},
	{"AWS::EC2::Subnet", "MapPublicIpOnLaunch", "AWS::EC2::SubnetRouteTableAssociation",
	 "SubnetId", "RouteTableId", "AWS::EC2::Route", "RouteTableId", "GatewayId",
	 "AWS::EC2::InternetGateway"},
};

// The next one behind `after`: a template's resource stands there in several ways.
static const struct resource *find_next(const struct model *model, const char *target,
					const struct resource *after)
{
	size_t i = after ? (size_t)(after - model->resources.at) + 1 : 0;
	for (; i < model->resources.len; i++)
		if (model_is_target(model, target, &model->resources.at[i]))
			return &model->resources.at[i];
	return NULL;
}

static const struct resource *find(const struct model *model, const char *target)
{
	return find_next(model, target, NULL);
}

// Whether an attribute leads to an internet gateway.
static bool leads_out(struct model *model, const struct resource *resource, const char *attribute)
{
	struct targets targets = {0};
	bool leads = false;
	model_targets(model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len && !leads; i++) {
		const struct resource *to = find(model, targets.names.at[i]);
		leads = !strncmp(targets.names.at[i], "=igw-", 5) ||
			(to && resource_is(to, WORDS[model->is_template].gateway_type));
	}
	targets_fini(&targets);
	return leads;
}

static void put_targets(struct model *model, const struct resource *resource, const char *attribute,
			struct map *set)
{
	struct targets targets = {0};
	model_targets(model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len; i++) {
		const struct resource *to = find(model, targets.names.at[i]);
		map_put(set, slice_of(to ? to->base : targets.names.at[i]), NULL);
	}
	targets_fini(&targets);
}

static bool has_target(struct model *model, const struct resource *resource, const char *attribute,
		       const struct map *set)
{
	struct targets targets = {0};
	bool has = false;
	model_targets(model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len && !has; i++) {
		const struct resource *to = find(model, targets.names.at[i]);
		has = map_get(set, slice_of(to ? to->base : targets.names.at[i]));
	}
	targets_fini(&targets);
	return has;
}

// Bases of subnets whose route table has a route to an internet gateway.
static void find_routed(struct model *model, struct map *subnets)
{
	struct map tables = {0};
	size_t w = model->is_template;
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		if (resource_is(resource, WORDS[w].route) &&
		    leads_out(model, resource, WORDS[w].gateway))
			put_targets(model, resource, WORDS[w].route_table, &tables);
		if (resource_is(resource, "aws_route_table") && leads_out(model, resource, "route"))
			map_put(&tables, slice_of(resource->base), NULL);
	}
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		if (resource_is(resource, WORDS[w].association) &&
		    has_target(model, resource, WORDS[w].table, &tables))
			put_targets(model, resource, WORDS[w].associated, subnets);
	}
	map_fini(&tables);
}

// ---- Which nodes have GPUs ----

static const struct node_type {
	const char *type, *instance, *subnets, *public_address;
	const char *launch; // an attribute that leads to a template with the instance type
	bool needs_subnet;
} NODES[] = {
	{"aws_instance", "instance_type", "subnet_id", "associate_public_ip_address", NULL, true},
	{"aws_launch_template", "instance_type", NULL,
	 "network_interfaces[].associate_public_ip_address", NULL, false},
	{"aws_launch_configuration", "instance_type", NULL, "associate_public_ip_address", NULL,
	 false},
	{"aws_autoscaling_group", NULL, "vpc_zone_identifier", NULL, "launch_template", true},
	{"aws_eks_node_group", "instance_types[]", "subnet_ids", NULL, "launch_template", true},
	{"aws_sagemaker_notebook_instance", "instance_type", "subnet_id", NULL, NULL, true},
	{"aws_batch_compute_environment", "compute_resources[].instance_type[]",
	 "compute_resources", NULL, NULL, true},
	{"AWS::EC2::Instance", "InstanceType", "SubnetId",
	 "NetworkInterfaces[].AssociatePublicIpAddress", NULL, true},
	{"AWS::EC2::LaunchTemplate", "LaunchTemplateData.InstanceType", NULL,
	 "LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress", NULL, false},
	{"AWS::AutoScaling::AutoScalingGroup", NULL, "VPCZoneIdentifier", NULL, "LaunchTemplate",
	 true},
	{"AWS::EKS::Nodegroup", "InstanceTypes[]", "Subnets", NULL, "LaunchTemplate", true},
	{"AWS::SageMaker::NotebookInstance", "InstanceType", "SubnetId", NULL, NULL, true},
};

enum gpu { GPU_NO, GPU_UNSEEN, GPU_YES };

static void note_type(void *context, struct said said)
{
	enum gpu *gpu = context;
	enum gpu now = said.unseen			    ? GPU_UNSEEN
		       : said.text && iac_is_gpu(said.text) ? GPU_YES
							    : GPU_NO;
	*gpu = now > *gpu ? now : *gpu;
}

static enum gpu gpu_of(struct model *model, const struct resource *resource,
		       const struct node_type *type);

static enum gpu gpu_of_template(struct model *model, const struct resource *resource)
{
	for (size_t n = 0; n < sizeof NODES / sizeof *NODES; n++)
		if (!NODES[n].launch && resource_is(resource, NODES[n].type))
			return gpu_of(model, resource, &NODES[n]);
	return GPU_NO;
}

// Of the template that a group launches.
static enum gpu gpu_of_launch(struct model *model, const struct resource *resource,
			      const char *attribute)
{
	struct targets targets = {0};
	enum gpu gpu = GPU_NO;
	model_targets(model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len; i++) {
		const struct resource *to = NULL;
		while ((to = find_next(model, targets.names.at[i], to))) {
			enum gpu one = gpu_of_template(model, to);
			gpu = one > gpu ? one : gpu;
		}
	}
	targets_fini(&targets);
	return gpu;
}

static enum gpu gpu_of(struct model *model, const struct resource *resource,
		       const struct node_type *type)
{
	enum gpu gpu = GPU_NO;
	if (type->instance)
		model_values(model, resource, type->instance, note_type, &gpu);
	if (type->launch && gpu == GPU_NO)
		gpu = gpu_of_launch(model, resource, type->launch);
	return gpu;
}

// ---- Judging ----

static void judge_found(const struct model *model, const struct resource *subnet,
			const struct map *routed, struct judgement *j)
{
	size_t w = model->is_template;
	if (!resource_is(subnet, WORDS[w].subnet))
		return; // of other attributes of a block
	struct said gives = model_value(model, subnet, WORDS[w].map_public);
	if (gives.unseen)
		judge(j, OUTCOME_UNSEEN, "whether subnet %s gives out public addresses is %s",
		      subnet->address, gives.text);
	if (!gives.unseen && said_may_be_true(gives))
		judge(j, OUTCOME_FAIL, "subnet %s gives out public addresses", subnet->address);
	else if (map_get(routed, slice_of(subnet->base)))
		judge(j, OUTCOME_FAIL, "subnet %s has a route to an internet gateway",
		      subnet->address);
}

static void judge_subnet(const struct model *model, const char *target, const struct map *routed,
			 struct judgement *j)
{
	const struct resource *subnet = find(model, target);
	if (!subnet && j->outcome == OUTCOME_PASS && !strncmp(target, "=subnet-", 8))
		judge(j, OUTCOME_UNSEEN, "%.80s is not in this file", target + 1);
	for (; subnet && j->outcome != OUTCOME_FAIL; subnet = find_next(model, target, subnet))
		judge_found(model, subnet, routed, j);
}

static void judge_subnets(struct model *model, const struct resource *resource,
			  const struct node_type *type, const struct map *routed,
			  struct judgement *j)
{
	struct targets targets = {0};
	size_t before = j->why.len;
	model_targets(model, resource, type->subnets, &targets);
	for (size_t i = 0; i < targets.names.len && j->outcome != OUTCOME_FAIL; i++)
		judge_subnet(model, targets.names.at[i], routed, j);
	if (j->outcome == OUTCOME_PASS && targets.unseen)
		judge(j, OUTCOME_UNSEEN, "its subnet is not in this file");
	if (j->outcome == OUTCOME_PASS && !targets.names.len && type->needs_subnet &&
	    before == j->why.len)
		judge(j, OUTCOME_FAIL, "no subnet is set: the default one is public");
	targets_fini(&targets);
}

static void judge_node(struct model *model, const struct resource *resource,
		       const struct node_type *type, const struct map *routed)
{
	struct judgement j = {0};
	enum gpu gpu = gpu_of(model, resource, type);
	if (gpu == GPU_NO)
		return;
	struct said address = type->public_address
				      ? model_value(model, resource, type->public_address)
				      : (struct said){0};
	if (!address.unseen && said_may_be_true(address))
		judge(&j, OUTCOME_FAIL, "a GPU node with a public address");
	else if (type->subnets)
		judge_subnets(model, resource, type, routed, &j);
	if (j.outcome == OUTCOME_PASS && address.unseen)
		judge(&j, OUTCOME_UNSEEN, "whether it gets a public address is %s", address.text);
	if (j.outcome == OUTCOME_FAIL && gpu == GPU_UNSEEN)
		judge(&j, OUTCOME_UNSEEN, "whether it is a GPU node is known only later");
	model_result(model, resource, "gpu-private", &j);
	str_fini(&j.why);
}

void nodes_judge(struct model *model)
{
	struct map routed = {0};
	find_routed(model, &routed);
	for (size_t i = 0; i < model->resources.len; i++)
		for (size_t n = 0; n < sizeof NODES / sizeof *NODES; n++)
			if (resource_is(&model->resources.at[i], NODES[n].type))
				judge_node(model, &model->resources.at[i], &NODES[n], &routed);
	map_fini(&routed);
}
