// Functions of a CloudFormation template, as far as the file itself decides them: {"Fn::If": …} and
// !If in each branch, Fn::FindInMap of keys that are literals, parameters with a default, or any
// that the map has, Fn::Sub of nothing, AWS::NoValue.
//
// Source: CloudFormation's intrinsic function reference.
// Must not: guess; a function that the file does not decide stays one, and is unseen.
#ifndef GAVEL_LIBEXEC_CHECK_FUNCTIONS_H
#define GAVEL_LIBEXEC_CHECK_FUNCTIONS_H

#include "base/vec.h"
#include "base/yaml.h"

// Every value that a node may turn out as: one for each way that its conditions and the keys of
// maps may fall, the same condition or key the same way throughout; at least one.
struct variants {
	vec(const struct yaml_node *) at; // NULL: no value
	bool cut; // of too many conditions only all true and all false are here; keys of too many
		  // values stay functions
	int64_t steps; // so far; zero at first, kept from node to node of a file
};

// All but the list is the arena's. ERR_INVALID when there is more than can be read.
bool variants_read(const struct yaml_node *root, const struct yaml_node *node, struct arena *arena,
		   struct variants *out, struct err *err);
void variants_fini(struct variants *variants);

// The argument of a function, by its long name ("Fn::Sub", "Ref"), or NULL.
const struct yaml_node *function_of(const struct yaml_node *node, const char *name);
// The node is a function, or a map that one adds members to (Fn::Transform beside others).
bool function_hides(const struct yaml_node *node);
// What a map's member says is not in the file: it is a function, or it is absent and one may add
// it.
bool function_hides_member(const struct yaml_node *map, const char *key);

#endif
