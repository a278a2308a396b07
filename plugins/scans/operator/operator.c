#include "plugins/scans/operator/operator.h"

#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"

#include <stdlib.h>

// ---- The file ----

static bool visit(struct operator_walk *walk, struct doc *doc, struct err *err)
{
	const struct node *report;
	bool ok = true;
	if (!doc_read(doc, &report, err))
		return false;
	const struct operator_kind *kind = operator_kind_of(report);
	if (kind && walk->telling)
		ok = operator_turn(walk, report, kind, err) &&
		     operator_tell(walk, report, kind, err);
	else if (kind)
		ok = operator_look(walk, report, kind, err);
	arena_fini(&walk->words);
	doc_forget(doc);
	return ok;
}

static bool visit_all(struct operator_walk *walk, struct doc *doc, struct err *err)
{
	bool more, ok = doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, NULL, &more, err)) && more)
		ok = visit(walk, doc, err);
	return ok;
}

static bool visit_file(struct operator_walk *walk, struct doc *doc, struct err *err)
{
	enum node_kind kind;
	struct slice key;
	bool more, ok = doc_kind(doc, &kind, err);
	if (ok && kind == NODE_LIST)
		return visit_all(walk, doc, err);
	if (ok && walk->single)
		return visit(walk, doc, err);
	ok = ok && doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		ok = slice_is(key, "items") ? visit_all(walk, doc, err)
					    : scan_see_page(walk->file, key, &walk->page, err);
	return ok;
}

static bool visit_once(struct operator_walk *walk, struct err *err)
{
	struct doc *doc = walk->file->doc;
	return visit_file(walk, doc, err) && doc_end(doc, err);
}

static bool read_reports(struct operator_walk *walk, struct err *err)
{
	bool ok = visit_once(walk, err) && scan_again(walk->file, err) &&
		  operator_begin(walk, err) && visit_once(walk, err) && operator_end(walk, err);
	vec_fini(&walk->places);
	map_fini(&walk->known);
	arena_fini(&walk->words);
	return ok;
}

static bool read_list(struct scan_file *file, struct err *err)
{
	return read_reports(&(struct operator_walk){.file = file}, err);
}

static bool read_single(struct scan_file *file, struct err *err)
{
	return read_reports(&(struct operator_walk){.file = file, .single = true}, err);
}

// ---- Which files are such ----

static bool is_of_operator(const struct node *node)
{
	return slice_starts(node_text(node, "apiVersion"), "aquasecurity.github.io/");
}

static bool is_report(const struct node *report)
{
	return is_of_operator(report) && operator_kind_of(report);
}

// What kubectl prints of nothing is the same of whatever it was asked for: only --as says it.
static int detect_list(const struct scan_sniff *sniff)
{
	enum { ONLY_NAMED = 1 };
	const struct node *items = node_member(sniff->json, "items");
	struct slice kind = node_text(sniff->json, "kind");
	bool none = items && items->kind == NODE_LIST && !items->first;
	if (none && is_of_operator(sniff->json) && slice_ends(kind, "ReportList"))
		return CLOUD_SURE;
	if (none && slice_is(kind, "List"))
		return ONLY_NAMED;
	return is_report(cloud_peek_first(sniff, "items")) ? CLOUD_SURE : 0;
}

static int detect_single(const struct scan_sniff *sniff)
{
	return is_report(sniff->json) ? CLOUD_SURE : 0;
}

const struct scan_format FORMAT_TRIVY_OPERATOR = {
	.name = "trivy-operator",
	.title = "Trivy Operator reports of a cluster",
	.detect = detect_list,
	.read = read_list,
	.bare = SCAN_EMPTY_LIST,
};
const struct scan_format FORMAT_TRIVY_OPERATOR_ONE = {
	.name = "trivy-operator-report",
	.title = "Trivy Operator, one report",
	.detect = detect_single,
	.read = read_single,
};
