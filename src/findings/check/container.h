// A container as a manifest declares it, and whether it is hardened.
//
// The same struct for Kubernetes, ECS and Dockerfiles: what a platform does not have is not
// applicable there, and said to be. What a container does not say, its pod said before.
// Sources: Kubernetes API PodSpec, SecurityContext; ECS API ContainerDefinition; Dockerfile
// reference.
#ifndef GAVEL_FINDINGS_CHECK_CONTAINER_H
#define GAVEL_FINDINGS_CHECK_CONTAINER_H

#include "findings/check/rule.h"

enum platform { PLATFORM_KUBERNETES, PLATFORM_ECS, PLATFORM_DOCKERFILE };

struct container {
	enum platform platform;
	bool ephemeral;	       // a Kubernetes debug container: it can have no limits
	bool fargate;	       // ECS alone
	bool windows;	       // it runs on Windows, which has no user ids, capabilities or seccomp
	int line;	       // where it is declared
	struct said image;     // "scratch" and names of earlier stages are no image
	struct said user;      // runAsUser, user, the last USER
	struct said non_root;  // runAsNonRoot
	struct said read_only; // the root file system
	struct said privileged;
	struct said host_process; // windowsOptions.hostProcess
	struct said escalation;	  // allowPrivilegeEscalation, or no-new-privileges turned round
	struct said drops;	  // the capabilities have ALL dropped: "true"
	struct said adds;	  // the first capability added that is more than NET_BIND_SERVICE
	struct said seccomp;	  // its profile's type
	struct said apparmor;
	struct said cpu, memory; // limits
	struct said tmp;    // what is mounted at /tmp: "volume", "tmpfs", "hostPath", or why not
	struct said secret; // names of the variables that hold a secret in the clear: "A, B"
	struct said host;   // the first namespace that is the host's: "hostPID"
};

// Judges rule number `index` of the hardening rules.
void container_judge(const struct container *container, size_t index, struct judgement *out);
// Whether "USER" or "USER:GROUP" is user 0, by its name or by a number however it is written.
bool user_is_root(const char *text);
bool user_is_number(const char *text); // in decimal digits alone
// Whether a variable of that name with that value is a secret in the clear. References to what is
// kept elsewhere are none: $(NAME) and ${NAME}, and where it `expands` variables $NAME.
bool secret_is_plain(const char *name, const char *value, bool expands);
// Whether the text has a cloud's long-lived access key in it; *at is where.
bool secret_is_key(struct slice text, size_t *at);

#endif
