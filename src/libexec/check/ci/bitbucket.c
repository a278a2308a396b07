#include "libexec/check/ci/ci.h"

#include "base/map.h"

#include <string.h>

// Bitbucket Pipelines: steps below `pipelines`, at any depth: branches, stages, parallel ones.
// Source: Atlassian's configuration reference, "Integrate Pipelines with resource servers using
// OIDC", and the pipes' own variables.

bool bitbucket_is(const struct check_work *work, const struct yaml_node *document)
{
	static const char *const STARTS[] = {"default", "branches", "pull-requests", "tags",
					     "custom"};
	const struct yaml_node *pipelines = yaml_find(document, "pipelines");
	if (ci_is_named(work, "bitbucket-pipelines"))
		return document->kind == YAML_MAP;
	for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
		if (pipelines && pipelines->kind == YAML_MAP && yaml_find(pipelines, STARTS[i]))
			return true;
	return false;
}

// ---- Steps ----

// Pipes that use a cloud; the variable that names the role of AWS's.
static const struct {
	const char *begins, *cloud, *role;
} PIPES[] = {
	{"atlassian/aws-", "AWS", "AWS_OIDC_ROLE_ARN"},
	{"atlassian/google-", "Google Cloud", NULL},
	{"atlassian/azure-", "Azure", NULL},
};

// A pipe without a variable for it takes the step's token.
static void read_pipe(const struct yaml_node *item, bool token, struct job *job)
{
	const struct yaml_node *pipe = yaml_find(item, "pipe");
	for (size_t i = 0; i < sizeof PIPES / sizeof *PIPES; i++) {
		if (strncmp(yaml_text(pipe), PIPES[i].begins, strlen(PIPES[i].begins)) != 0)
			continue;
		ci_use_cloud(job, PIPES[i].cloud, pipe->key_line);
		job->has_role |= PIPES[i].role ? *yaml_text(yaml_find(yaml_find(item, "variables"),
								      PIPES[i].role)) != '\0'
					       : token;
	}
}

static void read_scripts(const struct yaml_node *step, bool token, struct job *job)
{
	static const char *const SCRIPTS[] = {"script", "after-script"};
	for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++)
		for (YAML_EACH(item, yaml_find(step, SCRIPTS[i]))) {
			ci_use_script(job, item);
			read_pipe(item, token, job);
		}
}

// A runner that somebody set up: runs-on has its labels.
static bool is_own_runner(const struct yaml_node *step)
{
	const struct yaml_node *on = yaml_find(step, "runs-on");
	for (YAML_EACH(label, on))
		if (!strncmp(yaml_text(label), "self.hosted", strlen("self.hosted")))
			return true;
	return !strncmp(yaml_text(on), "self.hosted", strlen("self.hosted"));
}

struct pipelines {
	struct check_work *work;
	const struct yaml_node *document;
	struct map seen; // steps by what is in them: one that has an anchor is judged once
};

static const char *subject_of(struct arena *arena, const struct yaml_node *step)
{
	const char *name = yaml_text(yaml_find(step, "name"));
	return *name ? arena_printf(arena, "step %.100s", name) : "step";
}

static void read_step(struct pipelines *pipelines, const struct yaml_node *step)
{
	struct arena *arena = &pipelines->work->arena;
	bool added, token = said_true(check_said(yaml_find(step, "oidc")));
	struct job job = {.subject = subject_of(arena, step),
			  .line = step->key_line,
			  .own_runner = is_own_runner(step),
			  .permission = token ? OUTCOME_PASS : OUTCOME_FAIL,
			  .permission_why = "it lacks oidc: true"};
	map_put(&pipelines->seen, (struct slice){(const char *)&step->child, sizeof step->child},
		&added); // what an alias stands for is shared
	if (!added)
		return;
	read_scripts(step, token, &job);
	ci_judge_values((struct key_search){pipelines->work, job.subject, pipelines->document,
					    job.assumes, false},
			step);
	ci_judge_job(pipelines->work, &job);
}

static void read_steps(struct pipelines *pipelines, const struct yaml_node *node)
{
	for (YAML_EACH(child, node)) {
		const char *key = child->key ? child->key : "";
		if (!strcmp(key, "step"))
			read_step(pipelines, child);
		else if (!strcmp(key, "import"))
			ci_say_unseen(
				pipelines->work, "pipeline", child->key_line,
				"imports a pipeline of another repository, which is not read");
		else
			read_steps(pipelines, child);
	}
}

// ---- Images: pulled by keys, or by a role ----

static void read_images(struct check_work *work, const struct yaml_node *node)
{
	for (YAML_EACH(child, node)) {
		const struct yaml_node *aws =
			child->key && !strcmp(child->key, "image") ? yaml_find(child, "aws") : NULL;
		struct judgement j = {.line = aws ? aws->key_line : 0};
		if (yaml_find(aws, "access-key") || yaml_find(aws, "secret-key")) {
			judge(&j, OUTCOME_FAIL, "an image is pulled by a long-lived key of AWS");
			check_result(work, "pipeline", "stored-key", &j);
			str_fini(&j.why);
		}
		read_images(work, child);
	}
}

void bitbucket_read(struct check_work *work, const struct yaml_node *document)
{
	const struct yaml_node *definitions = yaml_find(document, "definitions");
	struct pipelines pipelines = {.work = work, .document = document};
	read_images(work, document);
	ci_judge_values((struct key_search){work, "pipeline", document, false, false},
			yaml_find(definitions, "services"));
	read_steps(&pipelines, definitions);
	read_steps(&pipelines, yaml_find(document, "pipelines"));
	map_fini(&pipelines.seen);
}
