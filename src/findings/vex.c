#include "findings/vex.h"

#include "base/utf8.h"
#include "findings/purl.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

int vex_weight(struct slice status)
{
	static const char *const BY_WEIGHT[] = {"not_affected", "fixed", "under_investigation"};
	int weight = 0;
	while (weight < 3 && !slice_is(status, BY_WEIGHT[weight]))
		weight++;
	return weight;
}

// ---- Reasons ----

// "false_positive" is an analysis' state, "version" one of the versions that are not affected.
static const char *const JUSTIFICATIONS[] = {"component_not_present",
					     "vulnerable_code_not_present",
					     "vulnerable_code_not_in_execute_path",
					     "vulnerable_code_cannot_be_controlled_by_adversary",
					     "inline_mitigations_already_exist",
					     NULL},
			 *const CYCLONEDX[] = {"code_not_present",
					       "code_not_reachable",
					       "requires_configuration",
					       "requires_dependency",
					       "requires_environment",
					       "protected_by_compiler",
					       "protected_at_runtime",
					       "protected_at_perimeter",
					       "protected_by_mitigating_control",
					       "false_positive",
					       "version",
					       NULL};

// Signs and blanks alone say nothing.
static bool can_be_read(uint32_t rune)
{
	static const uint32_t BLANKS[] = {0x1680, 0x2800, 0x3000, 0x3164, 0xffa0};
	if (rune < 0x80)
		return isalnum((int)rune);
	for (size_t i = 0; i < sizeof BLANKS / sizeof *BLANKS; i++)
		if (rune == BLANKS[i])
			return false;
	return rune > 0xbf && (rune < 0x2000 || rune > 0x206f) && utf8_width(rune) > 0;
}

static bool is_readable(struct slice text)
{
	uint32_t rune;
	for (size_t len; (len = utf8_decode(text, &rune)); text.at += len, text.len -= len)
		if (can_be_read(rune))
			return true;
	return false;
}

bool vex_is_reason(struct slice format, struct slice justification, struct slice text)
{
	bool five = slice_is(format, "openvex") || slice_is(format, "csaf");
	const char *const *word = five ? JUSTIFICATIONS : CYCLONEDX;
	if (!five && !slice_starts(format, "cyclonedx"))
		return is_readable(justification) || is_readable(text);
	while (*word && !slice_is(justification, *word))
		word++;
	return *word || is_readable(text);
}

// ---- Parts of a target ----

static struct slice behind(struct slice text, const char *prefix)
{
	size_t len = strlen(prefix);
	return slice_starts(text, prefix) ? (struct slice){text.at + len, text.len - len} : text;
}

// What stands behind the last `sign`; all of it when there is none.
static struct slice last_part(struct slice text, char sign)
{
	const char *at = text.len ? memrchr(text.at, sign, text.len) : NULL;
	return at ? (struct slice){at + 1, text.len - (size_t)(at - text.at) - 1} : text;
}

// An image's name, its tag and its digest, each once: "app:1@sha256:…" may be the name.
static struct vex_target parts_of(const struct vex_target *target)
{
	struct vex_target parts = *target;
	struct slice rest = target->name;
	parts.name = slice_cut(&rest, '@');
	parts.digest = last_part(target->digest.len ? target->digest : rest, '@');
	struct slice tag = last_part(parts.name, '/'), short_name = slice_cut(&tag, ':');
	if (!tag.len)
		return parts;
	parts.name.len = (size_t)(short_name.at - parts.name.at) + short_name.len;
	parts.ref = parts.ref.len ? parts.ref : tag;
	return parts;
}

// The registry that nobody writes is left out.
static struct slice repository_of(struct slice name)
{
	static const char *const UNSAID[] = {"https://", "http://", "index.docker.io/",
					     "docker.io/", "library/"};
	for (size_t i = 0; i < sizeof UNSAID / sizeof *UNSAID; i++)
		name = behind(name, UNSAID[i]);
	return name;
}

// "SPACE/NAME", or the name alone.
static bool is_path(struct slice path, struct slice space, struct slice name)
{
	if (!space.len)
		return slice_equal(path, name);
	return path.len == space.len + 1 + name.len && !memcmp(path.at, space.at, space.len) &&
	       path.at[space.len] == '/' && !memcmp(path.at + space.len + 1, name.at, name.len);
}

// ---- Purls of images ----

// The repository may be told with the image's name or without.
static bool is_repository(struct slice told, const struct purl *purl,
			  const struct vex_target *image)
{
	struct slice wanted = repository_of(told), own = repository_of(image->name);
	return slice_equal(wanted, own) || is_path(own, wanted, purl->name);
}

static bool is_version(const struct purl *purl, const struct vex_target *image)
{
	bool tag = slice_is(purl->type, "docker") && slice_equal(purl->version, image->ref);
	return tag || slice_equal(purl->version, image->digest);
}

// What cannot be held against a scan holds for no other build than the very one.
static bool has_qualifiers(const struct purl *purl, const struct vex_target *image,
			   struct arena *arena)
{
	struct slice rest = purl->qualifiers;
	bool bound = purl->version.len && slice_equal(purl->version, image->digest);
	while (rest.len) {
		struct slice value = slice_cut(&rest, '&'), name = slice_cut(&value, '=');
		if (!value.len)
			continue;
		if (slice_is(name, "tag")
			    ? !slice_equal(purl_qualifier_text(purl, "tag", arena), image->ref)
		    : slice_is(name, "repository_url")
			    ? !is_repository(purl_qualifier_text(purl, "repository_url", arena),
					     purl, image)
			    : !bound)
			return false;
	}
	return !purl->subpath.len;
}

static bool names_image(const struct purl *purl, const struct vex_target *target,
			struct arena *arena)
{
	struct vex_target image = parts_of(target);
	struct slice own = repository_of(image.name);
	bool name = purl->space.len ? is_path(own, purl->space, purl->name)
				    : slice_equal(last_part(own, '/'), purl->name);
	return name && (!purl->version.len || is_version(purl, &image)) &&
	       has_qualifiers(purl, &image, arena);
}

// ---- Other products ----

static bool names_repository(const struct purl *purl, const struct vex_target *target)
{
	struct slice branch = target->name, name = slice_cut(&branch, '@');
	if (slice_is(purl->type, "github"))
		name = behind(name, "github.com/");
	return is_path(name, purl->space, purl->name) && !purl->qualifiers.len &&
	       !purl->subpath.len &&
	       (!purl->version.len || slice_equal(purl->version, target->ref) ||
		slice_equal(purl->version, target->digest));
}

// "NAME", "NAME:REF", "NAME@DIGEST", or the digest alone.
static bool is_own_name(struct slice product, const struct vex_target *target)
{
	struct vex_target image = parts_of(target);
	struct slice rest = product, name = slice_cut(&rest, '@');
	if (slice_equal(product, target->name) ||
	    (image.digest.len && slice_equal(product, image.digest)))
		return true;
	if (rest.len && !slice_equal(rest, image.digest))
		return false;
	struct vex_target told = parts_of(&(struct vex_target){.name = name});
	return slice_equal(repository_of(told.name), repository_of(image.name)) &&
	       (!told.ref.len || slice_equal(told.ref, image.ref));
}

bool vex_names(struct slice product, const struct vex_target *target)
{
	struct arena arena = {0};
	struct purl purl;
	bool names;
	if (!product.len || !target->name.len)
		return false;
	if (!purl_read(product, &arena, &purl))
		names = !slice_starts(product, "pkg:") && is_own_name(product, target);
	else if (slice_is(purl.type, "oci") || slice_is(purl.type, "docker"))
		names = names_image(&purl, target, &arena);
	else
		names = names_repository(&purl, target);
	arena_fini(&arena);
	return names;
}
