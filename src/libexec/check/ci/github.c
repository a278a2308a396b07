#include "libexec/check/ci/ci.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool github_is(const struct yaml_node *document)
{
	const struct yaml_node *jobs = yaml_find(document, "jobs");
	return (jobs && jobs->kind == YAML_MAP && yaml_find(document, "on")) ||
	       yaml_at(document, "runs.using");
}

// ---- Calls ----

// Whether other workflows call it, and whether nothing else starts it.
static bool is_callable(const struct yaml_node *workflow, bool *alone)
{
	const struct yaml_node *on = yaml_find(workflow, "on");
	bool callable = !strcmp(yaml_text(on), "workflow_call");
	int events = on && on->kind == YAML_SCALAR;
	for (YAML_EACH(event, on)) {
		callable |= !strcmp(event->key ? event->key : yaml_text(event), "workflow_call");
		events++;
	}
	*alone = callable && events == 1;
	return callable;
}

// The actions of the repository among the steps.
static void say_calls(struct check_work *work, const struct yaml_node *node, struct check_call call)
{
	for (YAML_EACH(step, yaml_find(node, "steps"))) {
		const struct yaml_node *uses = yaml_find(step, "uses");
		call.path = yaml_text(uses);
		call.line = uses ? uses->key_line : 0;
		if (!strncmp(call.path, "./", 2))
			ci_say_needed(work, call);
	}
}

// ---- Permissions ----

// The job's own, all of them, or else the workflow's; without either those of the callers, or no
// token is to be had.
static void read_permission(const struct yaml_node *workflow, const struct yaml_node *node,
			    struct job *job)
{
	const struct yaml_node *own = yaml_find(node, "permissions"),
			       *all = own ? own : yaml_find(workflow, "permissions");
	const struct yaml_node *token = yaml_find(all, "id-token");
	bool alone;
	is_callable(workflow, &alone);
	job->permission = alone && !all ? OUTCOME_NONE : OUTCOME_FAIL;
	job->permission_line = all ? all->key_line : 0;
	job->permission_why = alone && !all ? "its callers have the permissions"
			      : own	    ? "its permissions lack id-token: write"
			      : all	    ? "the workflow's permissions lack id-token: write"
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

// The variables by which the SDKs open a role with a token, in reach of one step.
static bool names_role(const struct yaml_node *workflow, const struct yaml_node *node,
		       const struct yaml_node *step)
{
	const struct yaml_node *places[] = {workflow, node, step};
	bool role = false, token = false;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const struct yaml_node *env = yaml_find(places[i], "env");
		role |= *yaml_text(yaml_find(env, "AWS_ROLE_ARN")) != '\0';
		token |= *yaml_text(yaml_find(env, "AWS_WEB_IDENTITY_TOKEN_FILE")) != '\0';
	}
	return role && token;
}

static bool is_self_hosted(const struct yaml_node *on)
{
	const struct yaml_node *labels = on && on->kind == YAML_MAP ? yaml_find(on, "labels") : on;
	for (YAML_EACH(label, labels))
		if (!strcmp(yaml_text(label), "self-hosted"))
			return true;
	return !strcmp(yaml_text(labels), "self-hosted");
}

// GitHub's larger runners are chosen by a group, as one's own are.
static void read_runner(const struct yaml_node *on, struct job *job)
{
	bool own = is_self_hosted(on);
	job->any_runner = !own && on && on->kind == YAML_MAP && yaml_find(on, "group");
	job->own_runner = own || job->any_runner;
}

// ---- Registries ----

// The step signs in to a cloud's registry by what is stored; true when it does.
static bool judge_registry(struct check_work *work, const char *subject,
			   const struct yaml_node *step)
{
	static const char ACTION[] = "docker/login-action";
	const struct yaml_node *with = yaml_find(step, "with"),
			       *password = yaml_find(with, "password");
	const char *cloud = ci_registry_cloud(yaml_text(yaml_find(with, "registry"))),
		   *text = yaml_text(password);
	struct judgement j = {.line = password ? password->key_line : 0};
	if (strncasecmp(yaml_text(yaml_find(step, "uses")), ACTION, sizeof ACTION - 1) || !cloud ||
	    !strcasestr(text, "secrets") || ci_stored_key(text))
		return false;
	judge(&j, OUTCOME_FAIL, "a stored secret signs in to a registry of %s", cloud);
	check_result(work, subject, "stored-key", &j);
	str_fini(&j.why);
	return true;
}

static bool judge_registries(struct check_work *work, const char *subject,
			     const struct yaml_node *node)
{
	bool found = false;
	for (YAML_EACH(step, yaml_find(node, "steps")))
		found |= judge_registry(work, subject, step);
	return found;
}

// ---- Jobs ----

// Whether a text has a stored secret that is called no token, as those of other services are.
static bool has_other_secret(const char *text)
{
	static const char WORD[] = "secrets";
	for (const char *at = text; (at = strcasestr(at, WORD));) {
		at += sizeof WORD - 1;
		struct slice name = {at + strspn(at, ".[ '\""), 0};
		while (isalnum((unsigned char)name.at[name.len]) || name.at[name.len] == '_')
			name.len++;
		if (!slice_ends(name, "TOKEN"))
			return true;
	}
	return false;
}

// What a call hands over that may be a cloud's key and is not called one: "inherit", or the first
// of the secrets it names; or NULL.
static const struct yaml_node *secrets_given(const struct yaml_node *secrets)
{
	if (!strcmp(yaml_text(secrets), "inherit"))
		return secrets;
	for (YAML_EACH(one, secrets))
		if (one->key && !ci_key_cloud(one->key) && !ci_stored_key(yaml_text(one)) &&
		    has_other_secret(yaml_text(one)))
			return one;
	return NULL;
}

// A workflow that the job calls: one of the repository has to be read with it, and what another one
// does with all secrets nobody can see.
static void read_called(struct check_work *work, const struct job *job,
			const struct yaml_node *node, struct check_call call)
{
	const struct yaml_node *uses = yaml_find(node, "uses");
	struct judgement j = {.line = uses ? uses->key_line : 0};
	if (!uses || !*yaml_text(uses))
		return;
	if (!strncmp(uses->text, "./", 2)) {
		call.path = uses->text;
		call.line = uses->key_line;
		ci_say_needed(work, call);
		return;
	}
	const struct yaml_node *given = secrets_given(yaml_find(node, "secrets"));
	if (!given)
		return;
	j.line = given->key && given->kind == YAML_SCALAR ? given->key_line : j.line;
	if (!strcmp(given->text, "inherit"))
		judge(&j, OUTCOME_UNSEEN, "hands every secret to %s, which is not read",
		      uses->text);
	else
		judge(&j, OUTCOME_UNSEEN, "hands %.80s, a stored secret, to %s, which is not read",
		      given->key, uses->text);
	check_result(work, job->subject, "stored-key", &j);
	str_fini(&j.why);
}

// What the job can give to what it calls, and what it needs of its own callers.
static struct check_call call_of(const struct job *job, bool callable)
{
	struct check_call call = {.subject = job->subject};
	bool machine = job->own_runner && !job->has_role;
	if (!job->has_role && !job->own_runner)
		call.lacks |= CI_ROLE;
	if (job->permission == OUTCOME_FAIL && !machine)
		call.lacks |= CI_TOKEN;
	if (job->permission != OUTCOME_FAIL && callable)
		call.passes |= CI_TOKEN;
	if (job->cloud && ci_hopes_for_role(job) && !job->own_runner)
		call.wants |= CI_ROLE;
	return call;
}

// A called workflow has no more permissions than its caller, whatever it says itself.
static void read_loan(struct check_work *work, const struct job *job, bool callable)
{
	bool machine = job->own_runner && !job->has_role;
	if (!job->cloud || !callable || machine || job->permission == OUTCOME_FAIL)
		return;
	work->takes |= CI_TOKEN;
	work->needs_caller |= job->permission == OUTCOME_NONE;
}

static void read_job(struct check_work *work, const struct yaml_node *workflow,
		     const struct yaml_node *node)
{
	struct job job = {.subject = arena_printf(&work->arena, "job %s", node->key),
			  .line = node->key_line};
	read_runner(yaml_find(node, "runs-on"), &job);
	for (YAML_EACH(step, yaml_find(node, "steps")))
		read_step(step, &job);
	bool alone, callable = is_callable(workflow, &alone);
	read_permission(workflow, node, &job);
	for (YAML_EACH(step, yaml_find(node, "steps")))
		job.has_role |= job.permission == OUTCOME_PASS && names_role(workflow, node, step);
	read_called(work, &job, node, call_of(&job, callable));
	say_calls(work, node, call_of(&job, callable));
	read_loan(work, &job, callable);
	ci_judge_values((struct key_search){work, job.subject, workflow, job.assumes,
					    judge_registries(work, job.subject, node)},
			node);
	ci_judge_job(work, &job);
}

// A composite action: its caller has the permissions.
static void read_action(struct check_work *work, const struct yaml_node *runs)
{
	struct job job = {.subject = "action", .line = runs->key_line};
	for (YAML_EACH(step, yaml_find(runs, "steps")))
		read_step(step, &job);
	ci_judge_values((struct key_search){work, job.subject, runs, job.assumes,
					    judge_registries(work, job.subject, runs)},
			runs);
	work->things++;
	say_calls(work, runs,
		  (struct check_call){.subject = job.subject, .passes = CI_ROLE | CI_TOKEN});
	work->gives |= job.has_role ? CI_ROLE : 0;
	work->takes |= job.signs_in || job.assumes ? CI_TOKEN : 0;
	work->takes |= job.cloud && !job.has_role && !job.signs_in ? CI_ROLE : 0;
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
