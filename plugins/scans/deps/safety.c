// Safety's JSON: the object of `safety check --json` since 2.0 (json_version 1, "v1.1"), and the
// list of lists before (v0.5: name, affected versions, version, advisory, id).
//
// Lines of its log may stand before the JSON. A vulnerability's `CVE` is a text, an object or null,
// likewise in one file. No severity is Medium, marked "assumed". What the policy file ignored is a
// claim with its end; like Safety itself, we take a date as 00:00 UTC of that day.
// Source: pyupio/safety, safety/formatters/json.py and formatters/schemas.
#include "plugins/scans/deps/safety.h"

#include "base/vec.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

#include <string.h>

enum { LOGGED_MAX = 32 * 1024 * 1024 }; // of a report with log lines before it, held in memory

struct safety {
	struct scan scan;
	struct slice file;	  // the requirements file that was looked at, when it was one
	struct scan_names listed; // those that were
	struct map found;	  // of several, by package: which of `paths` has it
	vec(struct slice) paths;
};

static bool has_text(struct slice head, const char *text)
{
	return head.len && memmem(head.at, head.len, text, strlen(text)) != NULL;
}

static bool is_old_row(const struct node *row)
{
	return row && row->kind == NODE_LIST && row->count >= 5 && row->first->kind == NODE_TEXT &&
	       row->first->next->kind == NODE_TEXT;
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	if (!json)
		return has_text(sniff->head, "\n{") && has_text(sniff->head, "\"report_meta\"") &&
				       has_text(sniff->head, "\"safety_version\"")
			       ? 80
			       : 0;
	if (json->kind == NODE_LIST)
		return is_old_row(json->first) ? 85 : 0;
	return node_has(json, "report_meta.safety_version") ||
			       (node_has(json, "report_meta") && node_has(json, "scanned_packages"))
		       ? 95
		       : 0;
}

static bool meta(struct tour *tour, const struct node *node, struct err *err)
{
	struct safety *safety = tour->own;
	struct scan *scan = &safety->scan;
	struct scan_file *file = tour->file;
	(void)err;
	scan->version = scan_keep_slice(file, node_text(node, "safety_version"));
	scan->at = scan_made(file, node_text(node, "timestamp"));
	scan->ref = scan_keep_slice(file, node_text(node, "git.branch"));
	scan->target = words_repo_on(node_text(node, "git.origin"), &scan->ref, file->arena);
	scan->target_kind = scan->target.len ? SLICE("repo") : (struct slice){0};
	scan->digest = scan_keep_slice(file, node_text(node, "git.commit"));
	if (!slice_is(node_text(node, "scan_target"), "files"))
		return true;
	for (NODE_EACH(one, node_at(node, "scanned")))
		scan_names_add(&safety->listed, tour_path(tour, one->text));
	if (!node_at(node, "scanned.1"))
		safety->file = scan_keep_slice(file, tour_path(tour, node_text(node, "scanned.0")));
	return true;
}

static bool affected(struct tour *tour, const struct node *node, struct err *err)
{
	struct safety *safety = tour->own;
	struct slice path = scan_keep_slice(tour->file, tour_path(tour, node_text(node, "found")));
	(void)err;
	*map_put(&safety->found, tour->key, NULL) = (int64_t)safety->paths.len;
	*vec_push(&safety->paths) = path;
	return true;
}

// Which of the files a flaw is in.
static struct slice file_of(struct tour *tour, const struct node *vuln)
{
	const struct safety *safety = tour->own;
	struct slice path = tour_path(tour, node_text(vuln, "analyzed_requirement.found"));
	const int64_t *found = map_get(&safety->found, node_text(vuln, "package_name"));
	if (safety->file.len)
		return safety->file;
	if (!map_get(&safety->listed.names, path) && found)
		path = safety->paths.at[*found];
	return map_get(&safety->listed.names, path) ? path : (struct slice){0};
}

static bool package(struct tour *tour, const struct node *node, struct err *err)
{
	struct safety *safety = tour->own;
	(void)node, (void)err;
	safety->scan.looked = true;
	return true;
}

void safety_rate(struct scan_finding *finding, const struct node *rated)
{
	const struct node *cvss = node_at(rated, "cvssv3");
	bool old = !cvss || cvss->kind != NODE_MAP;
	if (old)
		cvss = node_at(rated, "cvssv2");
	finding->raw = node_text(cvss, "base_severity");
	finding->cvss = node_text(cvss, "base_score");
	finding->vector = node_text(cvss, "vector_string");
	finding->from = SLICE("cvss");
	finding->level = finding->raw.len ? finding_level_of(finding->raw)
					  : finding_level_of_score(finding->cvss, old);
	if (finding->level == LEVEL_UNKNOWN && !finding->raw.len) {
		finding->level = LEVEL_MEDIUM;
		finding->from = SLICE("assumed");
	}
}

// The numbers stand in `severity` or, before, in `CVE`.
static const struct node *rated_of(const struct node *vuln)
{
	const struct node *severity = node_at(vuln, "severity");
	return severity && severity->kind == NODE_MAP ? severity : node_at(vuln, "CVE");
}

static struct slice cve_of(const struct node *vuln)
{
	return slice_or(node_text(vuln, "CVE.name"), node_text(vuln, "CVE"));
}

static struct scan_finding made_of(struct tour *tour, const struct node *vuln)
{
	struct slice id = node_text(vuln, "vulnerability_id"), cve = cve_of(vuln);
	struct slice name = node_text(vuln, "package_name");
	struct slice version = node_text(vuln, "analyzed_version");
	struct slice shown = slice_or(cve, id);
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.rule = id,
		.title = tour_text(tour, "%.*s in %.*s", TOUR_S(shown), TOUR_S(name)),
		.text = node_text(vuln, "advisory"),
		.ids = cve,
		.purl = tour_purl(tour, SLICE("pypi"), name, version),
		.package = name,
		.version = version,
		.fixed = tour_join(tour, node_at(vuln, "fixed_versions"), "", ", "),
		.file = file_of(tour, vuln),
		.link = node_text(vuln, "more_info_url"),
	};
	safety_rate(&finding, rated_of(vuln));
	return finding;
}

static void claim(struct scan_finding *finding, const struct node *vuln)
{
	finding->claim = SLICE("suppressed");
	finding->claim_why = node_text(vuln, "ignored_reason");
	finding->claim_until = claim_end(node_text(vuln, "ignored_expires"));
}

static bool send(struct tour *tour, const struct node *vuln, struct err *err)
{
	struct scan_finding finding = made_of(tour, vuln);
	if (node_bool(vuln, "ignored", false))
		claim(&finding, vuln);
	return scan_add(tour->file, &finding, err);
}

static bool send_ignored(struct tour *tour, const struct node *vuln, struct err *err)
{
	struct scan_finding finding = made_of(tour, vuln);
	claim(&finding, vuln);
	return scan_add(tour->file, &finding, err);
}

static bool send_old(struct tour *tour, const struct node *row, struct err *err)
{
	if (!is_old_row(row))
		return err_set(err, ERR_INVALID,
			       "%s: entry %zu is no list of name, versions, version, advisory, id",
			       tour->file->name, tour->index[0] + 1);
	struct slice name = node_text(row, "0"), version = node_text(row, "2");
	struct slice id = node_text(row, "4");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.level = LEVEL_MEDIUM,
		.from = SLICE("assumed"),
		.rule = id,
		.title = tour_text(tour, "%.*s in %.*s", TOUR_S(id), TOUR_S(name)),
		.text = node_text(row, "3"),
		.purl = tour_purl(tour, SLICE("pypi"), name, version),
		.package = name,
		.version = version,
	};
	return scan_add(tour->file, &finding, err);
}

enum { SAW_LIST, SAW_VULNERABILITIES, SAW_PACKAGES };
static const struct tour_row HEAD[] = {{"[]", NULL, 0},
				       {"vulnerabilities", NULL, 0},
				       {"scanned_packages", tour_maybe, 0},
				       {"scanned_packages.{}", package, 0},
				       {"report_meta", meta, 0},
				       {"affected_packages", tour_maybe, 0},
				       {"affected_packages.{}", affected, 0},
				       {NULL, NULL, 0}};
static const struct tour_row SEND[] = {{"[]", send_old, 0},
				       {"vulnerabilities.[]", send, 0},
				       {"ignored_vulnerabilities.[]", send_ignored, 0},
				       {NULL, NULL, 0}};

static bool tour_safety(struct tour *tour, struct err *err)
{
	struct safety *safety = tour->own;
	enum node_kind kind;
	if (!doc_kind(tour->file->doc, &kind, err) || !tour_all(tour, HEAD, err))
		return false;
	if (kind != NODE_LIST && !tour_saw(tour, SAW_VULNERABILITIES))
		return tour_refuse(tour, "Safety", "vulnerabilities", err);
	if (tour_saw(tour, SAW_PACKAGES))
		safety->scan.blind = SLICE("it scanned no package");
	return tour_scan(tour, &safety->scan, SEND, err);
}

// ---- Log lines before the JSON ----

static bool read_all(struct scan_file *file, struct str *out, struct err *err)
{
	size_t len;
	do {
		str_reserve(out, 64 * 1024);
		if (!source_read(file->source, out->at + out->len, 64 * 1024, &len, err))
			return false;
		out->len += len;
	} while (len && out->len <= LOGGED_MAX);
	return !len || err_set(err, ERR_INVALID,
			       "%s: more than %d MB with log lines before the JSON; take them off",
			       file->name, LOGGED_MAX / 1024 / 1024);
}

// Blanks the lines before the one that begins with a brace, so that places in errors stay right.
static void blank_log(struct str *bytes)
{
	bool begins = true;
	for (size_t i = 0; i < bytes->len; i++) {
		if (begins && bytes->at[i] == '{')
			return;
		begins = bytes->at[i] == '\n';
		if (!begins)
			bytes->at[i] = ' ';
	}
}

// The file is read once more, into memory, where its JSON is toured.
static bool read_logged(struct tour *tour, struct err *err)
{
	struct scan_file *file = tour->file;
	struct str bytes = {0};
	bool ok = scan_again(file, err) && read_all(file, &bytes, err);
	doc_close(file->doc);
	file->doc = NULL;
	if (ok) {
		blank_log(&bytes);
		tour->bytes = str_slice(&bytes);
		ok = tour_again(tour, err) && tour_safety(tour, err);
	}
	doc_close(file->doc);
	file->doc = NULL;
	str_fini(&bytes);
	return ok;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct safety safety = {.scan = {.tool = SLICE("safety"),
					 .class = FINDING_DEPENDENCY,
					 .listed = &safety.listed}};
	struct tour tour = {.file = file, .own = &safety};
	enum node_kind kind = NODE_NULL;
	struct err ignored;
	bool json = doc_kind(file->doc, &kind, &ignored) && (kind == NODE_LIST || kind == NODE_MAP);
	bool ok = json ? tour_safety(&tour, err) : read_logged(&tour, err);
	scan_names_fini(&safety.listed);
	map_fini(&safety.found);
	vec_fini(&safety.paths);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_SAFETY = {
	.name = "safety-json",
	.title = "Safety, JSON of both shapes",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
