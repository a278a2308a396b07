#include "findings/gate/gate_private.h"

#include "findings/target.h"

#include <stdlib.h>
#include <string.h>

// ---- Of what is judged, or of something else ----

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (gate_compare(word, *words) == 0)
			return true;
	return false;
}

static bool is_image(const struct gate_scan *scan)
{
	if (gate_tells(scan->target_kind))
		return strcmp(scan->target_kind, "image") == 0;
	return scan->class == FINDING_CONTAINER ||
	       (scan->digest && strncmp(scan->digest, "sha256:", 7) == 0);
}

static bool is_repository(const struct gate_scan *scan)
{
	static const char *const KINDS[] = {"repo", "fs", NULL};
	if (gate_tells(scan->target_kind))
		return is_one_of(scan->target_kind, KINDS);
	return !is_image(scan) && (scan->class <= FINDING_DEPENDENCY ||
				   scan->class == FINDING_IAC || scan->class == FINDING_SECRET);
}

bool gate_is_bound(const struct gate_subject *subject, const struct gate_scan *scan)
{
	return (subject->digest && is_image(scan)) || (subject->commit && is_repository(scan));
}

static bool is_bound_to(const struct gate_subject *subject, const struct gate_scan *scan)
{
	if (subject->digest && is_image(scan))
		return gate_compare(scan->digest, subject->digest) == 0;
	return (subject->handed && !gate_tells(scan->digest)) ||
	       gate_compare(scan->digest, subject->commit) == 0;
}

bool gate_is_subject(const struct gate_subject *subject, const struct gate_scan *scan)
{
	if (gate_is_bound(subject, scan))
		return is_bound_to(subject, scan);
	if (gate_words_have(&subject->targets, scan->target) ||
	    gate_words_have(&subject->also, scan->target))
		return true;
	return !subject->targets.count &&
	       (subject->handed || (!subject->digest && !subject->commit));
}

bool gate_is_target(const struct gate_work *work, const struct gate_scan *scan, const char *target)
{
	return !gate_compare(scan->target, target) ||
	       (gate_is_bound(gate_subject_of(work), scan) && target_is_of(scan->target, target));
}

const char *gate_near(const struct gate_work *work, const char *target)
{
	const struct gate_input *input = work->input;
	const char **known = arena_alloc(work->arena, (input->scan_count + 1) * sizeof *known);
	for (size_t i = 0; i < input->scan_count; i++)
		known[i] = input->scans[i].target;
	return target_guess(target, known, input->scan_count, work->arena);
}

// ---- One name of several repositories ----

struct called {
	const char *target;
	struct slice name, lower; // of hosts that ignore case
};

static bool is_called(const struct called *called, const struct gate_scan *scan)
{
	struct slice own = slice_of(scan->target);
	struct slice name = target_ignores_case(own) ? called->lower : called->name;
	return target_is_called(own, name) && gate_compare(scan->target, called->target) &&
	       is_repository(scan);
}

// Whether the name is a repository's itself, and none that has it in more words is judged.
static bool is_mistakable(const struct gate_work *work, const struct called *called)
{
	const struct gate_subject *subject = gate_subject_of(work);
	bool own = false;
	for (size_t i = 0; i < work->input->scan_count; i++) {
		const struct gate_scan *scan = &work->input->scans[i];
		own |= is_repository(scan) && !gate_compare(scan->target, called->target);
		if (is_called(called, scan) &&
		    (gate_is_bound(subject, scan) || gate_is_subject(subject, scan)))
			return false;
	}
	return own;
}

// Of those the first behind `last` in the order of their bytes. NULL: none.
static const char *called_next(const struct gate_work *work, const struct called *called,
			       const char *last)
{
	const char *next = NULL;
	for (size_t i = 0; i < work->input->scan_count; i++) {
		const struct gate_scan *scan = &work->input->scans[i];
		if (is_called(called, scan) && strcmp(scan->target, last) > 0 &&
		    (!next || strcmp(scan->target, next) < 0))
			next = scan->target;
	}
	return next;
}

const char *gate_called(const struct gate_work *work, const char *target)
{
	const struct called called = {target, slice_of(target),
				      target_lower(slice_of(target), work->arena)};
	const char *out = NULL, *next = "";
	if (gate_subject_of(work)->handed || !is_mistakable(work, &called))
		return NULL;
	for (int told = 0; told < TARGET_GUESSES; told++) {
		next = called_next(work, &called, next);
		if (!next)
			break;
		out = out ? arena_printf(work->arena, "%s or %s", out, next) : next;
	}
	return out;
}

bool gate_is_future(const struct gate_subject *subject, const struct gate_scan *scan)
{
	return scan->at - subject->now > GATE_SKEW;
}

// ---- Which of many stand ----

int gate_compare_age(const struct gate_scan *a, const struct gate_scan *b)
{
	if (a->at != b->at)
		return a->at < b->at ? 1 : -1;
	return gate_compare(a->id, b->id);
}

static int compare_keys(const struct gate_scan *a, const struct gate_scan *b)
{
	int order = gate_compare(a->tool, b->tool);
	order = order ? order : (int)a->class - (int)b->class;
	order = order ? order : gate_compare(a->category, b->category);
	return order ? order : gate_compare(a->target, b->target);
}

static int compare(const void *a, const void *b, void *context)
{
	const struct gate_scan *scans = context;
	const struct gate_scan *left = &scans[*(const size_t *)a];
	const struct gate_scan *right = &scans[*(const size_t *)b];
	int order = compare_keys(left, right);
	return order ? order : gate_compare_age(left, right);
}

static bool may_stand(const struct gate_subject *subject, const struct gate_scan *scan)
{
	return !gate_tells(scan->failed) && !gate_is_future(subject, scan) &&
	       gate_is_subject(subject, scan);
}

void gate_choose(const struct gate_subject *subject, const struct gate_scan *scans, size_t count,
		 bool *marks)
{
	size_t *order = mem_alloc((count + 1) * sizeof *order), kept = 0;
	for (size_t i = 0; i < count; i++) {
		marks[i] = false;
		if (may_stand(subject, &scans[i]))
			order[kept++] = i;
	}
	qsort_r(order, kept, sizeof *order, compare, (void *)(uintptr_t)scans);
	bool whole = false; // one of this key was seen
	for (size_t i = 0; i < kept; i++) {
		const struct gate_scan *scan = &scans[order[i]];
		whole = whole && compare_keys(&scans[order[i - 1]], scan) == 0;
		marks[order[i]] = !whole;
		whole = whole || !gate_tells(scan->partial);
	}
	free(order);
}

const struct gate_scan *gate_before(const struct gate_subject *subject,
				    const struct gate_scan *scans, size_t count,
				    const struct gate_scan *scan)
{
	const struct gate_scan *before = NULL;
	for (size_t i = 0; i < count; i++)
		if (!compare_keys(&scans[i], scan) && gate_compare_age(&scans[i], scan) > 0 &&
		    !gate_tells(scans[i].partial) && may_stand(subject, &scans[i]) &&
		    (!before || gate_compare_age(&scans[i], before) < 0))
			before = &scans[i];
	return before;
}
