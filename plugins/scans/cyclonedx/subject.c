// What a document is of. Trivy has an image's tags and digests as properties.
#include "plugins/scans/cyclonedx/cyclonedx.h"
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/words/words.h"

static struct slice hash_of(struct cdx *cdx, const struct node *component)
{
	for (NODE_EACH(hash, node_at(component, "hashes"))) {
		struct slice value = slice_or(cdx_member(hash, "content"), hash->text);
		if (slice_is(cdx_member(hash, "alg"), "SHA-256"))
			return scan_keep(cdx->file, "sha256:%.*s", TOUR_S(value));
	}
	return (struct slice){NULL, 0};
}

// The values of properties "…:NAME", blanks between.
static struct slice properties(struct cdx *cdx, const struct node *component, const char *name)
{
	struct str text = {0};
	for (NODE_EACH(property, node_at(component, "properties"))) {
		struct slice value = slice_or(node_text(property, "value"), property->text);
		if (slice_ends(cdx_member(property, "name"), name))
			str_addf(&text, "%s%.*s", text.len ? " " : "", TOUR_S(value));
	}
	struct slice values = cdx_keep(cdx, str_slice(&text));
	str_fini(&text);
	return values;
}

static void take_digests(struct cdx *cdx, const struct node *component)
{
	struct stock_sbom *s = &cdx->sbom;
	struct slice repos = properties(cdx, component, ":RepoDigest"), told, version = {0};
	struct slice purl = words_image_digest(slice_or(s->purl, cdx->root), cdx->file->arena);
	words_image(s->subject, &s->subject, &told);
	if (slice_starts(s->version, "sha256:")) {
		version = s->version;
		s->version = (struct slice){NULL, 0};
	}
	s->digest = slice_or(told, image_digest(s->subject, repos));
	s->digest = slice_or(s->digest, slice_or(purl, version));
	s->digest = slice_or(s->digest, hash_of(cdx, component));
	s->digests = WORDS(cdx->file->arena, repos, SLICE(" "), purl, SLICE(" "), version);
}

static void name_image(struct cdx *cdx, const struct node *component)
{
	struct stock_sbom *s = &cdx->sbom;
	struct slice tags = properties(cdx, component, ":RepoTag");
	struct slice repos = properties(cdx, component, ":RepoDigest");
	struct slice id = properties(cdx, component, ":ImageID");
	struct slice digests = WORDS(cdx->file->arena, id, SLICE(" "), repos);
	s->subject = slice_or(image_called(s->subject, slice_cut(&tags, ' '), repos, digests),
			      s->subject);
}

void cdx_subject(struct cdx *cdx, const struct node *component)
{
	struct stock_sbom *s = &cdx->sbom;
	struct slice group = node_text(component, "group"), name = node_text(component, "name");
	if (!name.len)
		return;
	s->subject = group.len ? scan_keep(cdx->file, "%.*s/%.*s", TOUR_S(group), TOUR_S(name))
			       : cdx_keep(cdx, name);
	s->kind = cdx_keep(cdx, cdx_member(component, "type"));
	s->version = cdx_keep(cdx, node_text(component, "version"));
	s->purl = cdx_keep(cdx, node_text(component, "purl"));
	cdx->root = cdx_keep(cdx, cdx_member(component, "bom-ref"));
	if (stock_is_image(s))
		name_image(cdx, component);
	take_digests(cdx, component);
}
