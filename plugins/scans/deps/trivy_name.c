// What is a report of Trivy, and of what it is: an image by its name, a repository, a folder, a
// cluster.
#include "plugins/scans/deps/trivy.h"

// A result as all shapes have it, by what only Trivy's rows say; what names the report may stand
// behind a list that is longer than what is looked at.
static bool is_result(const struct node *result)
{
	const struct node *vulnerability = node_at(result, "Vulnerabilities.0");
	return (node_has(vulnerability, "VulnerabilityID") && node_has(vulnerability, "PkgName")) ||
	       node_has(result, "MisconfSummary") ||
	       node_has(result, "Misconfigurations.0.Title") ||
	       (node_has(result, "Target") &&
		(node_has(result, "Type") || node_has(result, "Class")));
}

static bool is_object(const struct node *object)
{
	return node_has(object, "Kind") && node_has(object, "Name");
}

int trivy_detect(const struct scan_sniff *sniff)
{
	static const char *const OBJECTS[] = {"Resources", "Findings", "Vulnerabilities",
					      "Misconfigurations"};
	const struct node *json = sniff->json;
	if (!json)
		return 0;
	if (json->kind == NODE_LIST)
		return is_result(json->first) ? 90 : 0;
	for (size_t i = 0; i < sizeof OBJECTS / sizeof *OBJECTS; i++) {
		const struct node *list = node_member(json, OBJECTS[i]);
		if (list && (node_at(json, "ClusterName") || is_object(list->first) ||
			     is_result(node_at(list, "0.Results.0"))))
			return 95;
	}
	return (node_has(json, "SchemaVersion") && node_at(json, "ArtifactName")) ||
			       is_result(node_at(json, "Results.0"))
		       ? 95
		       : 0;
}

// ---- Its name ----

bool trivy_is_image(const struct trivy *trivy)
{
	return slice_is(trivy->type, "container_image") || slice_is(trivy->type, "vm");
}

// The image's name as the report tells it anywhere: its own, a tag's where it is an archive, an ID
// or nameless, else a system's result.
static struct slice image_of(const struct trivy *trivy)
{
	struct slice called = image_called(trivy->name, trivy->tag, str_slice(&trivy->repo_digests),
					   trivy->image_id);
	if (called.len)
		return called;
	if (trivy->tag.len)
		return trivy->tag;
	for (size_t i = 0; i < trivy->results.len; i++)
		if (slice_ends(trivy->results.at[i].target, ")") && !trivy->name.len) {
			struct slice rest = trivy->results.at[i].target;
			return slice_word(&rest);
		}
	return trivy->name;
}

void trivy_name_image(struct scan_file *file, const struct trivy_image *image, struct scan *scan)
{
	struct slice digest,
		name = image_called(image->name, image->tag, image->repo_digests, image->id);
	scan->target = image_name(name, &scan->ref, &digest);
	scan->target_kind = SLICE("image");
	digest = slice_or(digest, image_digest(name, image->repo_digests));
	scan->digest = slice_or(digest, image->id);
	scan->digests =
		scan_keep(file, "%.*s %.*s", TOUR_S(image->repo_digests), TOUR_S(image->id));
}

static void name_image(struct tour *tour)
{
	struct trivy *trivy = tour->own;
	struct slice repos = scan_keep_slice(tour->file, str_slice(&trivy->repo_digests));
	const struct trivy_image image = {image_of(trivy), trivy->tag, repos, trivy->image_id};
	trivy_name_image(tour->file, &image, &trivy->scan);
}

// Of an SBOM the file's name tells nothing.
static void name_folder(struct tour *tour)
{
	struct trivy *trivy = tour->own;
	struct scan *scan = &trivy->scan;
	bool sbom = slice_is(trivy->type, "cyclonedx") || slice_is(trivy->type, "spdx");
	struct slice address = slice_or(
		trivy->repo_url, words_is_address(trivy->name) ? trivy->name : (struct slice){0});
	scan->ref = trivy->branch;
	scan->target = words_repo_on(address, &scan->ref, tour->file->arena);
	scan->target_kind = scan->target.len ? SLICE("repo") : (struct slice){0};
	scan->digest = trivy->commit;
	if (!address.len && !sbom)
		scan->category = folder_name(tour, trivy->name);
}

void trivy_name_scan(struct tour *tour)
{
	struct trivy *trivy = tour->own;
	trivy->scan.tool = SLICE("trivy");
	trivy->scan.version = trivy->version;
	trivy->scan.at = scan_made(tour->file, trivy->created);
	if (!trivy->type.len && !trivy->is_cluster && image_of(trivy).len)
		trivy->type = SLICE("container_image"); // the old list does not say
	if (trivy->is_cluster) {
		trivy->scan.target = trivy->cluster;
		trivy->scan.target_kind = SLICE("cluster");
		trivy->scan.vague = true; // a context's name, as k3s' "default"
	} else if (trivy_is_image(trivy)) {
		name_image(tour);
	} else {
		name_folder(tour);
	}
}
