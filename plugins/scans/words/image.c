#include "plugins/scans/words/words.h"

#include "findings/purl.h"
#include "findings/version/range.h"

#include <string.h>

// ---- Images ----

void words_image(struct slice image, struct slice *name, struct slice *digest)
{
	const char *at = image.len ? memmem(image.at, image.len, "@sha256:", 8) : NULL;
	*name = image;
	*digest = (struct slice){NULL, 0};
	if (!at)
		return;
	name->len = (size_t)(at - image.at);
	*digest = (struct slice){at + 1, image.len - name->len - 1};
}

// Source: ECR user guide, "Private registries"; China's regions are a partition of their own.
struct slice words_ecr(struct slice account, struct slice region, struct slice repository,
		       struct arena *arena)
{
	struct slice end = slice_starts(region, "cn-") ? SLICE(".amazonaws.com.cn/")
						       : SLICE(".amazonaws.com/");
	return WORDS(arena, account, SLICE(".dkr.ecr."), region, end, repository);
}

struct slice words_image_digest(struct slice text, struct arena *arena)
{
	struct purl purl;
	struct slice none = {NULL, 0};
	bool image = purl_read(text, arena, &purl) &&
		     (slice_is(purl.type, "oci") || slice_is(purl.type, "docker"));
	return image && slice_starts(purl.version, "sha256:") ? purl.version : none;
}

// ---- Versions ----

struct slice words_range(struct slice words, struct arena *arena, bool *understood)
{
	struct str range = {0};
	struct err ignored = {0};
	bool exact = slice_starts(words, "=") && range_check(words, &ignored);
	*understood = !words.len || exact || range_add_words(&range, words);
	if (range.len)
		words = (struct slice){arena_slice(arena, str_slice(&range)), range.len};
	str_fini(&range);
	return words;
}
