#include "findings/gate/gate_private.h"
#include "findings/glob.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// A requirement held against the scans of one target, or of one file.
struct search {
	const struct gate_requirement *requirement;
	const char *target;		 // NULL: any that is judged
	const char *file;		 // that must have been looked at; NULL: none
	const struct gate_scan *nearest; // of all tried, the one that lacks least
	enum gate_rule fault;		 // what it lacks; GATE_RULES: nothing
};

// "semgrep" is any of its editions: "Semgrep OSS".
static bool is_same_tool(const char *wanted, const char *tool)
{
	size_t len = strlen(wanted);
	return strncasecmp(wanted, tool, len) == 0 && (!tool[len] || tool[len] == ' ');
}

static bool is_tool(const struct gate_words *tools, const char *tool)
{
	for (size_t i = 0; i < tools->count; i++)
		if (is_same_tool(tools->at[i], tool ? tool : ""))
			return true;
	return !tools->count;
}

static bool is_kind(const struct gate_requirement *requirement, const struct gate_scan *scan)
{
	if (requirement->classes && !(requirement->classes & 1u << scan->class))
		return false;
	if (requirement->target_kind && gate_compare(requirement->target_kind, scan->target_kind))
		return false;
	if (requirement->category && gate_compare(requirement->category, scan->category))
		return false;
	return is_tool(&requirement->tools, scan->tool);
}

bool gate_is_allowed_part(const struct gate_policy *policy, const struct gate_scan *scan)
{
	for (size_t i = 0; i < policy->required_count; i++)
		if (policy->required[i].parts && scan->seen > 0 &&
		    is_kind(&policy->required[i], scan))
			return true;
	return false;
}

// ---- Lists within a scan's text ----

typedef bool list_test(const char *wanted, const char *listed);

static bool is_listed(const char *list, const char *wanted, list_test *test)
{
	struct slice rest = slice_of(list);
	bool found = false;
	while (rest.len && !found) {
		char *item = mem_slice(slice_trim(slice_cut(&rest, ',')));
		found = test(wanted, item);
		free(item);
	}
	return found;
}

static bool is_same_file(const char *wanted, const char *listed)
{
	while (strncmp(listed, "./", 2) == 0)
		listed += 2;
	return strcmp(wanted, listed) == 0;
}

// A person's word may stand before it: "nightly package-lock.json".
static bool is_category(const char *wanted, const char *category)
{
	if (is_same_file(wanted, category))
		return true;
	for (const char *at = category; (at = strchr(at, ' '));)
		if (is_same_file(wanted, ++at))
			return true;
	return false;
}

static bool covers(const struct gate_scan *scan, const char *file)
{
	return is_same_file(file, scan->target ? scan->target : "") ||
	       is_category(file, scan->category ? scan->category : "") ||
	       is_listed(scan->covers, file, is_same_file);
}

// ---- What one scan lacks ----

static const char *lacking_pack(const struct gate_requirement *requirement,
				const struct gate_scan *scan, size_t *from)
{
	for (; *from < requirement->packs.count; ++*from)
		if (!is_listed(scan->packs, requirement->packs.at[*from], glob_fits))
			return requirement->packs.at[(*from)++];
	return NULL;
}

// A part that shows nothing of what it saw is none.
static bool is_enough(const struct gate_requirement *requirement, const struct gate_scan *scan)
{
	return !gate_tells(scan->partial) || (requirement->parts && scan->seen > 0);
}

static enum gate_rule fault_of(const struct gate_work *work, const struct search *search,
			       const struct gate_scan *scan)
{
	const struct gate_requirement *requirement = search->requirement;
	const struct gate_subject *subject = gate_subject_of(work);
	size_t from = 0;
	bool own = search->target || search->file; // chosen by that; only a binding can part them
	if (gate_tells(scan->failed))
		return GATE_FAILED;
	if (gate_is_future(subject, scan))
		return GATE_FUTURE;
	if (!is_enough(requirement, scan))
		return GATE_PARTIAL;
	if ((!own || gate_is_bound(subject, scan)) && !gate_is_subject(subject, scan))
		return GATE_OTHER;
	if ((requirement->bind == GATE_BIND_DIGEST &&
	     gate_compare(scan->digest, subject->digest)) ||
	    (requirement->bind == GATE_BIND_COMMIT && gate_compare(scan->digest, subject->commit)))
		return GATE_OTHER;
	if (lacking_pack(requirement, scan, &from))
		return GATE_NO_PACK;
	if (requirement->max_age && subject->now - scan->at > requirement->max_age)
		return GATE_STALE;
	if (search->file && scan->untested)
		return GATE_UNTESTED;
	return GATE_RULES;
}

static void try_scan(const struct gate_work *work, struct search *search,
		     const struct gate_scan *scan)
{
	enum gate_rule fault = fault_of(work, search, scan);
	bool nearer = !search->nearest || fault > search->fault ||
		      (fault == search->fault && gate_compare_age(scan, search->nearest) < 0);
	if (!nearer)
		return;
	search->nearest = scan;
	search->fault = fault;
}

static void try_all(const struct gate_work *work, struct search *search)
{
	search->nearest = NULL;
	search->fault = search->file ? GATE_UNCOVERED : GATE_NO_SCAN;
	for (size_t i = 0; i < work->input->scan_count; i++) {
		const struct gate_scan *scan = &work->input->scans[i];
		if (!is_kind(search->requirement, scan) ||
		    (search->target && !gate_is_target(work, scan, search->target)) ||
		    (search->file && !covers(scan, search->file)))
			continue;
		try_scan(work, search, scan);
	}
}

// ---- What is said about it ----

static void add_fault(struct gate_work *work, const struct search *search, const char *detail)
{
	struct gate_reason *reason = gate_add(work, search->fault);
	reason->requirement = search->requirement;
	reason->scan = search->nearest;
	reason->target = search->target ? search->target : "";
	if (search->fault == GATE_NO_SCAN && search->target)
		reason->near = gate_near(work, search->target);
	reason->detail = detail;
}

static void find(struct gate_work *work, struct search *search)
{
	size_t from = 0;
	const char *pack;
	try_all(work, search);
	if (search->fault == GATE_NO_PACK)
		while ((pack = lacking_pack(search->requirement, search->nearest, &from)))
			add_fault(work, search, pack);
	else if (search->fault != GATE_RULES)
		add_fault(work, search, search->file);
}

// ---- Per target, per file ----

// Targets that have a scan of this kind and are judged, each once, in the order of their names. A
// file of which nobody knows what it is has no tool, and makes nothing a target.
static struct gate_words known_targets(const struct gate_work *work,
				       const struct gate_requirement *requirement)
{
	struct gate_words known = {
		.at = arena_alloc(work->arena, (work->input->scan_count + 1) * sizeof *known.at)};
	const char *last = NULL;
	for (;;) {
		const char *next = NULL;
		for (size_t i = 0; i < work->input->scan_count; i++) {
			const struct gate_scan *scan = &work->input->scans[i];
			if (is_kind(requirement, scan) && gate_tells(scan->tool) &&
			    gate_is_subject(gate_subject_of(work), scan) &&
			    (!last || gate_compare(scan->target, last) > 0) &&
			    (!next || gate_compare(scan->target, next) < 0))
				next = scan->target ? scan->target : "";
		}
		if (!next)
			return known;
		known.at[known.count++] = last = next;
	}
}

static void find_per_target(struct gate_work *work, const struct gate_requirement *requirement)
{
	const struct gate_subject *subject = gate_subject_of(work);
	struct search search = {.requirement = requirement};
	struct gate_words targets = requirement->targets;
	if (!targets.count && requirement->bind == GATE_BIND_NONE)
		targets = subject->targets.count ? subject->targets
						 : known_targets(work, requirement);
	if (!targets.count)
		find(work, &search);
	for (size_t i = 0; i < targets.count; i++) {
		search.target = targets.at[i];
		find(work, &search);
	}
}

static bool is_pattern(const char *file)
{
	return strpbrk(file, "*?") != NULL;
}

static bool fits_path(const char *pattern, const char *path)
{
	const char *slash = strrchr(path, '/');
	return glob_fits(pattern, strchr(pattern, '/') || !slash ? path : slash + 1);
}

static bool find_pattern(struct gate_work *work, struct search *search, const char *pattern)
{
	const struct gate_words *tree = gate_subject_of(work)->tree;
	bool any = false;
	for (size_t i = 0; i < tree->count; i++)
		if (fits_path(pattern, tree->at[i])) {
			search->file = tree->at[i];
			find(work, search);
			any = true;
		}
	return any;
}

static void add_tree_fault(struct gate_work *work, const struct gate_requirement *requirement,
			   enum gate_rule rule, const char *detail)
{
	struct search search = {.requirement = requirement, .fault = rule};
	add_fault(work, &search, detail);
}

// Where patterns fit no file at all nothing was asked of anybody.
static void find_per_file(struct gate_work *work, const struct gate_requirement *requirement)
{
	const struct gate_subject *subject = gate_subject_of(work);
	const char *pattern = NULL;
	bool any = false;
	for (size_t i = 0; i < requirement->files.count; i++) {
		const char *file = requirement->files.at[i];
		struct search search = {.requirement = requirement, .file = file};
		if (!is_pattern(file)) {
			find(work, &search);
			any = true;
			continue;
		}
		pattern = file;
		if (subject->tree)
			any |= find_pattern(work, &search, file);
		else
			add_tree_fault(work, requirement, GATE_NO_TREE, file);
	}
	if (pattern && subject->tree && !any)
		add_tree_fault(work, requirement, GATE_NO_FILE, pattern);
	if (pattern && gate_tells(subject->tree_astray))
		add_tree_fault(work, requirement, GATE_ASTRAY, subject->tree_astray);
}

void gate_check_requirement(struct gate_work *work, const struct gate_requirement *requirement)
{
	const struct gate_subject *subject = gate_subject_of(work);
	if ((requirement->bind == GATE_BIND_DIGEST && !subject->digest) ||
	    (requirement->bind == GATE_BIND_COMMIT && !subject->commit)) {
		gate_add(work, GATE_UNBOUND)->requirement = requirement;
		return;
	}
	if (requirement->files.count)
		find_per_file(work, requirement);
	else
		find_per_target(work, requirement);
}
