#include "findings/gate/gate.h"

#include "findings/gate/gate_private.h"

#include <stdlib.h>
#include <string.h>

enum gate_weight gate_weight(enum gate_rule rule)
{
	if (rule <= GATE_LIMIT)
		return GATE_BLOCKS;
	if (rule <= GATE_OLD_CATALOGUE)
		return GATE_MISSING;
	return rule <= GATE_FILTERED ? GATE_WARNS : GATE_NOTES;
}

// ---- What the parts share ----

int gate_compare(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

bool gate_tells(const char *text)
{
	return text && *text;
}

bool gate_words_have(const struct gate_words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (gate_compare(words->at[i], word) == 0)
			return true;
	return false;
}

struct gate_reason *gate_add(struct gate_work *work, enum gate_rule rule)
{
	struct gate_reason *reason = vec_push(&work->reasons);
	*reason = (struct gate_reason){.rule = rule};
	return reason;
}

int64_t gate_most(const struct gate_policy *policy, enum finding_class class,
		  enum finding_level level, int *row)
{
	*row = policy->most[class][level] == GATE_UNSAID ? FINDING_CLASSES : (int)class;
	return policy->most[*row][level];
}

// ---- The verdict ----

static enum verdict verdict_of(const struct gate_work *work)
{
	enum verdict verdict = VERDICT_PASS;
	for (size_t i = 0; i < work->reasons.len; i++)
		switch (gate_weight(work->reasons.at[i].rule)) {
		case GATE_BLOCKS: return VERDICT_FAIL;
		case GATE_MISSING: verdict = VERDICT_INCOMPLETE; break;
		default: break;
		}
	return verdict;
}

static void finish(struct gate_work *work, struct gate_verdict *out)
{
	out->verdict = verdict_of(work);
	out->reason_count = work->reasons.len;
	out->reasons = arena_alloc(work->arena, (work->reasons.len + 1) * sizeof *out->reasons);
	if (work->reasons.len)
		memcpy(out->reasons, work->reasons.at, work->reasons.len * sizeof *out->reasons);
	vec_fini(&work->reasons);
}

// Only a vulnerability can be known to be exploited: one that was found, or is looked for.
static bool has_vulnerabilities(const struct gate_work *work)
{
	const struct gate_input *input = work->input;
	for (size_t i = 0; i < input->scan_count; i++)
		if (work->stands[i] && (input->scans[i].class == FINDING_DEPENDENCY ||
					input->scans[i].class == FINDING_CONTAINER))
			return true;
	for (size_t i = 0; i < input->finding_count; i++)
		if (gate_tells(input->findings[i].cve))
			return true;
	return false;
}

static void check_catalogue(struct gate_work *work)
{
	const struct gate_policy *policy = work->input->policy;
	int64_t at = work->input->catalogue_at, age = gate_subject_of(work)->now - at;
	if (!policy->exploited || !has_vulnerabilities(work))
		return;
	if (!at)
		gate_add(work, GATE_NO_CATALOGUE);
	else if (age > policy->exploited_age || age < -GATE_SKEW)
		gate_add(work, GATE_OLD_CATALOGUE);
}

void gate_judge(const struct gate_input *input, struct arena *arena, struct gate_verdict *out)
{
	struct gate_work work = {.input = input, .arena = arena};
	*out = (struct gate_verdict){0};
	work.stands = mem_alloc(input->scan_count + 1);
	gate_choose(&input->subject, input->scans, input->scan_count, work.stands);
	gate_weigh_findings(&work, out);
	check_catalogue(&work);
	gate_check_scans(&work);
	finish(&work, out);
	free(work.stands);
}

void gate_judge_required(const struct gate_input *input, struct arena *arena,
			 struct gate_verdict *out)
{
	struct gate_work work = {.input = input, .arena = arena};
	*out = (struct gate_verdict){0};
	for (size_t i = 0; i < input->policy->required_count; i++)
		gate_check_requirement(&work, &input->policy->required[i]);
	finish(&work, out);
}
