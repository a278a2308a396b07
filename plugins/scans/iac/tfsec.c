// tfsec's JSON: {"results":[…]} or {"results":null}; severities of both ages, ERROR and HIGH.
//
// A result that passed is none; one that was ignored by a comment is a claim. Paths are mostly
// absolute, so that a resource's address is its better place.
// Source: aquasecurity/tfsec, internal formatters; aquasecurity/defsec, pkg/formatters/json.go.
#include "plugins/scans/deps/trivy.h"
#include "plugins/scans/formats.h"

#include <string.h>

static bool is_result(const struct node *item)
{
	return node_has(item, "rule_id") && node_has(item, "location.filename");
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *results = node_member(sniff->json, "results");
	if (!results)
		return 0;
	if (is_result(results->first))
		return 90;
	return !results->first && sniff->json->count == 1 ? results->kind == NODE_NULL	 ? 60
							    : results->kind == NODE_LIST ? 50
											 : 0
							  : 0;
}

enum status { FAILED, PASSED, IGNORED };

// `passed` of old; `status` since: 0 failed, 1 passed, 2 ignored.
static enum status status_of(const struct node *result)
{
	if (node_bool(result, "passed", false))
		return PASSED;
	int64_t status = node_int(result, "status", FAILED);
	return status == PASSED || status == IGNORED ? (enum status)status : FAILED;
}

static bool count(struct tour *tour, const struct node *result, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	scan->passed += status_of(result) == PASSED;
	return true;
}

// Of old it stands in a sentence.
static struct slice link_of(const struct node *result)
{
	struct slice text = slice_or(node_text(result, "links.0"), node_text(result, "link"));
	const char *begins = text.len ? memmem(text.at, text.len, "https://", 8) : NULL;
	if (!begins)
		return text;
	struct slice rest = {begins, text.len - (size_t)(begins - text.at)};
	return slice_word(&rest);
}

static bool send(struct tour *tour, const struct node *result, struct err *err)
{
	struct slice severity = node_text(result, "severity"), id = node_text(result, "rule_id");
	if (status_of(result) == PASSED)
		return true;
	struct scan_finding finding = {
		.class = FINDING_IAC,
		.level = finding_level_of(severity),
		.raw = severity,
		.from = SLICE("tool"),
		.rule = slice_starts(id, "AVD-") ? trivy_rule(tour, id) : id,
		.alias = slice_or(node_text(result, "long_id"), id),
		.title = slice_or(node_text(result, "rule_description"),
				  node_text(result, "description")),
		.text = node_text(result, "description"),
		.file = tour_path(tour, node_text(result, "location.filename")),
		.line = node_int(result, "location.start_line", 0),
		.end_line = node_int(result, "location.end_line", 0),
		.resource = node_text(result, "resource"),
		.link = link_of(result),
	};
	if (status_of(result) == IGNORED)
		finding.claim = SLICE("suppressed");
	return scan_add(tour->file, &finding, err);
}

static const struct tour_row COUNT[] = {{"results.[]", count, 0}, {NULL, NULL, 0}};
static const struct tour_row SEND[] = {{"results.[]", send, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("tfsec"), .class = FINDING_IAC};
	struct tour tour = {.file = file, .own = &scan};
	bool ok = tour_all(&tour, COUNT, err) && tour_scan(&tour, &scan, SEND, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_TFSEC = {
	.name = "tfsec-json",
	.title = "tfsec, JSON",
	.detect = detect,
	.read = read,
};
