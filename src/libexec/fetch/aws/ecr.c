#include "libexec/fetch/aws/aws.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

// ECR API: DescribeRepositories, DescribeImages, DescribeImageScanFindings. Of each repository the
// image pushed last that was scanned is a list; what an older image had is not what runs next.

enum { PAGE = 1000 };

// A repository while its images are looked at. Texts are the arena's.
struct repository {
	struct aws_work *work;
	const char *name;
	double newest;	// when the last image was pushed,
	double scanned; // and the last one that was scanned: it is
	const char *digest, *tag;
	int64_t images;
	struct arena arena;
};

static const char *text_at(const json_t *map, const char *name)
{
	const char *text = json_string_value(json_object_get(map, name));
	return text ? text : "";
}

static void warn(const struct repository *repository, const char *what)
{
	struct str line = {0};
	str_addf(&line, "W! %s: repository ", repository->work->shown);
	utf8_add_safe(&line, slice_of(repository->name), false);
	str_addf(&line, ": %s\n", what);
	fputs(str_text(&line), stderr);
	str_fini(&line);
}

// An index of images for several machines is never scanned, and no artifact is.
static bool is_image(const json_t *image)
{
	const char *type = text_at(image, "imageManifestMediaType");
	return !strstr(type, "manifest.list") && !strstr(type, "image.index");
}

static void consider(struct repository *repository, const json_t *image)
{
	double pushed = json_number_value(json_object_get(image, "imagePushedAt"));
	const char *digest = text_at(image, "imageDigest");
	if (!is_image(image) || !*digest)
		return;
	repository->images++;
	if (pushed > repository->newest)
		repository->newest = pushed;
	bool later = pushed > repository->scanned ||
		     (pushed == repository->scanned &&
		      (!repository->digest || strcmp(digest, repository->digest) > 0));
	if (!json_object_get(image, "imageScanStatus") || !later)
		return;
	const char *tag = json_string_value(json_array_get(json_object_get(image, "imageTags"), 0));
	repository->scanned = pushed;
	repository->digest = arena_text(&repository->arena, digest);
	repository->tag = arena_text(&repository->arena, tag);
}

static bool on_images(void *context, const struct service_page *page, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < json_array_size(page->list); i++)
		consider(context, json_array_get(page->list, i));
	return true;
}

static bool find_image(struct repository *repository, struct err *err)
{
	const struct service_ask ask = {.action = "DescribeImages",
					.parameters =
						json_pack("{s:s,s:i}", "repositoryName",
							  repository->name, "maxResults", PAGE),
					.token = "nextToken",
					.list = "imageDetails"};
	return aws_ask(repository->work, &ask, on_images, repository, err);
}

// The list is opened by its first page: an image whose findings have expired has none.
static bool on_findings(void *context, const struct service_page *page, struct err *err)
{
	struct repository *repository = context;
	struct pages_file *file = repository->work->file;
	if (!repository->images)
		pages_list(file, &(struct pages_list){.tag = repository->tag});
	repository->images++;
	return pages_add(file, page->bytes, err);
}

static bool read_findings(struct repository *repository, struct err *err)
{
	const struct service_ask ask = {
		.action = "DescribeImageScanFindings",
		.parameters =
			json_pack("{s:s,s:{s:s},s:i}", "repositoryName", repository->name,
				  "imageId", "imageDigest", repository->digest, "maxResults", PAGE),
		.token = "nextToken"};
	repository->images = 0;
	if (aws_ask(repository->work, &ask, on_findings, repository, err))
		return true;
	if (err->code != ERR_NOT_FOUND || repository->images)
		return false;
	warn(repository, "its newest image's findings are not there any more");
	err_clear(err);
	return true;
}

static bool read_repository(struct repository *repository, struct err *err)
{
	if (!find_image(repository, err)) {
		if (err->code != ERR_NOT_FOUND)
			return false;
		warn(repository, "was deleted meanwhile");
		err_clear(err);
		return true;
	}
	if (repository->images && !repository->digest)
		warn(repository, "none of its images was scanned");
	else if (repository->digest && repository->newest > repository->scanned)
		warn(repository, "its newest image was not scanned: the newest that was is told");
	return !repository->digest || read_findings(repository, err);
}

static bool on_repositories(void *context, const struct service_page *page, struct err *err)
{
	bool ok = true;
	for (size_t i = 0; ok && i < json_array_size(page->list); i++) {
		const json_t *entry = json_array_get(page->list, i);
		struct repository repository = {.work = context,
						.name = text_at(entry, "repositoryName")};
		ok = read_repository(&repository, err);
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
	return aws_ask(work, &ask, on_repositories, work, err);
}
