// Trivy's JSON: schema 2, the bare list (or null) before 0.20, and clusters in both shapes.
//
//	{"SchemaVersion":2,"ArtifactName":…,"Results":[{"Target","Class","Vulnerabilities":[…]}]}
//	[{"Target","Type","Vulnerabilities":[…]}]
//	{"ClusterName":…,"Resources":[{"Namespace","Kind","Name","Results":[…]}]}
//	{"ClusterName":…,"Findings":[{…,"Results":[…]}]}, the summary; before it was
//	{"ClusterName":…,"Vulnerabilities":[{…,"Results":[…]}],"Misconfigurations":[…]}
//
// A report does not tell what Trivy was asked to look for, so each kind of finding is a scan of its
// own, told only where the report shows that it was looked for: a run for secrets closes no
// vulnerability. Packages alone show nothing, since Trivy lists them whatever it looks for
// (pkg/scan: the results of SBOMScanner are those of VulnerabilityScanner without vulnerabilities);
// before it listed them by default, a result of packages came of a look for vulnerabilities alone.
// The source's key `scanners` says what was looked for and not found. Where nothing shows anything,
// the scan is partial and closes nothing. Each namespace of a cluster is a scan. An image is known
// by its name, without tag and digest; a folder's path is the scan's category, since the same path
// is another thing on another machine.
#include "plugins/scans/deps/trivy.h"
#include "plugins/scans/formats.h"

#include <stdlib.h>

// ---- The first tour: what the report is of, and what it looked for ----

static void close_result(struct trivy *trivy)
{
	if (trivy->open)
		*vec_push(&trivy->results) = trivy->now;
	trivy->open = false;
}

static bool result(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	(void)node;
	(void)err;
	close_result(trivy);
	trivy->now.target = trivy->now.class = trivy->now.type = (struct slice){0};
	trivy->open = true;
	return true;
}

static bool object(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	(void)node;
	if (!trivy_close_object(tour, err))
		return false;
	trivy->now = (struct trivy_result){0};
	trivy->is_cluster = trivy->in_object = true;
	return true;
}

static bool object_error(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	(void)err;
	trivy->object_failed |= node->text.len > 0;
	return true;
}

static bool modified_type(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	enum trivy_kind kind;
	(void)err;
	if (trivy_kind_of(node->text, &kind))
		trivy->shown[kind] = true;
	return true;
}

// Only a look for vulnerabilities tells it.
static bool end_of_life(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	(void)err;
	trivy->shown[TRIVY_VULN] |= node_bool(node, "", false);
	return true;
}

static bool system_name(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	(void)err;
	trivy->has_system |= node->text.len > 0 && !slice_is(node->text, "none");
	return true;
}

// An image has one of each registry that it is in.
static bool repo_digest(struct tour *tour, const struct node *node, struct err *err)
{
	enum { REPO_DIGESTS = 64, REPO_DIGEST_BYTES = 64 * 1024 };
	struct trivy *trivy = tour->own;
	(void)err;
	if (trivy->repo_digest_count == REPO_DIGESTS ||
	    trivy->repo_digests.len + node->text.len > REPO_DIGEST_BYTES) {
		scan_warn_once(tour->file, "only the first of an image's digests are read");
		return true;
	}
	trivy->repo_digest_count++;
	str_addf(&trivy->repo_digests, "%s%.*s", trivy->repo_digests.len ? " " : "",
		 TOUR_S(node->text));
	return true;
}

// The places where results stand. What they hold comes first in HEAD, for its bits (TRIVY_HELD).
#define ROW(path, each, text)                                                                      \
	{                                                                                          \
		path, each, text                                                                   \
	}
#define SHAPES(ROWS)                                                                               \
	ROWS("Results.[]"), ROWS("[]"), ROWS("Resources.[].Results.[]"),                           \
		ROWS("Findings.[].Results.[]"), ROWS("Vulnerabilities.[].Results.[]"),             \
		ROWS("Misconfigurations.[].Results.[]")
#define HELD(at)                                                                                   \
	ROW(at ".Vulnerabilities", NULL, 0), ROW(at ".Misconfigurations", NULL, 0),                \
		ROW(at ".Secrets", NULL, 0), ROW(at ".Licenses", NULL, 0),                         \
		ROW(at ".MisconfSummary", NULL, 0), ROW(at ".Packages", NULL, 0)
#define SAID(at)                                                                                   \
	ROW(at, result, 0), ROW(at ".Target", NULL, TOUR_TEXT(struct trivy, now.target)),          \
		ROW(at ".Class", NULL, TOUR_TEXT(struct trivy, now.class)),                        \
		ROW(at ".Type", NULL, TOUR_TEXT(struct trivy, now.type)),                          \
		ROW(at ".ExperimentalModifiedFindings.[].Type", modified_type, 0)
#define OBJECT(at)                                                                                 \
	ROW(at, object, 0), ROW(at ".Namespace", NULL, TOUR_TEXT(struct trivy, now.namespace)),    \
		ROW(at ".Kind", NULL, TOUR_TEXT(struct trivy, now.kind)),                          \
		ROW(at ".Name", NULL, TOUR_TEXT(struct trivy, now.name)),                          \
		ROW(at ".Error", object_error, 0)

static const struct tour_row HEAD[] = {
	SHAPES(HELD),
	SHAPES(SAID),
	OBJECT("Resources.[]"),
	OBJECT("Findings.[]"),
	OBJECT("Vulnerabilities.[]"),
	OBJECT("Misconfigurations.[]"),
	{"ArtifactName", NULL, TOUR_TEXT(struct trivy, name)},
	{"ArtifactType", NULL, TOUR_TEXT(struct trivy, type)},
	{"CreatedAt", NULL, TOUR_TEXT(struct trivy, created)},
	{"Trivy.Version", NULL, TOUR_TEXT(struct trivy, version)},
	{"ClusterName", NULL, TOUR_TEXT(struct trivy, cluster)},
	{"Metadata.OS.Family", system_name, 0},
	{"Metadata.OS.EOSL", end_of_life, 0},
	{"Metadata.ImageID", NULL, TOUR_TEXT(struct trivy, image_id)},
	{"Metadata.RepoTags.[]", NULL, TOUR_TEXT(struct trivy, tag)},
	{"Metadata.RepoDigests.[]", repo_digest, 0},
	{"Metadata.RepoURL", NULL, TOUR_TEXT(struct trivy, repo_url)},
	{"Metadata.Commit", NULL, TOUR_TEXT(struct trivy, commit)},
	{"Metadata.Branch", NULL, TOUR_TEXT(struct trivy, branch)},
	{NULL, NULL, 0},
};

// ---- The tour of each kind ----

static enum finding_class class_of(const struct trivy *trivy, enum trivy_kind kind)
{
	bool container = trivy_is_image(trivy) || trivy->is_cluster;
	return kind == TRIVY_MISCONF  ? FINDING_IAC
	       : kind == TRIVY_SECRET ? FINDING_SECRET
	       : container	      ? FINDING_CONTAINER
				      : FINDING_DEPENDENCY;
}

static bool count_result(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	(void)node;
	(void)err;
	trivy_turn(tour, &trivy->results.at[trivy->at++]);
	return true;
}

static struct scan_finding made_of(struct tour *tour, const struct node *node)
{
	struct trivy *trivy = tour->own;
	struct trivy_finding from = {.kind = trivy->kind,
				     .class = class_of(trivy, trivy->kind),
				     .cluster = trivy->is_cluster,
				     .result = &trivy->results.at[trivy->at - 1],
				     .node = node};
	return trivy_made_of(tour, &from);
}

static bool send(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan_finding finding;
	if (slice_is(node_text(node, "Status"), "PASS"))
		return true;
	finding = made_of(tour, node);
	return scan_add(tour->file, &finding, err);
}

// {"Type","Status","Statement","Source","Finding":{…}}: what an ignore file or VEX took out.
static bool send_modified(struct tour *tour, const struct node *node, struct err *err)
{
	struct trivy *trivy = tour->own;
	struct slice status = node_text(node, "Status"), why = node_text(node, "Statement");
	struct slice source = node_text(node, "Source");
	enum trivy_kind kind;
	if (!trivy_kind_of(node_text(node, "Type"), &kind) || kind != trivy->kind)
		return true;
	struct scan_finding finding = made_of(tour, node_at(node, "Finding"));
	finding.claim = slice_is(status, "ignored") || !status.len ? SLICE("suppressed") : status;
	finding.claim_why = tour_text(tour, "%.*s%s%.*s", TOUR_S(why),
				      why.len && source.len ? ", " : "", TOUR_S(source));
	return scan_add(tour->file, &finding, err);
}

#define SENT(at, list)                                                                             \
	ROW(at, count_result, 0), ROW(at "." list ".[]", send, 0),                                 \
		ROW(at ".ExperimentalModifiedFindings.[]", send_modified, 0)
#define VULNS(at)    SENT(at, "Vulnerabilities")
#define MISCONFS(at) SENT(at, "Misconfigurations")
#define SECRETS(at)  SENT(at, "Secrets")
#define LICENCES(at) SENT(at, "Licenses")
static const struct tour_row SEND_VULNS[] = {SHAPES(VULNS), {NULL, NULL, 0}},
			     SEND_MISCONFS[] = {SHAPES(MISCONFS), {NULL, NULL, 0}},
			     SEND_SECRETS[] = {SHAPES(SECRETS), {NULL, NULL, 0}},
			     SEND_LICENCES[] = {SHAPES(LICENCES), {NULL, NULL, 0}};
static const struct tour_row *const SEND[TRIVY_KINDS] = {[TRIVY_VULN] = SEND_VULNS,
							 [TRIVY_MISCONF] = SEND_MISCONFS,
							 [TRIVY_SECRET] = SEND_SECRETS,
							 [TRIVY_LICENCE] = SEND_LICENCES};

static bool send_kind(struct tour *tour, enum trivy_kind kind, struct err *err)
{
	struct trivy *trivy = tour->own;
	struct scan scan = trivy->scan;
	scan.class = class_of(trivy, kind);
	if (kind == TRIVY_LICENCE)
		scan.category = trivy_licences(tour->file, scan.category);
	if (kind == TRIVY_VULN)
		trivy_note_packages(tour, &scan);
	trivy->kind = kind;
	trivy->at = 0;
	return trivy_send(tour, &scan, SEND[kind], err);
}

static bool send_kinds(struct tour *tour, struct err *err)
{
	struct trivy *trivy = tour->own;
	bool looked[TRIVY_KINDS], any = false;
	for (size_t i = 0; i < TRIVY_KINDS; i++)
		any |= looked[i] = trivy_looked_for(tour, (enum trivy_kind)i);
	struct slice open = looked[TRIVY_VULN] ? (struct slice){0} : trivy_why_open(tour, any);
	for (size_t i = 0; i < TRIVY_KINDS; i++)
		if (looked[i] && !send_kind(tour, (enum trivy_kind)i, err))
			return false;
	if (any && !open.len && !scan_asked(tour->file, NULL))
		trivy_say_unshown(tour->file, true, looked[TRIVY_VULN], looked[TRIVY_SECRET]);
	if (open.len)
		trivy->scan.partial = open;
	return !open.len || send_kind(tour, TRIVY_VULN, err);
}

static bool tour_trivy(struct tour *tour, struct err *err)
{
	struct trivy *trivy = tour->own;
	enum node_kind kind;
	if (!doc_kind(tour->file->doc, &kind, err) || !tour_all(tour, HEAD, err) ||
	    !trivy_close_object(tour, err))
		return false;
	trivy->is_cluster |= trivy->cluster.len > 0; // of no object
	if (kind == NODE_MAP && !trivy->name.len && !trivy->type.len && !trivy->results.len &&
	    !trivy->is_cluster)
		return tour_refuse(tour, "Trivy", "Results", err);
	trivy_name_scan(tour);
	return send_kinds(tour, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct trivy trivy = {0};
	struct tour tour = {.file = file, .own = &trivy};
	bool ok = tour_trivy(&tour, err);
	vec_fini(&trivy.results);
	trivy_spaces_fini(&trivy);
	str_fini(&trivy.repo_digests);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_TRIVY = {
	.name = "trivy-json",
	.title = "Trivy, JSON of images, folders, configuration and clusters, old and new",
	.detect = trivy_detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST | SCAN_NULL,
};
