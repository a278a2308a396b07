#include "libexec/fetch/aws/ecr.h"

#include <stdlib.h>
#include <string.h>

// Whether an image was scanned its findings say, where nothing else does: of a repository that is
// not scanned they are asked for so many times.
enum { PAGE = 1000, VAIN = 10 };

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

// ---- The findings of an image ----

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

static bool ask(struct repository *repository, const struct image *image, struct err *err)
{
	const struct service_ask ask = {.action = "DescribeImageScanFindings",
					.parameters = json_pack("{s:s,s:{s:s},s:i}",
								"repositoryName", repository->name,
								"imageId", "imageDigest",
								image->digest, "maxResults", PAGE),
					.token = "nextToken"};
	repository->reading = image;
	repository->pages = 0;
	return aws_ask(repository->work, &ask, on_findings, repository, err);
}

static bool may_try(const struct repository *repository, const struct image *image)
{
	return !image->tried && (image->known || repository->vain < VAIN);
}

// *scanned: it was.
static bool read_findings(struct repository *repository, struct image *image, bool *scanned,
			  struct err *err)
{
	*scanned = false;
	if (!may_try(repository, image))
		return true;
	image->tried = true;
	*scanned = ask(repository, image, err);
	if (*scanned || err->code != ERR_NOT_FOUND || repository->pages)
		return *scanned;
	*scanned = image->known;
	repository->vain += !image->known;
	if (image->known)
		ecr_warn(repository, "its newest image's findings are not there any more");
	err_clear(err);
	return true;
}

// Of the chosen ones, each in a list of its own.
static bool tell_chosen(struct repository *repository, struct err *err)
{
	bool ok = true, scanned;
	qsort(repository->all.at, repository->all.len, sizeof *repository->all.at, compare);
	for (size_t i = 0; ok && i < repository->all.len; i++) {
		struct image *image = &repository->all.at[i];
		if (!image->chosen)
			continue;
		image->chosen = false;
		repository->category = NULL;
		if (repository->told)
			repository->category =
				image->platform ? image->platform
						: arena_printf(&repository->arena, "%lld",
							       (long long)repository->told + 1);
		ok = read_findings(repository, image, &scanned, err);
		repository->told += scanned;
		repository->missing += !scanned;
	}
	return ok;
}

// ---- Which ----

// When what was pushed last of what can still be tried was; below 0: there is nothing.
static double newest(const struct repository *repository)
{
	double pushed = -1;
	for (size_t i = 0; i < repository->all.len; i++) {
		const struct image *image = &repository->all.at[i];
		if (may_try(repository, image) && image->pushed > pushed)
			pushed = image->pushed;
	}
	return pushed;
}

static bool tell_moment(struct repository *repository, double pushed, struct err *err)
{
	for (size_t i = 0; i < repository->all.len; i++)
		repository->all.at[i].chosen = repository->all.at[i].pushed == pushed;
	return tell_chosen(repository, err);
}

static bool tell_index(struct repository *repository, struct err *err)
{
	repository->missing = 0;
	return ecr_choose_index(repository, err) && tell_chosen(repository, err);
}

// ---- What is said of the others ----

static void warn_of_none(struct repository *repository)
{
	int64_t tried = 0;
	for (size_t i = 0; i < repository->all.len; i++)
		tried += repository->all.at[i].tried;
	if (!repository->all.len)
		return;
	if (tried == (int64_t)repository->all.len)
		ecr_warn(repository, "none of its images was scanned");
	else
		ecr_warn(repository, arena_printf(&repository->arena,
						  "none of its newest %lld images was scanned",
						  (long long)tried));
}

static void warn_of_newer(struct repository *repository, double told)
{
	long long newer = 0;
	for (size_t i = 0; i < repository->all.len; i++)
		newer += repository->all.at[i].pushed > told;
	if (newer == 1)
		ecr_warn(repository,
			 "its newest image was not scanned: the newest that was is told");
	else if (newer)
		ecr_warn(repository,
			 arena_printf(&repository->arena,
				      "its newest %lld images were not scanned: the newest that "
				      "was is told",
				      newer));
}

static void warn_of_index(struct repository *repository, bool told)
{
	if (!told)
		ecr_warn(repository,
			 "which images its newest index has is not known, or none of them was "
			 "scanned: those pushed last are told");
	else if (repository->missing)
		ecr_warn(repository, arena_printf(&repository->arena,
						  "%lld of the images of its newest index %s not "
						  "scanned: those that were are told",
						  (long long)repository->missing,
						  repository->missing == 1 ? "was" : "were"));
}

bool ecr_tell(struct repository *repository, struct err *err)
{
	bool ok = true, tried = !repository->index || !repository->all.len, by_index = false;
	double pushed = newest(repository);
	while (ok && !repository->told && (pushed >= 0 || !tried)) {
		by_index = !tried && repository->indexed >= pushed;
		tried |= by_index;
		ok = by_index ? tell_index(repository, err) : tell_moment(repository, pushed, err);
		pushed = repository->told ? pushed : newest(repository);
	}
	if (!ok)
		return false;
	if (!repository->told)
		warn_of_none(repository);
	else if (repository->index && tried)
		warn_of_index(repository, by_index);
	if (repository->told)
		warn_of_newer(repository,
			      repository->indexed > pushed ? repository->indexed : pushed);
	return true;
}
