// What the readers of the hardening check share. Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_HARDENING_HARDENING_H
#define GAVEL_LIBEXEC_CHECK_HARDENING_HARDENING_H

#include "findings/check/container.h"
#include "libexec/check/check.h"

// Judges one container by all rules and says the results.
void hardening_judge(struct check_work *work, const char *subject,
		     const struct container *container);
// The first capability of a list that containers need not have.
struct said hardening_added(const struct yaml_node *list);

// Adds a name to "A, B", unless it is there; the last that there is room for is "and more".
void hardening_add_name(struct check_work *work, const char **names, const char *name);
// The same of a variable that holds a secret.
void hardening_add_secret(struct check_work *work, struct said *secrets, struct said name);

// Objects of a document; *found counts those that are Kubernetes'. False: they cannot be judged.
bool kubernetes_read(struct check_work *work, const struct yaml_node *document, bool *found,
		     struct err *err);
// The same of what a Terraform plan puts into clusters.
bool planned_read(struct check_work *work, const struct yaml_node *document, bool *found,
		  struct err *err);
// The same of ECS task definitions: plain, in an envelope, in a CloudFormation template, in a
// Terraform plan.
bool ecs_read(struct check_work *work, const struct yaml_node *document, bool *found,
	      struct err *err);
// For them: a member however it is spelled; a task with its containers; one that is known later.
const struct yaml_node *ecs_member(const struct yaml_node *map, const char *key);
bool ecs_read_task(struct check_work *work, const struct yaml_node *task,
		   const struct yaml_node *list, struct err *err);
void ecs_say_unseen(struct check_work *work, const char *address, int line, const char *why);
bool dockerfile_read(struct check_work *work, struct err *err);
// By its name, or by how it begins.
bool dockerfile_is(const struct check_work *work);

#endif
