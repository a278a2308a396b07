// What a report of Trivy is of: an image by its name, a repository, a folder, a cluster.
#include "plugins/scans/deps/trivy.h"

bool trivy_is_image(const struct trivy *trivy)
{
	return slice_is(trivy->type, "container_image") || slice_is(trivy->type, "vm");
}

static bool is_archive(struct slice name)
{
	return slice_ends(name, ".tar") || slice_ends(name, ".tar.gz") || slice_ends(name, ".tgz");
}

// The image's name as the report tells it anywhere: its own, a tag's where it is an archive or
// nameless, else a system's result.
static struct slice image_of(const struct trivy *trivy)
{
	if (trivy->name.len && !is_archive(trivy->name))
		return trivy->name;
	if (trivy->tag.len)
		return trivy->tag;
	for (size_t i = 0; i < trivy->results.len; i++)
		if (slice_ends(trivy->results.at[i].target, ")") && !trivy->name.len) {
			struct slice rest = trivy->results.at[i].target;
			return slice_word(&rest);
		}
	return trivy->name;
}

static void name_image(struct trivy *trivy)
{
	struct scan *scan = &trivy->scan;
	struct slice digest, ignored = trivy->repo_digest;
	slice_cut(&ignored, '@');
	scan->target = image_name(image_of(trivy), &scan->ref, &digest);
	scan->target_kind = SLICE("image");
	scan->digest = slice_or(digest, slice_or(ignored, trivy->image_id));
}

static bool is_address(struct slice name)
{
	return slice_starts(name, "https://") || slice_starts(name, "http://") ||
	       slice_starts(name, "git@") || slice_starts(name, "ssh://");
}

// Of an SBOM the file's name tells nothing.
static void name_folder(struct tour *tour)
{
	struct trivy *trivy = tour->own;
	struct scan *scan = &trivy->scan;
	bool sbom = slice_is(trivy->type, "cyclonedx") || slice_is(trivy->type, "spdx");
	struct slice address = slice_or(trivy->repo_url,
					is_address(trivy->name) ? trivy->name : (struct slice){0});
	scan->target = address_name(tour, address);
	scan->target_kind = scan->target.len ? SLICE("repo") : (struct slice){0};
	scan->digest = trivy->commit;
	scan->ref = trivy->branch;
	if (!address.len && !sbom)
		scan->category = folder_name(tour, trivy->name);
}

void trivy_name_scan(struct tour *tour)
{
	struct trivy *trivy = tour->own;
	trivy->scan.tool = SLICE("trivy");
	trivy->scan.version = trivy->version;
	trivy->scan.at = scan_time(trivy->created);
	if (!trivy->type.len && !trivy->is_cluster && image_of(trivy).len)
		trivy->type = SLICE("container_image"); // the old list does not say
	if (trivy->is_cluster) {
		trivy->scan.target = trivy->cluster;
		trivy->scan.target_kind = SLICE("cluster");
	} else if (trivy_is_image(trivy)) {
		name_image(trivy);
	} else {
		name_folder(tour);
	}
	if (trivy->failed)
		trivy->scan.partial = scan_keep(tour->file, "%lld objects could not be scanned",
						(long long)trivy->failed);
}
