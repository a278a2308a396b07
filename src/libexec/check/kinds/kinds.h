// What gavel knows of kinds of Kubernetes objects, and by what it knows a container of a kind that
// it does not know. For hardening/.
#ifndef GAVEL_LIBEXEC_CHECK_KINDS_KINDS_H
#define GAVEL_LIBEXEC_CHECK_KINDS_KINDS_H

#include "base/yaml.h"

// Kinds that have one pod, where its path need not be said.
bool kinds_has_one_pod(const char *kind);
// Kinds whose members run nothing, whatever they look like.
bool kinds_runs_nothing(const char *kind);
// Why what an object runs is not in it ("a chart, which is not rendered"), or NULL.
const char *kinds_elsewhere(const struct yaml_node *object, const char *kind);
// A PodSpec: it has containers, which are maps.
bool kinds_is_pod_spec(const struct yaml_node *node);
// A map that its operator makes a container of, whatever it says: a driver of Spark.
bool kinds_is_role(const char *kind, const char *key);
// A member that looks like a container and is a pod's: its operator says what the container's is.
bool kinds_is_pods(const char *kind, const char *key);
// A map that looks like a container: it has an image beside what else only containers have, or a
// securityContext with what a pod's has not. `parent` is what it stands in.
bool kinds_is_container(const struct yaml_node *node, const struct yaml_node *parent);

#endif
