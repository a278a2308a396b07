#include "libexec/check/hardening/pods.h"

#include "libexec/check/hardening/volumes.h"

#include <string.h>

// ---- One container ----

// The container's own member, else that of what it is based on.
static const struct yaml_node *told(const struct pod *pod, const struct yaml_node *container,
				    const char *path)
{
	const struct yaml_node *own = yaml_at(container, path);
	return !pod->base || (own && !yaml_is_null(own)) ? own : yaml_at(pod->base, path);
}

static struct said said_of(const struct pod *pod, const struct yaml_node *container,
			   const char *key)
{
	char path[64];
	snprintf(path, sizeof path, "securityContext.%s", key);
	return check_scalar(told(pod, container, path));
}

// The container's own word, else the pod's.
static struct said inherited(const struct pod *pod, const struct yaml_node *container,
			     const char *path)
{
	struct said own = said_of(pod, container, path);
	return own.text ? own : check_scalar(yaml_at(pod->context, path));
}

static struct said line_said(const struct yaml_node *node, const char *text)
{
	return (struct said){.text = text, .line = node ? node->line : 0};
}

static void read_capabilities(const struct pod *pod, const struct yaml_node *container,
			      struct container *out)
{
	const struct yaml_node *drop = told(pod, container, "securityContext.capabilities.drop");
	out->drops = line_said(drop, NULL);
	for (YAML_EACH(item, drop))
		if (said_is(check_said(item), "ALL"))
			out->drops.text = "true";
	out->adds = hardening_added(told(pod, container, "securityContext.capabilities.add"));
}

// The container's own profile as a whole, else the pod's: a type is demanded of each, and the name
// of a file of one of the node's own.
static struct said profile_of(const struct pod *pod, const struct yaml_node *container,
			      const char *key)
{
	char path[64];
	snprintf(path, sizeof path, "securityContext.%s", key);
	const struct yaml_node *profile = told(pod, container, path);
	if (!profile || yaml_is_null(profile))
		profile = yaml_find(pod->context, key);
	if (!profile || yaml_is_null(profile))
		return (struct said){0};
	struct said type = check_scalar(yaml_find(profile, "type"));
	if (!type.text)
		return line_said(profile, "without a type");
	if (!strcmp(type.text, "Localhost") && !*yaml_text(yaml_find(profile, "localhostProfile")))
		type.text = "Localhost without a localhostProfile";
	return type;
}

// "runtime/default", "localhost/NAME", "unconfined", of clusters before 1.30.
static struct said apparmor_of(const struct pod *pod, const struct yaml_node *container)
{
	char key[512];
	struct said said = profile_of(pod, container, "appArmorProfile");
	snprintf(key, sizeof key, "container.apparmor.security.beta.kubernetes.io/%s",
		 yaml_text(yaml_find(container, "name")));
	return said.text ? said : check_said(yaml_find(pod->annotations, key));
}

static void read_secrets(const struct pod *pod, const struct yaml_node *container, struct said *out)
{
	for (YAML_EACH(variable, yaml_find(container, "env"))) {
		struct said name = check_said(yaml_find(variable, "name")),
			    value = check_said(yaml_find(variable, "value"));
		if (name.text && value.text && secret_is_plain(name.text, value.text, false))
			hardening_add_secret(pod->work, out, name);
	}
}

static struct said host_of(const struct pod *pod)
{
	static const char *const NAMES[] = {"hostPID", "hostIPC", "hostNetwork"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		struct said said = check_scalar(yaml_find(pod->hosts, NAMES[i]));
		if (said_may_be_true(said))
			return (struct said){NAMES[i], said.unseen, said.line};
	}
	return (struct said){0};
}

// What the operators of a loose container's kind call its limits.
static struct said limit_of(const struct pod *pod, const struct yaml_node *container,
			    const char *const paths[3])
{
	struct said said = check_said(told(pod, container, paths[0]));
	for (size_t i = 1; i < 3 && pod->loose && !said.text; i++)
		said = check_said(yaml_at(container, paths[i]));
	return said;
}

// An operator may name the image of a loose one, or fill it in.
static struct said image_of(const struct pod *pod, const struct yaml_node *container)
{
	struct said image = check_said(told(pod, container, "image"));
	if (!pod->loose)
		return image;
	image.unseen |= !image.text || strstr(image.text, "$(") || strstr(image.text, "{{");
	if (!image.text)
		image.text = "not in the manifest";
	return image;
}

// The container's own, else that of what it is based on.
static struct said either(struct said own, struct said based)
{
	return own.text ? own : based;
}

static void judge_container(const struct pod *pod, const struct yaml_node *container,
			    const char *subject, bool ephemeral)
{
	static const char *const CPU[] = {"resources.limits.cpu", "computeResources.limits.cpu",
					  "coreLimit"},
				 *const MEMORY[] = {"resources.limits.memory",
						    "computeResources.limits.memory", "memory"};
	struct container out = {
		.platform = PLATFORM_KUBERNETES,
		.ephemeral = ephemeral,
		.line = container->line,
		.image = image_of(pod, container),
		.user = inherited(pod, container, "runAsUser"),
		.non_root = inherited(pod, container, "runAsNonRoot"),
		.read_only = said_of(pod, container, "readOnlyRootFilesystem"),
		.windows = !strcmp(yaml_text(yaml_at(pod->spec, "os.name")), "windows"),
		.privileged = said_of(pod, container, "privileged"),
		.host_process = inherited(pod, container, "windowsOptions.hostProcess"),
		.escalation = said_of(pod, container, "allowPrivilegeEscalation"),
		.seccomp = profile_of(pod, container, "seccompProfile"),
		.apparmor = apparmor_of(pod, container),
		.cpu = limit_of(pod, container, CPU),
		.memory = limit_of(pod, container, MEMORY),
		.tmp = either(volumes_tmp(pod->spec, pod->object, container),
			      volumes_tmp(pod->spec, pod->object, pod->base)),
		.host = host_of(pod),
	};
	read_capabilities(pod, container, &out);
	read_secrets(pod, container, &out.secret);
	read_secrets(pod, pod->base, &out.secret);
	hardening_judge(pod->work, subject, &out);
}

void pod_judge_loose(const struct pod *pod, const struct yaml_node *container)
{
	judge_container(pod, container, pod->subject, false);
}

// ---- Pods ----

static const struct {
	const char *key, *word;
	bool ephemeral;
} LISTS[] = {{"initContainers", "init container", false},
	     {"containers", "container", false},
	     {"ephemeralContainers", "ephemeral container", true}};

bool pod_is_list(const char *key)
{
	for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++)
		if (key && !strcmp(key, LISTS[i].key))
			return true;
	return false;
}

bool pod_judge(const struct pod *pod, struct err *err)
{
	for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) {
		const struct yaml_node *list = yaml_find(pod->spec, LISTS[i].key);
		if (list && list->kind != YAML_LIST && !yaml_is_null(list))
			return err_set(err, ERR_INVALID, "%s:%d: %s is no list", pod->work->name,
				       list->line, LISTS[i].key);
		for (YAML_EACH(container, list)) {
			const char *name = yaml_text(yaml_find(container, "name"));
			if (container->kind != YAML_MAP)
				return err_set(err, ERR_INVALID, "%s:%d: no container",
					       pod->work->name, container->line);
			judge_container(pod, container,
					arena_printf(&pod->work->arena, "%s %s %s", pod->subject,
						     LISTS[i].word, name),
					LISTS[i].ephemeral);
		}
	}
	return true;
}
