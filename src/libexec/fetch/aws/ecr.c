#include "libexec/fetch/aws/ecr.h"

#include <string.h>

// ECR API: DescribeRepositories, DescribeImages, BatchGetImage, DescribeImageScanFindings. Of each
// repository what was pushed last and scanned is told, an image or all of an index, each in a list
// of its own; what an older image had is not what runs next.

enum { PAGE = 1000 };

void ecr_warn(struct repository *repository, const char *what)
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

// A chart, a signature or the like: nothing that is scanned.
static bool is_artifact(const json_t *image)
{
	const char *type = aws_text(image, "artifactMediaType");
	return *type && !strstr(type, "container.image") && !strstr(type, "image.config");
}

// The native basic scanning tells no status here, as that of other kinds is.
static void consider(struct repository *repository, const json_t *image)
{
	const char *digest = aws_text(image, "imageDigest");
	const char *tag = json_string_value(json_array_get(json_object_get(image, "imageTags"), 0));
	bool known = json_object_get(image, "imageScanStatus") != NULL;
	if (*digest && is_index(image))
		consider_index(repository, image);
	if (!*digest || is_index(image) || (!known && is_artifact(image)))
		return;
	*vec_push(&repository->all) =
		(struct image){.digest = arena_text(&repository->arena, digest),
			       .tag = arena_text(&repository->arena, tag),
			       .pushed = pushed_at(image),
			       .known = known};
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
	for (size_t i = 0; i < repository->all.len; i++) {
		struct image *image = &repository->all.at[i];
		if (strcmp(image->digest, digest) != 0)
			continue;
		image->platform = platform;
		image->chosen = !image->tried;
		repository->missing += image->tried;
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
bool ecr_choose_index(struct repository *repository, struct err *err)
{
	const struct service_ask ask = {.action = "BatchGetImage",
					.parameters = json_pack("{s:s,s:[{s:s}]}", "repositoryName",
								repository->name, "imageIds",
								"imageDigest", repository->index),
					.list = "images"};
	if (aws_ask(repository->work, &ask, on_manifest, repository, err))
		return true;
	if (err->code != ERR_DENIED && err->code != ERR_NOT_FOUND)
		return false;
	ecr_warn(repository, err->text);
	err_clear(err);
	return true;
}

// ---- Repositories ----

static bool read_repository(struct repository *repository, struct err *err)
{
	if (!find_images(repository, err)) {
		if (err->code != ERR_NOT_FOUND)
			return false;
		ecr_warn(repository, "was deleted meanwhile");
		err_clear(err);
		return true;
	}
	return ecr_tell(repository, err);
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
