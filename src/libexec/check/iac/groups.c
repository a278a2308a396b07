#include "libexec/check/iac/prefixes.h"
#include "libexec/check/iac/stands.h"

#include <stdlib.h>
#include <string.h>

struct groups {
	struct model *model;
	struct stands stands;
	struct judgement open, any_port, control, egress; // of the resource at hand
};

static bool is_balancers(const struct groups *groups, const char *base)
{
	return stands_before(&groups->stands, STAND_BALANCER, base) &&
	       !stands_before(&groups->stands, STAND_DATA, base) &&
	       !stands_before(&groups->stands, STAND_OTHER, base);
}

// ---- One opening ----

// Keeps the worst outcome and all its reasons.
static void keep(struct judgement *worst, const struct judgement *one, int line)
{
	bool worse = one->outcome == OUTCOME_FAIL ? worst->outcome != OUTCOME_FAIL
						  : worst->outcome == OUTCOME_PASS;
	if (one->outcome == OUTCOME_PASS || (!worse && worst->outcome != one->outcome))
		return;
	if (worse)
		str_clear(&worst->why);
	if (worse)
		worst->line = line;
	worst->outcome = one->outcome;
	str_addf(&worst->why, "%s%.*s", worst->why.len ? "; " : "", (int)one->why.len, one->why.at);
}

static void judge_opening(struct groups *groups, const struct iac_opening *opening, bool egress,
			  int line)
{
	const struct {
		bool egress;
		enum check_outcome (*judge)(const struct iac_opening *, struct judgement *);
		struct judgement *worst;
	} rules[] = {{false, iac_judge_open, &groups->open},
		     {false, iac_judge_any_port, &groups->any_port},
		     {false, iac_judge_control, &groups->control},
		     {true, iac_judge_egress, &groups->egress}};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct judgement one = {0};
		if (rules[i].egress != egress)
			continue;
		rules[i].judge(opening, &one);
		keep(rules[i].worst, &one, line);
		str_fini(&one.why);
	}
}

// What an opening is called in each form of it.
struct form {
	const char *protocol, *first, *last, *blocks[2], *prefixes[2];
};
static const struct form PLAIN = {"protocol",
				  "from_port",
				  "to_port",
				  {"cidr_blocks", "ipv6_cidr_blocks"},
				  {"prefix_list_ids"}},
			 SINGLE = {"ip_protocol",
				   "from_port",
				   "to_port",
				   {"cidr_ipv4", "cidr_ipv6"},
				   {"prefix_list_id"}},
			 TEMPLATE = {"IpProtocol",
				     "FromPort",
				     "ToPort",
				     {"CidrIp", "CidrIpv6"},
				     {"SourcePrefixListId", "DestinationPrefixListId"}};

// One opening as it is written: a block of a group, or a rule that is a resource of its own.
struct item {
	struct groups *groups;
	const struct form *form;
	const struct yaml_node *node, *unknown;
	bool egress;
	struct iac_opening opening;
	const struct resource *resource;
	const char *attribute; // that the item is in, or NULL: the resource itself is the item
};

static struct said value_of(const struct item *item, const char *key)
{
	const struct model *model = item->groups->model;
	if (model->is_template)
		return check_said(template_value(model, yaml_find(item->node, key)));
	return model_item_value(item->node, item->unknown, key);
}

// Ports that are known later may be any.
static void read_ports(struct item *item)
{
	struct said protocol = value_of(item, item->form->protocol),
		    first = value_of(item, item->form->first),
		    last = value_of(item, item->form->last);
	item->opening.all_protocols = said_is(protocol, "-1") || said_is(protocol, "all");
	item->opening.first = 0;
	item->opening.last = 65535;
	item->opening.ports_unseen = first.unseen || last.unseen || protocol.unseen;
	if (item->opening.ports_unseen || !first.text)
		return;
	item->opening.first = strtoll(first.text, NULL, 10);
	item->opening.last = last.text ? strtoll(last.text, NULL, 10) : item->opening.first;
}

static void judge_source(const struct item *item, struct said said, int line)
{
	struct iac_opening opening = item->opening;
	opening.from = said.unseen ? NULL : said.text;
	opening.unseen = said.unseen;
	judge_opening(item->groups, &opening, item->egress, line);
}

// Blocks of addresses in one attribute: a text or a list. False when there are none.
static bool judge_blocks(const struct item *item, const char *key)
{
	const struct model *model = item->groups->model;
	const struct yaml_node *list = yaml_find(item->node, key);
	struct said whole = value_of(item, key);
	if (whole.text) {
		judge_source(item, whole, item->node->line);
		return true;
	}
	for (YAML_EACH(one, list))
		judge_source(item,
			     check_said(model->is_template ? template_value(model, one) : one),
			     one->line);
	return list && list->child;
}

// Whether the item has a list of addresses by that key: written, or known only later.
static bool has_prefixes(const struct item *item, const char *key)
{
	const struct yaml_node *list = key ? yaml_find(item->node, key) : NULL;
	struct said whole = key ? value_of(item, key) : (struct said){0};
	return whole.text || (list && list->child);
}

static void judge_prefix(void *context, struct said said)
{
	const struct item *item = context;
	judge_source(item, said, item->node->line);
}

// The addresses of lists of addresses: those of the same file are judged, others are unseen.
static bool judge_prefixes(struct item *item)
{
	bool any = false;
	for (size_t i = 0; i < sizeof item->form->prefixes / sizeof *item->form->prefixes; i++) {
		const char *key = item->form->prefixes[i];
		if (!has_prefixes(item, key))
			continue;
		const struct prefix_source source = {item->resource, item->node, item->attribute,
						     key};
		prefixes_each(item->groups->model, &source, judge_prefix, item);
		any = true;
	}
	return any;
}

// Nothing of it, or not all of it, is in the file.
static void judge_hidden(struct item item)
{
	item.opening.unseen = item.opening.ports_unseen = true;
	judge_opening(item.groups, &item.opening, item.egress, item.node->line);
}

static void judge_item(struct item item)
{
	bool any = false;
	if (function_hides(item.node) || item.node->kind != YAML_MAP)
		judge_hidden(item);
	if (check_said(item.node).unseen || item.node->kind != YAML_MAP)
		return;
	read_ports(&item);
	for (size_t i = 0; i < sizeof item.form->blocks / sizeof *item.form->blocks; i++)
		any |= judge_blocks(&item, item.form->blocks[i]);
	any |= judge_prefixes(&item);
	if (!any) // another group, itself
		judge_source(&item, (struct said){0}, item.node->line);
}

// ---- Resources ----

// Rules that are resources of their own.
static const struct {
	const char *type, *group;
	const struct form *form;
	enum { SAYS_WHICH, INGRESS, EGRESS } direction;
} RULES[] = {
	{"aws_security_group_rule", "security_group_id", &PLAIN, SAYS_WHICH},
	{"aws_vpc_security_group_ingress_rule", "security_group_id", &SINGLE, INGRESS},
	{"aws_vpc_security_group_egress_rule", "security_group_id", &SINGLE, EGRESS},
	{"AWS::EC2::SecurityGroupIngress", "GroupId", &TEMPLATE, INGRESS},
	{"AWS::EC2::SecurityGroupEgress", "GroupId", &TEMPLATE, EGRESS},
};

static bool is_rule(const struct resource *resource)
{
	for (size_t r = 0; r < sizeof RULES / sizeof *RULES; r++)
		if (resource_is(resource, RULES[r].type))
			return true;
	return false;
}

// Whether a rule that is a resource of its own belongs to the group.
static bool has_rules(struct model *model, const struct resource *group)
{
	bool has = false;
	for (size_t i = 0; i < model->resources.len && !has; i++) {
		struct targets targets = {0};
		if (!is_rule(&model->resources.at[i]))
			continue;
		model_targets(model, &model->resources.at[i], "security_group_id", &targets);
		for (size_t t = 0; t < targets.names.len; t++)
			has |= model_is_target(model, targets.names.at[t], group);
		targets_fini(&targets);
	}
	return has;
}

// The provider fills in what nobody wrote; but a dynamic block is not in the configuration either,
// so that a group without an expression and without rules of its own may have one.
static bool is_known_later(struct model *model, const struct resource *resource,
			   const char *attribute, bool egress)
{
	if (!said_true(check_said(yaml_find(resource->unknown, attribute))))
		return false;
	return yaml_find(resource->expressions, attribute) ||
	       (!egress && !has_rules(model, resource));
}

static void judge_list(struct groups *groups, const struct resource *resource,
		       const char *attribute, bool egress)
{
	const struct yaml_node *list = yaml_find(resource->values, attribute),
			       *unknown = yaml_find(resource->unknown, attribute);
	struct item item = {.groups = groups,
			    .form = groups->model->is_template ? &TEMPLATE : &PLAIN,
			    .node = list,
			    .unknown =
				    unknown && unknown->kind == YAML_LIST ? unknown->child : NULL,
			    .egress = egress,
			    .resource = resource,
			    .attribute = attribute,
			    .opening = {.on_balancer = is_balancers(groups, resource->base)}};
	if (is_known_later(groups->model, resource, attribute, egress) ||
	    (groups->model->is_template && function_hides_member(resource->values, attribute))) {
		item.opening.unseen = item.opening.ports_unseen = true;
		judge_opening(groups, &item.opening, egress, resource->line);
		return;
	}
	if (list && list->kind == YAML_MAP) // a template's single opening
		judge_item(item);
	for (YAML_EACH(one, list && list->kind == YAML_LIST ? list : NULL)) {
		item.node = one;
		judge_item(item);
		item.unknown = item.unknown ? item.unknown->next : NULL;
	}
}

static void say_results(struct groups *groups, const struct resource *resource, bool ingress,
			bool egress)
{
	const struct {
		const char *rule;
		struct judgement *judgement;
		bool asked;
	} results[] = {{"sg-open", &groups->open, ingress},
		       {"sg-any-port", &groups->any_port, ingress},
		       {"sg-control", &groups->control, ingress},
		       {"sg-egress", &groups->egress, egress}};
	for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
		if (results[i].asked)
			model_result(groups->model, resource, results[i].rule,
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
	bool template = groups->model->is_template;
	bool data = stands_before(&groups->stands, STAND_DATA, resource->base);
	const char *egress = template ? "SecurityGroupEgress" : "egress";
	judge_list(groups, resource, template ? "SecurityGroupIngress" : "ingress", false);
	if (data)
		judge_list(groups, resource, egress, true);
	if (data && template && is_empty(resource->values, egress))
		judge(&groups->egress, OUTCOME_FAIL,
		      "no SecurityGroupEgress: a data store's group may reach everything");
	say_results(groups, resource, true, data);
}

static void judge_rule(struct groups *groups, const struct resource *resource, size_t row)
{
	struct targets targets = {0};
	struct iac_opening opening = {0};
	bool data = false, egress = RULES[row].direction == EGRESS;
	if (RULES[row].direction == SAYS_WHICH)
		egress = said_is(check_said(yaml_find(resource->values, "type")), "egress");
	model_targets(groups->model, resource, RULES[row].group, &targets);
	opening.on_balancer = targets.names.len > 0 && !targets.unseen;
	for (size_t t = 0; t < targets.names.len; t++) {
		const char *base = stands_base(groups->model, targets.names.at[t]);
		opening.on_balancer &= is_balancers(groups, base);
		data |= stands_before(&groups->stands, STAND_DATA, base);
	}
	if (resource->values && (!egress || data))
		judge_item((struct item){.groups = groups,
					 .form = RULES[row].form,
					 .node = resource->values,
					 .unknown = resource->unknown,
					 .egress = egress,
					 .opening = opening,
					 .resource = resource});
	say_results(groups, resource, !egress, egress && data);
	targets_fini(&targets);
}

void groups_judge(struct model *model)
{
	static const char *const GROUPS[] = {"aws_security_group", "aws_default_security_group",
					     "AWS::EC2::SecurityGroup"};
	struct groups groups = {.model = model};
	stands_find(model, &groups.stands);
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
}
