#include "libexec/check/hardening/provider.h"

#include <ctype.h>
#include <string.h>

// With or without "_v1": the provider has both.
const char *provider_kind(const char *type)
{
	static const struct {
		const char *type, *kind;
	} KINDS[] = {{"kubernetes_deployment", "Deployment"},
		     {"kubernetes_stateful_set", "StatefulSet"},
		     {"kubernetes_daemonset", "DaemonSet"},
		     {"kubernetes_daemon_set", "DaemonSet"},
		     {"kubernetes_pod", "Pod"},
		     {"kubernetes_replication_controller", "ReplicationController"},
		     {"kubernetes_job", "Job"},
		     {"kubernetes_cron_job", "CronJob"}};
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		size_t len = strlen(KINDS[i].type);
		if (!strncmp(type, KINDS[i].type, len) &&
		    (!type[len] || !strncmp(type + len, "_v", 2)))
			return KINDS[i].kind;
	}
	return NULL;
}

// ---- Names ----

// What is not as its name alone tells.
static const struct field {
	const char *name, *manifest;
	bool many;    // a list also of one
	bool texts;   // the names below are a person's own
	bool decides; // that it is known later hides what is judged
} FIELDS[] = {
	{"container", "containers", true, false, true},
	{"init_container", "initContainers", true, false, true},
	{"volume", "volumes", true, false, true},
	{"volume_claim_template", "volumeClaimTemplates", true, false, true},
	{"volume_mount", "volumeMounts", true, false, true},
	{"env", "env", true, false, true},
	{"spec", "spec", false, false, true},
	{"template", "template", false, false, true},
	{"job_template", "jobTemplate", false, false, true},
	{"security_context", "securityContext", false, false, true},
	{"capabilities", "capabilities", false, false, true},
	{"add", "add", true, false, true},
	{"drop", "drop", true, false, true},
	{"seccomp_profile", "seccompProfile", false, false, true},
	{"windows_options", "windowsOptions", false, false, true},
	{"resources", "resources", false, false, true},
	{"limits", "limits", false, true, true},
	{"annotations", "annotations", false, true, false},
	{"labels", "labels", false, true, false},
	{"downward_api", "downwardAPI", false, false, false},
	{"host_pid", "hostPID", false, false, false},
	{"host_ipc", "hostIPC", false, false, false},
};

static const struct field *field_of(const char *name)
{
	for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
		if (!strcmp(FIELDS[i].name, name))
			return &FIELDS[i];
	return NULL;
}

// "run_as_user" -> "runAsUser"
static const char *camel(struct check_work *work, const char *name)
{
	char *out = arena_text(&work->arena, name), *to = out;
	for (const char *c = name; *c; c++)
		if (*c == '_' && c[1])
			*to++ = (char)toupper((unsigned char)*++c);
		else
			*to++ = *c;
	*to = '\0';
	return out;
}

// ---- Values ----

struct translation {
	struct check_work *work;
	bool hidden, has_containers;
};

// An attribute's expression tells nothing of the members of its value.
static struct provided step(struct provided at, const char *key)
{
	bool block = at.expression && !yaml_find(at.expression, "references") &&
		     !yaml_find(at.expression, "constant_value");
	return (struct provided){yaml_find(at.value, key), yaml_find(at.unknown, key),
				 yaml_find(at.expression, key), block};
}

// What nobody wrote is what the provider fills in.
static bool is_later(struct provided at)
{
	return !strcmp(yaml_text(at.unknown), "true") && (at.expression || !at.told);
}

static struct yaml_node *make(struct translation *t, enum yaml_kind kind, int line)
{
	struct yaml_node *node = arena_alloc(&t->work->arena, sizeof *node);
	*node = (struct yaml_node){.kind = kind, .line = line, .key_line = line};
	return node;
}

static struct yaml_node *translate(struct translation *t, struct provided at,
				   const struct field *field);

static void add_member(struct translation *t, struct provided at, const char *name, bool texts,
		       struct yaml_node ***to)
{
	const struct field *field = texts ? NULL : field_of(name);
	struct yaml_node *member = translate(t, step(at, name), field);
	if (!member)
		return;
	member->key = texts ? name : field ? field->manifest : camel(t->work, name);
	t->has_containers |= !strcmp(member->key, "containers");
	**to = member;
	*to = &member->next;
}

// Its members, and those that are known later.
static struct yaml_node *translate_block(struct translation *t, struct provided at, bool texts)
{
	struct yaml_node *out = make(t, YAML_MAP, at.value->line), **to = &out->child;
	for (YAML_EACH(member, at.value))
		add_member(t, at, member->key, texts, &to);
	for (YAML_EACH(later, at.unknown))
		if (later->key && !yaml_find(at.value, later->key))
			add_member(t, at, later->key, texts, &to);
	return out;
}

static const struct yaml_node *first_of(const struct yaml_node *node)
{
	return node && node->kind == YAML_LIST ? node->child : NULL;
}

static size_t count_of(const struct yaml_node *node)
{
	size_t count = 0;
	for (YAML_EACH(item, node && node->kind == YAML_LIST ? node : NULL))
		count++;
	return count;
}

// A configuration leaves out what a dynamic block makes: then it tells nothing of any item.
static struct yaml_node *translate_list(struct translation *t, struct provided at,
					const struct field *field)
{
	struct yaml_node *out = make(t, YAML_LIST, at.value->line), **to = &out->child;
	size_t count = count_of(at.value);
	struct provided item = {at.value->child, first_of(at.unknown), NULL, false};
	if (count == count_of(at.expression))
		item.expression = first_of(at.expression);
	bool block = count == 1 && item.value->kind == YAML_MAP && !(field && field->many);
	while (item.value) {
		if ((*to = translate(t, item, field)))
			to = &(*to)->next;
		item.value = item.value->next;
		item.unknown = item.unknown ? item.unknown->next : NULL;
		item.expression = item.expression ? item.expression->next : NULL;
	}
	return block || !out->child ? out->child : out;
}

static struct yaml_node *translate_later(struct translation *t, const struct yaml_node *unknown,
					 const struct field *field)
{
	struct yaml_node *out = make(t, YAML_SCALAR, unknown->line);
	out->text = "known after apply";
	out->tag = "!later";
	t->hidden |= field && field->decides;
	return out;
}

// NULL: nothing is said.
static struct yaml_node *translate(struct translation *t, struct provided at,
				   const struct field *field)
{
	if (is_later(at))
		return translate_later(t, at.unknown, field);
	if (!at.value || yaml_is_null(at.value) ||
	    (at.value->kind == YAML_SCALAR && !*at.value->text))
		return NULL;
	if (at.value->kind == YAML_LIST)
		return translate_list(t, at, field);
	if (at.value->kind == YAML_MAP)
		return translate_block(t, at, field && field->texts);
	struct yaml_node *out = make(t, YAML_SCALAR, at.value->line);
	out->text = at.value->text;
	out->quoted = at.value->quoted;
	return out;
}

const struct yaml_node *provider_manifest(struct check_work *work, const char *kind,
					  struct provided resource)
{
	struct translation t = {.work = work};
	if (resource.value->kind != YAML_MAP)
		return NULL;
	struct yaml_node *out = translate_block(&t, resource, false);
	struct yaml_node *head[] = {make(&t, YAML_SCALAR, out->line),
				    make(&t, YAML_SCALAR, out->line)};
	head[0]->key = "apiVersion";
	head[0]->text = "v1";
	head[0]->next = head[1];
	head[1]->key = "kind";
	head[1]->text = kind;
	head[1]->next = out->child;
	out->child = head[0];
	return t.hidden || !t.has_containers ? NULL : out;
}
