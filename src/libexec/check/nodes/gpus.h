// Which resources are machines, where they say what kind and where they stand, and whether they
// have GPUs. Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_NODES_GPUS_H
#define GAVEL_LIBEXEC_CHECK_NODES_GPUS_H

#include "libexec/check/iac/model.h"

// Paths are separated by blanks; those of values have [] for a list, those of references do not.
struct node_type {
	const char *type;
	const char *instances; // values: instance types
	const char *wishes;    // values: accelerators asked for without an instance type
	const char *launch;    // references: templates with the instance type
	const char *subnets;   // references
	const char *place;     // a reference to what has the subnets in its stead
	const char *open;      // a value that gives it a public address when it is true
	const char *closed;    // a value that does so unless it is "Disabled" or "VpcOnly"
	bool needs_subnet;
};

enum gpu { GPU_NO, GPU_UNSEEN, GPU_YES };

const struct node_type *gpu_node_type(const struct resource *resource); // NULL: no machine

// What a machine is, by itself and by what it is launched from.
struct machine {
	enum gpu gpu;
	bool is_public;	    // it is given a public address
	bool address_later; // whether it is known only later
};

// What the templates are that targets lead to: each is looked at once.
struct launches {
	vec(struct machine) machines;
	struct map targets;
};

struct machine gpu_machine(struct model *model, const struct resource *resource,
			   struct launches *launches);
void gpu_launches_fini(struct launches *launches);
// A text in a resource that is no machine here, and still names an instance type with GPUs; or
// NULL.
const struct yaml_node *gpu_named(const struct resource *resource);

#endif
