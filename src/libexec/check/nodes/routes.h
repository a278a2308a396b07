// Which subnets and machines can be reached from the internet, by route tables and addresses.
// Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_NODES_ROUTES_H
#define GAVEL_LIBEXEC_CHECK_NODES_ROUTES_H

#include "libexec/check/iac/model.h"

// Sets of bases.
struct routes {
	struct map tables;  // route tables with a route to an internet gateway
	struct map subnets; // of those tables
	struct map joined;  // subnets with a table of their own
	struct map mains;   // networks whose main table has such a route
	struct map eips;    // machines with an elastic address
};

void routes_find(struct model *model, struct routes *out);
void routes_fini(struct routes *routes);
// Whether something that an attribute refers to is in a set of bases.
bool routes_has(struct model *model, const struct resource *resource, const char *attribute,
		const struct map *set);

#endif
