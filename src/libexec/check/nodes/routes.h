// Which subnets and machines can be reached from the internet, by route tables and addresses.
// Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_NODES_ROUTES_H
#define GAVEL_LIBEXEC_CHECK_NODES_ROUTES_H

#include "libexec/check/iac/model.h"

// Resources that something is said of.
struct reach {
	struct map links; // by base: enum iac_link
	bool any;	  // what is known only later may be any of the file
};

struct routes {
	struct reach tables;  // route tables with a route to an internet gateway
	struct reach subnets; // of those tables
	struct reach joined;  // subnets with a table of their own
	struct reach mains;   // networks whose main table has such a route
	struct reach eips;    // machines with an elastic address
};

void routes_find(struct model *model, struct routes *out);
void routes_fini(struct routes *routes);
// Whether a subnet has a route to an internet gateway by its own table, or by its network's.
enum iac_link routes_of_own(const struct routes *routes, const struct resource *subnet);
enum iac_link routes_of_main(struct model *model, const struct routes *routes,
			     const struct resource *subnet);
enum iac_link routes_address(const struct routes *routes, const struct resource *machine);

#endif
