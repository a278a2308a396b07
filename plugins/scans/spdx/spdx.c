#include "plugins/scans/spdx/spdx.h"
#include "plugins/scans/words/words.h"

#include <ctype.h>
#include <string.h>

enum { IDS_MOST = 200000 };

bool spdx_check(const struct spdx *spdx, struct slice version, struct err *err)
{
	return slice_is(version, "SPDX-2.2") || slice_is(version, "SPDX-2.3") ||
	       err_set(err, ERR_INVALID, "%s: '%.*s' is not read; SPDX-2.2 and SPDX-2.3 are",
		       spdx->file->name, (int)(version.len > 20 ? 20 : version.len),
		       version.len ? version.at : "");
}

void spdx_creator(struct spdx *spdx, struct slice creator)
{
	if (!slice_starts(creator, "Tool: ") || spdx->sbom.tool.len)
		return;
	struct slice tool = slice_trim((struct slice){creator.at + 6, creator.len - 6});
	size_t dash = tool.len;
	for (size_t i = 1; i + 1 < tool.len && dash == tool.len; i++)
		if (tool.at[i] == '-' &&
		    (isdigit((unsigned char)tool.at[i + 1]) || tool.at[i + 1] == 'v'))
			dash = i;
	spdx->sbom.tool = stock_keep(spdx->file, (struct slice){tool.at, dash});
	if (dash < tool.len)
		spdx->tool_version = stock_keep(
			spdx->file, (struct slice){tool.at + dash + 1, tool.len - dash - 1});
}

void spdx_reference(struct spdx_package *package, const struct slice parts[3])
{
	static const char *const SECURITY[] = {"advisory", "fix", "url"};
	bool security = slice_is(parts[0], "SECURITY");
	if (slice_is(parts[1], "purl") && !package->purl.len)
		package->purl = parts[2];
	if ((slice_is(parts[1], "cpe23Type") || slice_is(parts[1], "cpe22Type")) &&
	    !package->cpe.len)
		package->cpe = parts[2];
	for (size_t i = 0; i < 3; i++)
		if (security && slice_is(parts[1], SECURITY[i]) && package->ref_count < SPDX_REFS)
			package->refs[package->ref_count++] = parts[2];
}

static bool says_nothing(struct slice text)
{
	return !text.len || slice_is(text, "NOASSERTION") || slice_is(text, "NONE");
}

struct slice spdx_licence(struct slice declared, struct slice concluded)
{
	if (!says_nothing(declared))
		return declared;
	return says_nothing(concluded) ? (struct slice){NULL, 0} : concluded;
}

// ---- Packages ----

static bool is_image(struct slice purl)
{
	return !purl.len || slice_starts(purl, "pkg:oci/") || slice_starts(purl, "pkg:docker/");
}

static void take_subject(struct spdx *spdx, const struct spdx_package *package)
{
	struct stock_sbom *s = &spdx->sbom;
	struct slice told, name = package->name;
	words_image(name, &name, &told);
	s->subject = stock_keep(spdx->file, name);
	s->version = stock_keep(spdx->file, package->version);
	s->purl = stock_keep(spdx->file, package->purl);
	if (slice_is(package->purpose, "CONTAINER"))
		s->kind = SLICE("container");
	if (slice_is(package->purpose, "FILE"))
		s->kind = SLICE("file");
	s->source = slice_is(package->purpose, "SOURCE");
	s->digest = words_image_digest(s->purl, spdx->file->arena);
	if (!s->digest.len && told.len)
		s->digest = stock_keep(spdx->file, told);
	s->digests = WORDS(spdx->file->arena, told, SLICE(" "), s->version);
	if (slice_starts(s->version, "sha256:")) {
		s->digest = s->digest.len ? s->digest : s->version;
		s->version = (struct slice){NULL, 0};
	}
	if (!s->digest.len && package->checksum.len)
		s->digest = scan_keep(spdx->file, "sha256:%.*s", (int)package->checksum.len,
				      package->checksum.at);
}

static bool add_finding(struct spdx *spdx, const struct spdx_package *package, struct slice ref,
			struct err *err)
{
	struct slice ids = words_ids_in(ref, spdx->file->arena);
	bool image = spdx->sbom.digest.len > 0;
	struct scan_finding finding = {.class = image ? FINDING_CONTAINER : FINDING_DEPENDENCY,
				       .rule = ids.len ? ids : ref,
				       .title = ids.len ? ids : ref,
				       .ids = ids,
				       .purl = package->purl,
				       .package = package->name,
				       .version = package->version,
				       .link = ref};
	struct scan scan = {.tool = spdx->sbom.tool.len ? spdx->sbom.tool : SLICE("spdx"),
			    .version = spdx->tool_version,
			    .partial =
				    slice_of(spdx->endless ? "tag-value has no end mark" : NULL)};
	stock_scan_subject(&spdx->sbom, image, &scan);
	if (!spdx->has_scan && !scan_begin(spdx->file, &scan, err))
		return false;
	spdx->has_scan = true;
	return scan_add(spdx->file, &finding, err);
}

static bool is_root(const struct spdx *spdx, const struct spdx_package *package)
{
	return spdx->described == 1 && package->id.len && slice_equal(package->id, spdx->root);
}

// "com.github.OWNER/NAME", as GitHub calls a repository in what it exports.
static void name_of_github(struct spdx *spdx)
{
	struct slice *subject = &spdx->sbom.subject;
	if (slice_starts(*subject, "com.github.") && memchr(subject->at, '/', subject->len))
		*subject = scan_keep(spdx->file, "github.com/%.*s", (int)subject->len - 11,
				     subject->at + 11);
}

void spdx_begin(struct spdx *spdx)
{
	name_of_github(spdx);
	stock_name(spdx->file, &spdx->sbom);
	stock_sbom_begin(&spdx->inventory, spdx->file, &spdx->sbom);
}

// "NAME@VERSION" of "built package from: NAME VERSION", as Trivy writes it; of other words nothing.
static struct slice source_of(struct spdx *spdx, const struct spdx_package *package)
{
	static const char BUILT[] = "built package from: ";
	struct slice rest = package->source;
	if (!slice_starts(rest, BUILT))
		return (struct slice){NULL, 0};
	rest = (struct slice){rest.at + sizeof BUILT - 1, rest.len - (sizeof BUILT - 1)};
	struct slice name = slice_word(&rest), version = slice_word(&rest);
	return version.len ? scan_keep(spdx->file, "%.*s@%.*s", (int)name.len, name.at,
				       (int)version.len, version.at)
			   : name;
}

bool spdx_package(struct spdx *spdx, const struct spdx_package *package, struct err *err)
{
	struct stock_component part = {.type = SLICE("library"),
				       .name = package->name,
				       .version = package->version,
				       .purl = package->purl,
				       .cpe = package->cpe,
				       .licence = package->licence,
				       .source = source_of(spdx, package),
				       .ref = package->id};
	if (!(is_root(spdx, package) && is_image(package->purl)))
		stock_component(&spdx->inventory, &part);
	for (size_t i = 0; i < package->ref_count; i++)
		if (!add_finding(spdx, package, package->refs[i], err))
			return false;
	return true;
}

bool spdx_end(struct spdx *spdx, const char *failed, struct err *err)
{
	stock_sbom_end(&spdx->inventory, &spdx->sbom, failed);
	return !spdx->has_scan || scan_end(spdx->file, failed, err);
}

void spdx_root(struct spdx *spdx, const struct spdx_package *package)
{
	if (is_root(spdx, package))
		take_subject(spdx, package);
}

// ---- What relationships name ----

void spdx_note_id(struct map *ids, struct slice id)
{
	bool added;
	if (ids->len < IDS_MOST && slice_starts(id, "SPDXRef-") &&
	    !slice_is(id, "SPDXRef-DOCUMENT"))
		map_put(ids, id, &added);
}

const char *spdx_missing(const struct spdx_ids *ids, struct arena *arena)
{
	for (size_t i = 0; i < ids->named.len && ids->there.len < IDS_MOST; i++)
		if (!map_get(&ids->there, slice_of(ids->named.entries[i].key)))
			return arena_printf(arena,
					    "a relationship names %.200s, which is not there: the "
					    "document is cut",
					    ids->named.entries[i].key);
	return NULL;
}
