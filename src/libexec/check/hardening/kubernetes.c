#include "libexec/check/hardening/pods.h"
#include "libexec/check/kinds/kinds.h"
#include "libexec/check/kinds/operators.h"

#include <stdlib.h>
#include <string.h>

// ---- A search through an object ----

struct search {
	struct pod pod;
	const char *kind, *name;
	struct str path;
	int found;
	bool counts; // and judges nothing
};

// A node, and those that it stands in.
struct frame {
	const struct yaml_node *node;
	const struct frame *above;
};

static bool find_containers(struct search *search, const struct frame *frame, struct err *err);

// The nearest node around that has a member, also in a template of the pods that it makes.
static const struct yaml_node *around(const struct frame *frame, const char *key)
{
	static const char *const TEMPLATES[] = {"podTemplate", "taskRunTemplate.podTemplate"};
	for (const struct frame *at = frame->above; at; at = at->above) {
		if (yaml_find(at->node, key))
			return at->node;
		for (size_t i = 0; i < sizeof TEMPLATES / sizeof *TEMPLATES; i++)
			if (yaml_find(yaml_at(at->node, TEMPLATES[i]), key))
				return yaml_at(at->node, TEMPLATES[i]);
	}
	return NULL;
}

static const struct yaml_node *hosts_of(const struct frame *frame)
{
	const struct yaml_node *hosts = around(frame, "hostNetwork");
	hosts = hosts ? hosts : around(frame, "hostPID");
	return hosts ? hosts : around(frame, "hostIPC");
}

static void judge_loose(struct search *search, const struct frame *frame)
{
	struct pod pod = search->pod;
	pod.loose = true;
	pod.spec = around(frame, "volumes");
	pod.hosts = hosts_of(frame);
	pod.context = yaml_find(around(frame, "securityContext"), "securityContext");
	pod.base = yaml_find(around(frame, "stepTemplate"), "stepTemplate");
	if (kinds_is_role(search->kind, frame->node->key))
		pod.base = frame->above->node;
	pod.subject = arena_printf(&pod.work->arena, "%s/%s%s", search->kind, search->name,
				   str_text(&search->path));
	search->found++;
	if (!search->counts)
		pod_judge_loose(&pod, frame->node);
}

static bool judge_spec(struct search *search, const struct frame *frame, struct err *err)
{
	const char *path = kinds_has_one_pod(search->kind) ? "" : str_text(&search->path);
	struct pod pod = search->pod;
	pod.spec = pod.hosts = frame->node;
	pod.context = yaml_find(frame->node, "securityContext");
	pod.annotations = yaml_at(frame->above ? frame->above->node : NULL, "metadata.annotations");
	pod.subject = arena_printf(&pod.work->arena, "%s/%s%s", search->kind, search->name, path);
	search->found++;
	return search->counts || pod_judge(&pod, err);
}

static bool is_loose(const struct search *search, const struct frame *frame)
{
	const struct yaml_node *parent = frame->above ? frame->above->node : NULL;
	return parent && !kinds_has_one_pod(search->kind) &&
	       !kinds_is_pods(search->kind, frame->node->key) &&
	       (kinds_is_container(frame->node, parent) ||
		kinds_is_role(search->kind, frame->node->key));
}

// A text that is put over the pods once they are made.
static void note_patch(struct search *search, const struct yaml_node *node)
{
	if (!node->key || strcmp(node->key, "podSpecPatch") != 0 || !*yaml_text(node))
		return;
	search->found++;
	if (!search->counts)
		ecs_say_unseen(search->pod.work,
			       arena_printf(&search->pod.work->arena, "%s/%s%s", search->kind,
					    search->name, str_text(&search->path)),
			       node->key_line, "podSpecPatch changes its pods, and is not read");
}

static bool find_below(struct search *search, const struct frame *frame, bool spec, struct err *err)
{
	size_t len = search->path.len;
	for (YAML_EACH(child, frame->node)) {
		const struct frame below = {child, frame};
		bool status = !frame->above && child->key && !strcmp(child->key, "status");
		if (!status && child->kind == YAML_SCALAR)
			note_patch(search, child);
		if (child->kind == YAML_SCALAR || status || (spec && pod_is_list(child->key)))
			continue;
		str_addf(&search->path, ".%.60s",
			 child->key ? child->key : yaml_text(yaml_find(child, "name")));
		if (!find_containers(search, &below, err))
			return false;
		search->path.len = len;
	}
	return true;
}

static bool find_containers(struct search *search, const struct frame *frame, struct err *err)
{
	bool spec = kinds_is_pod_spec(frame->node);
	if (spec && !judge_spec(search, frame, err))
		return false;
	if (!spec && is_loose(search, frame))
		judge_loose(search, frame);
	return find_below(search, frame, spec, err);
}

// ---- Objects ----

// Other programs' templates stand in what no rule reads, or take several lines.
static bool is_others(const char *key)
{
	static const char *const KEYS[] = {"annotations", "args", "command", "env"};
	for (size_t i = 0; key && i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcmp(key, KEYS[i]))
			return true;
	return false;
}

static const struct yaml_node *find_action(const struct yaml_node *node, bool others)
{
	others |= is_others(node->key);
	if (node->kind == YAML_SCALAR)
		return check_has_action(node->text, others || strchr(node->text, '\n')) ? node
											: NULL;
	for (YAML_EACH(child, node)) {
		const struct yaml_node *found = find_action(child, others);
		if (found)
			return found;
	}
	return NULL;
}

static bool refuse_action(const struct check_work *work, const struct yaml_node *object,
			  struct err *err)
{
	const struct yaml_node *action = find_action(object, false);
	return !action ||
	       err_set(err, ERR_INVALID,
		       "%s:%d: an unrendered Helm template; render it: helm template CHART | "
		       "gavel check hardening -",
		       work->name, action->line);
}

static bool search_object(struct search *search, const struct yaml_node *object, struct err *err)
{
	const struct frame top = {object, NULL};
	struct check_work *work = search->pod.work;
	search->counts = true;
	bool counted = find_containers(search, &top, err);
	if (!counted || (search->found && !refuse_action(work, object, err)))
		return false;
	search->counts = false;
	if (search->found)
		return find_containers(search, &top, err);
	if (kinds_has_one_pod(search->kind))
		return err_set(err, ERR_INVALID, "%s:%d: %s/%s has no containers", work->name,
			       object->line, search->kind, search->name);
	return true;
}

static bool read_object(struct check_work *work, const struct yaml_node *object, const char *kind,
			struct err *err)
{
	struct search search = {.pod = {.work = work, .object = object}, .kind = kind};
	const char *why = kinds_elsewhere(object, kind);
	search.name = yaml_text(yaml_at(object, "metadata.name"));
	if (!*search.name)
		search.name = yaml_text(yaml_at(object, "metadata.generateName"));
	bool done = why || kinds_runs_nothing(kind) || search_object(&search, object, err);
	if (done && !why)
		why = operators_lack(object, kind, &work->arena);
	if (done && !why)
		why = operators_refer(object, kind);
	if (done && why)
		ecs_say_unseen(work, arena_printf(&work->arena, "%s/%s", kind, search.name),
			       object->line, why);
	if (!why && !search.found) {
		work->others++;
		hardening_add_name(work, &work->other_kinds, kind);
	}
	str_fini(&search.path);
	return done;
}

// "FILE:LINE: " of a message, which its row has too.
static const char *without_place(const struct check_work *work, const char *text)
{
	size_t len = strlen(work->name);
	if (strncmp(text, work->name, len) || text[len] != ':')
		return text;
	const char *rest = text + len + 1;
	rest += strspn(rest, "0123456789");
	return strncmp(rest, ": ", 2) ? text : rest + 2;
}

static int line_of(const struct check_work *work, const char *text, int line)
{
	size_t len = strlen(work->name);
	int at = without_place(work, text) == text ? 0 : atoi(text + len + 1);
	return at ? at : line;
}

// Of several, one that cannot be judged is said, and the others are.
static bool read_one(struct check_work *work, const struct yaml_node *object, const char *kind,
		     struct err *err)
{
	const char *name = yaml_text(yaml_at(object, "metadata.name"));
	if (read_object(work, object, kind, err))
		return true;
	if (!work->several)
		return false;
	ecs_say_unseen(work, arena_printf(&work->arena, "%s/%s", kind, name),
		       line_of(work, err->text, object->line), without_place(work, err->text));
	err_clear(err);
	return true;
}

// "List", and "DeploymentList", whose items need not say that they are Deployments.
static bool read_items(struct check_work *work, const struct yaml_node *items, struct slice kind,
		       struct err *err)
{
	kind.len -= strlen("List");
	work->several |= items->child && items->child->next;
	for (YAML_EACH(item, items)) {
		const char *own = yaml_text(yaml_find(item, "kind"));
		bool ignored;
		if (!*own)
			own = arena_slice(&work->arena, kind);
		if (!*own)
			return err_set(err, ERR_INVALID, "%s:%d: an item without a kind",
				       work->name, item->line);
		if (slice_ends(slice_of(own), "List") ? !kubernetes_read(work, item, &ignored, err)
						      : !read_one(work, item, own, err))
			return false;
	}
	return true;
}

bool kubernetes_read(struct check_work *work, const struct yaml_node *document, bool *found,
		     struct err *err)
{
	struct slice kind = slice_of(yaml_text(yaml_find(document, "kind")));
	const struct yaml_node *items = yaml_find(document, "items");
	if (!kind.len || (!*yaml_text(yaml_find(document, "apiVersion")) &&
			  !(kinds_has_one_pod(kind.at) && yaml_find(document, "spec"))))
		return true;
	*found = true;
	if (slice_ends(kind, "List") && items)
		return read_items(work, items, kind, err);
	return read_one(work, document, kind.at, err);
}
