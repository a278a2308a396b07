#include "libexec/check/iac/model.h"

static void judge_all(struct model *model)
{
	static void (*const JUDGES[])(struct model *) = {demands_judge, listeners_judge,
							 buckets_judge, nodes_judge,
							 groups_judge,	planes_judge};
	for (size_t i = 0; i < sizeof JUDGES / sizeof *JUDGES; i++)
		JUDGES[i](model);
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
