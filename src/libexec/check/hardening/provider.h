// Terraform's kubernetes provider names a manifest's fields in its own way: run_as_user, a list of
// one block for a map, "container" for each of "containers". Private to this folder.
//
// Source: the provider's schema of PodSpec and Container.
#ifndef GAVEL_LIBEXEC_CHECK_HARDENING_PROVIDER_H
#define GAVEL_LIBEXEC_CHECK_HARDENING_PROVIDER_H

#include "libexec/check/hardening/hardening.h"

// A place in a planned resource: what it will be, what is known later, what the configuration says.
struct provided {
	const struct yaml_node *value, *unknown, *expression;
	bool told; // the configuration would tell it: it has what this stands in
};

// The kind of a resource that has pods ("Deployment"), or NULL.
const char *provider_kind(const char *type);
// The manifest; NULL when a part of it that decides something is known only after apply, or when it
// has no containers. A scalar that is known later is unseen; what nobody wrote, and the provider
// fills in, is absent. All memory is the work's.
const struct yaml_node *provider_manifest(struct check_work *work, const char *kind,
					  struct provided resource);

#endif
