#include "libexec/check/kinds/kinds.h"

#include "base/str.h"

#include <string.h>

static bool is_one_of(const char *text, const char *const words[])
{
	for (size_t i = 0; text && words[i]; i++)
		if (!strcmp(text, words[i]))
			return true;
	return false;
}

bool kinds_has_one_pod(const char *kind)
{
	static const char *const KINDS[] = {
		"Pod",	      "PodTemplate", "Deployment", "StatefulSet",	    "DaemonSet",
		"ReplicaSet", "Job",	     "CronJob",	   "ReplicationController", NULL};
	return is_one_of(kind, KINDS);
}

bool kinds_runs_nothing(const char *kind)
{
	static const char *const KINDS[] = {"ConfigMap", "Secret", "CustomResourceDefinition",
					    NULL};
	return is_one_of(kind, KINDS);
}

// ---- What runs, and is not in the object ----

static const char CHART[] =
	"it deploys a chart that is not rendered here: check what helm template "
	"prints of it",
		  SOURCE[] =
			  "what it deploys is not in the file: check the manifests that it names";

const char *kinds_elsewhere(const struct yaml_node *object, const char *kind)
{
	static const struct {
		const char *group, *kind, *why;
	} ROWS[] = {
		{"helm.toolkit.fluxcd.io/", "HelmRelease", CHART},
		{"helm.cattle.io/", "HelmChart", CHART},
		{"argoproj.io/", "Application", SOURCE},
		{"argoproj.io/", "ApplicationSet", SOURCE},
		{"kustomize.toolkit.fluxcd.io/", "Kustomization", SOURCE},
	};
	struct slice version = slice_of(yaml_text(yaml_find(object, "apiVersion")));
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
		if (!strcmp(kind, ROWS[i].kind) && slice_starts(version, ROWS[i].group))
			return ROWS[i].why;
	return NULL;
}

// ---- Pods and containers by their looks ----

bool kinds_is_pod_spec(const struct yaml_node *node)
{
	const struct yaml_node *list = yaml_find(node, "containers");
	return list && list->kind == YAML_LIST && list->child && list->child->kind == YAML_MAP;
}

bool kinds_is_role(const char *kind, const char *key)
{
	static const char *const KINDS[] = {"SparkApplication", "ScheduledSparkApplication", NULL},
				 *const ROLES[] = {"driver", "executor", NULL};
	return is_one_of(kind, KINDS) && is_one_of(key, ROLES);
}

static bool has_any(const struct yaml_node *node, const char *const keys[])
{
	for (size_t i = 0; keys[i]; i++)
		if (yaml_find(node, keys[i]))
			return true;
	return false;
}

bool kinds_is_pods(const char *kind, const char *key)
{
	static const char *const KINDS[] = {"Prometheus", "PrometheusAgent", "Alertmanager",
					    "ThanosRuler", NULL};
	return is_one_of(kind, KINDS) && key && !strcmp(key, "spec");
}

// Tekton's stepTemplate is judged in each step; OLM's relatedImages are only names.
static bool is_told_elsewhere(const struct yaml_node *node, const struct yaml_node *parent)
{
	return (node->key && !strcmp(node->key, "stepTemplate") && yaml_find(parent, "steps")) ||
	       (parent->key && !strcmp(parent->key, "relatedImages"));
}

bool kinds_is_container(const struct yaml_node *node, const struct yaml_node *parent)
{
	static const char *const BESIDE[] = {"name",
					     "command",
					     "args",
					     "env",
					     "envFrom",
					     "securityContext",
					     "resources",
					     "computeResources",
					     "volumeMounts",
					     "script",
					     "workingDir",
					     "ports",
					     "livenessProbe",
					     "readinessProbe",
					     "imagePullPolicy",
					     NULL},
				 *const OWN[] = {"privileged",
						 "allowPrivilegeEscalation",
						 "readOnlyRootFilesystem",
						 "capabilities",
						 "procMount",
						 NULL};
	if (node->kind != YAML_MAP || is_told_elsewhere(node, parent))
		return false;
	return (*yaml_text(yaml_find(node, "image")) && has_any(node, BESIDE)) ||
	       has_any(yaml_find(node, "securityContext"), OWN);
}
