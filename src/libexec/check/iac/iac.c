#include "libexec/check/iac/model.h"

#include <string.h>

// A file that was read whole and has nothing that a rule speaks of: said, so that it is not taken
// for one that was not read.
static void say_nothing_judged(struct model *model)
{
	struct map kinds = {0};
	struct judgement j = {.line = 1};
	size_t covered = 0;
	for (size_t i = 0; i < model->resources.len; i++) {
		covered += iac_is_covered(model->resources.at[i].type);
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

// A plan as Terraform writes one; a template is what it is.
static bool is_whole(const struct model *model)
{
	const struct yaml_node *changes = yaml_find(model->root, "resource_changes"),
			       *planned = yaml_find(model->root, "planned_values");
	return model->is_template ||
	       (planned && planned->kind == YAML_MAP && (!changes || changes->kind == YAML_LIST));
}

// ---- What no rule reads ----

// Each type is said once.
static void types_judge(struct model *model)
{
	struct judgement others = {.line = 1};
	struct map named = {0};
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		const char *type = resource->type, *why = iac_unjudged(type);
		struct judgement j = {.line = resource->line};
		bool added;
		map_put(&named, slice_of(type), &added);
		if (!added || (!why && iac_is_covered(type)))
			continue;
		if (why) {
			judge(&j, OUTCOME_UNSEEN, "%.80s is not judged: %s", type, why);
			model_result(model, resource, "judged", &j);
			str_fini(&j.why);
			continue;
		}
		if (others.why.len < 200)
			str_addf(&others.why, "%s%.60s",
				 others.why.len ? ", " : "not judged: ", type);
	}
	others.outcome = OUTCOME_NONE;
	if (model->work->things) // else there is nothing to check
		check_result(model->work, "", "judged", &others);
	str_fini(&others.why);
	map_fini(&named);
}

static void judge_all(struct model *model)
{
	static void (*const JUDGES[])(struct model *) = {
		demands_judge, listeners_judge, classics_judge, parameters_judge, buckets_judge,
		nodes_judge,   groups_judge,	planes_judge,	policies_judge};
	model_name(model);
	for (size_t i = 0; i < sizeof JUDGES / sizeof *JUDGES; i++)
		JUDGES[i](model);
	nested_each(model, judge_all);
	types_judge(model);
	if (!model->inside && !model->work->things && is_whole(model))
		say_nothing_judged(model);
}

// What `terraform plan -out` writes is a ZIP archive.
static bool is_binary_plan(const struct check_work *work)
{
	return slice_starts(work->text, "PK\x03\x04");
}

static bool read_document(struct check_work *work, const struct yaml_node *document,
			  struct err *err)
{
	static const struct {
		const char *kind;
		bool (*read)(struct model *, const struct yaml_node *, bool *, struct err *);
	} READERS[] = {{"terraform", plan_read}, {"cloudformation", template_read}};
	for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++) {
		struct model model = {.work = work};
		bool is = false, done = READERS[i].read(&model, document, &is, err);
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

bool iac_read(struct check_work *work, struct err *err)
{
	struct yaml_node *documents;
	if (is_binary_plan(work))
		return err_set(
			err, ERR_INVALID,
			"%s: a plan in Terraform's own format; write it as JSON: terraform show "
			"-json %s",
			work->name, work->name);
	if (!check_documents(work, &documents, err))
		return false;
	for (YAML_EACH(document, documents))
		if (!read_document(work, document, err))
			return false;
	return true;
}
