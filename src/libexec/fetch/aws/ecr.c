#include "libexec/fetch/aws/aws.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

// ECR API: DescribeRepositories, DescribeImages, BatchGetImage, DescribeImageScanFindings. Of each
// repository what was pushed last and scanned is told, an image or all of an index, each in a list
// of its own; what an older image had is not what runs next.

enum { PAGE = 1000 };

struct image {
	const char *digest, *tag;
	const char *platform; // "linux/arm64", as an index says; NULL: not told
	double pushed;
	bool chosen;
};

// A repository while its images are looked at. Texts are the arena's.
struct repository {
	struct aws_work *work;
	const char *name;
	int64_t images;		     // scanned or not
	double newest;		     // when the last one was pushed,
	double scanned;		     // and the last one that was scanned
	vec(struct image) all;	     // that were scanned
	const char *index;	     // the last index pushed
	double indexed;		     // and when
	int64_t missing;	     // images of it that were not scanned
	const struct image *reading; // whose findings are asked for
	const char *category;	     // tells it from others of the index
	int64_t pages;
	struct arena arena;
};

static void warn(struct repository *repository, const char *what)
{
	aws_warn(repository->work,
		 arena_printf(&repository->arena, "repository %s: ", repository->name), what);
}

// An index of images for several machines is never scanned, and no artifact is.
static bool is_index(const json_t *image)
{
	const char *type = aws_text(image, "imageManifestMediaType");
	return strstr(type, "manifest.list") || strstr(type, "image.index");
}

static double pushed_at(const json_t *image)
{
	return json_number_value(json_object_get(image, "imagePushedAt"));
}

static void consider_index(struct repository *repository, const json_t *image)
{
	const char *digest = aws_text(image, "imageDigest");
	double pushed = pushed_at(image);
	bool first = !repository->index || pushed > repository->indexed;
	if (!first && (pushed < repository->indexed || strcmp(digest, repository->index) < 0))
		return;
	repository->index = arena_text(&repository->arena, digest);
	repository->indexed = pushed;
}

static void consider(struct repository *repository, const json_t *image)
{
	double pushed = pushed_at(image);
	const char *digest = aws_text(image, "imageDigest");
	if (!*digest)
		return;
	if (is_index(image)) {
		consider_index(repository, image);
		return;
	}
	repository->images++;
	if (pushed > repository->newest)
		repository->newest = pushed;
	if (!json_object_get(image, "imageScanStatus"))
		return;
	const char *tag = json_string_value(json_array_get(json_object_get(image, "imageTags"), 0));
	if (pushed > repository->scanned)
		repository->scanned = pushed;
	*vec_push(&repository->all) =
		(struct image){.digest = arena_text(&repository->arena, digest),
			       .tag = arena_text(&repository->arena, tag),
			       .pushed = pushed};
}

static bool on_images(void *context, const struct service_page *page, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < json_array_size(page->list); i++)
		consider(context, json_array_get(page->list, i));
	return true;
}

static bool find_images(struct repository *repository, struct err *err)
{
	const struct service_ask ask = {.action = "DescribeImages",
					.parameters =
						json_pack("{s:s,s:i}", "repositoryName",
							  repository->name, "maxResults", PAGE),
					.token = "nextToken",
					.list = "imageDetails"};
	return aws_ask(repository->work, &ask, on_images, repository, err);
}

// ---- The images of an index ----

static const char *platform_of(struct repository *repository, const json_t *entry)
{
	const json_t *platform = json_object_get(entry, "platform");
	const char *variant = aws_text(platform, "variant");
	if (!platform)
		return NULL;
	return arena_printf(&repository->arena, "%s/%s%s%s", aws_text(platform, "os"),
			    aws_text(platform, "architecture"), *variant ? "/" : "", variant);
}

// "unknown/unknown" is no image, but statements on one.
static void choose_entry(struct repository *repository, const json_t *entry)
{
	const char *digest = aws_text(entry, "digest");
	const char *platform = platform_of(repository, entry);
	if (platform && strcmp(platform, "unknown/unknown") == 0)
		return;
	for (size_t i = 0; i < repository->all.len; i++)
		if (strcmp(repository->all.at[i].digest, digest) == 0) {
			repository->all.at[i].chosen = true;
			repository->all.at[i].platform = platform;
			return;
		}
	repository->missing++;
}

static bool on_manifest(void *context, const struct service_page *page, struct err *err)
{
	const char *text = aws_text(json_array_get(page->list, 0), "imageManifest");
	json_t *manifest = json_loads(text, 0, NULL), *entry;
	size_t i;
	(void)err;
	json_array_foreach(json_object_get(manifest, "manifests"), i, entry)
		choose_entry(context, entry);
	json_decref(manifest);
	return true;
}

// Without the right to ask, what was pushed at one moment will do.
static bool read_index(struct repository *repository, struct err *err)
{
	const struct service_ask ask = {.action = "BatchGetImage",
					.parameters = json_pack("{s:s,s:[{s:s}]}", "repositoryName",
								repository->name, "imageIds",
								"imageDigest", repository->index),
					.list = "images"};
	if (!repository->index || repository->indexed < repository->scanned ||
	    aws_ask(repository->work, &ask, on_manifest, repository, err))
		return true;
	if (err->code != ERR_DENIED && err->code != ERR_NOT_FOUND)
		return false;
	warn(repository, err->text);
	err_clear(err);
	return true;
}

// ---- What is told ----

static bool choose(struct repository *repository, struct err *err)
{
	bool any = false;
	if (!repository->all.len)
		return true;
	if (!read_index(repository, err))
		return false;
	for (size_t i = 0; i < repository->all.len; i++)
		any |= repository->all.at[i].chosen;
	if (repository->index && repository->indexed >= repository->scanned && !any)
		warn(repository, "which images its newest index has is not known, or none of them "
				 "was scanned: those pushed last are told");
	else if (repository->missing)
		warn(repository, "not all images of its newest index were scanned: those that "
				 "were are told");
	for (size_t i = 0; !any && i < repository->all.len; i++)
		repository->all.at[i].chosen = repository->all.at[i].pushed == repository->scanned;
	return true;
}

// The same order after the next push, as far as can be: its first goes on as what the repository's
// scan was before there were several.
static int compare(const void *a, const void *b)
{
	const struct image *x = a, *y = b;
	const char *left = x->platform ? x->platform : "", *right = y->platform ? y->platform : "";
	int order = !strcmp(right, "linux/amd64") - !strcmp(left, "linux/amd64");
	order = order ? order : strcmp(left, right);
	order = order ? order : strcmp(x->tag ? x->tag : "", y->tag ? y->tag : "");
	return order ? order : strcmp(x->digest, y->digest);
}

// The list is opened by its first page: an image whose findings have expired has none.
static bool on_findings(void *context, const struct service_page *page, struct err *err)
{
	struct repository *repository = context;
	struct pages_file *file = repository->work->file;
	if (!repository->pages++)
		pages_list(file, &(struct pages_list){.tag = repository->reading->tag,
						      .category = repository->category});
	return pages_add(file, page->bytes, err);
}

static bool read_findings(struct repository *repository, const struct image *image, struct err *err)
{
	const struct service_ask ask = {.action = "DescribeImageScanFindings",
					.parameters = json_pack("{s:s,s:{s:s},s:i}",
								"repositoryName", repository->name,
								"imageId", "imageDigest",
								image->digest, "maxResults", PAGE),
					.token = "nextToken"};
	repository->reading = image;
	repository->pages = 0;
	if (aws_ask(repository->work, &ask, on_findings, repository, err))
		return true;
	if (err->code != ERR_NOT_FOUND || repository->pages)
		return false;
	warn(repository, "its newest image's findings are not there any more");
	err_clear(err);
	return true;
}

static bool read_images(struct repository *repository, struct err *err)
{
	int64_t count = 0;
	bool ok = choose(repository, err);
	if (repository->all.len)
		qsort(repository->all.at, repository->all.len, sizeof *repository->all.at, compare);
	for (size_t i = 0; ok && i < repository->all.len; i++) {
		const struct image *image = &repository->all.at[i];
		if (!image->chosen)
			continue;
		repository->category = NULL;
		if (count++)
			repository->category = image->platform
						       ? image->platform
						       : arena_printf(&repository->arena, "%lld",
								      (long long)count);
		ok = read_findings(repository, image, err);
	}
	return ok;
}

static bool read_repository(struct repository *repository, struct err *err)
{
	if (!find_images(repository, err)) {
		if (err->code != ERR_NOT_FOUND)
			return false;
		warn(repository, "was deleted meanwhile");
		err_clear(err);
		return true;
	}
	double told = repository->scanned > repository->indexed ? repository->scanned
								: repository->indexed;
	if (repository->images && !repository->all.len)
		warn(repository, "none of its images was scanned");
	else if (repository->newest > told)
		warn(repository, "its newest image was not scanned: the newest that was is told");
	return read_images(repository, err);
}

static bool on_repositories(void *context, const struct service_page *page, struct err *err)
{
	bool ok = true;
	for (size_t i = 0; ok && i < json_array_size(page->list); i++) {
		const json_t *entry = json_array_get(page->list, i);
		struct repository repository = {.work = context,
						.name = aws_text(entry, "repositoryName")};
		ok = read_repository(&repository, err);
		vec_fini(&repository.all);
		arena_fini(&repository.arena);
	}
	return ok;
}

bool aws_read_ecr(struct aws_work *work, struct err *err)
{
	const struct service_ask ask = {.action = "DescribeRepositories",
					.parameters = json_pack("{s:i}", "maxResults", PAGE),
					.token = "nextToken",
					.list = "repositories"};
	bool ok = aws_ask(work, &ask, on_repositories, work, err);
	if (ok && !work->file->lists)
		aws_warn(work, "nothing is told: ",
			 "there is no repository with an image that was scanned");
	return ok;
}
