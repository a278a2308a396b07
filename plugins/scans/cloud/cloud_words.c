#include "plugins/scans/cloud/cloud.h"

#include "plugins/scans/words/words.h"

#include <stdlib.h>
#include <string.h>

// ---- Findings ----

struct slice cloud_arn(struct slice arn, int part)
{
	struct slice found = {0};
	if (!slice_starts(arn, "arn:"))
		return found;
	for (int i = 0; i <= part && arn.at; i++)
		found = i < 5 ? slice_cut(&arn, ':') : arn;
	return found;
}

struct slice cloud_text(const struct node *node, const char *path, const char *other)
{
	struct slice text = node_text(node, path);
	return text.len ? text : node_text(node, other);
}

// "1770000000.5" and "1.7700000005E9" are seconds too.
int64_t cloud_when(struct slice text)
{
	char digits[40] = {0};
	int64_t at = scan_time(text);
	if (at || !text.len || text.len >= sizeof digits)
		return at;
	memcpy(digits, text.at, text.len);
	char *end;
	double seconds = strtod(digits, &end);
	return !*end && seconds > 0 && seconds < 1e11 ? (int64_t)seconds : 0;
}

int64_t cloud_time(const struct node *node, const char *path, const char *other)
{
	return cloud_when(cloud_text(node, path, other));
}

static struct slice keep(struct cloud *cloud, struct str *text)
{
	struct slice kept = slice_of(arena_slice(&cloud->words, str_slice(text)));
	str_fini(text);
	return kept;
}

struct slice cloud_format(struct cloud *cloud, const char *format, ...)
{
	struct str text = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	return keep(cloud, &text);
}

struct slice cloud_lines(struct cloud *cloud, const struct node *list, const char *path, int skip)
{
	struct str text = {0};
	for (NODE_EACH(item, list)) {
		struct slice line = node_text(item, path);
		if (skip-- > 0 || !line.len)
			continue;
		str_add_text(&text, text.len ? "\n" : "");
		str_add_slice(&text, line);
	}
	return keep(cloud, &text);
}

struct slice cloud_join(struct cloud *cloud, const struct node *list, const char *separator)
{
	struct str text = {0};
	for (NODE_EACH(item, list)) {
		str_add_text(&text, text.len ? separator : "");
		str_add_slice(&text, node_text(item, ""));
	}
	return keep(cloud, &text);
}

struct slice cloud_place(struct cloud *cloud, const struct scan_finding *f, struct slice path)
{
	return cloud_format(cloud, "%.*s%s%.*s", (int)f->resource.len,
			    f->resource.at ? f->resource.at : "", path.len ? ": " : "",
			    (int)path.len, path.at ? path.at : "");
}

struct slice cloud_ids(struct cloud *cloud, struct slice id, const struct node *related)
{
	struct slice cve = {0};
	int cves = slice_starts(id, "CVE-");
	for (NODE_EACH(other, related))
		if (slice_starts(other->text, "CVE-")) {
			cve = other->text;
			cves++;
		}
	if (cves != 1 || !cve.len)
		return id;
	return cloud_format(cloud, "%.*s %.*s", (int)id.len, id.at ? id.at : "", (int)cve.len,
			    cve.at);
}

struct place {
	struct slice account, region, repository, digest;
};

// "arn:aws:ecr:REGION:ACCOUNT:repository/NAME/sha256:…"
static bool read_arn(struct slice arn, struct place *out)
{
	struct slice name = cloud_arn(arn, 5);
	const char *digest = name.len ? memmem(name.at, name.len, "/sha256:", 8) : NULL;
	if (!slice_is(cloud_arn(arn, 2), "ecr") || !digest ||
	    !slice_is(slice_cut(&name, '/'), "repository") || !name.len || name.at >= digest)
		return false;
	out->account = cloud_arn(arn, 4);
	out->region = cloud_arn(arn, 3);
	out->repository = (struct slice){name.at, (size_t)(digest - name.at)};
	out->digest = (struct slice){digest + 1, name.len - out->repository.len - 1};
	return true;
}

// What both services spell in their own way beside a resource.
static bool read_details(const struct node *resource, struct place *out)
{
	const struct node *details = node_at(resource, "details.awsEcrContainerImage");
	details = details ? details : node_at(resource, "Details.AwsEcrContainerImage");
	out->account = cloud_text(details, "registry", "RegistryId");
	out->region = cloud_text(resource, "region", "Region");
	out->repository = cloud_text(details, "repositoryName", "RepositoryName");
	out->digest = cloud_text(details, "imageHash", "ImageDigest");
	return out->account.len && out->region.len && out->repository.len && out->digest.len;
}

bool cloud_image(struct cloud *cloud, const struct node *resource, struct cloud_image *out)
{
	struct place place;
	if (!read_arn(cloud_text(resource, "id", "Id"), &place) && !read_details(resource, &place))
		return false;
	out->name = words_ecr(place.account, place.region, place.repository, &cloud->words);
	out->digest = place.digest;
	out->tag = cloud_text(resource, "details.awsEcrContainerImage.imageTags.0",
			      "Details.AwsEcrContainerImage.ImageTags.0");
	return true;
}

// ---- Detection ----

static const struct node *peek_list(const struct scan_sniff *sniff, const char *name)
{
	const struct node *json = sniff->json;
	if (!json || json->kind == NODE_LIST)
		return json;
	for (NODE_EACH(member, json))
		if (cloud_is_name(member->key, name))
			return member;
	return node_member(node_at(json, "detail"), name);
}

const struct node *cloud_peek_first(const struct scan_sniff *sniff, const char *name)
{
	const struct node *list = peek_list(sniff, name);
	return list && list->kind == NODE_LIST ? list->first : NULL;
}

bool cloud_peek_empty(const struct scan_sniff *sniff, const char *name)
{
	const struct node *list = node_member(sniff->json, name);
	return list && list->kind == NODE_LIST && !list->first && sniff->json->count == 1;
}

// ---- Packages ----

static int compare_text(const struct node *a, const struct node *b, const char *path,
			const char *other)
{
	return slice_compare(cloud_text(a, path, other), cloud_text(b, path, other));
}

static int compare_names(const struct node *a, const struct node *b)
{
	return compare_text(a, b, "name", "Name");
}

// By name and version.
static int compare_packages(const struct node *a, const struct node *b)
{
	int order = compare_names(a, b);
	order = order ? order : compare_text(a, b, "version", "Version");
	return order ? order : compare_text(a, b, "release", "Release");
}

static struct slice path_of(const struct node *package)
{
	return cloud_text(package, "filePath", "FilePath");
}

static int by_version(const void *a, const void *b)
{
	const struct node *x = ((const struct cloud_package *)a)->node;
	const struct node *y = ((const struct cloud_package *)b)->node;
	int order = compare_packages(x, y);
	return order ? order : slice_compare(path_of(x), path_of(y));
}

static int compare_places(const struct cloud_package *a, const struct cloud_package *b)
{
	int order = compare_names(a->node, b->node);
	return order ? order : slice_compare(path_of(a->node), path_of(b->node));
}

static int by_place(const void *a, const void *b)
{
	int order = compare_places(a, b);
	return order ? order : by_version(a, b);
}

static void add_line(struct str *out, struct slice text)
{
	if (!text.len)
		return;
	str_add_text(out, out->len ? "\n" : "");
	str_add_slice(out, text);
}

// What is one after the other is one, with the paths of all.
static void join_places(struct cloud *cloud, struct cloud_packages *packages)
{
	struct cloud_package *of = packages->of;
	size_t kept = 0, end;
	for (size_t first = 0; first < packages->count; first = end) {
		struct str text = {0};
		for (end = first + 1; end < packages->count; end++) {
			if (compare_packages(of[first].node, of[end].node))
				break;
			add_line(&text, path_of(of[end].node));
		}
		of[kept].node = of[first].node;
		of[kept++].places = cloud_format(cloud, "%s", str_text(&text));
		str_fini(&text);
	}
	packages->count = kept;
}

struct cloud_packages cloud_packages(struct cloud *cloud, const struct node *list)
{
	struct cloud_packages packages = {0};
	for (NODE_EACH(one, list))
		packages.count++;
	struct cloud_package *of = arena_alloc(&cloud->words, (packages.count + 1) * sizeof *of);
	size_t at = 0;
	packages.of = of;
	for (NODE_EACH(one, list))
		of[at++] = (struct cloud_package){.node = one};
	qsort(of, packages.count, sizeof *of, by_version);
	join_places(cloud, &packages);
	qsort(of, packages.count, sizeof *of, by_place);
	for (size_t i = 0; i < packages.count; i++) {
		struct slice path = path_of(of[i].node);
		struct slice version = cloud_text(of[i].node, "version", "Version");
		of[i].where = path;
		if (i && !compare_places(&of[i - 1], &of[i]))
			of[i].where = cloud_format(cloud, "%.*s%s%.*s", (int)path.len,
						   path.len ? path.at : "", path.len ? " " : "",
						   (int)version.len, version.len ? version.at : "");
	}
	return packages;
}
