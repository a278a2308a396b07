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

static bool is_later_than_all(const struct gate_work *work, const struct gate_scan *failed)
{
	bool later = false;
	for (size_t i = 0; i < work->input->scan_count; i++) {
		const struct gate_scan *scan = &work->input->scans[i];
		if (!work->stands[i] || gate_compare(scan->tool, failed->tool) ||
		    scan->class != failed->class || gate_compare(scan->target, failed->target) ||
		    gate_compare(scan->category, failed->category))
			continue;
		if (gate_compare_age(failed, scan) > 0)
			return false;
		later = true;
	}
	return later;
}

static bool is_told(const struct gate_work *work, const struct gate_scan *scan)
{
	for (size_t i = 0; i < work->reasons.len; i++)
		if (work->reasons.at[i].scan == scan)
			return true;
	return false;
}

// What is wrong with a scan that was handed over, whether or not it was required.
static enum gate_rule fault_alone(const struct gate_subject *subject, const struct gate_scan *scan)
{
	if (gate_tells(scan->failed))
		return GATE_FAILED;
	if (gate_is_future(subject, scan))
		return GATE_FUTURE;
	return gate_is_subject(subject, scan) ? GATE_RULES : GATE_OTHER;
}

static void tell_scan(struct gate_work *work, const struct gate_scan *scan, bool stands)
{
	const struct gate_subject *subject = gate_subject_of(work);
	enum gate_rule rule = subject->handed ? fault_alone(subject, scan) : GATE_RULES;
	if (!subject->handed && gate_tells(scan->failed) && gate_is_subject(subject, scan) &&
	    is_later_than_all(work, scan))
		rule = GATE_LATE_FAILURE;
	if (rule == GATE_RULES && stands && gate_tells(scan->filter))
		rule = GATE_FILTERED;
	if (rule != GATE_RULES && (rule == GATE_FILTERED || !is_told(work, scan)))
		gate_add(work, rule)->scan = scan;
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
	if (!any)
		gate_add(work, GATE_NOTHING);
	for (size_t i = 0; i < input->policy->required_count; i++)
		gate_check_requirement(work, &input->policy->required[i]);
	qsort(order, input->scan_count, sizeof(const struct gate_scan *), compare);
	for (size_t i = 0; i < input->scan_count; i++)
		tell_scan(work, order[i], work->stands[order[i] - input->scans]);
	free((void *)order);
}
