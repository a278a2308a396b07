#include "libexec/check/hardening/hardening.h"

#include <string.h>

// What Terraform's providers put into clusters. A manifest in a plan is judged as one in a file;
// the other resources name its fields in their own way, and are said not to be judged.

// With or without "_v1": the provider has both.
static bool is_workload(const char *type)
{
	static const char *const TYPES[] = {
		"kubernetes_deployment", "kubernetes_stateful_set",
		"kubernetes_daemonset",	 "kubernetes_daemon_set",
		"kubernetes_pod",	 "kubernetes_replication_controller",
		"kubernetes_job",	 "kubernetes_cron_job",
		"helm_release",		 "kubectl_manifest"};
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
		size_t len = strlen(TYPES[i]);
		if (!strncmp(type, TYPES[i], len) && (!type[len] || !strncmp(type + len, "_v", 2)))
			return true;
	}
	return false;
}

static bool is_known(const struct yaml_node *unknown)
{
	bool known = !said_true(check_said(unknown));
	for (YAML_EACH(child, unknown))
		known = known && is_known(child);
	return known;
}

static bool read_manifest(struct check_work *work, const struct yaml_node *resource,
			  struct err *err)
{
	const struct yaml_node *manifest = yaml_at(resource, "change.after.manifest");
	const char *address = yaml_text(yaml_find(resource, "address"));
	bool found = false;
	if (!is_known(yaml_at(resource, "change.after_unknown.manifest"))) {
		ecs_say_unseen(work, address, resource->line,
			       "some of its manifest is known only after apply");
		return true;
	}
	if (!kubernetes_read(work, manifest, &found, err))
		return err_wrap(err, "%s", address);
	if (!found)
		ecs_say_unseen(work, address, resource->line, "its manifest is not in the plan");
	return true;
}

bool planned_read(struct check_work *work, const struct yaml_node *document, bool *found,
		  struct err *err)
{
	for (YAML_EACH(resource, yaml_find(document, "resource_changes"))) {
		const char *type = yaml_text(yaml_find(resource, "type"));
		const struct yaml_node *after = yaml_at(resource, "change.after");
		bool manifest = !strcmp(type, "kubernetes_manifest");
		if ((!manifest && !is_workload(type)) || !after || yaml_is_null(after))
			continue;
		*found = true;
		if (manifest && !read_manifest(work, resource, err))
			return false;
		if (!manifest)
			ecs_say_unseen(work, yaml_text(yaml_find(resource, "address")),
				       resource->line,
				       "its containers are not judged in a plan: check what is "
				       "applied (kubectl get -o yaml, helm template)");
	}
	return true;
}
