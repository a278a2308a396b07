// CloudFormation within a plan of Terraform: nodes of templates that are made here, and what the
// attributes of the provider awscc are in CloudFormation's words. Private to this folder.
//
// Source: the Terraform AWS Cloud Control provider, whose resources and attributes are
// CloudFormation's in snake case.
#ifndef GAVEL_LIBEXEC_CHECK_PLANS_NESTED_H
#define GAVEL_LIBEXEC_CHECK_PLANS_NESTED_H

#include "libexec/check/iac/model.h"

struct yaml_node *nested_text(struct arena *arena, const char *key, const char *text, int line);
// What is known only after apply: unseen by every rule.
struct yaml_node *nested_later(struct arena *arena, const char *key, int line);
struct yaml_node *nested_map(struct arena *arena, const char *key, int line);
// At the end of a list of members that is being made.
void nested_put(struct yaml_node ***to, struct yaml_node *member);
void nested_add(struct yaml_node *to, struct yaml_node *member); // behind the others

// The attributes of a resource as CloudFormation's properties; NULL: nothing of it is known.
struct yaml_node *attributes_properties(struct model *plan, const struct resource *resource);

#endif
