#include "libexec/check/ci/ci.h"

#include "base/file.h"

#include <string.h>

// Keys at the top that are no jobs.
static bool is_keyword(const char *key)
{
	static const char *const WORDS[] = {"default",	"include",	 "stages",	"variables",
					    "workflow", "image",	 "services",	"cache",
					    "spec",	"before_script", "after_script"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (!strcmp(key, WORDS[i]))
			return true;
	return false;
}

static bool is_job(const struct yaml_node *node)
{
	return node->kind == YAML_MAP && node->key && !is_keyword(node->key) &&
	       (yaml_find(node, "script") || yaml_find(node, "extends") ||
		yaml_find(node, "trigger"));
}

bool gitlab_is(const struct check_work *work, const struct yaml_node *document)
{
	struct slice name = slice_of(file_base(work->name));
	bool named = slice_ends(name, ".gitlab-ci.yml") || slice_ends(name, ".gitlab-ci.yaml");
	if (document->kind != YAML_MAP)
		return false;
	for (YAML_EACH(child, document))
		if (is_job(child) && (named || yaml_find(child, "script")))
			return true;
	return named;
}

// ---- What a job says, or what it extends ----

enum { EXTENDS = 10, STEPS = 1000 }; // levels, as GitLab allows; jobs looked at for one answer

struct lookup {
	const struct yaml_node *document;
	bool outside; // something extended is not in this file, or too far to follow
	int steps;
};

static const struct yaml_node *job_member(struct lookup *lookup, const struct yaml_node *job,
					  const char *key, int level);

static const struct yaml_node *extended_member(struct lookup *lookup, const char *name,
					       const char *key, int level)
{
	const struct yaml_node *base = yaml_find(lookup->document, name);
	if (!base || level == EXTENDS || ++lookup->steps > STEPS) {
		lookup->outside = true;
		return NULL;
	}
	return job_member(lookup, base, key, level + 1);
}

static const struct yaml_node *job_member(struct lookup *lookup, const struct yaml_node *job,
					  const char *key, int level)
{
	const struct yaml_node *found = yaml_at(job, key), *extends = yaml_find(job, "extends");
	if (found || !extends)
		return found;
	if (extends->kind == YAML_SCALAR)
		return extended_member(lookup, extends->text, key, level);
	for (YAML_EACH(name, extends))
		if ((found = extended_member(lookup, yaml_text(name), key, level)))
			return found;
	return NULL;
}

// A job may take over nothing of what stands for all (inherit: {default: false}), or only what it
// lists.
static bool inherits(struct lookup *lookup, const struct yaml_node *job, const char *path,
		     const char *key)
{
	const struct yaml_node *wanted = job_member(lookup, job, path, 0);
	bool listed = !wanted || wanted->kind != YAML_LIST;
	for (YAML_EACH(item, wanted))
		listed |= !strcmp(yaml_text(item), key);
	return listed && !said_false(check_said(wanted));
}

static const struct yaml_node *member(struct lookup *lookup, const struct yaml_node *job,
				      const char *key)
{
	const struct yaml_node *found = job_member(lookup, job, key, 0);
	if (!found && !inherits(lookup, job, "inherit.default", key))
		return NULL;
	if (!found)
		found = yaml_find(yaml_find(lookup->document, "default"), key);
	// As it was written before there was `default`.
	return found || !strcmp(key, "script") ? found : yaml_find(lookup->document, key);
}

// ---- Jobs ----

// !reference [.job, script]
static const struct yaml_node *referred(struct lookup *lookup, const struct yaml_node *node)
{
	const struct yaml_node *job = node && node->kind == YAML_LIST ? node->child : NULL;
	if (!job || !job->next || !node->tag || strcmp(node->tag, "!reference") != 0)
		return node;
	const struct yaml_node *found =
		yaml_find(yaml_find(lookup->document, yaml_text(job)), yaml_text(job->next));
	lookup->outside |= !found;
	return ++lookup->steps > STEPS ? NULL : found;
}

static void read_script(struct lookup *lookup, const struct yaml_node *written, struct job *job)
{
	const struct yaml_node *node = referred(lookup, written);
	const char *text = yaml_text(node);
	const char *cloud = ci_command_cloud(text);
	if (cloud && !job->cloud) {
		job->cloud = cloud;
		job->cloud_line = node->line;
	}
	job->assumes |= ci_assumes_role(text);
	job->has_role |= job->assumes;
	for (YAML_EACH(line, node))
		read_script(lookup, line, job);
}

// By its own variables, or by those of all that it takes over.
static bool names_role(struct lookup *lookup, const struct yaml_node *job)
{
	static const char *const NAMES[] = {"AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"};
	const struct yaml_node *own = job_member(lookup, job, "variables", 0),
			       *all = yaml_find(lookup->document, "variables");
	size_t found = 0;
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		found += yaml_find(own, NAMES[i]) ||
			 (yaml_find(all, NAMES[i]) &&
			  inherits(lookup, job, "inherit.variables", NAMES[i]));
	return found == sizeof NAMES / sizeof *NAMES;
}

static void read_job(struct check_work *work, const struct yaml_node *document,
		     const struct yaml_node *node)
{
	static const char *const SCRIPTS[] = {"before_script", "script", "after_script"};
	struct lookup lookup = {.document = document};
	struct job job = {.subject = arena_printf(&work->arena, "job %s", node->key),
			  .line = node->key_line,
			  .permission = OUTCOME_PASS};
	for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++)
		read_script(&lookup, member(&lookup, node, SCRIPTS[i]), &job);
	job.has_role |= names_role(&lookup, node);
	if (!member(&lookup, node, "id_tokens")) {
		job.permission = lookup.outside ? OUTCOME_UNSEEN : OUTCOME_FAIL;
		job.permission_why = lookup.outside ? "what it extends is in another file"
						    : "it has no id_tokens";
	}
	ci_judge_values((struct key_search){work, job.subject, document, job.assumes, false}, node);
	if (node->key[0] != '.') // a template is judged in what extends it
		ci_judge_job(work, &job);
}

// ---- Includes: parts of the pipeline in other files ----

// Of the repository they have to be read; what comes from elsewhere nobody can see, but GitLab's
// own templates hold no keys of ours.
static void read_include(struct check_work *work, const struct yaml_node *include)
{
	const struct yaml_node *local =
		include->kind == YAML_MAP ? yaml_find(include, "local") : include;
	const char *path = yaml_text(local);
	struct judgement j = {.line = include->key_line ? include->key_line : include->line};
	if (include->kind == YAML_MAP && yaml_find(include, "template"))
		return;
	if (*path && !strstr(path, "://") && !strchr(path, '$')) {
		ci_say_needed(work, (struct check_call){
					    .subject = "pipeline", .path = path, .line = j.line});
		return;
	}
	judge(&j, OUTCOME_UNSEEN, "includes what is not read: %.200s",
	      *path ? path : yaml_text(include->child));
	check_result(work, "pipeline", "stored-key", &j);
	str_fini(&j.why);
}

static void read_includes(struct check_work *work, const struct yaml_node *includes)
{
	if (includes && includes->kind != YAML_LIST)
		read_include(work, includes);
	else
		for (YAML_EACH(include, includes))
			read_include(work, include);
}

// Of what is no job: variables, scripts for all jobs, and parts that jobs take over by name.
static bool has_values(const char *key)
{
	static const char *const WORDS[] = {"include", "stages", "workflow", "spec"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (!strcmp(key, WORDS[i]))
			return false;
	return true;
}

void gitlab_read(struct check_work *work, const struct yaml_node *document)
{
	read_includes(work, yaml_find(document, "include"));
	for (YAML_EACH(child, document))
		if (is_job(child))
			read_job(work, document, child);
		else if (has_values(child->key))
			ci_judge_values(
				(struct key_search){work, "pipeline", document, false, false},
				child);
}
