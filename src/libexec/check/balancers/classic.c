#include "findings/check/iac.h"
#include "libexec/check/iac/belongings.h"

#include <string.h>

// Classic load balancers: a listener without a policy has the service's own, ELBSecurityPolicy-
// 2016-08, which speaks TLS 1.0. Sources: the guide's "Predefined SSL security policies" and "SSL
// negotiation configurations"; the provider's resources and CloudFormation's for them.

static const char SSL[] = "SSLNegotiationPolicyType";

// ---- One policy ----

struct attributes {
	const char *list, *name, *value;
};

static bool is_new_protocol(const char *name)
{
	return !strcmp(name, "Protocol-TLSv1.2") || !strcmp(name, "Protocol-TLSv1.3");
}

// Whether it brings TLS 1.2 or newer; what is older fails.
static bool judge_attribute(struct said name, struct said value, struct judgement *j)
{
	bool refers = said_is(name, "Reference-Security-Policy"),
	     on = name.text && slice_starts(slice_of(name.text), "Protocol-") && said_true(value);
	if ((refers && value.text && iac_is_new_tls(value.text)) ||
	    (on && is_new_protocol(name.text)))
		return true;
	if (refers)
		judge(j, OUTCOME_FAIL, "the TLS policy is %.120s", value.text ? value.text : "");
	else if (on)
		judge(j, OUTCOME_FAIL, "%.40s is on", name.text);
	return false;
}

static struct said said_at(const struct model *model, const struct yaml_node *item,
			   const struct yaml_node *unknown, const char *key)
{
	struct said said = check_said(template_value(model, yaml_find(item, key)));
	return said.text ? said : model_item_value(item, unknown, key);
}

static void judge_policy(const struct model *model, const struct yaml_node *values,
			 const struct yaml_node *unknown, struct attributes keys,
			 struct judgement *j)
{
	const struct yaml_node *list = yaml_find(values, keys.list),
			       *later = yaml_find(unknown, keys.list);
	bool hidden = check_said(list).unseen || !strcmp(yaml_text(later), "true"), new = false;
	j->line = list ? list->line : 0;
	later = later ? later->child : NULL;
	for (YAML_EACH(item, list)) {
		struct said name = said_at(model, item, later, keys.name),
			    value = said_at(model, item, later, keys.value);
		later = later ? later->next : NULL;
		if (name.unseen || value.unseen)
			hidden = true;
		else
			new |= judge_attribute(name, value, j);
	}
	if (j->outcome == OUTCOME_FAIL)
		return;
	if (hidden)
		judge(j, OUTCOME_UNSEEN, "which protocols it speaks is known only later");
	else if (!new)
		judge(j, OUTCOME_FAIL, "a TLS policy that does not say TLS 1.2");
}

static void judge_by_itself(struct model *model, const struct resource *resource)
{
	struct judgement j = {0};
	struct said type = {.text = SSL};
	struct attributes keys = {"attribute", "name", "value"};
	if (resource_is(resource, "aws_load_balancer_policy")) {
		type = model_value(model, resource, "policy_type_name");
		keys.list = "policy_attribute";
	} else if (!resource_is(resource, "aws_lb_ssl_negotiation_policy")) {
		return;
	}
	if (!type.unseen && !said_is(type, SSL))
		return;
	judge_policy(model, resource->values, resource->unknown, keys, &j);
	if (type.unseen && j.outcome == OUTCOME_FAIL)
		j.outcome = OUTCOME_UNSEEN;
	model_result(model, resource, "tls", &j);
	str_fini(&j.why);
}

// ---- Plans: policies are resources of their own, and judged by themselves ----

struct classics {
	struct model *model;
	struct belongings negotiations, attachments, policies;
};

static enum iac_link link_at(const struct model *model, const struct resource *resource,
			     const char *key, struct said port)
{
	struct said own = model_value(model, resource, key);
	if (own.unseen || port.unseen || !own.text || !port.text)
		return IAC_LINK_UNSEEN;
	return said_is(own, port.text) ? IAC_LINK_SURE : IAC_LINK_NONE;
}

// A file with thousands of policies of one balancer's, each named by thousands.
static bool is_enough(struct model *model)
{
	return ++model->steps > MODEL_STEPS;
}

static enum iac_link larger(enum iac_link a, enum iac_link b)
{
	return a > b ? a : b;
}

// Whether a name is that of a policy of TLS that the balancer has.
static enum iac_link link_of_name(const struct classics *all, const struct resource *balancer,
				  const char *target)
{
	const struct belongings *policies = &all->policies;
	bool literal = *target == '=';
	if (literal && iac_is_new_tls(target + 1))
		return IAC_LINK_SURE;
	for (size_t i = belongings_next(policies, all->model, balancer, 0); i < policies->list.len;
	     i = belongings_next(policies, all->model, balancer, i + 1)) {
		const struct resource *policy = policies->list.at[i].resource;
		if (is_enough(all->model))
			return IAC_LINK_UNSEEN;
		struct said type = model_value(all->model, policy, "policy_type_name"),
			    name = model_value(all->model, policy, "policy_name");
		bool is = literal ? said_is(name, target + 1) : !strcmp(policy->base, target);
		if (is && (type.unseen || said_is(type, SSL)))
			return type.unseen ? IAC_LINK_UNSEEN : IAC_LINK_SURE;
	}
	return IAC_LINK_NONE;
}

static enum iac_link link_of_names(const struct classics *all, const struct resource *balancer,
				   const struct resource *attachment)
{
	struct targets targets = {0};
	model_targets(all->model, attachment, "policy_names", &targets);
	enum iac_link link = targets.unseen ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
	for (size_t t = 0; t < targets.names.len; t++)
		link = larger(link, link_of_name(all, balancer, targets.names.at[t]));
	targets_fini(&targets);
	return link;
}

// Whether a port of the balancer has a policy of TLS.
static enum iac_link link_of_port(const struct classics *all, const struct resource *balancer,
				  struct said port)
{
	const struct belongings *own = &all->negotiations, *given = &all->attachments;
	struct model *model = all->model;
	bool unseen, more;
	belongings_count(own, model, balancer, &unseen);
	belongings_count(given, model, balancer, &more);
	enum iac_link link = unseen || more ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
	for (size_t i = belongings_next(own, model, balancer, 0);
	     i < own->list.len && !is_enough(model);
	     i = belongings_next(own, model, balancer, i + 1))
		link = larger(link, link_at(model, own->list.at[i].resource, "lb_port", port));
	for (size_t i = belongings_next(given, model, balancer, 0); i < given->list.len;
	     i = belongings_next(given, model, balancer, i + 1)) {
		const struct resource *one = given->list.at[i].resource;
		if (is_enough(model))
			return IAC_LINK_UNSEEN;
		enum iac_link at = link_at(model, one, "load_balancer_port", port);
		enum iac_link names = at ? link_of_names(all, balancer, one) : IAC_LINK_NONE;
		link = larger(link, names < at ? names : at);
	}
	return link;
}

static bool is_secure(struct said protocol)
{
	return said_is(protocol, "HTTPS") || said_is(protocol, "SSL");
}

static void judge_link(enum iac_link link, struct said port, struct judgement *j)
{
	if (link == IAC_LINK_NONE)
		judge(j, OUTCOME_FAIL,
		      "port %.20s has no TLS policy, and the service's own speaks TLS 1.0",
		      port.text ? port.text : "");
	else if (link == IAC_LINK_UNSEEN && j->outcome != OUTCOME_FAIL)
		judge(j, OUTCOME_UNSEEN, "which TLS policy port %.20s has is known only later",
		      port.text ? port.text : "");
}

static void judge_balancer(const struct classics *all, const struct resource *balancer)
{
	const struct yaml_node *unknown = yaml_find(balancer->unknown, "listener");
	struct judgement j = {0};
	unknown = unknown ? unknown->child : NULL;
	bool any = false;
	for (YAML_EACH(listener, yaml_find(balancer->values, "listener"))) {
		struct said port = model_item_value(listener, unknown, "lb_port");
		unknown = unknown ? unknown->next : NULL;
		if (!is_secure(check_said(yaml_find(listener, "lb_protocol"))))
			continue;
		any = true;
		judge_link(link_of_port(all, balancer, port), port, &j);
	}
	if (any)
		model_result(all->model, balancer, "tls", &j);
	str_fini(&j.why);
}

// ---- Templates: policies stand in the balancer ----

static bool is_called(struct said own, struct said name)
{
	return own.text && name.text && own.unseen == name.unseen && !strcmp(own.text, name.text);
}

// The balancer's policy of TLS by a name, or NULL.
static const struct yaml_node *policy_named(struct model *model, const struct yaml_node *values,
					    struct said name)
{
	for (YAML_EACH(policy, yaml_find(values, "Policies"))) {
		if (is_enough(model))
			return NULL;
		if (said_is(said_at(model, policy, NULL, "PolicyType"), SSL) &&
		    is_called(said_at(model, policy, NULL, "PolicyName"), name))
			return policy;
	}
	return NULL;
}

static enum iac_link judge_names(struct model *model, const struct yaml_node *values,
				 const struct yaml_node *names, struct judgement *j)
{
	static const struct attributes KEYS = {"Attributes", "Name", "Value"};
	enum iac_link link = check_said(names).unseen ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
	for (YAML_EACH(one, names)) {
		struct said name = check_said(template_value(model, one));
		const struct yaml_node *policy = policy_named(model, values, name);
		if (policy && j->outcome != OUTCOME_FAIL)
			judge_policy(model, policy, NULL, KEYS, j);
		if (policy || (name.text && !name.unseen && iac_is_new_tls(name.text)))
			link = IAC_LINK_SURE;
		else if (name.unseen || model->steps > MODEL_STEPS)
			link = larger(link, IAC_LINK_UNSEEN);
	}
	return link;
}

static void judge_template(struct model *model, const struct resource *balancer)
{
	struct judgement j = {0};
	bool any = false;
	for (YAML_EACH(listener, yaml_find(balancer->values, "Listeners"))) {
		struct said port = said_at(model, listener, NULL, "LoadBalancerPort");
		if (!is_secure(said_at(model, listener, NULL, "Protocol")))
			continue;
		any = true;
		judge_link(judge_names(model, balancer->values, yaml_find(listener, "PolicyNames"),
				       &j),
			   port, &j);
	}
	if (any)
		model_result(model, balancer, "tls", &j);
	str_fini(&j.why);
}

void classics_judge(struct model *model)
{
	struct classics all = {.model = model};
	belongings_find(model, "aws_lb_ssl_negotiation_policy", "load_balancer", &all.negotiations);
	belongings_find(model, "aws_load_balancer_listener_policy", "load_balancer_name",
			&all.attachments);
	belongings_find(model, "aws_load_balancer_policy", "load_balancer_name", &all.policies);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		judge_by_itself(model, resource);
		if (resource_is(resource, "aws_elb"))
			judge_balancer(&all, resource);
		if (resource_is(resource, "AWS::ElasticLoadBalancing::LoadBalancer"))
			judge_template(model, resource);
	}
	belongings_fini(&all.negotiations);
	belongings_fini(&all.attachments);
	belongings_fini(&all.policies);
}
