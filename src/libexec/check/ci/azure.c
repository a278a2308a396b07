#include "libexec/check/ci/ci.h"

#include <string.h>

// Azure Pipelines: stages, jobs, steps, and lists of variables. What a service connection holds is
// the server's alone. Source: Microsoft's YAML schema reference; the AWS Toolkit for Azure DevOps:
// awsCredentials, and the variables AWS.AccessKeyID and AWS.SecretAccessKey in its stead.

// ---- Is it one ----

static bool has_one_of(const struct yaml_node *item, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (item->kind == YAML_MAP && yaml_find(item, words[i]))
			return true;
	return false;
}

// A list of steps, jobs or stages; a step of Cloud Build is a script with a name.
static bool is_list(const struct yaml_node *list)
{
	static const char *const WORDS[] = {"task",  "bash",	 "pwsh",     "powershell",
					    "job",   "template", "checkout", "deployment",
					    "stage", "publish",	 "download"};
	static const char *const SCRIPT[] = {"script"}, *const NAME[] = {"name"};
	for (YAML_EACH(item, list && list->kind == YAML_LIST ? list : NULL))
		if (has_one_of(item, WORDS, sizeof WORDS / sizeof *WORDS) ||
		    (has_one_of(item, SCRIPT, 1) && !has_one_of(item, NAME, 1)))
			return true;
	return false;
}

static const char *const LISTS[] = {"stages", "jobs", "steps"};
enum { LIST_COUNT = sizeof LISTS / sizeof *LISTS };

bool azure_is(const struct check_work *work, const struct yaml_node *document)
{
	if (document->kind != YAML_MAP)
		return false;
	for (size_t i = 0; i < LIST_COUNT; i++)
		if (is_list(yaml_find(document, LISTS[i])))
			return true;
	return ci_is_named(work, "azure-pipelines");
}

// ---- Steps ----

struct walk {
	struct check_work *work;
	const struct yaml_node *document;
	bool own_pool;
};

// Tasks that sign in by a service connection, by the input that names it.
static const struct {
	const char *input, *cloud;
} CONNECTIONS[] = {
	{"awsCredentials", "AWS"},
	{"azureSubscription", "Azure"},
	{"connectedServiceNameARM", "Azure"},
	{"environmentServiceNameAWS", "AWS"},
	{"environmentServiceNameAzureRM", "Azure"},
};

static void read_task(struct walk *walk, const struct yaml_node *step, struct job *job)
{
	const struct yaml_node *task = yaml_find(step, "task"), *inputs = yaml_find(step, "inputs");
	struct arena *arena = &walk->work->arena;
	for (size_t i = 0; i < sizeof CONNECTIONS / sizeof *CONNECTIONS; i++) {
		const char *name = yaml_text(yaml_find(inputs, CONNECTIONS[i].input));
		if (!*name)
			continue;
		ci_use_cloud(job, CONNECTIONS[i].cloud, task ? task->key_line : step->line);
		job->connection = arena_printf(arena, "the service connection %s", name);
	}
	if (!strncmp(yaml_text(task), "AWS", 3)) // the toolkit's, without a connection
		ci_use_cloud(job, "AWS", task->key_line);
}

static void read_scripts(const struct yaml_node *step, struct job *job)
{
	static const char *const KEYS[] = {"script", "bash", "pwsh", "powershell"},
				 *const INPUTS[] = {"script", "inlineScript", "inline"};
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		ci_use_script(job, yaml_find(step, KEYS[i]));
	for (size_t i = 0; i < sizeof INPUTS / sizeof *INPUTS; i++)
		ci_use_script(job, yaml_find(yaml_find(step, "inputs"), INPUTS[i]));
}

// ---- Templates: of the same repository they have to be read ----

static void read_template(struct walk *walk, const struct yaml_node *node, const char *subject)
{
	struct arena *arena = &walk->work->arena;
	const struct yaml_node *template = yaml_find(node, "template");
	struct slice rest = slice_of(yaml_text(template)), path = slice_cut(&rest, '@');
	while (slice_starts(path, "../"))
		path = (struct slice){path.at + 3, path.len - 3};
	if (!path.len)
		return;
	if ((rest.len && !slice_is(rest, "self")) || memchr(path.at, '$', path.len))
		ci_say_unseen(walk->work, subject, template->key_line,
			      arena_printf(arena, "uses a template that is not read: %.200s",
					   template->text));
	else
		ci_say_needed(walk->work, (struct check_call){.subject = subject,
							      .path = arena_slice(arena, path),
							      .line = template->key_line});
}

// ---- Variables and parameters: a map, or a list with a value each ----

static void read_variables(struct walk *walk, const struct yaml_node *list, const char *value,
			   const char *subject)
{
	struct key_search search = {walk->work, subject, walk->document, false, false};
	for (YAML_EACH(item, list && list->kind == YAML_LIST ? list : NULL)) {
		const struct yaml_node *said = yaml_find(item, value);
		if (said)
			ci_find_keys(&search, yaml_text(yaml_find(item, "name")), said);
		read_template(walk, item, subject);
	}
	ci_judge_values(search, list && list->kind == YAML_MAP ? list : NULL);
}

// ---- Jobs ----

// An agent of one's own stands in a pool with a name; Microsoft's has an image.
static bool is_own_pool(const struct yaml_node *pool, bool otherwise)
{
	const struct yaml_node *name =
		pool && pool->kind == YAML_MAP ? yaml_find(pool, "name") : pool;
	if (!pool)
		return otherwise;
	return *yaml_text(name) && strcmp(name->text, "Azure Pipelines") != 0 &&
	       strcmp(name->text, "server") != 0 && !yaml_find(pool, "vmImage");
}

// Containers that jobs run in: their variables, and the connections that fetch their images.
static void read_containers(struct walk *walk, const struct yaml_node *list, const char *subject)
{
	static const char *const KEYS[] = {"awsCredentials", "azureSubscription"};
	ci_judge_values((struct key_search){walk->work, subject, walk->document, false, false},
			list);
	for (YAML_EACH(item, list))
		for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
			const struct yaml_node *name = yaml_find(item, KEYS[i]);
			if (name)
				ci_say_unseen(walk->work, subject, name->key_line,
					      arena_printf(&walk->work->arena,
							   "whether the service connection %.80s "
							   "has keys is not in the file",
							   yaml_text(name)));
		}
}

static void read_steps(struct walk *walk, const struct yaml_node *node, struct job *job)
{
	for (YAML_EACH(child, node)) {
		bool step = !child->key && child->kind == YAML_MAP;
		if (step)
			read_task(walk, child, job);
		if (step)
			read_scripts(child, job);
		if (step)
			read_template(walk, child, job->subject);
		if (child->kind != YAML_SCALAR) // ${{ if }}:, strategy: runOnce: deploy: steps:
			read_steps(walk, child, job);
	}
}

static void read_job(struct walk *walk, const struct yaml_node *node, const char *subject)
{
	const struct yaml_node *pool = yaml_find(node, "pool"), *steps = yaml_find(node, "steps"),
			       *strategy = yaml_find(node, "strategy");
	struct job job = {.subject = subject,
			  .line = node->line,
			  .own_runner = is_own_pool(pool, walk->own_pool),
			  .permission = OUTCOME_PASS};
	read_steps(walk, steps, &job);
	read_steps(walk, strategy, &job);
	struct key_search search = {walk->work, subject, walk->document, job.assumes, false};
	ci_judge_values(search, steps);
	ci_judge_values(search, strategy);
	ci_judge_values(search, yaml_find(node, "container"));
	ci_judge_values(search, yaml_find(node, "services"));
	if (steps || strategy)
		ci_judge_job(walk->work, &job);
}

static const char *subject_of(struct walk *walk, const struct yaml_node *node)
{
	static const char *const KEYS[] = {"job", "deployment", "stage"};
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (*yaml_text(yaml_find(node, KEYS[i])))
			return arena_printf(&walk->work->arena, "%s %.100s",
					    i == 2 ? "stage" : "job",
					    yaml_text(yaml_find(node, KEYS[i])));
	return "pipeline";
}

static void read_part(struct walk *walk, const struct yaml_node *node);

// Lists of stages and jobs, and what expressions choose: ${{ if … }}.
static void read_inner(struct walk *walk, const struct yaml_node *node)
{
	bool chosen = node->key && *node->key == '$';
	if (chosen && node->kind == YAML_MAP)
		read_part(walk, node);
	if (!chosen && strcmp(node->key ? node->key : "", "stages") != 0 &&
	    strcmp(node->key ? node->key : "", "jobs") != 0)
		return;
	for (YAML_EACH(part, node->kind == YAML_LIST ? node : NULL))
		if (part->kind == YAML_MAP)
			read_part(walk, part);
}

// The pipeline, a stage, a job, or what a template expression chooses between.
static void read_part(struct walk *walk, const struct yaml_node *node)
{
	const char *subject = subject_of(walk, node);
	bool outer = walk->own_pool;
	walk->own_pool = is_own_pool(yaml_find(node, "pool"), outer);
	read_variables(walk, yaml_find(node, "variables"), "value", subject);
	read_variables(walk, yaml_find(node, "parameters"), "default", subject);
	read_containers(walk, yaml_at(node, "resources.containers"), subject);
	read_template(walk, node, subject);
	read_template(walk, yaml_find(node, "extends"), subject);
	read_job(walk, node, subject);
	for (YAML_EACH(child, node))
		read_inner(walk, child);
	walk->own_pool = outer;
}

void azure_read(struct check_work *work, const struct yaml_node *document)
{
	struct walk walk = {.work = work, .document = document};
	read_part(&walk, document);
}
