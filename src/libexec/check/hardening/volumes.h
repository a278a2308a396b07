// What a pod has at /tmp: its mounts and the volumes that they name. Private to this folder.
//
// Source: Kubernetes API VolumeMount, Volume, StatefulSetSpec.
#ifndef GAVEL_LIBEXEC_CHECK_HARDENING_VOLUMES_H
#define GAVEL_LIBEXEC_CHECK_HARDENING_VOLUMES_H

#include "libexec/check/check.h"

// "volume" of one that can be written, "hostPath"; else what keeps it from being one: "configMap",
// "not declared". No text: nothing is mounted there to write. A volume may be declared by the pod
// or, as a claim, by the object that it is in.
struct said volumes_tmp(const struct yaml_node *spec, const struct yaml_node *object,
			const struct yaml_node *container);

#endif
