#include "libexec/check/nodes/routes.h"

#include <stdlib.h>
#include <string.h>

// ---- Which subnets are public ----

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

// Whether an attribute leads to an internet gateway.
static bool leads_out(struct model *model, const struct resource *resource, const char *attribute)
{
	struct targets targets = {0};
	bool leads = false;
	model_targets(model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len && !leads; i++) {
		const struct resource *to = model_target(model, targets.names.at[i], NULL);
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
		const struct resource *to = model_target(model, targets.names.at[i], NULL);
		map_put(set, slice_of(to ? to->base : targets.names.at[i]), NULL);
	}
	targets_fini(&targets);
}

bool routes_has(struct model *model, const struct resource *resource, const char *attribute,
		const struct map *set)
{
	struct targets targets = {0};
	bool has = false;
	model_targets(model, resource, attribute, &targets);
	for (size_t i = 0; i < targets.names.len && !has; i++) {
		const struct resource *to = model_target(model, targets.names.at[i], NULL);
		has = map_get(set, slice_of(to ? to->base : targets.names.at[i]));
	}
	targets_fini(&targets);
	return has;
}

static void find_tables(struct model *model, struct routes *routes)
{
	size_t w = model->is_template;
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		if (resource_is(resource, WORDS[w].route) &&
		    leads_out(model, resource, WORDS[w].gateway))
			put_targets(model, resource, WORDS[w].route_table, &routes->tables);
		if ((resource_is(resource, "aws_route_table") ||
		     resource_is(resource, "aws_default_route_table")) &&
		    leads_out(model, resource, "route.gateway_id"))
			map_put(&routes->tables, slice_of(resource->base), NULL);
	}
}

// A network's main table is named by the network, taken over, or set.
static void find_main(struct model *model, const struct resource *resource, struct routes *routes)
{
	bool leads = map_get(&routes->tables, slice_of(resource->base));
	if (resource_is(resource, "aws_vpc") && leads)
		map_put(&routes->mains, slice_of(resource->base), NULL);
	if (resource_is(resource, "aws_default_route_table") && leads)
		put_targets(model, resource, "default_route_table_id", &routes->mains);
	if (resource_is(resource, "aws_main_route_table_association") &&
	    routes_has(model, resource, "route_table_id", &routes->tables))
		put_targets(model, resource, "vpc_id", &routes->mains);
}

static const struct {
	const char *type, *instance;
} EIPS[] = {{"aws_eip", "instance"},
	    {"aws_eip_association", "instance_id"},
	    {"AWS::EC2::EIP", "InstanceId"},
	    {"AWS::EC2::EIPAssociation", "InstanceId"}};

void routes_find(struct model *model, struct routes *routes)
{
	size_t w = model->is_template;
	find_tables(model, routes);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		bool joins = resource_is(resource, WORDS[w].association);
		if (joins)
			put_targets(model, resource, WORDS[w].associated, &routes->joined);
		if (joins && routes_has(model, resource, WORDS[w].table, &routes->tables))
			put_targets(model, resource, WORDS[w].associated, &routes->subnets);
		find_main(model, resource, routes);
		for (size_t e = 0; e < sizeof EIPS / sizeof *EIPS; e++)
			if (resource_is(resource, EIPS[e].type))
				put_targets(model, resource, EIPS[e].instance, &routes->eips);
	}
}

void routes_fini(struct routes *routes)
{
	map_fini(&routes->tables);
	map_fini(&routes->subnets);
	map_fini(&routes->joined);
	map_fini(&routes->mains);
	map_fini(&routes->eips);
}
