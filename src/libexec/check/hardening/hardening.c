#include "libexec/check/hardening/hardening.h"

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

bool hardening_read(struct check_work *work, struct err *err)
{
	struct yaml_node *documents;
	if (dockerfile_is(work))
		return dockerfile_read(work, err);
	if (!check_documents(work, &documents, err))
		return false;
	for (YAML_EACH(document, documents))
		if (!read_document(work, document, err))
			return false;
	return true;
}
