#include "libexec/check/hardening/volumes.h"

#include <string.h>

// The first reason that a volume cannot be written, or NULL.
static const char *read_only_kind(const struct yaml_node *volume)
{
	static const char *const KINDS[] = {"configMap", "secret", "downwardAPI", "projected",
					    "image"};
	static const char *const MAY_BE[] = {"persistentVolumeClaim",
					     "nfs",
					     "csi",
					     "iscsi",
					     "rbd",
					     "cephfs",
					     "glusterfs",
					     "awsElasticBlockStore",
					     "azureFile",
					     "azureDisk",
					     "gcePersistentDisk"};
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (yaml_find(volume, KINDS[i]))
			return KINDS[i];
	for (size_t i = 0; i < sizeof MAY_BE / sizeof *MAY_BE; i++)
		if (said_may_be_true(
			    check_scalar(yaml_find(yaml_find(volume, MAY_BE[i]), "readOnly"))))
			return "read-only";
	return NULL;
}

static const struct yaml_node *named(const struct yaml_node *list, const char *path,
				     const char *name)
{
	for (YAML_EACH(one, list && list->kind == YAML_LIST ? list : NULL))
		if (!strcmp(yaml_text(yaml_at(one, path)), name))
			return one;
	return NULL;
}

// A claim of a StatefulSet or of what makes one, or a volume that another kind of object keeps
// elsewhere.
static bool is_claimed(const struct yaml_node *node, const char *name)
{
	if (!node || node->kind == YAML_SCALAR)
		return false;
	if (named(yaml_find(node, "volumeClaimTemplates"), "metadata.name", name) ||
	    (!yaml_find(node, "containers") && named(yaml_find(node, "volumes"), "name", name)))
		return true;
	for (YAML_EACH(child, node))
		if (is_claimed(child, name))
			return true;
	return false;
}

static const char *kind_of(const struct yaml_node *spec, const struct yaml_node *object,
			   const char *name)
{
	const struct yaml_node *volume = named(yaml_find(spec, "volumes"), "name", name);
	if (!volume)
		return is_claimed(object, name) ? "volume" : "not declared";
	const char *reason = read_only_kind(volume);
	return reason ? reason : yaml_find(volume, "hostPath") ? "hostPath" : "volume";
}

struct said volumes_tmp(const struct yaml_node *spec, const struct yaml_node *object,
			const struct yaml_node *container)
{
	for (YAML_EACH(mount, yaml_find(container, "volumeMounts"))) {
		const char *path = yaml_text(yaml_find(mount, "mountPath"));
		bool writable = !said_may_be_true(check_scalar(yaml_find(mount, "readOnly")));
		if (writable && (!strcmp(path, "/tmp") || !strcmp(path, "/tmp/")))
			return (struct said){
				kind_of(spec, object, yaml_text(yaml_find(mount, "name"))), false,
				mount->line};
	}
	return (struct said){0};
}
