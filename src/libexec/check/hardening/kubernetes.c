#include "libexec/check/hardening/hardening.h"
#include "libexec/check/hardening/volumes.h"

#include <string.h>

// A pod's specification and what stands around it.
struct pod {
	struct check_work *work;
	const char *subject;		     // "Deployment/web"
	const struct yaml_node *object;	     // that the pod is in
	const struct yaml_node *spec;	     // PodSpec
	const struct yaml_node *annotations; // of the pod, or NULL
	const struct yaml_node *context;     // the pod's securityContext, or NULL
};

// ---- One container ----

// The container's own word, else the pod's.
static struct said inherited(const struct pod *pod, const struct yaml_node *context,
			     const char *path)
{
	struct said own = check_scalar(yaml_at(context, path));
	return own.text ? own : check_scalar(yaml_at(pod->context, path));
}

static struct said line_said(const struct yaml_node *node, const char *text)
{
	return (struct said){.text = text, .line = node ? node->line : 0};
}

static void read_capabilities(const struct yaml_node *context, struct container *out)
{
	const struct yaml_node *drop = yaml_at(context, "capabilities.drop");
	out->drops = line_said(drop, NULL);
	for (YAML_EACH(item, drop))
		if (said_is(check_said(item), "ALL"))
			out->drops.text = "true";
	const struct yaml_node *add = yaml_at(context, "capabilities.add");
	if (add && add->kind != YAML_LIST)
		out->adds = check_scalar(add);
	for (YAML_EACH(item, add && add->kind == YAML_LIST ? add : NULL)) {
		struct said name = check_scalar(item);
		if (!out->adds.text && name.text && !said_is(name, "NET_BIND_SERVICE"))
			out->adds = name;
	}
}

// The container's own profile as a whole, else the pod's: a type is demanded of each, and the name
// of a file of one of the node's own.
static struct said profile_of(const struct pod *pod, const struct yaml_node *context,
			      const char *key)
{
	const struct yaml_node *profile = yaml_find(context, key);
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
static struct said apparmor_of(const struct pod *pod, const struct yaml_node *context,
			       const char *name)
{
	char key[512];
	struct said said = profile_of(pod, context, "appArmorProfile");
	snprintf(key, sizeof key, "container.apparmor.security.beta.kubernetes.io/%s", name);
	return said.text ? said : check_said(yaml_find(pod->annotations, key));
}

static struct said secret_of(const struct yaml_node *container)
{
	for (YAML_EACH(variable, yaml_find(container, "env"))) {
		struct said name = check_said(yaml_find(variable, "name")),
			    value = check_said(yaml_find(variable, "value"));
		if (name.text && value.text && secret_is_plain(name.text, value.text))
			return name;
	}
	return (struct said){0};
}

static struct said host_of(const struct pod *pod)
{
	static const char *const NAMES[] = {"hostPID", "hostIPC", "hostNetwork"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		struct said said = check_scalar(yaml_find(pod->spec, NAMES[i]));
		if (said_may_be_true(said))
			return (struct said){NAMES[i], said.unseen, said.line};
	}
	return (struct said){0};
}

static void judge_container(const struct pod *pod, const struct yaml_node *container,
			    const char *word)
{
	const struct yaml_node *context = yaml_find(container, "securityContext");
	const char *name = yaml_text(yaml_find(container, "name"));
	struct container out = {
		.platform = PLATFORM_KUBERNETES,
		.ephemeral = !strcmp(word, "ephemeral container"),
		.line = container->line,
		.image = check_said(yaml_find(container, "image")),
		.user = inherited(pod, context, "runAsUser"),
		.non_root = inherited(pod, context, "runAsNonRoot"),
		.read_only = check_scalar(yaml_find(context, "readOnlyRootFilesystem")),
		.windows = !strcmp(yaml_text(yaml_at(pod->spec, "os.name")), "windows"),
		.privileged = check_scalar(yaml_find(context, "privileged")),
		.host_process = inherited(pod, context, "windowsOptions.hostProcess"),
		.escalation = check_scalar(yaml_find(context, "allowPrivilegeEscalation")),
		.seccomp = profile_of(pod, context, "seccompProfile"),
		.apparmor = apparmor_of(pod, context, name),
		.cpu = check_said(yaml_at(container, "resources.limits.cpu")),
		.memory = check_said(yaml_at(container, "resources.limits.memory")),
		.tmp = volumes_tmp(pod->spec, pod->object, container),
		.secret = secret_of(container),
		.host = host_of(pod),
	};
	read_capabilities(context, &out);
	hardening_judge(pod->work,
			arena_printf(&pod->work->arena, "%s %s %s", pod->subject, word, name),
			&out);
}

// ---- Pods ----

static const struct {
	const char *key, *word;
} LISTS[] = {{"initContainers", "init container"},
	     {"containers", "container"},
	     {"ephemeralContainers", "ephemeral container"}};

static bool judge_pod(const struct pod *pod, struct err *err)
{
	for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) {
		const struct yaml_node *list = yaml_find(pod->spec, LISTS[i].key);
		if (list && list->kind != YAML_LIST && !yaml_is_null(list))
			return err_set(err, ERR_INVALID, "%s:%d: %s is no list", pod->work->name,
				       list->line, LISTS[i].key);
		for (YAML_EACH(container, list)) {
			if (container->kind != YAML_MAP)
				return err_set(err, ERR_INVALID, "%s:%d: no container",
					       pod->work->name, container->line);
			judge_container(pod, container, LISTS[i].word);
		}
	}
	return true;
}

// A PodSpec has containers, which are maps.
static bool is_pod_spec(const struct yaml_node *node)
{
	const struct yaml_node *list = yaml_find(node, "containers");
	return list && list->kind == YAML_LIST && list->child && list->child->kind == YAML_MAP;
}

// Kinds that have one pod, where its path need not be said.
static bool has_one_pod(const char *kind)
{
	static const char *const KINDS[] = {"Pod",	   "PodTemplate", "Deployment",
					    "StatefulSet", "DaemonSet",	  "ReplicaSet",
					    "Job",	   "CronJob",	  "ReplicationController"};
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (!strcmp(kind, KINDS[i]))
			return true;
	return false;
}

// Where a search through an object is.
struct search {
	struct pod pod;
	const char *kind, *name;
	struct str path;
	int pods;
};

static bool find_pods(struct search *search, const struct yaml_node *node,
		      const struct yaml_node *parent, struct err *err)
{
	struct check_work *work = search->pod.work;
	if (is_pod_spec(node)) {
		struct pod pod = search->pod;
		const char *path = has_one_pod(search->kind) ? "" : str_text(&search->path);
		pod.spec = node;
		pod.context = yaml_find(node, "securityContext");
		pod.annotations = yaml_at(parent, "metadata.annotations");
		pod.subject =
			arena_printf(&work->arena, "%s/%s%s", search->kind, search->name, path);
		search->pods++;
		return judge_pod(&pod, err);
	}
	size_t len = search->path.len;
	for (YAML_EACH(child, node)) {
		if (child->kind == YAML_SCALAR)
			continue;
		str_addf(&search->path, ".%.60s", child->key ? child->key : "");
		if (!find_pods(search, child, node, err))
			return false;
		search->path.len = len;
	}
	return true;
}

// ---- Objects ----

static const struct yaml_node *find_action(const struct yaml_node *node)
{
	if (node->kind == YAML_SCALAR)
		return check_has_action(node->text) ? node : NULL;
	for (YAML_EACH(child, node)) {
		const struct yaml_node *found = find_action(child);
		if (found)
			return found;
	}
	return NULL;
}

static bool refuse_action(const struct check_work *work, const struct yaml_node *object,
			  struct err *err)
{
	const struct yaml_node *action = find_action(object);
	return !action ||
	       err_set(err, ERR_INVALID,
		       "%s:%d: an unrendered Helm template; render it: helm template CHART | "
		       "gavel check hardening -",
		       work->name, action->line);
}

static bool read_object(struct check_work *work, const struct yaml_node *object, const char *kind,
			struct err *err)
{
	static const char *const NO_PODS[] = {"ConfigMap", "Secret", "CustomResourceDefinition"};
	struct search search = {.pod = {.work = work, .object = object}, .kind = kind};
	for (size_t i = 0; i < sizeof NO_PODS / sizeof *NO_PODS; i++)
		if (!strcmp(kind, NO_PODS[i]))
			return true;
	search.name = yaml_text(yaml_at(object, "metadata.name"));
	if (!*search.name)
		search.name = yaml_text(yaml_at(object, "metadata.generateName"));
	bool done = find_pods(&search, object, NULL, err);
	if (done && search.pods)
		done = refuse_action(work, object, err);
	if (done && !search.pods && has_one_pod(kind))
		done = err_set(err, ERR_INVALID, "%s:%d: %s/%s has no containers", work->name,
			       object->line, kind, search.name);
	str_fini(&search.path);
	return done;
}

// "List", and "DeploymentList", whose items need not say that they are Deployments.
static bool read_items(struct check_work *work, const struct yaml_node *items, struct slice kind,
		       struct err *err)
{
	kind.len -= strlen("List");
	for (YAML_EACH(item, items)) {
		const char *own = yaml_text(yaml_find(item, "kind"));
		bool ignored;
		if (!*own)
			own = arena_slice(&work->arena, kind);
		if (!*own)
			return err_set(err, ERR_INVALID, "%s:%d: an item without a kind",
				       work->name, item->line);
		if (slice_ends(slice_of(own), "List") ? !kubernetes_read(work, item, &ignored, err)
						      : !read_object(work, item, own, err))
			return false;
	}
	return true;
}

bool kubernetes_read(struct check_work *work, const struct yaml_node *document, bool *found,
		     struct err *err)
{
	struct slice kind = slice_of(yaml_text(yaml_find(document, "kind")));
	const struct yaml_node *items = yaml_find(document, "items");
	if (!kind.len || !*yaml_text(yaml_find(document, "apiVersion")))
		return true;
	*found = true;
	if (slice_ends(kind, "List") && items)
		return read_items(work, items, kind, err);
	return read_object(work, document, kind.at, err);
}
