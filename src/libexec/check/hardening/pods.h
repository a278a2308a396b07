// Containers of Kubernetes objects as their fields say them, judged. Private to this folder.
//
// Source: Kubernetes API PodSpec, Container; Tekton's Step and StepTemplate; Spark operator's
// SparkPodSpec.
#ifndef GAVEL_LIBEXEC_CHECK_HARDENING_PODS_H
#define GAVEL_LIBEXEC_CHECK_HARDENING_PODS_H

#include "libexec/check/hardening/hardening.h"

// A pod, and what stands around it. Of a container that an operator makes a pod for (`loose`) the
// parts stand in different places.
struct pod {
	struct check_work *work;
	const char *subject;		     // "Deployment/web"
	const struct yaml_node *object;	     // that the pod is in
	const struct yaml_node *spec;	     // PodSpec, or what has the volumes
	const struct yaml_node *hosts;	     // has hostPID and the like
	const struct yaml_node *annotations; // of the pod, or NULL
	const struct yaml_node *context;     // the pod's securityContext, or NULL
	const struct yaml_node *base;	     // has what a container does not say, or NULL
	bool loose;
};

// Judges the containers of a PodSpec. False: they cannot be.
bool pod_judge(const struct pod *pod, struct err *err);
// Whether a key of a PodSpec has containers.
bool pod_is_list(const char *key);
// Judges a loose container; the pod's subject is its own.
void pod_judge_loose(const struct pod *pod, const struct yaml_node *container);

#endif
