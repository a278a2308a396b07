// Checkov's JSON: an object, an array of them (one per framework), or the bare summary of a run
// that met nothing to check or does not tell what it met.
//
// Each framework is a scan, known by its check_type. Checks that were skipped by a comment, a
// baseline or the configuration are claims without an end. Files that could not be parsed make the
// scan partial. Without Prisma's platform there is no severity: Medium, marked "assumed".
// Source: bridgecrewio/checkov, checkov/common/output/report.py and record.py.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

#include "base/vec.h"

#include <stdlib.h>

enum { REPORTS = 64 }; // of an array; each is toured on its own

struct report {
	struct slice type;
	int64_t passed, broken;
	struct slice first_broken; // file
	int64_t told;		   // how many passed by its summary, which --quiet leaves alone
	bool whole;		   // it has results
};

struct checkov {
	struct slice version, failed; // of a summary: how many failed
	vec(struct report) reports;
	size_t sending;
	bool listed;
};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	if (json && json->kind == NODE_LIST)
		json = json->first;
	if (node_has(json, "check_type") && node_at(json, "results"))
		return 95;
	return node_has(json, "checkov_version") && node_has(json, "failed") ? 90 : 0;
}

static struct report *newest(struct checkov *checkov)
{
	if (!checkov->reports.len)
		*vec_push(&checkov->reports) = (struct report){0};
	return &checkov->reports.at[checkov->reports.len - 1];
}

static bool report(struct tour *tour, const struct node *node, struct err *err)
{
	struct checkov *checkov = tour->own;
	(void)node;
	if (checkov->reports.len >= REPORTS)
		return err_set(err, ERR_INVALID, "%s: more than %d reports in one array",
			       tour->file->name, REPORTS);
	*vec_push(&checkov->reports) = (struct report){0};
	return true;
}

static bool type(struct tour *tour, const struct node *node, struct err *err)
{
	(void)err;
	newest(tour->own)->type = scan_keep_slice(tour->file, node->text);
	return true;
}

static bool results(struct tour *tour, const struct node *node, struct err *err)
{
	(void)node;
	(void)err;
	newest(tour->own)->whole = true;
	return true;
}

static bool passed(struct tour *tour, const struct node *node, struct err *err)
{
	(void)node;
	(void)err;
	newest(tour->own)->passed++;
	return true;
}

static bool told(struct tour *tour, const struct node *node, struct err *err)
{
	(void)err;
	newest(tour->own)->told = node_int(node, "", 0);
	return true;
}

static bool broken(struct tour *tour, const struct node *node, struct err *err)
{
	struct report *own = newest(tour->own);
	(void)err;
	if (!own->broken++)
		own->first_broken = scan_keep_slice(tour->file, node->text);
	return true;
}

// ---- Findings ----

static enum finding_class class_of(struct slice type)
{
	if (slice_starts(type, "sca_image"))
		return FINDING_CONTAINER;
	if (slice_starts(type, "sca_"))
		return FINDING_DEPENDENCY;
	return slice_is(type, "secrets") ? FINDING_SECRET : FINDING_IAC;
}

// From the repository's root where the report has it, else from where Checkov was pointed at.
static struct slice path_of(struct tour *tour, const struct node *check)
{
	struct slice repo = node_text(check, "repo_file_path");
	bool outside = !repo.len || slice_starts(repo, "/..");
	return tour_path(tour, outside ? node_text(check, "file_path") : repo);
}

static void rate(struct scan_finding *finding, const struct node *check)
{
	finding->raw = slice_or(node_text(check, "severity"),
				node_text(check, "vulnerability_details.severity"));
	finding->level = finding_level_of(finding->raw);
	finding->from = SLICE("tool");
	if (finding->raw.len)
		return;
	finding->level = LEVEL_MEDIUM;
	finding->from = SLICE("assumed");
}

// A row of the composition analysis.
static void add_package(struct tour *tour, struct scan_finding *finding, const struct node *details)
{
	struct slice id = node_text(details, "id");
	struct slice fixed = node_text(details, "fix_version");
	if (!id.len)
		return;
	finding->rule = id;
	finding->ids = id;
	finding->package = node_text(details, "package_name");
	finding->version = node_text(details, "package_version");
	finding->fixed =
		slice_or(fixed, tour_join(tour, node_at(details, "fixed_versions"), "", ", "));
	finding->text = node_text(details, "description");
	finding->cvss = node_text(details, "cvss");
	finding->vector = node_text(details, "vector");
	finding->purl = tour_purl(tour, node_text(details, "package_type"), finding->package,
				  finding->version);
	finding->resource = (struct slice){0};
}

static struct scan_finding made_of(struct tour *tour, const struct node *check)
{
	struct checkov *checkov = tour->own;
	struct slice id = node_text(check, "check_id");
	struct scan_finding finding = {
		.class = class_of(checkov->reports.at[checkov->sending].type),
		.rule = id,
		.alias = node_text(check, "bc_check_id"),
		.title = slice_or(node_text(check, "check_name"), id),
		.file = path_of(tour, check),
		.line = node_int(check, "file_line_range.0", 0),
		.end_line = node_int(check, "file_line_range.1", 0),
		.resource = node_text(check, "resource"),
		.link = node_text(check, "guideline"),
	};
	if (slice_starts(id, "CKV_SECRET")) { // its resource is the secret, or its plain digest
		finding.secret = finding.resource;
		finding.resource = (struct slice){0};
	}
	rate(&finding, check);
	add_package(tour, &finding, node_at(check, "vulnerability_details"));
	return finding;
}

static bool is_other(const struct tour *tour)
{
	const struct checkov *checkov = tour->own;
	return checkov->listed && tour->index[0] != checkov->sending;
}

static bool failed(struct tour *tour, const struct node *check, struct err *err)
{
	if (is_other(tour))
		return true;
	struct scan_finding finding = made_of(tour, check);
	return scan_add(tour->file, &finding, err);
}

static bool skipped(struct tour *tour, const struct node *check, struct err *err)
{
	if (is_other(tour))
		return true;
	struct scan_finding finding = made_of(tour, check);
	finding.claim = SLICE("suppressed");
	finding.claim_why = node_text(check, "check_result.suppress_comment");
	return scan_add(tour->file, &finding, err);
}

#define ROW(path, each, text)                                                                      \
	{                                                                                          \
		path, each, text                                                                   \
	}
#define HEADS(at)                                                                                  \
	ROW(at "check_type", type, 0), ROW(at "results", results, 0),                              \
		ROW(at "results.passed_checks.[]", passed, 0),                                     \
		ROW(at "results.parsing_errors.[]", broken, 0), ROW(at "summary.passed", told, 0), \
		ROW(at "summary.checkov_version", NULL, TOUR_TEXT(struct checkov, version))
#define SENT(at)                                                                                   \
	ROW(at "results.failed_checks.[]", failed, 0),                                             \
		ROW(at "results.skipped_checks.[]", skipped, 0)
enum { SAW_SUMMARY };
static const struct tour_row HEAD[] = {
	{"checkov_version", NULL, TOUR_TEXT(struct checkov, version)},
	{"failed", NULL, TOUR_TEXT(struct checkov, failed)},
	{"[]", report, 0},
	HEADS(""),
	HEADS("[]."),
	{NULL, NULL, 0},
};
static const struct tour_row SEND[] = {SENT(""), SENT("[]."), {NULL, NULL, 0}};

static struct scan scan_of(struct tour *tour, const struct report *report)
{
	struct checkov *checkov = tour->own;
	struct scan scan = {.tool = SLICE("checkov"),
			    .version = checkov->version,
			    .category = report->type,
			    .class = class_of(report->type),
			    .passed = report->passed > report->told ? report->passed : report->told,
			    .blind = SLICE("no check was made: it met nothing to check"),
			    .untested = report->broken};
	if (!report->whole)
		scan.partial = SLICE("the report has no results");
	if (report->broken)
		scan.partial = scan_keep(tour->file, "%lld files could not be parsed, such as %.*s",
					 (long long)report->broken, TOUR_S(report->first_broken));
	return scan;
}

// Nothing says which frameworks were asked for, so nothing may be closed.
static bool send_summary(struct tour *tour, struct err *err)
{
	struct checkov *checkov = tour->own;
	struct scan scan = {.tool = SLICE("checkov"),
			    .version = checkov->version,
			    .class = FINDING_IAC,
			    .partial = SLICE("a summary of a run that met nothing to check")};
	if (checkov->failed.len && !slice_is(checkov->failed, "0"))
		scan.partial = scan_keep(tour->file,
					 "a summary of %.*s failed checks that does not tell them",
					 TOUR_S(checkov->failed));
	return scan_begin(tour->file, &scan, err) && scan_end(tour->file, NULL, err);
}

static bool send_reports(struct tour *tour, struct err *err)
{
	struct checkov *checkov = tour->own;
	for (size_t i = 0; i < checkov->reports.len; i++) {
		struct scan scan = scan_of(tour, &checkov->reports.at[i]);
		checkov->sending = i;
		if (!tour_scan(tour, &scan, SEND, err))
			return false;
	}
	return true;
}

static bool tour_checkov(struct tour *tour, struct err *err)
{
	struct checkov *checkov = tour->own;
	enum node_kind kind;
	if (!doc_kind(tour->file->doc, &kind, err))
		return false;
	checkov->listed = kind == NODE_LIST;
	if (!tour_all(tour, HEAD, err))
		return false;
	if (!checkov->reports.len && !checkov->listed && !tour_saw(tour, SAW_SUMMARY))
		return tour_refuse(tour, "Checkov", "results", err);
	return checkov->reports.len ? send_reports(tour, err) : send_summary(tour, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct checkov checkov = {0};
	struct tour tour = {.file = file, .own = &checkov};
	bool ok = tour_checkov(&tour, err);
	vec_fini(&checkov.reports);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_CHECKOV = {
	.name = "checkov-json",
	.title = "Checkov, JSON of one framework or several",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
