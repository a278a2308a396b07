#include "libexec/check/hardening/hardening.h"
#include "libexec/check/hardening/provider.h"

#include <string.h>

// What Terraform's providers put into clusters, judged as manifests in a file are: those that a
// plan has as they are, as texts, and as resources with fields of their own.

static bool is_known(const struct yaml_node *unknown)
{
	bool known = !said_true(check_said(unknown));
	for (YAML_EACH(child, unknown))
		known = known && is_known(child);
	return known;
}

struct planned {
	struct check_work *work;
	const struct yaml_node *document, *resource;
	const char *type, *address;
};

static bool say_unseen(const struct planned *planned, const char *why)
{
	ecs_say_unseen(planned->work, planned->address, planned->resource->line, why);
	return true;
}

// ---- Manifests as they are ----

static bool read_manifest(const struct planned *planned, struct err *err)
{
	const struct yaml_node *change = yaml_find(planned->resource, "change");
	bool found = false;
	if (!is_known(yaml_at(change, "after_unknown.manifest")))
		return say_unseen(planned, "some of its manifest is known only after apply");
	if (!kubernetes_read(planned->work, yaml_at(change, "after.manifest"), &found, err))
		return err_wrap(err, "%s", planned->address);
	return found || say_unseen(planned, "its manifest is not in the plan");
}

// ---- Manifests as texts ----

// One object, or a map of them, as a chart's rendered manifest is.
static bool read_objects(const struct planned *planned, const struct yaml_node *document,
			 bool *found, struct err *err)
{
	if (yaml_find(document, "kind"))
		return kubernetes_read(planned->work, document, found, err);
	for (YAML_EACH(object, document))
		if (!kubernetes_read(planned->work, object, found, err))
			return false;
	return true;
}

static bool read_text(const struct planned *planned, const char *path, const char *remedy,
		      struct err *err)
{
	const struct yaml_node *text = yaml_at(planned->resource, path);
	struct yaml_node *documents;
	bool found = false;
	if (!*yaml_text(text))
		return say_unseen(planned, remedy);
	if (!yaml_parse_foreign(planned->address, slice_of(text->text), &planned->work->arena,
				&documents, err))
		return err_wrap(err, "%s:%d", planned->work->name, text->line);
	check_put_lines(documents, text->key_line);
	for (YAML_EACH(document, documents))
		if (!read_objects(planned, document, &found, err))
			return err_wrap(err, "%s", planned->address);
	return found || say_unseen(planned, remedy);
}

static bool read_chart(const struct planned *planned, struct err *err)
{
	return read_text(
		planned, "change.after.manifest",
		"what the chart makes is not in the plan: turn on the provider's experiment "
		"\"manifest\", or check what helm template prints",
		err);
}

static bool read_body(const struct planned *planned, struct err *err)
{
	return read_text(planned, "change.after.yaml_body", "its manifest is not in the plan", err);
}

// ---- Resources with fields of their own ----

static const struct yaml_node *find_by(const struct yaml_node *list, const char *key,
				       const char *text)
{
	for (YAML_EACH(node, list))
		if (!strcmp(yaml_text(yaml_find(node, key)), text))
			return node;
	return NULL;
}

// "module.a[0].module.b.kubernetes_pod.x" in the configuration.
static const struct yaml_node *configured(const struct planned *planned)
{
	const struct yaml_node *module = yaml_at(planned->document, "configuration.root_module");
	struct slice rest = slice_of(check_base(&planned->work->arena, planned->address));
	char name[256];
	while (slice_starts(rest, "module.")) {
		slice_cut(&rest, '.');
		struct slice call = slice_cut(&rest, '.');
		snprintf(name, sizeof name, "%.*s", (int)call.len, call.at);
		module = yaml_find(yaml_find(yaml_find(module, "module_calls"), name), "module");
	}
	snprintf(name, sizeof name, "%.*s", (int)rest.len, rest.at ? rest.at : "");
	return yaml_find(find_by(yaml_find(module, "resources"), "address", name), "expressions");
}

static bool read_resource(const struct planned *planned, struct err *err)
{
	const struct yaml_node *change = yaml_find(planned->resource, "change");
	const struct provided resource = {yaml_find(change, "after"),
					  yaml_find(change, "after_unknown"), configured(planned),
					  false};
	bool found;
	const struct yaml_node *manifest =
		provider_manifest(planned->work, provider_kind(planned->type), resource);
	if (!manifest)
		return say_unseen(planned, "what it runs is known only after apply");
	return kubernetes_read(planned->work, manifest, &found, err) ||
	       err_wrap(err, "%s", planned->address);
}

// ---- All ----

typedef bool planned_fn(const struct planned *planned, struct err *err);

static planned_fn *reader_of(const char *type)
{
	static const struct {
		const char *type;
		planned_fn *read;
	} READERS[] = {{"kubernetes_manifest", read_manifest},
		       {"helm_release", read_chart},
		       {"kubectl_manifest", read_body}};
	for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++)
		if (!strcmp(type, READERS[i].type))
			return READERS[i].read;
	return provider_kind(type) ? read_resource : NULL;
}

bool planned_read(struct check_work *work, const struct yaml_node *document, bool *found,
		  struct err *err)
{
	for (YAML_EACH(resource, yaml_find(document, "resource_changes"))) {
		const struct planned planned = {work, document, resource,
						yaml_text(yaml_find(resource, "type")),
						yaml_text(yaml_find(resource, "address"))};
		const struct yaml_node *after = yaml_at(resource, "change.after");
		planned_fn *read = reader_of(planned.type);
		if (!read || !after || yaml_is_null(after))
			continue;
		*found = true;
		if (!read(&planned, err))
			return false;
	}
	return true;
}
