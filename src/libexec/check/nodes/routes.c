#include "libexec/check/nodes/routes.h"

#include <stdlib.h>
#include <string.h>

// Types and attributes of both languages.
static const struct {
	const char *association, *associated, *table;
	const char *route, *route_table, *gateway, *gateway_type;
} WORDS[] = {
	{"aws_route_table_association", "subnet_id", "route_table_id", "aws_route",
	 "route_table_id", "gateway_id", "aws_internet_gateway"},
	{"AWS::EC2::SubnetRouteTableAssociation", "SubnetId", "RouteTableId", "AWS::EC2::Route",
	 "RouteTableId", "GatewayId", "AWS::EC2::InternetGateway"},
};

// ---- Sets ----

static enum iac_link reach_of(const struct reach *reach, const char *base)
{
	const int64_t *link = map_get(&reach->links, slice_of(base));
	if (link && *link == IAC_LINK_SURE)
		return IAC_LINK_SURE;
	return link || reach->any ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
}

static void reach_put(struct reach *reach, const char *base, enum iac_link link)
{
	int64_t *value = map_put(&reach->links, slice_of(base), NULL);
	if (*value < (int64_t)link)
		*value = link;
}

static const char *base_of(const struct model *model, const char *target)
{
	const struct resource *to = model_target(model, target, NULL);
	return to ? to->base : target;
}

// What an attribute refers to comes into the set, as surely as `link` says.
static void put_targets(struct model *model, const struct resource *resource, const char *attribute,
			struct reach *reach, enum iac_link link)
{
	struct targets targets = {0};
	if (link == IAC_LINK_NONE)
		return;
	model_targets(model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len; i++)
		reach_put(reach, base_of(model, targets.names.at[i]), link);
	reach->any |= targets.any;
	targets_fini(&targets);
}

// Whether something that an attribute refers to is in the set; *unseen when all of it leads out of
// the file.
static enum iac_link link_of(struct model *model, const struct resource *resource,
			     const char *attribute, const struct reach *reach, bool *unseen)
{
	struct targets targets = {0};
	model_targets(model, resource, attribute, &targets);
	bool may = targets.any && (reach->any || reach->links.len);
	enum iac_link link = may ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
	for (size_t i = 0; i < targets.names.len && link != IAC_LINK_SURE; i++) {
		enum iac_link one = reach_of(reach, base_of(model, targets.names.at[i]));
		link = one > link ? one : link;
	}
	*unseen = targets.unseen && !targets.names.len;
	targets_fini(&targets);
	return link;
}

// ---- Gateways and tables ----

// What a stack in another file hands out may be anything.
static bool is_stack(const struct resource *resource)
{
	return resource_is(resource, "AWS::CloudFormation::Stack") ||
	       resource_is(resource, "aws_cloudformation_stack") ||
	       !strncmp(resource->type, "Custom::", 8);
}

// Whether an attribute leads to an internet gateway.
static enum iac_link gateway_link(struct model *model, const struct resource *resource,
				  const char *attribute)
{
	struct targets targets = {0};
	model_targets(model, resource, attribute, &targets);
	enum iac_link link = targets.unseen ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
	for (size_t i = 0; i < targets.names.len && link != IAC_LINK_SURE; i++) {
		const struct resource *to = model_target(model, targets.names.at[i], NULL);
		if (!strncmp(targets.names.at[i], "=igw-", 5) ||
		    (to && resource_is(to, WORDS[model->is_template].gateway_type)))
			link = IAC_LINK_SURE;
		else if (to && is_stack(to))
			link = IAC_LINK_UNSEEN;
	}
	targets_fini(&targets);
	return link;
}

static void find_tables(struct model *model, struct routes *routes)
{
	size_t w = model->is_template;
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		enum iac_link own = IAC_LINK_NONE;
		if (resource_is(resource, WORDS[w].route))
			put_targets(model, resource, WORDS[w].route_table, &routes->tables,
				    gateway_link(model, resource, WORDS[w].gateway));
		if (resource_is(resource, "aws_route_table") ||
		    resource_is(resource, "aws_default_route_table"))
			own = gateway_link(model, resource, "route.gateway_id");
		if (own != IAC_LINK_NONE)
			reach_put(&routes->tables, resource->base, own);
	}
}

// A network's main table is named by the network, taken over, or set.
static void find_main(struct model *model, const struct resource *resource, struct routes *routes)
{
	enum iac_link leads = reach_of(&routes->tables, resource->base);
	bool unseen = false;
	if (resource_is(resource, "aws_vpc") && leads != IAC_LINK_NONE)
		reach_put(&routes->mains, resource->base, leads);
	if (resource_is(resource, "aws_default_route_table"))
		put_targets(model, resource, "default_route_table_id", &routes->mains, leads);
	if (!resource_is(resource, "aws_main_route_table_association"))
		return;
	leads = link_of(model, resource, "route_table_id", &routes->tables, &unseen);
	put_targets(model, resource, "vpc_id", &routes->mains,
		    unseen && !leads ? IAC_LINK_UNSEEN : leads);
}

static void find_joined(struct model *model, const struct resource *resource, struct routes *routes)
{
	size_t w = model->is_template;
	bool unseen = false;
	if (!resource_is(resource, WORDS[w].association))
		return;
	put_targets(model, resource, WORDS[w].associated, &routes->joined, IAC_LINK_SURE);
	enum iac_link leads = link_of(model, resource, WORDS[w].table, &routes->tables, &unseen);
	put_targets(model, resource, WORDS[w].associated, &routes->subnets,
		    unseen && !leads ? IAC_LINK_UNSEEN : leads);
}

// A subnet has one table: where it is said by name, no other says anything of it.
enum iac_link routes_of_own(const struct routes *routes, const struct resource *subnet)
{
	struct slice base = slice_of(subnet->base);
	if (map_get(&routes->joined.links, base) && !map_get(&routes->subnets.links, base))
		return IAC_LINK_NONE;
	return reach_of(&routes->subnets, subnet->base);
}

enum iac_link routes_of_main(struct model *model, const struct routes *routes,
			     const struct resource *subnet)
{
	bool unseen = false;
	if (map_get(&routes->joined.links, slice_of(subnet->base)))
		return IAC_LINK_NONE;
	enum iac_link link = link_of(model, subnet, "vpc_id", &routes->mains, &unseen);
	return link && routes->joined.any ? IAC_LINK_UNSEEN : link;
}

// ---- Addresses ----

static const struct {
	const char *type, *instance;
} EIPS[] = {{"aws_eip", "instance"},
	    {"aws_eip_association", "instance_id"},
	    {"AWS::EC2::EIP", "InstanceId"},
	    {"AWS::EC2::EIPAssociation", "InstanceId"}};

// What is known only later is of a machine that has an id of its own.
enum iac_link routes_address(const struct routes *routes, const struct resource *machine)
{
	static const char *const SINGLE[] = {"aws_instance", "aws_spot_instance_request",
					     "AWS::EC2::Instance"};
	enum iac_link link = reach_of(&routes->eips, machine->base);
	bool single = link == IAC_LINK_SURE;
	for (size_t i = 0; i < sizeof SINGLE / sizeof *SINGLE; i++)
		single |= resource_is(machine, SINGLE[i]);
	return single ? link : IAC_LINK_NONE;
}

void routes_find(struct model *model, struct routes *routes)
{
	find_tables(model, routes);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		find_joined(model, resource, routes);
		find_main(model, resource, routes);
		for (size_t e = 0; e < sizeof EIPS / sizeof *EIPS; e++)
			if (resource_is(resource, EIPS[e].type))
				put_targets(model, resource, EIPS[e].instance, &routes->eips,
					    IAC_LINK_SURE);
	}
}

void routes_fini(struct routes *routes)
{
	map_fini(&routes->tables.links);
	map_fini(&routes->subnets.links);
	map_fini(&routes->joined.links);
	map_fini(&routes->mains.links);
	map_fini(&routes->eips.links);
}
