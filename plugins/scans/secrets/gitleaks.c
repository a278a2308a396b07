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

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	struct leak leak = leak_of(node);
	return leak_add(tour->file, &leak, &tour->scratch, err);
}

static const struct tour_row ROWS[] = {{"[]", add, 0}, {NULL, NULL, 0}};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct tour tour = {.file = file};
	return leak_begin(file, NULL, err) && tour_all(&tour, ROWS, err) &&
	       scan_end(file, NULL, err);
}

const struct scan_format FORMAT_GITLEAKS = {
	.name = "gitleaks",
	.title = "Gitleaks JSON",
	.detect = detect,
	.read = read_report,
	.bare = SCAN_EMPTY_LIST | SCAN_NULL,
};
