#include "libexec/check/iac/model.h"

#include <string.h>

// What rules here are about, and what makes nothing in a cloud. Of another cloud nothing is known:
// that no rule speaks of it is no reason to pass.
static bool is_covered(const struct resource *resource)
{
	static const char *const PREFIXES[] = {"aws_",	     "AWS::", "archive_", "external_",
					       "local_",     "null_", "random_",  "template_",
					       "terraform_", "time_", "tls_"};
	for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
		if (!strncmp(resource->type, PREFIXES[i], strlen(PREFIXES[i])))
			return true;
	return false;
}

// A file that was read whole and has nothing that a rule speaks of: said, so that it is not taken
// for one that was not read.
static void say_nothing_judged(struct model *model)
{
	struct map kinds = {0};
	struct judgement j = {.line = 1};
	size_t covered = 0;
	for (size_t i = 0; i < model->resources.len; i++) {
		covered += is_covered(&model->resources.at[i]);
		map_put(&kinds, slice_of(model->resources.at[i].type), NULL);
	}
	judge(&j, OUTCOME_NONE,
	      "nothing to judge: %zu resources of %zu kinds, none that a rule speaks of",
	      model->resources.len, kinds.len);
	if (covered == model->resources.len)
		check_result(model->work, "", "whole", &j);
	str_fini(&j.why);
	map_fini(&kinds);
}

// A plan as Terraform writes one that put nothing off; a template is what it is.
static bool is_whole(const struct model *model)
{
	const struct yaml_node *complete = yaml_find(model->root, "complete"),
			       *changes = yaml_find(model->root, "resource_changes"),
			       *planned = yaml_find(model->root, "planned_values");
	return model->is_template ||
	       (planned && planned->kind == YAML_MAP && (!changes || changes->kind == YAML_LIST) &&
		(!complete || said_true(check_said(complete))));
}

static void judge_all(struct model *model)
{
	static void (*const JUDGES[])(struct model *) = {demands_judge, listeners_judge,
							 buckets_judge, nodes_judge,
							 groups_judge,	planes_judge};
	for (size_t i = 0; i < sizeof JUDGES / sizeof *JUDGES; i++)
		JUDGES[i](model);
	if (!model->work->things && is_whole(model))
		say_nothing_judged(model);
}

// What `terraform plan -out` writes is a ZIP archive.
static bool is_binary_plan(const struct check_work *work)
{
	return slice_starts(work->text, "PK\x03\x04");
}

bool iac_read(struct check_work *work, struct err *err)
{
	static const struct {
		const char *kind;
		bool (*read)(struct model *, const struct yaml_node *, bool *, struct err *);
	} READERS[] = {{"terraform", plan_read}, {"cloudformation", template_read}};
	struct yaml_node *documents;
	if (is_binary_plan(work))
		return err_set(
			err, ERR_INVALID,
			"%s: a plan in Terraform's own format; write it as JSON: terraform show "
			"-json %s",
			work->name, work->name);
	if (!check_documents(work, &documents, err))
		return false;
	for (size_t i = 0; documents->child && i < sizeof READERS / sizeof *READERS; i++) {
		struct model model = {.work = work};
		bool is = false, done = READERS[i].read(&model, documents->child, &is, err);
		if (done && is) {
			work->kind = READERS[i].kind;
			judge_all(&model);
		}
		model_fini(&model);
		if (!done || is)
			return done;
	}
	return true;
}
