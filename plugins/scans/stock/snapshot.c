#include "plugins/scans/formats.h"
#include "plugins/scans/stock/stock.h"
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/words/words.h"

#include "findings/purl.h"

// A dependency snapshot as GitHub takes it: an inventory, by manifest. What it is of may stand
// behind the packages, so it is read twice.
// Source: GitHub's REST API, "Create a snapshot of dependencies for a repository".

struct snapshot {
	struct slice tool, tag, commit, scanned;
	struct stock stock;
};

static bool send(struct tour *tour, const struct node *package, struct err *err)
{
	struct snapshot *snapshot = tour->own;
	struct slice text = node_text(package, "package_url"), name = tour->key;
	struct purl purl;
	(void)err;
	bool known = purl_read(text, &tour->scratch, &purl);
	struct stock_component part = {.type = SLICE("library"),
				       .name = known ? purl.name : name,
				       .version = known ? purl.version : (struct slice){0},
				       .purl = text};
	stock_component(&snapshot->stock, &part);
	return true;
}

static const struct tour_row HEAD[] = {
	{"detector.name", NULL, TOUR_TEXT(struct snapshot, tool)},
	{"metadata.aquasecurity:trivy:RepoTag", NULL, TOUR_TEXT(struct snapshot, tag)},
	{"sha", NULL, TOUR_TEXT(struct snapshot, commit)},
	{"scanned", NULL, TOUR_TEXT(struct snapshot, scanned)},
	{NULL, NULL, 0}};
static const struct tour_row PACKAGES[] = {{"manifests.{}.resolved.{}", send, 0}, {NULL, NULL, 0}};

// An image by its tag, else the repository at a commit, whose name nobody tells.
static struct stock_sbom subject_of(const struct snapshot *snapshot, struct scan_file *file)
{
	struct stock_sbom sbom = {.format = "github-snapshot",
				  .tool = snapshot->tool,
				  .at = scan_made(file, snapshot->scanned)};
	words_image(snapshot->tag, &sbom.subject, &sbom.digest);
	if (sbom.subject.len) {
		sbom.kind = SLICE("image");
		return sbom;
	}
	sbom.subject = stock_unnamed(file);
	sbom.version = snapshot->commit;
	return sbom;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct snapshot snapshot = {.tool = {NULL, 0}};
	struct tour tour = {.file = file, .own = &snapshot};
	bool done = tour_all(&tour, HEAD, err);
	struct stock_sbom sbom = subject_of(&snapshot, file);
	if (done) {
		stock_sbom_begin(&snapshot.stock, file, &sbom);
		done = tour_again(&tour, err) && tour_all(&tour, PACKAGES, err);
	}
	if (done)
		stock_sbom_end(&snapshot.stock, &sbom, NULL);
	tour_fini(&tour);
	return done;
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	return node_has(json, "detector.name") && node_has(json, "job") &&
			       (node_has(json, "manifests") || node_has(json, "sha"))
		       ? 95
		       : 0;
}

const struct scan_format FORMAT_GITHUB_SNAPSHOT = {
	.name = "github-snapshot",
	.title = "a dependency snapshot of GitHub: an inventory",
	.detect = detect,
	.read = read,
};
