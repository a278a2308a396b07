#include "libexec/check/iac/openings.h"
#include "libexec/check/iac/stands.h"

#include <stdlib.h>
#include <string.h>

struct groups {
	struct openings openings;
	struct stands stands;
	struct map ruled;
};

static enum iac_link balancer_link(const struct groups *groups, const char *base)
{
	enum iac_link balancer = stands_before(&groups->stands, STAND_BALANCER, base),
		      data = stands_before(&groups->stands, STAND_DATA, base),
		      other = stands_before(&groups->stands, STAND_OTHER, base);
	if (data == IAC_LINK_SURE || other == IAC_LINK_SURE)
		return IAC_LINK_NONE;
	return balancer && (data || other) ? IAC_LINK_UNSEEN : balancer;
}

// ---- Resources ----

// Rules that are resources of their own.
static const struct {
	const char *type, *group;
	const struct form *form;
	enum { SAYS_WHICH, INGRESS, EGRESS } direction;
} RULES[] = {
	{"aws_security_group_rule", "security_group_id", &FORM_PLAIN, SAYS_WHICH},
	{"aws_vpc_security_group_ingress_rule", "security_group_id", &FORM_SINGLE, INGRESS},
	{"aws_vpc_security_group_egress_rule", "security_group_id", &FORM_SINGLE, EGRESS},
	{"AWS::EC2::SecurityGroupIngress", "GroupId", &FORM_TEMPLATE, INGRESS},
	{"AWS::EC2::SecurityGroupEgress", "GroupId", &FORM_TEMPLATE, EGRESS},
};

static bool is_rule(const struct resource *resource)
{
	for (size_t r = 0; r < sizeof RULES / sizeof *RULES; r++)
		if (resource_is(resource, RULES[r].type))
			return true;
	return false;
}

// Bases of groups that rules which are resources of their own belong to.
static void find_ruled(struct groups *groups)
{
	struct model *model = groups->openings.model;
	for (size_t i = 0; i < model->resources.len; i++) {
		struct targets targets = {0};
		if (!is_rule(&model->resources.at[i]))
			continue;
		model_targets(model, &model->resources.at[i], "security_group_id", &targets);
		for (size_t t = 0; t < targets.names.len; t++)
			map_put(&groups->ruled, slice_of(stands_base(model, targets.names.at[t])),
				NULL);
		targets_fini(&targets);
	}
}

// The provider fills in what nobody wrote; but a dynamic block is not in the configuration either,
// so that a group without an expression and without rules of its own may have one.
static bool is_known_later(const struct groups *groups, const struct resource *resource,
			   const char *attribute, bool egress)
{
	if (!said_true(check_said(yaml_find(resource->unknown, attribute))))
		return false;
	return yaml_find(resource->expressions, attribute) ||
	       (!egress && !map_get(&groups->ruled, slice_of(resource->base)));
}

static void judge_list(struct groups *groups, const struct resource *resource,
		       const char *attribute, bool egress)
{
	const struct yaml_node *list = yaml_find(resource->values, attribute),
			       *unknown = yaml_find(resource->unknown, attribute);
	struct item item = {
		.openings = &groups->openings,
		.form = groups->openings.model->is_template ? &FORM_TEMPLATE : &FORM_PLAIN,
		.node = list,
		.unknown = unknown && unknown->kind == YAML_LIST ? unknown->child : NULL,
		.egress = egress,
		.resource = resource,
		.attribute = attribute,
		.opening = {.on_balancer = balancer_link(groups, resource->base),
			    .of_data = stands_before(&groups->stands, STAND_DATA, resource->base)}};
	if (is_known_later(groups, resource, attribute, egress) ||
	    (groups->openings.model->is_template &&
	     function_hides_member(resource->values, attribute))) {
		item.opening.unseen = item.opening.ports_unseen = true;
		openings_judge(&groups->openings, &item.opening, egress, resource->line);
		return;
	}
	if (list && list->kind == YAML_MAP) // a template's single opening
		openings_judge_item(item);
	for (YAML_EACH(one, list && list->kind == YAML_LIST ? list : NULL)) {
		item.node = one;
		openings_judge_item(item);
		item.unknown = item.unknown ? item.unknown->next : NULL;
	}
}

// That a group would be in order if it were a data store's is not said.
static void say_results(struct groups *groups, const struct resource *resource, bool ingress,
			enum iac_link data)
{
	bool egress = data == IAC_LINK_SURE || groups->openings.egress.outcome != OUTCOME_PASS;
	const struct {
		const char *rule;
		struct judgement *judgement;
		bool asked;
	} results[] = {{"sg-open", &groups->openings.open, ingress},
		       {"sg-any-port", &groups->openings.any_port, ingress},
		       {"sg-control", &groups->openings.control, ingress},
		       {"sg-egress", &groups->openings.egress, egress}};
	for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
		if (results[i].asked)
			model_result(groups->openings.model, resource, results[i].rule,
				     results[i].judgement);
		str_fini(&results[i].judgement->why);
		*results[i].judgement = (struct judgement){0};
	}
}

// Nothing is written, and no function writes it.
static bool is_empty(const struct yaml_node *values, const char *key)
{
	const struct yaml_node *list = yaml_find(values, key);
	return !function_hides_member(values, key) && (!list || !list->child);
}

static void judge_group(struct groups *groups, const struct resource *resource)
{
	bool template = groups->openings.model->is_template;
	enum iac_link data = stands_before(&groups->stands, STAND_DATA, resource->base);
	const char *egress = template ? "SecurityGroupEgress" : "egress";
	judge_list(groups, resource, template ? "SecurityGroupIngress" : "ingress", false);
	if (data)
		judge_list(groups, resource, egress, true);
	if (data && template && is_empty(resource->values, egress))
		judge(&groups->openings.egress,
		      data == IAC_LINK_SURE ? OUTCOME_FAIL : OUTCOME_UNSEEN,
		      "no SecurityGroupEgress: %s may reach everything",
		      data == IAC_LINK_SURE ? "a data store's group"
					    : "it may be a data store's group, and");
	say_results(groups, resource, true, data);
}

// Whose group a rule is of: a balancer's when all that it may be of are.
static void find_links(const struct groups *groups, const struct targets *targets,
		       struct iac_opening *out)
{
	const struct stands *stands = &groups->stands;
	enum iac_link balancer = IAC_LINK_SURE, data = IAC_LINK_NONE;
	if (targets->unseen || !targets->names.len) {
		balancer = stands_before_unseen(stands, STAND_BALANCER, targets);
		data = stands_before_unseen(stands, STAND_DATA, targets);
	}
	for (size_t t = 0; t < targets->names.len; t++) {
		const char *base = stands_base(groups->openings.model, targets->names.at[t]);
		enum iac_link one = balancer_link(groups, base),
			      of_data = stands_before(stands, STAND_DATA, base);
		balancer = one < balancer ? one : balancer;
		data = of_data > data ? of_data : data;
	}
	out->on_balancer = balancer;
	out->of_data = data;
}

static void judge_rule(struct groups *groups, const struct resource *resource, size_t row)
{
	struct targets targets = {0};
	struct iac_opening opening = {0};
	bool egress = RULES[row].direction == EGRESS;
	if (RULES[row].direction == SAYS_WHICH)
		egress = said_is(check_said(yaml_find(resource->values, "type")), "egress");
	model_targets(groups->openings.model, resource, RULES[row].group, &targets);
	find_links(groups, &targets, &opening);
	if (resource->values && (!egress || opening.of_data))
		openings_judge_item((struct item){.openings = &groups->openings,
						  .form = RULES[row].form,
						  .node = resource->values,
						  .unknown = resource->unknown,
						  .egress = egress,
						  .opening = opening,
						  .resource = resource});
	say_results(groups, resource, !egress, egress ? opening.of_data : IAC_LINK_NONE);
	targets_fini(&targets);
}

void groups_judge(struct model *model)
{
	static const char *const GROUPS[] = {"aws_security_group", "aws_default_security_group",
					     "AWS::EC2::SecurityGroup"};
	struct groups groups = {.openings = {.model = model}};
	stands_find(model, &groups.stands);
	prefixes_find(model, &groups.openings.prefixes);
	find_ruled(&groups);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++)
			if (resource_is(resource, GROUPS[g]))
				judge_group(&groups, resource);
		for (size_t r = 0; r < sizeof RULES / sizeof *RULES; r++)
			if (resource_is(resource, RULES[r].type))
				judge_rule(&groups, resource, r);
	}
	stands_fini(&groups.stands);
	prefixes_fini(&groups.openings.prefixes);
	map_fini(&groups.ruled);
}

// ---- Control planes: the provider's defaults are a public endpoint, open to all ----

static const struct {
	const char *type, *is_public, *blocks;
} PLANES[] = {
	{"aws_eks_cluster", "vpc_config[].endpoint_public_access",
	 "vpc_config[].public_access_cidrs[]"},
	{"AWS::EKS::Cluster", "ResourcesVpcConfig.EndpointPublicAccess",
	 "ResourcesVpcConfig.PublicAccessCidrs[]"},
};

struct plane {
	struct said open;  // to the world; without text it is not
	struct said later; // a block that is known only later
};

static void take_block(void *context, struct said said)
{
	struct plane *plane = context;
	if (said.unseen)
		plane->later = said;
	else if (!said.text || iac_is_world(said.text))
		plane->open = (struct said){.text = said.text ? said.text : "0.0.0.0/0",
					    .line = said.line};
}

static void judge_plane(const struct model *model, const struct resource *resource, size_t row,
			struct judgement *j)
{
	struct plane plane = {0};
	struct said is_public = model_value(model, resource, PLANES[row].is_public);
	if (said_is(is_public, "false"))
		return;
	model_values(model, resource, PLANES[row].blocks, take_block, &plane);
	j->line = plane.open.line ? plane.open.line : is_public.line;
	if (plane.open.text && !is_public.unseen)
		judge(j, OUTCOME_FAIL, "the Kubernetes API open to %.60s", plane.open.text);
	else if (plane.open.text || plane.later.unseen)
		judge(j, OUTCOME_UNSEEN, "who may reach the Kubernetes API is known only later");
}

void planes_judge(struct model *model)
{
	for (size_t i = 0; i < model->resources.len; i++)
		for (size_t row = 0; row < sizeof PLANES / sizeof *PLANES; row++) {
			struct judgement j = {0};
			if (!resource_is(&model->resources.at[i], PLANES[row].type))
				continue;
			judge_plane(model, &model->resources.at[i], row, &j);
			model_result(model, &model->resources.at[i], "sg-control", &j);
			str_fini(&j.why);
		}
}
