#include "libexec/check/nodes/gpus.h"
#include "libexec/check/nodes/routes.h"

#include <stdlib.h>
#include <string.h>

// ---- Subnets ----

static const struct {
	const char *subnet, *map_public;
} SUBNETS[] = {{"aws_subnet", "map_public_ip_on_launch"},
	       {"AWS::EC2::Subnet", "MapPublicIpOnLaunch"}};

// Where a machine stands, as it is found out.
struct standing {
	struct model *model;
	const struct routes *routes;
	struct judgement *j;
};

static void judge_own(struct standing *at, const struct resource *subnet)
{
	const struct routes *routes = at->routes;
	struct judgement *j = at->j;
	struct said gives =
		model_value(at->model, subnet, SUBNETS[at->model->is_template].map_public);
	if (gives.unseen)
		judge(j, OUTCOME_UNSEEN, "whether subnet %s gives out public addresses is %s",
		      subnet->address, gives.text);
	if (!gives.unseen && said_may_be_true(gives))
		judge(j, OUTCOME_FAIL, "subnet %s gives out public addresses", subnet->address);
	else if (map_get(&routes->subnets, slice_of(subnet->base)))
		judge(j, OUTCOME_FAIL, "subnet %s has a route to an internet gateway",
		      subnet->address);
	else if (routes->mains.len && !map_get(&routes->joined, slice_of(subnet->base)) &&
		 routes_has(at->model, subnet, "vpc_id", &routes->mains))
		judge(j, OUTCOME_FAIL,
		      "subnet %s has no route table of its own, and the main one has a route to an "
		      "internet gateway",
		      subnet->address);
}

static void judge_found(struct standing *at, const struct resource *subnet)
{
	if (resource_is(subnet, "aws_default_subnet"))
		judge(at->j, OUTCOME_FAIL, "subnet %s is a default one, which is public",
		      subnet->address);
	else if (resource_is(subnet, SUBNETS[at->model->is_template].subnet))
		judge_own(at, subnet);
	else if (at->j->outcome == OUTCOME_PASS)
		judge(at->j, OUTCOME_UNSEEN, "it is in %s, which is no subnet that is judged",
		      subnet->address);
}

static void judge_subnet(struct standing *at, const char *target)
{
	const struct resource *subnet = routes_resource(at->model, target, NULL);
	if (!subnet && at->j->outcome == OUTCOME_PASS)
		judge(at->j, OUTCOME_UNSEEN, "%.80s is not in this file",
		      target + (*target == '='));
	for (; subnet && at->j->outcome != OUTCOME_FAIL;
	     subnet = routes_resource(at->model, target, subnet))
		judge_found(at, subnet);
}

// The subnets that attributes of a resource name.
static void judge_subnets(struct standing *at, const struct resource *resource,
			  const char *attributes, bool needed)
{
	struct slice rest = slice_of(attributes), word;
	size_t count = 0;
	bool unseen = false;
	while ((word = slice_word(&rest)).len) {
		struct targets targets = {0};
		model_targets(at->model, resource, arena_slice(&at->model->work->arena, word),
			      &targets);
		for (size_t i = 0; i < targets.names.len && at->j->outcome != OUTCOME_FAIL; i++)
			judge_subnet(at, targets.names.at[i]);
		count += targets.names.len;
		unseen |= targets.unseen;
		targets_fini(&targets);
	}
	if (at->j->outcome == OUTCOME_PASS && unseen)
		judge(at->j, OUTCOME_UNSEEN, "its subnet is not in this file");
	if (at->j->outcome == OUTCOME_PASS && !count && needed)
		judge(at->j, OUTCOME_FAIL, "no subnet is set: the default one is public");
}

// ---- Where it stands ----

// What has the subnets of others.
static const struct {
	const char *type, *subnets, *closed;
} PLACES[] = {
	{"aws_emr_cluster", "ec2_attributes.subnet_id ec2_attributes.subnet_ids", NULL},
	{"aws_sagemaker_model", "vpc_config.subnets", NULL},
	{"aws_sagemaker_domain", "subnet_ids", "app_network_access_type"},
	{"AWS::EMR::Cluster", "Instances.Ec2SubnetId Instances.Ec2SubnetIds", NULL},
	{"AWS::SageMaker::Model", "VpcConfig.Subnets", NULL},
	{"AWS::SageMaker::Domain", "SubnetIds", "AppNetworkAccessType"},
};

static void judge_closed(struct standing *at, const struct resource *resource, const char *path)
{
	struct said said = path ? model_value(at->model, resource, path) : (struct said){0};
	if (!path || said_is(said, "Disabled") || said_is(said, "VpcOnly"))
		return;
	if (!said.unseen)
		judge(at->j, OUTCOME_FAIL, "%s of %s is %.60s: it has a way to the internet", path,
		      resource->address, said.text ? said.text : "not set");
	else if (at->j->outcome == OUTCOME_PASS)
		judge(at->j, OUTCOME_UNSEEN, "%s of %s is known only later", path,
		      resource->address);
}

static bool judge_place(struct standing *at, const struct resource *place)
{
	for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
		if (!resource_is(place, PLACES[i].type) || at->j->outcome == OUTCOME_FAIL)
			continue;
		judge_closed(at, place, PLACES[i].closed);
		if (at->j->outcome != OUTCOME_FAIL)
			judge_subnets(at, place, PLACES[i].subnets, true);
		return true;
	}
	return at->j->outcome == OUTCOME_FAIL;
}

static void judge_places(struct standing *at, const struct resource *resource,
			 const char *attribute)
{
	struct targets targets = {0};
	bool all = true;
	model_targets(at->model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len; i++) {
		const struct resource *place = NULL;
		bool found = false;
		while ((place = routes_resource(at->model, targets.names.at[i], place)))
			found |= judge_place(at, place);
		all &= found;
	}
	if (at->j->outcome == OUTCOME_PASS && (!all || targets.unseen || !targets.names.len))
		judge(at->j, OUTCOME_UNSEEN, "what it runs in is not in this file");
	targets_fini(&targets);
}

// ---- Judging ----

struct address {
	const struct model *model;
	bool is_public, later;
};

static void note_address(void *context, const struct resource *resource)
{
	struct address *address = context;
	const struct node_type *type = resource ? gpu_node_type(resource) : NULL;
	if (!type || !type->open)
		return;
	struct said said = model_value(address->model, resource, type->open);
	address->is_public |= !said.unseen && said_may_be_true(said);
	address->later |= said.unseen;
}

static void judge_node(struct model *model, const struct resource *resource,
		       const struct node_type *type, const struct routes *routes)
{
	struct judgement j = {0};
	struct address address = {.model = model};
	struct standing at = {model, routes, &j};
	enum gpu gpu = gpu_of(model, resource, type);
	if (gpu == GPU_NO)
		return;
	note_address(&address, resource);
	gpu_each_launched(model, resource, type, note_address, &address);
	if (address.is_public || map_get(&routes->eips, slice_of(resource->base)))
		judge(&j, OUTCOME_FAIL, "a GPU node with a public address");
	else
		judge_closed(&at, resource, type->closed);
	if (j.outcome != OUTCOME_FAIL && type->subnets)
		judge_subnets(&at, resource, type->subnets, type->needs_subnet);
	if (j.outcome != OUTCOME_FAIL && type->place)
		judge_places(&at, resource, type->place);
	if (j.outcome == OUTCOME_PASS && address.later)
		judge(&j, OUTCOME_UNSEEN, "whether it gets a public address is known after apply");
	if (j.outcome == OUTCOME_FAIL && gpu == GPU_UNSEEN)
		judge(&j, OUTCOME_UNSEEN, "whether it is a GPU node is known only later");
	model_result(model, resource, "gpu-private", &j);
	str_fini(&j.why);
}

// What is no machine of ours, and still names an instance type with GPUs.
static void judge_other(struct model *model, const struct resource *resource)
{
	const struct yaml_node *named = gpu_named(resource);
	struct judgement j = {0};
	if (!named)
		return;
	j.line = named->line;
	judge(&j, OUTCOME_UNSEEN, "it names %.40s, and no rule knows where a %.80s runs it",
	      named->text, resource->type);
	model_result(model, resource, "gpu-private", &j);
	str_fini(&j.why);
}

void nodes_judge(struct model *model)
{
	struct routes routes = {0};
	routes_find(model, &routes);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		const struct node_type *type = gpu_node_type(resource);
		if (type)
			judge_node(model, resource, type, &routes);
		else
			judge_other(model, resource);
	}
	routes_fini(&routes);
}
