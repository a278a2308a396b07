#include "libexec/check/ci/ci.h"

#include "base/map.h"

#include <string.h>

// CircleCI: jobs, the commands that they run, and jobs of orbs. Every job has a token. Source:
// CircleCI's configuration reference, "Using OpenID Connect tokens in jobs", the orbs
// circleci/aws-* and their parameters (role_arn, role-arn before version 4).

bool circleci_is(const struct check_work *work, const struct yaml_node *document)
{
	bool versioned = *yaml_text(yaml_find(document, "version")) == '2';
	if (document->kind != YAML_MAP || yaml_find(document, "on"))
		return false;
	if (ci_is_named(work, ".circleci/config"))
		return true;
	return versioned && !yaml_find(document, "services") &&
	       (yaml_find(document, "jobs") || yaml_find(document, "workflows"));
}

enum { LEVELS = 10, STEPS = 2000 }; // of commands that run others; looked at for one job

struct lookup {
	const struct yaml_node *document;
	struct job *job;
	int steps;
};

// ---- Orbs ----

static const struct {
	const char *begins, *cloud;
} ORBS[] = {
	{"circleci/aws-", "AWS"},
	{"circleci/gcp-", "Google Cloud"},
	{"circleci/azure-", "Azure"},
};

// "aws-cli/setup" by what the file calls the orb.
static const char *orb_cloud(const struct yaml_node *document, const char *name)
{
	const char *slash = strchr(name, '/');
	for (YAML_EACH(orb, slash ? yaml_find(document, "orbs") : NULL))
		for (size_t i = 0; i < sizeof ORBS / sizeof *ORBS; i++)
			if (orb->key && strlen(orb->key) == (size_t)(slash - name) &&
			    !strncmp(name, orb->key, (size_t)(slash - name)) &&
			    !strncmp(yaml_text(orb), ORBS[i].begins, strlen(ORBS[i].begins)))
				return ORBS[i].cloud;
	return NULL;
}

// Below a step or a job of an orb, whose own steps may sign in (auth, pre-steps).
static bool names_role(const struct yaml_node *node)
{
	static const char *const KEYS[] = {"role_arn", "role-arn", "use_oidc",
					   "workload_identity_pool_id"};
	for (YAML_EACH(child, node)) {
		for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
			if (child->key && !strcmp(child->key, KEYS[i]) && *yaml_text(child) &&
			    !said_false(check_said(child)))
				return true;
		if (names_role(child))
			return true;
	}
	return false;
}

static void use_orb(struct lookup *lookup, const char *name, const struct yaml_node *node)
{
	const char *cloud = orb_cloud(lookup->document, name);
	int line = node->key_line ? node->key_line : node->line;
	ci_use_cloud(lookup->job, cloud && !slice_ends(slice_of(name), "/install") ? cloud : NULL,
		     line);
	lookup->job->has_role |= cloud && names_role(node);
}

// ---- Steps ----

static void read_steps(struct lookup *lookup, const struct yaml_node *steps, int level);

// A step by its name: `run`, one that holds others (when, unless), a command of the file, an orb's.
static void read_named(struct lookup *lookup, const char *name, const struct yaml_node *step,
		       int level)
{
	const struct yaml_node *command = yaml_find(yaml_find(lookup->document, "commands"), name);
	if (++lookup->steps > STEPS || level == LEVELS)
		return;
	if (!strcmp(name, "run"))
		ci_use_script(lookup->job,
			      step->kind == YAML_MAP ? yaml_find(step, "command") : step);
	else if (!strcmp(name, "when") || !strcmp(name, "unless"))
		read_steps(lookup, yaml_find(step, "steps"), level + 1);
	else if (command)
		read_steps(lookup, yaml_find(command, "steps"), level + 1);
	else
		use_orb(lookup, name, step);
}

static void read_steps(struct lookup *lookup, const struct yaml_node *steps, int level)
{
	for (YAML_EACH(step, steps)) {
		if (step->kind == YAML_SCALAR)
			read_named(lookup, step->text, step, level);
		for (YAML_EACH(member, step->kind == YAML_MAP ? step : NULL))
			read_named(lookup, member->key, member, level);
	}
}

// ---- Jobs ----

// Jobs by name, as workflows use them: before some a role is assumed, before others not.
struct uses {
	struct map signed_in, bare;
};

static void note_use(const struct yaml_node *document, const char *name,
		     const struct yaml_node *node, struct uses *uses)
{
	struct job job = {0};
	struct lookup lookup = {document, &job, 0};
	read_steps(&lookup, yaml_find(node, "pre-steps"), 0);
	map_put(job.has_role ? &uses->signed_in : &uses->bare, slice_of(name), NULL);
}

static void find_uses(const struct yaml_node *document, struct uses *uses)
{
	for (YAML_EACH(workflow, yaml_find(document, "workflows")))
		for (YAML_EACH(item, yaml_find(workflow, "jobs"))) {
			if (item->kind == YAML_SCALAR)
				note_use(document, item->text, NULL, uses);
			for (YAML_EACH(member, item->kind == YAML_MAP ? item : NULL))
				note_use(document, member->key, member, uses);
		}
}

// A runner of one's own is called by its namespace: resource_class: acme/linux.
static bool is_own_runner(const struct yaml_node *job)
{
	return strchr(yaml_text(yaml_find(job, "resource_class")), '/');
}

static void judge_found(struct check_work *work, const struct yaml_node *document, struct job *job,
			const struct yaml_node *node)
{
	ci_judge_values((struct key_search){work, job->subject, document, job->assumes, false},
			node);
	ci_judge_job(work, job);
}

static void read_job(struct check_work *work, const struct yaml_node *document,
		     const struct yaml_node *node, const struct uses *uses)
{
	struct job job = {.subject = arena_printf(&work->arena, "job %.100s", node->key),
			  .line = node->key_line,
			  .own_runner = is_own_runner(node),
			  .permission = OUTCOME_PASS};
	struct lookup lookup = {document, &job, 0};
	read_steps(&lookup, yaml_find(node, "steps"), 0);
	job.has_role |= map_get(&uses->signed_in, slice_of(node->key)) &&
			!map_get(&uses->bare, slice_of(node->key));
	judge_found(work, document, &job, node);
}

// A workflow's job: one of an orb, or what it adds to one of the file.
static void read_workflow_job(struct check_work *work, const struct yaml_node *document,
			      const struct yaml_node *node)
{
	const char *name = node->key ? node->key : yaml_text(node);
	struct job job = {.subject = arena_printf(&work->arena, "job %.100s", name),
			  .line = node->key_line,
			  .permission = OUTCOME_PASS};
	struct lookup lookup = {document, &job, 0};
	use_orb(&lookup, name, node);
	if (job.cloud)
		judge_found(work, document, &job, node);
	else
		ci_judge_values((struct key_search){work, job.subject, document, false, false},
				node);
}

static void read_workflow(struct check_work *work, const struct yaml_node *document,
			  const struct yaml_node *workflow)
{
	for (YAML_EACH(item, yaml_find(workflow, "jobs"))) {
		if (item->kind == YAML_SCALAR)
			read_workflow_job(work, document, item);
		for (YAML_EACH(member, item->kind == YAML_MAP ? item : NULL))
			read_workflow_job(work, document, member);
	}
}

void circleci_read(struct check_work *work, const struct yaml_node *document)
{
	static const char *const SHARED[] = {"commands", "executors", "parameters"};
	struct uses uses = {0};
	find_uses(document, &uses);
	for (size_t i = 0; i < sizeof SHARED / sizeof *SHARED; i++)
		ci_judge_values((struct key_search){work, "pipeline", document, false, false},
				yaml_find(document, SHARED[i]));
	for (YAML_EACH(job, yaml_find(document, "jobs")))
		if (job->key)
			read_job(work, document, job, &uses);
	for (YAML_EACH(workflow, yaml_find(document, "workflows")))
		read_workflow(work, document, workflow);
	map_fini(&uses.signed_in);
	map_fini(&uses.bare);
}
