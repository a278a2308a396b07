#include "findings/check/container.h"

#include "findings/check/tables.h"

#include <string.h>

// ---- Judgements, in the order of the rules; what an image alone cannot say is not judged ----

// What Windows does not have is asked of nobody there.
static enum check_outcome judge_windows(struct judgement *j)
{
	return judge(j, OUTCOME_NONE, "Windows containers have nothing of the kind");
}

static enum check_outcome judge_user(const struct container *c, struct judgement *j)
{
	j->line = c->user.line;
	if (c->user.unseen)
		return judge(j, OUTCOME_UNSEEN, "the user is an expression: %s", c->user.text);
	if (c->platform == PLATFORM_ECS && c->windows)
		return judge(j, OUTCOME_NONE, "a task definition for Windows takes no user");
	if (c->user.text && user_is_root(c->user.text))
		return judge(j, OUTCOME_FAIL, "runs as root: user %s", c->user.text);
	if (c->platform == PLATFORM_KUBERNETES && c->user.text && !user_is_number(c->user.text))
		return judge(j, OUTCOME_FAIL, "runAsUser is %s, which is no user id", c->user.text);
	if (c->platform != PLATFORM_KUBERNETES)
		return c->user.text && *c->user.text
			       ? OUTCOME_PASS
			       : judge(j, OUTCOME_FAIL,
				       "no user is set: the image's own, often root");
	j->line = c->non_root.line;
	if (said_true(c->non_root))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "runAsNonRoot is %s",
		     c->non_root.text ? c->non_root.text : "not set");
}

static enum check_outcome judge_read_only(const struct container *c, struct judgement *j)
{
	j->line = c->read_only.line;
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	if (c->windows)
		return judge_windows(j);
	if (said_true(c->read_only))
		return OUTCOME_PASS;
	if (c->read_only.unseen)
		return judge(j, OUTCOME_UNSEEN, "the root file system's mode is an expression");
	return judge(j, OUTCOME_FAIL, "the root file system can be written");
}

static enum check_outcome judge_capabilities(const struct container *c, struct judgement *j)
{
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	j->line = c->adds.line;
	if (c->adds.text)
		return judge(j, OUTCOME_FAIL, "capability %s is added", c->adds.text);
	j->line = c->drops.line;
	if (c->windows)
		return judge_windows(j);
	if (said_true(c->drops))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "capabilities are not dropped: drop has no ALL");
}

static enum check_outcome judge_privileged(const struct container *c, struct judgement *j)
{
	j->line = c->privileged.line;
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	if (c->privileged.unseen)
		return judge(j, OUTCOME_UNSEEN, "privileged is an expression");
	if (said_true(c->privileged))
		return judge(j, OUTCOME_FAIL, "privileged");
	if (said_may_be_true(c->privileged))
		return judge(j, OUTCOME_FAIL, "privileged is %s, which is not false",
			     c->privileged.text);
	if (!said_may_be_true(c->host_process))
		return OUTCOME_PASS;
	j->line = c->host_process.line;
	return judge(j, OUTCOME_FAIL, "runs as a process of the host: hostProcess is %s",
		     c->host_process.text);
}

static enum check_outcome judge_host(const struct container *c, struct judgement *j)
{
	j->line = c->host.line;
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	if (c->host.unseen)
		return judge(j, OUTCOME_UNSEEN,
			     "the host's namespaces are asked for by an expression");
	if (c->host.text)
		return judge(j, OUTCOME_FAIL, "shares the host's namespace: %s", c->host.text);
	return OUTCOME_PASS;
}

static enum check_outcome judge_escalation(const struct container *c, struct judgement *j)
{
	j->line = c->escalation.line;
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	if (c->fargate)
		return judge(j, OUTCOME_NONE, "Fargate takes no dockerSecurityOptions");
	if (c->windows)
		return judge_windows(j);
	if (said_false(c->escalation))
		return OUTCOME_PASS;
	if (c->escalation.unseen)
		return judge(j, OUTCOME_UNSEEN, "privilege escalation is an expression");
	return judge(j, OUTCOME_FAIL,
		     c->platform == PLATFORM_ECS ? "dockerSecurityOptions has no no-new-privileges"
						 : "allowPrivilegeEscalation is not false");
}

static enum check_outcome judge_seccomp(const struct container *c, struct judgement *j)
{
	j->line = c->seccomp.line;
	if (c->platform == PLATFORM_ECS && said_is(c->seccomp, "Unconfined"))
		return judge(j, OUTCOME_FAIL, "the seccomp profile is turned off");
	if (c->platform == PLATFORM_ECS)
		return judge(j, OUTCOME_NONE, "a task definition has no field for it");
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	if (c->windows)
		return judge_windows(j);
	if (said_is(c->seccomp, "RuntimeDefault") || said_is(c->seccomp, "Localhost"))
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "the seccomp profile is %s",
		     c->seccomp.text ? c->seccomp.text : "not set, which is Unconfined");
}

static enum check_outcome judge_apparmor(const struct container *c, struct judgement *j)
{
	j->line = c->apparmor.line;
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	if (c->fargate)
		return judge(j, OUTCOME_NONE, "Fargate has no AppArmor");
	if (c->windows)
		return judge_windows(j);
	if (said_is(c->apparmor, "Unconfined"))
		return judge(j, OUTCOME_FAIL, "AppArmor is turned off");
	if (c->apparmor.text && strstr(c->apparmor.text, "without"))
		return judge(j, OUTCOME_FAIL, "AppArmor's profile is %s", c->apparmor.text);
	return OUTCOME_PASS; // the runtime's own profile, where the node has AppArmor
}

static enum check_outcome judge_tmp(const struct container *c, struct judgement *j)
{
	j->line = c->tmp.line;
	if (c->windows || !said_true(c->read_only))
		return OUTCOME_NONE;
	if (said_is(c->tmp, "hostPath"))
		return judge(j, OUTCOME_FAIL, "/tmp is a folder of the host");
	if (said_is(c->tmp, "volume") || said_is(c->tmp, "tmpfs"))
		return OUTCOME_PASS;
	if (said_is(c->tmp, "not declared"))
		return judge(j, OUTCOME_FAIL, "the volume at /tmp is not declared");
	if (c->tmp.text)
		return judge(j, OUTCOME_FAIL, "/tmp cannot be written: the volume is %s",
			     said_is(c->tmp, "read-only") ? "mounted read-only" : c->tmp.text);
	return judge(j, OUTCOME_FAIL, "nothing writable is mounted at /tmp");
}

// "0", "0Mi" and "0.0" are none.
static bool is_limit(struct said said)
{
	if (!said.text || !*said.text)
		return false;
	size_t number = strspn(said.text, "0123456789.+-"), none = strspn(said.text, "0.+-");
	return !number || none < number;
}

static enum check_outcome judge_limits(const struct container *c, struct judgement *j)
{
	bool cpu = is_limit(c->cpu), memory = is_limit(c->memory);
	if (c->platform == PLATFORM_DOCKERFILE)
		return OUTCOME_NONE;
	if (c->ephemeral)
		return judge(j, OUTCOME_NONE, "a debug container can have no limits");
	if (cpu && memory)
		return OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "no limit for %s",
		     cpu      ? "memory"
		     : memory ? "cpu"
			      : "cpu and memory");
}

static bool is_digest(const char *at)
{
	static const char PREFIX[] = "@sha256:";
	at = strstr(at, PREFIX);
	return at && strspn(at + sizeof PREFIX - 1, "0123456789abcdef") == 64 &&
	       !at[sizeof PREFIX - 1 + 64];
}

static enum check_outcome judge_digest(const struct container *c, struct judgement *j)
{
	j->line = c->image.line;
	if (!c->image.text)
		return c->platform == PLATFORM_DOCKERFILE
			       ? OUTCOME_NONE
			       : judge(j, OUTCOME_FAIL, "no image is named");
	if (is_digest(c->image.text))
		return OUTCOME_PASS;
	if (c->image.unseen)
		return judge(j, OUTCOME_UNSEEN, "the image is an expression: %s", c->image.text);
	return judge(j, OUTCOME_FAIL, "the image is not pinned by digest: %s", c->image.text);
}

static enum check_outcome judge_secret(const struct container *c, struct judgement *j)
{
	j->line = c->secret.line;
	if (c->secret.text)
		return judge(j, OUTCOME_FAIL, "%s in the clear: %s",
			     strchr(c->secret.text, ',') ? "secrets" : "a secret", c->secret.text);
	return OUTCOME_PASS;
}

// ---- The table ----

const struct check_rule hardening_rules[] = {
	{"non-root", "no container runs as root",
	 "set runAsNonRoot: true and a runAsUser above 0 (Kubernetes), user (ECS), a last USER "
	 "(Dockerfile)",
	 "KSV-0012, CKV_K8S_6, CKV_K8S_23, CKV_K8S_40, DS-0002, CKV_DOCKER_3, CKV_DOCKER_8, "
	 "CIS-DI-0001",
	 LEVEL_HIGH},
	{"read-only-root", "every root file system is read-only",
	 "set readOnlyRootFilesystem: true (ECS: readonlyRootFilesystem)",
	 "KSV-0014, CKV_K8S_22, ECS.5, CKV_AWS_336", LEVEL_HIGH},
	{"capabilities", "all capabilities are dropped, none but NET_BIND_SERVICE added",
	 "set capabilities.drop: [ALL] and remove what is added",
	 "KSV-0003, KSV-0106, CKV_K8S_25, CKV_K8S_28, CKV_K8S_37", LEVEL_MEDIUM},
	{"privileged", "no container is privileged", "remove privileged: true",
	 "KSV-0017, CKV_K8S_16, ECS.4, CKV_AWS_334", LEVEL_CRITICAL},
	{"host-namespace", "no namespace is the host's",
	 "remove hostPID, hostIPC, hostNetwork (ECS: pidMode, ipcMode, networkMode host)",
	 "KSV-0008, KSV-0009, KSV-0010, CKV_K8S_17, CKV_K8S_18, CKV_K8S_19, CKV_AWS_335",
	 LEVEL_HIGH},
	{"no-escalation", "no process gains privileges",
	 "set allowPrivilegeEscalation: false (ECS on EC2: dockerSecurityOptions "
	 "no-new-privileges)",
	 "KSV-0001, CKV_K8S_20", LEVEL_MEDIUM},
	{"seccomp", "every container has a seccomp profile",
	 "set seccompProfile.type: RuntimeDefault", "KSV-0030, KSV-0104, CKV_K8S_31", LEVEL_MEDIUM},
	{"apparmor", "AppArmor is not turned off", "set appArmorProfile.type: RuntimeDefault",
	 "KSV-0002", LEVEL_MEDIUM},
	{"tmp", "a read-only root has a writable /tmp",
	 "mount an emptyDir at /tmp (ECS: linuxParameters.tmpfs, or a volume)", "", LEVEL_LOW},
	{"limits", "cpu and memory are limited",
	 "set resources.limits cpu and memory (ECS: cpu and memory)",
	 "KSV-0011, KSV-0018, CKV_K8S_11, CKV_K8S_13", LEVEL_MEDIUM},
	{"digest", "images are pinned by digest", "name the image as NAME@sha256:DIGEST",
	 "KSV-0013, CKV_K8S_43, CKV_K8S_14, DS-0001, CKV_DOCKER_7", LEVEL_MEDIUM},
	{"plain-secret", "no secret is in an environment in the clear",
	 "use secrets/valueFrom (ECS), secretKeyRef (Kubernetes), a build secret (Dockerfile); "
	 "replace the secret that was exposed",
	 "ECS.8, DS-0031, CIS-DI-0010, CKV_K8S_35", LEVEL_CRITICAL},
};
const size_t hardening_rule_count = sizeof hardening_rules / sizeof *hardening_rules;

static enum check_outcome (*const JUDGES[])(const struct container *, struct judgement *) = {
	judge_user, judge_read_only,  judge_capabilities, judge_privileged,
	judge_host, judge_escalation, judge_seccomp,	  judge_apparmor,
	judge_tmp,  judge_limits,     judge_digest,	  judge_secret,
};

_Static_assert(sizeof JUDGES / sizeof *JUDGES == sizeof hardening_rules / sizeof *hardening_rules,
	       "every rule has a judge");

void container_judge(const struct container *container, size_t index, struct judgement *out)
{
	out->line = 0;
	str_clear(&out->why);
	out->outcome = JUDGES[index](container, out);
	if (!out->line)
		out->line = container->line;
}
