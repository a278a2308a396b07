// Gitleaks' JSON: a list of secrets, "null" or "[]" when there are none; since version 8, and
// before it with names in lower case. A redacted report has no secrets to tell them apart by: rule
// and place do it then. Source: gitleaks, report/finding.go; of version 7, scan/leak.go.
#include "plugins/scans/secrets/leak.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "0");
	if (node_has(first, "RuleID") && node_has(first, "Secret"))
		return 100;
	return node_has(first, "offender") && node_has(first, "rule") ? 100 : 0;
}

static bool add(struct walk *walk, const struct node *node, struct err *err)
{
	struct leak leak = leak_of(node);
	return leak_add(walk->file, &leak, &walk->arena, err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct walk walk = {.file = file};
	enum node_kind kind;
	if (!doc_kind(file->doc, &kind, err) || !leak_begin(file, NULL, err))
		return false;
	bool good = kind == NODE_NULL ? doc_skip(file->doc, err) : walk_list(&walk, add, err);
	return good && doc_end(file->doc, err) && scan_end(file, NULL, err);
}

const struct scan_format FORMAT_GITLEAKS = {
	.name = "gitleaks",
	.title = "Gitleaks JSON",
	.detect = detect,
	.read = read_report,
	.bare = SCAN_EMPTY_LIST | SCAN_NULL,
};
