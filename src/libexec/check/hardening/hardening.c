#include "libexec/check/hardening/hardening.h"

#include "base/file.h"

#include <string.h>

void hardening_judge(struct check_work *work, const char *subject,
		     const struct container *container)
{
	size_t count;
	const struct check_rule *rules = check_rules(CHECK_HARDENING, &count);
	struct judgement judgement = {0};
	work->things++;
	for (size_t i = 0; i < count; i++) {
		container_judge(container, i, &judgement);
		check_result(work, subject, rules[i].id, &judgement);
	}
	str_fini(&judgement.why);
}

static bool is_among(const char *names, const char *name)
{
	struct slice rest = slice_of(names);
	while (rest.len)
		if (slice_is(slice_trim(slice_cut(&rest, ',')), name))
			return true;
	return false;
}

void hardening_add_name(struct check_work *work, const char **names, const char *name)
{
	enum { NAME = 100, MOST = 300 }; // bytes that are shown
	const char *all = *names, *more = "and more";
	name = arena_printf(&work->arena, "%.*s", NAME, name);
	if (all && (is_among(all, more) || is_among(all, name)))
		return;
	if (all && strlen(all) + strlen(name) > MOST)
		name = more;
	*names = all ? arena_printf(&work->arena, "%s, %s", all, name) : name;
}

void hardening_add_secret(struct check_work *work, struct said *secrets, struct said name)
{
	if (!secrets->text)
		*secrets = (struct said){NULL, name.unseen, name.line};
	hardening_add_name(work, &secrets->text, name.text);
}

struct said hardening_added(const struct yaml_node *list)
{
	if (list && list->kind != YAML_LIST)
		return check_scalar(list);
	for (YAML_EACH(item, list)) {
		struct said name = check_scalar(item);
		if (name.text && !said_is(name, "NET_BIND_SERVICE"))
			return name;
	}
	return (struct said){0};
}

// A file of several documents may hold others' beside ours.
static bool read_one(struct check_work *work, const struct yaml_node *document, struct err *err)
{
	static const struct {
		const char *kind;
		bool (*read)(struct check_work *, const struct yaml_node *, bool *, struct err *);
	} READERS[] = {
		{"kubernetes", kubernetes_read}, {"kubernetes", planned_read}, {"ecs", ecs_read}};
	for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++) {
		bool found = false;
		if (!READERS[i].read(work, document, &found, err))
			return false;
		if (found)
			work->kind = READERS[i].kind;
	}
	return true;
}

// A list holds documents too, as what describes several task definitions.
static bool read_document(struct check_work *work, const struct yaml_node *document,
			  struct err *err)
{
	if (document->kind != YAML_LIST)
		return read_one(work, document, err);
	for (YAML_EACH(item, document))
		if (!read_one(work, item, err))
			return false;
	return true;
}

// ---- Files that have others rendered ----

// Of a chart its templates are files too, but not what it depends on. A library renders nothing.
static bool refuse_chart(const struct check_work *work, const struct yaml_node *document,
			 struct err *err)
{
	bool chart = !strcmp(file_base(work->name), "Chart.yaml") &&
		     yaml_find(document, "apiVersion") && yaml_find(document, "version") &&
		     !yaml_find(document, "kind") &&
		     strcmp(yaml_text(yaml_find(document, "type")), "library") != 0;
	return !chart || err_set(err, ERR_INVALID,
				 "%s: an unrendered Helm chart; render it: helm template CHART | "
				 "gavel check hardening -",
				 work->name);
}

static void say_kustomized(struct check_work *work, const struct yaml_node *node, const char *why)
{
	work->kind = "kubernetes";
	ecs_say_unseen(work, "kustomization", node->key_line ? node->key_line : node->line, why);
}

// Whether kustomize fetches a resource, which is a path otherwise.
static bool is_remote(const char *resource)
{
	static const char *const SIGNS[] = {"//", "?ref=", "?version=", "github.com/", "git@"};
	for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
		if (strstr(resource, SIGNS[i]))
			return true;
	return false;
}

static void read_resources(struct check_work *work, const struct yaml_node *resources)
{
	for (YAML_EACH(item, resources))
		if (is_remote(yaml_text(item)))
			say_kustomized(work, item,
				       arena_printf(&work->arena,
						    "%.80s is not in the file: check what "
						    "kustomize build prints",
						    yaml_text(item)));
}

// A kustomization need not say that it is one.
static bool is_kustomization(const struct check_work *work, const struct yaml_node *document)
{
	struct slice version = slice_of(yaml_text(yaml_find(document, "apiVersion"))),
		     name = slice_of(file_base(work->name));
	return yaml_find(document, "kind")
		       ? slice_starts(version, "kustomize.config.k8s.io/")
		       : slice_starts(name, "kustomization.") || slice_is(name, "Kustomization");
}

// What makes other objects of those in the files, or brings more.
static void read_kustomization(struct check_work *work, const struct yaml_node *document)
{
	static const char CHART[] = "it deploys a chart that is not rendered here: check what "
				    "kustomize build --enable-helm prints",
			  CHANGES[] = "it changes what is in other files: check what kustomize "
				      "build prints";
	static const struct {
		const char *key, *why;
	} KEYS[] = {{"helmCharts", CHART},	  {"helmChartInflationGenerator", CHART},
		    {"patches", CHANGES},	  {"patchesStrategicMerge", CHANGES},
		    {"patchesJson6902", CHANGES}, {"images", CHANGES},
		    {"replacements", CHANGES},	  {"components", CHANGES},
		    {"transformers", CHANGES},	  {"generators", CHANGES}};
	if (!is_kustomization(work, document))
		return;
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
		const struct yaml_node *node = yaml_find(document, KEYS[i].key);
		if (node && (node->child || *yaml_text(node)))
			say_kustomized(work, node, KEYS[i].why);
	}
	read_resources(work, yaml_find(document, "resources"));
	read_resources(work, yaml_find(document, "bases"));
}

bool hardening_read(struct check_work *work, struct err *err)
{
	struct yaml_node *documents;
	if (dockerfile_is(work))
		return dockerfile_read(work, err);
	if (!check_documents(work, &documents, err))
		return false;
	work->several = documents->child && documents->child->next;
	for (YAML_EACH(document, documents)) {
		read_kustomization(work, document);
		if (!refuse_chart(work, document, err) || !read_document(work, document, err))
			return false;
	}
	return true;
}
