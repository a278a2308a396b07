#include "findings/gate/gate_private.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	const struct gate_scan *left = *(const struct gate_scan *const *)a;
	const struct gate_scan *right = *(const struct gate_scan *const *)b;
	int order = gate_compare(left->tool, right->tool);
	order = order ? order : gate_compare(left->target, right->target);
	order = order ? order : (int)left->class - (int)right->class;
	order = order ? order : gate_compare(left->category, right->category);
	return order ? order : gate_compare_age(left, right);
}

static bool is_told(const struct gate_work *work, const struct gate_scan *scan)
{
	for (size_t i = 0; i < work->reasons.len; i++)
		if (work->reasons.at[i].scan == scan)
			return true;
	return false;
}

// What is wrong with a scan that is judged, whether or not it was required.
static enum gate_rule fault_alone(const struct gate_work *work, const struct gate_scan *scan)
{
	const struct gate_subject *subject = gate_subject_of(work);
	if (gate_tells(scan->failed))
		return GATE_FAILED;
	if (gate_is_future(subject, scan))
		return GATE_FUTURE;
	if (!gate_is_subject(subject, scan))
		return GATE_OTHER;
	return gate_tells(scan->partial) && !gate_is_allowed_part(work->input->policy, scan)
		       ? GATE_PARTIAL
		       : GATE_RULES;
}

// Scans of one tool, class, category and target, the newest first.
struct chain {
	const struct gate_scan *const *scans;
	size_t count;
	bool whole; // one that stands is
	bool over;  // it was met: what comes now is older
};

static bool is_of(const struct chain *chain, const struct gate_scan *scan)
{
	const struct gate_scan *first = chain->scans[0];
	return !gate_compare(first->tool, scan->tool) && first->class == scan->class &&
	       !gate_compare(first->target, scan->target) &&
	       !gate_compare(first->category, scan->category);
}

enum { ZONES = 24 * 3600 }; // seconds that a local time taken for UTC is ahead at most

// What came behind a whole one. Where it failed, what there is now nobody could look at. One that
// is dated further ahead than zones explain would stay the newest for long, and only warns.
static enum gate_rule fault_behind(const struct gate_work *work, const struct gate_scan *scan)
{
	bool part = gate_tells(scan->partial) && !gate_is_allowed_part(work->input->policy, scan);
	if (!gate_tells(scan->failed))
		return part ? GATE_LATE_PART : GATE_RULES;
	return scan->at - gate_subject_of(work)->now < ZONES ? GATE_FAILED : GATE_LATE_FAILURE;
}

// Those of a cache: what came before a whole one is over.
static enum gate_rule fault_of(const struct gate_work *work, const struct chain *chain, size_t at,
			       bool *newest)
{
	const struct gate_subject *subject = gate_subject_of(work);
	const struct gate_scan *scan = chain->scans[at];
	if (subject->handed)
		return fault_alone(work, scan);
	if (!gate_is_subject(subject, scan))
		return GATE_RULES;
	if (chain->whole)
		return chain->over ? GATE_RULES : fault_behind(work, scan);
	enum gate_rule rule = *newest ? fault_alone(work, scan) : GATE_RULES;
	*newest = false;
	return rule;
}

static void tell_scan(struct gate_work *work, const struct gate_scan *scan, enum gate_rule rule)
{
	bool counts = gate_weight(rule) != GATE_MISSING && work->stands[scan - work->input->scans];
	bool told = is_told(work, scan);
	if (rule != GATE_RULES && !told)
		gate_add(work, rule)->scan = scan;
	if (counts && gate_tells(scan->filter))
		gate_add(work, GATE_FILTERED)->scan = scan;
	if (counts && scan->untested && !told)
		gate_add(work, GATE_SKIPPED)->scan = scan;
}

static bool is_whole(const struct gate_work *work, const struct gate_scan *scan)
{
	return work->stands[scan - work->input->scans] && !gate_tells(scan->partial);
}

static void tell_chain(struct gate_work *work, struct chain *chain)
{
	bool newest = true;
	for (size_t i = 0; i < chain->count; i++)
		chain->whole |= is_whole(work, chain->scans[i]);
	for (size_t i = 0; i < chain->count; i++) {
		chain->over |= is_whole(work, chain->scans[i]);
		tell_scan(work, chain->scans[i], fault_of(work, chain, i, &newest));
	}
}

static void tell_scans(struct gate_work *work, const struct gate_scan *const *order)
{
	struct chain chain;
	for (size_t i = 0; i < work->input->scan_count; i += chain.count) {
		chain = (struct chain){.scans = &order[i], .count = 1};
		while (i + chain.count < work->input->scan_count &&
		       is_of(&chain, order[i + chain.count]))
			chain.count++;
		tell_chain(work, &chain);
	}
}

// Each target that is named was scanned, or is missed by a requirement already.
static void check_targets(struct gate_work *work)
{
	const struct gate_words *targets = &gate_subject_of(work)->targets;
	for (size_t t = 0; t < targets->count; t++) {
		bool found = false;
		for (size_t i = 0; !found && i < work->reasons.len; i++)
			found = work->reasons.at[i].requirement &&
				!gate_compare(work->reasons.at[i].target, targets->at[t]);
		for (size_t i = 0; !found && i < work->input->scan_count; i++)
			found = work->stands[i] &&
				gate_is_target(work, &work->input->scans[i], targets->at[t]);
		const char *called = found ? gate_called(work, targets->at[t]) : NULL;
		if (found && !called)
			continue;
		struct gate_reason *reason = gate_add(work, found ? GATE_CALLED : GATE_UNSCANNED);
		reason->target = targets->at[t];
		reason->near = found ? called : gate_near(work, targets->at[t]);
	}
}

void gate_check_scans(struct gate_work *work)
{
	const struct gate_input *input = work->input;
	const struct gate_scan **order = mem_alloc((input->scan_count + 1) * sizeof *order);
	bool any = false;
	for (size_t i = 0; i < input->scan_count; i++) {
		order[i] = &input->scans[i];
		any |= work->stands[i];
	}
	if (!any && !gate_subject_of(work)->targets.count)
		gate_add(work, GATE_NOTHING);
	for (size_t i = 0; i < input->policy->required_count; i++)
		gate_check_requirement(work, &input->policy->required[i]);
	check_targets(work);
	qsort(order, input->scan_count, sizeof(const struct gate_scan *), compare);
	tell_scans(work, order);
	free((void *)order);
}
