#include "libexec/check/nodes/gpus.h"
#include "libexec/check/nodes/routes.h"

#include <stdlib.h>
#include <string.h>

// ---- Subnets ----

static const struct {
	const char *subnet, *map_public;
} SUBNETS[] = {{"aws_subnet", "map_public_ip_on_launch"},
	       {"AWS::EC2::Subnet", "MapPublicIpOnLaunch"}};

// What looking at a target comes to: many machines stand in the same places.
struct sight {
	bool found;
	struct judgement j; // without a reason: nothing changes
};

struct sights {
	vec(struct sight) at;
	struct map ids; // by what is asked, how the judgement stood, and the target
};

// Where a machine stands, as it is found out.
struct standing {
	struct model *model;
	const struct routes *routes;
	struct sights *seen;
	struct judgement *j;
};

typedef bool look_fn(struct standing *at, const char *target);

static void forget(struct sights *seen)
{
	for (size_t i = 0; i < seen->at.len; i++)
		str_fini(&seen->at.at[i].j.why);
	vec_fini(&seen->at);
	map_fini(&seen->ids);
}

static void look_first(struct standing *at, size_t id, look_fn *look, const char *target)
{
	struct sight sight = {.j = {.outcome = at->j->outcome}};
	struct standing inner = *at;
	inner.j = &sight.j;
	vec_push(&at->seen->at); // its place, before those that are looked at within it
	sight.found = look(&inner, target);
	at->seen->at.at[id] = sight;
}

// The same as look(at, target), which turns on nothing but how the judgement stands.
static bool look_once(struct standing *at, char what, look_fn *look, const char *target)
{
	struct str key = {0};
	str_addf(&key, "%c%d%s", what, (int)at->j->outcome, target);
	size_t id = map_intern(&at->seen->ids, str_slice(&key));
	str_fini(&key);
	if (id == at->seen->at.len)
		look_first(at, id, look, target);
	const struct sight *sight = &at->seen->at.at[id];
	if (sight->j.why.len)
		judge(at->j, sight->j.outcome, "%s", sight->j.why.at);
	return sight->found;
}

static void judge_routes(struct standing *at, const struct resource *subnet)
{
	enum iac_link own = routes_of_own(at->routes, subnet),
		      of_main = routes_of_main(at->model, at->routes, subnet);
	if (own == IAC_LINK_SURE)
		judge(at->j, OUTCOME_FAIL, "subnet %s has a route to an internet gateway",
		      subnet->address);
	else if (of_main == IAC_LINK_SURE)
		judge(at->j, OUTCOME_FAIL,
		      "subnet %s has no route table of its own, and the main one has a route to an "
		      "internet gateway",
		      subnet->address);
	else if ((own || of_main) && at->j->outcome == OUTCOME_PASS)
		judge(at->j, OUTCOME_UNSEEN,
		      "whether subnet %s has a route to an internet gateway is known only later",
		      subnet->address);
}

static void judge_own(struct standing *at, const struct resource *subnet)
{
	struct judgement *j = at->j;
	struct said gives =
		model_value(at->model, subnet, SUBNETS[at->model->is_template].map_public);
	if (gives.unseen)
		judge(j, OUTCOME_UNSEEN, "whether subnet %s gives out public addresses is %s",
		      subnet->address, gives.text);
	if (!gives.unseen && said_may_be_true(gives))
		judge(j, OUTCOME_FAIL, "subnet %s gives out public addresses", subnet->address);
	else
		judge_routes(at, subnet);
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

static bool look_at_subnet(struct standing *at, const char *target)
{
	const struct resource *subnet = model_target(at->model, target, NULL);
	if (!subnet && at->j->outcome == OUTCOME_PASS)
		judge(at->j, OUTCOME_UNSEEN, "%.80s is not in this file",
		      target + (*target == '='));
	for (; subnet && at->j->outcome != OUTCOME_FAIL;
	     subnet = model_target(at->model, target, subnet))
		judge_found(at, subnet);
	return true;
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
			look_once(at, 's', look_at_subnet, targets.names.at[i]);
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

static bool look_at_place(struct standing *at, const char *target)
{
	const struct resource *place = NULL;
	bool found = false;
	while ((place = model_target(at->model, target, place)))
		found |= judge_place(at, place);
	return found;
}

static void judge_places(struct standing *at, const struct resource *resource,
			 const char *attribute)
{
	struct targets targets = {0};
	bool all = true;
	model_targets(at->model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len; i++)
		all &= look_once(at, 'p', look_at_place, targets.names.at[i]);
	if (at->j->outcome == OUTCOME_PASS && (!all || targets.unseen || !targets.names.len))
		judge(at->j, OUTCOME_UNSEEN, "what it runs in is not in this file");
	targets_fini(&targets);
}

// ---- Judging ----

// What is found out once for all machines.
struct estate {
	struct model *model;
	struct routes routes;
	struct launches launches;
	struct sights seen;
};

static void judge_node(struct estate *estate, const struct resource *resource,
		       const struct node_type *type)
{
	struct model *model = estate->model;
	struct judgement j = {0};
	struct standing at = {model, &estate->routes, &estate->seen, &j};
	enum iac_link address = routes_address(&estate->routes, resource);
	struct machine machine = gpu_machine(model, resource, &estate->launches);
	if (machine.gpu == GPU_NO)
		return;
	if (machine.is_public || address == IAC_LINK_SURE)
		judge(&j, OUTCOME_FAIL, "a GPU node with a public address");
	else
		judge_closed(&at, resource, type->closed);
	if (j.outcome != OUTCOME_FAIL && type->subnets)
		judge_subnets(&at, resource, type->subnets, type->needs_subnet);
	if (j.outcome != OUTCOME_FAIL && type->place)
		judge_places(&at, resource, type->place);
	if (j.outcome == OUTCOME_PASS && (machine.address_later || address))
		judge(&j, OUTCOME_UNSEEN, "whether it gets a public address is known after apply");
	if (j.outcome == OUTCOME_FAIL && machine.gpu == GPU_UNSEEN)
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
	struct estate estate = {.model = model};
	routes_find(model, &estate.routes);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		const struct node_type *type = gpu_node_type(resource);
		if (type)
			judge_node(&estate, resource, type);
		else
			judge_other(model, resource);
	}
	routes_fini(&estate.routes);
	gpu_launches_fini(&estate.launches);
	forget(&estate.seen);
}
