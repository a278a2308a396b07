#include "plugins/scans/formats.h"
#include "plugins/scans/stock/stock.h"
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/words/words.h"

// Syft's own JSON: an inventory. What it is of stands behind the artifacts, so it is read twice.

static struct slice first_of(const struct node *node, const char *const *paths)
{
	struct slice text = {NULL, 0};
	for (size_t i = 0; paths[i] && !text.len; i++)
		text = node_text(node, paths[i]);
	return text;
}

// What stands in the source as it is now, or in that of before.
static struct slice told(const struct node *source, const char *name)
{
	struct slice text = node_text(node_at(source, "metadata"), name);
	return text.len ? text : node_text(node_at(source, "target"), name);
}

static struct slice repos_of(struct scan_file *file, const struct node *source)
{
	struct slice repos = words_join(node_at(source, "metadata.repoDigests"), "", file->arena);
	return repos.len ? repos
			 : words_join(node_at(source, "target.repoDigests"), "", file->arena);
}

static struct slice ids_of(struct scan_file *file, const struct node *source)
{
	return WORDS(file->arena, told(source, "imageID"), SLICE(" "),
		     told(source, "manifestDigest"), SLICE(" "), repos_of(file, source));
}

// The registry's digest of its own name is what runs; a manifest's is that of one platform, or of a
// local copy.
static void take_digests(struct scan_file *file, struct stock_sbom *sbom, const struct node *source)
{
	struct slice repos = repos_of(file, source), version = node_text(source, "version");
	struct slice manifest = told(source, "manifestDigest"), id = told(source, "imageID");
	if (slice_starts(version, "sha256:"))
		manifest = slice_or(manifest, version);
	else
		sbom->version = stock_keep(file, version);
	sbom->digest = slice_or(sbom->digest, image_digest(sbom->subject, repos));
	sbom->digest = stock_keep(file, slice_or(sbom->digest, slice_or(manifest, id)));
	sbom->digests = WORDS(file->arena, repos, SLICE(" "), manifest, SLICE(" "), id);
}

static void take_source(struct scan_file *file, struct stock_sbom *sbom, const struct node *source)
{
	static const char *const NAMES[] = {"target.userInput",
					    "metadata.userInput",
					    "name",
					    "target.path",
					    "metadata.path",
					    "target",
					    NULL};
	struct slice name = first_of(source, NAMES), tag = told(source, "tags.0");
	sbom->kind = stock_keep(file, node_text(source, "type"));
	if (stock_is_image(sbom))
		name = slice_or(
			image_called(name, tag, repos_of(file, source), ids_of(file, source)),
			name);
	words_image(stock_keep(file, name), &sbom->subject, &sbom->digest);
	take_digests(file, sbom, source);
}

static void add_licences(struct str *out, const struct node *licences)
{
	for (NODE_EACH(licence, licences)) {
		struct slice text = licence->kind == NODE_TEXT ? licence->text
				    : node_text(licence, "spdxExpression").len
					    ? node_text(licence, "spdxExpression")
					    : node_text(licence, "value");
		if (text.len)
			str_addf(out, "%s%.*s", out->len ? ", " : "", (int)text.len, text.at);
	}
}

static void send_artifact(struct stock *stock, const struct node *artifact)
{
	struct str licences = {0};
	const struct node *cpe = node_at(artifact, "cpes.0");
	add_licences(&licences, node_at(artifact, "licenses"));
	struct stock_component part = {.type = node_text(artifact, "type"),
				       .name = node_text(artifact, "name"),
				       .version = node_text(artifact, "version"),
				       .purl = node_text(artifact, "purl"),
				       .cpe = cpe && cpe->kind == NODE_MAP ? node_text(cpe, "cpe")
									   : node_text(cpe, ""),
				       .licence = str_slice(&licences),
				       .path = node_text(artifact, "locations.0.path"),
				       .ref = node_text(artifact, "id")};
	if (cpe && cpe->kind == NODE_TEXT)
		part.cpe = cpe->text;
	stock_component(stock, &part);
	str_fini(&licences);
}

static bool see_head(struct scan_file *file, struct stock_sbom *sbom, struct err *err)
{
	struct slice key;
	const struct node *node;
	bool more = true, done = doc_enter(file->doc, err);
	while (done && (done = doc_next(file->doc, &key, &more, err)) && more) {
		bool source = slice_is(key, "source"), tool = slice_is(key, "descriptor");
		if (!source && !tool)
			continue;
		done = doc_read(file->doc, &node, err);
		if (done && source)
			take_source(file, sbom, node);
		else if (done)
			sbom->at = scan_made(file, node_text(node, "timestamp"));
	}
	return done && doc_end(file->doc, err);
}

static bool send_all(struct stock *stock, struct err *err)
{
	struct doc *doc = stock->file->doc;
	const struct node *node;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		done = doc_read(doc, &node, err);
		if (done)
			send_artifact(stock, node);
		doc_forget(doc);
	}
	return done;
}

static bool read_artifacts(struct stock *stock, struct err *err)
{
	struct doc *doc = stock->file->doc;
	struct slice key;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more)
		if (slice_is(key, "artifacts"))
			done = send_all(stock, err);
	return done;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct stock_sbom sbom = {.format = "syft-json", .tool = SLICE("syft")};
	struct stock stock;
	if (!see_head(file, &sbom, err))
		return false;
	stock_name(file, &sbom);
	stock_sbom_begin(&stock, file, &sbom);
	if (!scan_again(file, err) || !read_artifacts(&stock, err))
		return false;
	stock_sbom_end(&stock, &sbom, NULL);
	return true;
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *artifacts = node_member(sniff->json, "artifacts");
	if (!artifacts || artifacts->kind != NODE_LIST || node_has(sniff->json, "matches"))
		return 0;
	return artifacts->first ? (node_has(artifacts->first, "foundBy") ? 95 : 0)
				: (node_has(sniff->json, "artifactRelationships") ? 95 : 0);
}

const struct scan_format FORMAT_SYFT = {
	.name = "syft-json",
	.title = "Syft JSON: an inventory",
	.detect = detect,
	.read = read,
};
