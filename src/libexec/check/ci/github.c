#include "libexec/check/ci/ci.h"

#include <string.h>

bool github_is(const struct yaml_node *document)
{
	const struct yaml_node *jobs = yaml_find(document, "jobs");
	return (jobs && jobs->kind == YAML_MAP && yaml_find(document, "on")) ||
	       yaml_at(document, "runs.using");
}

// ---- Permissions ----

// The job's own, all of them, or else the workflow's; without either no token is to be had.
static void read_permission(const struct yaml_node *workflow, const struct yaml_node *node,
			    struct job *job)
{
	const struct yaml_node *own = yaml_find(node, "permissions"),
			       *all = own ? own : yaml_find(workflow, "permissions");
	const struct yaml_node *token = yaml_find(all, "id-token");
	job->permission = OUTCOME_FAIL;
	job->permission_line = all ? all->key_line : 0;
	job->permission_why = own   ? "its permissions lack id-token: write"
			      : all ? "the workflow's permissions lack id-token: write"
				    : "neither it nor the workflow has permissions with id-token: "
				      "write";
	if (!strcmp(yaml_text(all), "write-all") || !strcmp(yaml_text(token), "write"))
		job->permission = OUTCOME_PASS;
}

// ---- Steps ----

static void use_cloud(struct job *job, const char *cloud, const struct yaml_node *node)
{
	if (cloud && !job->cloud) {
		job->cloud = cloud;
		job->cloud_line = node->key_line;
	}
}

static void read_step(const struct yaml_node *step, struct job *job)
{
	const struct yaml_node *uses = yaml_find(step, "uses"), *run = yaml_find(step, "run");
	const struct ci_login *login = ci_login_of(yaml_text(uses));
	if (!strncmp(yaml_text(uses), "./", 2))
		job->local = uses->text;
	if (login) {
		job->signs_in = true;
		use_cloud(job, login->cloud, uses);
		job->has_role |=
			*yaml_text(yaml_find(yaml_find(step, "with"), login->role)) != '\0';
	} else if (!strncmp(yaml_text(uses), "aws-actions/", strlen("aws-actions/"))) {
		use_cloud(job, "AWS", uses);
	}
	use_cloud(job, ci_command_cloud(yaml_text(run)), run);
	if (uses && !strncmp(yaml_text(uses), "docker://", strlen("docker://")))
		use_cloud(job, ci_command_cloud(uses->text), uses);
	job->assumes |= ci_assumes_role(yaml_text(run));
	job->has_role |= job->assumes;
}

static bool is_own_runner(const struct yaml_node *node)
{
	const struct yaml_node *on = yaml_find(node, "runs-on");
	const struct yaml_node *labels = on && on->kind == YAML_MAP ? yaml_find(on, "labels") : on;
	if (on && on->kind == YAML_MAP && yaml_find(on, "group"))
		return true;
	for (YAML_EACH(label, labels))
		if (!strcmp(yaml_text(label), "self-hosted"))
			return true;
	return !strcmp(yaml_text(labels), "self-hosted");
}

// ---- Jobs ----

// A workflow that the job calls: one of the repository has to be read with it, and what another one
// does with all secrets nobody can see.
static void read_called(struct check_work *work, const struct job *job,
			const struct yaml_node *node)
{
	const struct yaml_node *uses = yaml_find(node, "uses");
	struct judgement j = {.line = uses ? uses->key_line : 0};
	if (!uses || !*yaml_text(uses))
		return;
	if (!strncmp(uses->text, "./", 2)) {
		ci_say_needed(work, uses->text, uses->key_line);
		return;
	}
	if (strcmp(yaml_text(yaml_find(node, "secrets")), "inherit") != 0)
		return;
	judge(&j, OUTCOME_UNSEEN, "hands every secret to %s, which is not read", uses->text);
	check_result(work, job->subject, "stored-key", &j);
	str_fini(&j.why);
}

static void read_job(struct check_work *work, const struct yaml_node *workflow,
		     const struct yaml_node *node)
{
	struct job job = {.subject = arena_printf(&work->arena, "job %s", node->key),
			  .line = node->key_line,
			  .own_runner = is_own_runner(node)};
	for (YAML_EACH(step, yaml_find(node, "steps")))
		read_step(step, &job);
	read_permission(workflow, node, &job);
	read_called(work, &job, node);
	ci_judge_values((struct key_search){work, job.subject, workflow, job.assumes, false}, node);
	ci_judge_job(work, &job);
}

// A composite action: its caller has the permissions.
static void read_action(struct check_work *work, const struct yaml_node *runs)
{
	struct job job = {.subject = "action", .line = runs->key_line};
	for (YAML_EACH(step, yaml_find(runs, "steps")))
		read_step(step, &job);
	ci_judge_values((struct key_search){work, job.subject, runs, job.assumes, false}, runs);
	work->things++;
	if (job.signs_in)
		ci_judge_role(work, &job);
}

void github_read(struct check_work *work, const struct yaml_node *document)
{
	const struct yaml_node *runs = yaml_find(document, "runs");
	ci_judge_values((struct key_search){work, "workflow", document, false, false},
			yaml_find(document, "env"));
	for (YAML_EACH(job, yaml_find(document, "jobs")))
		read_job(work, document, job);
	if (runs)
		read_action(work, runs);
}
