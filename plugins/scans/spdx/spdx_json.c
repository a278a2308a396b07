#include "plugins/scans/formats.h"
#include "plugins/scans/spdx/spdx.h"

#include <string.h>

// ---- Packages ----

static void take_checksum(const struct node *node, struct spdx_package *out)
{
	for (NODE_EACH(sum, node_at(node, "checksums")))
		if (slice_is(node_text(sum, "algorithm"), "SHA256"))
			out->checksum = node_text(sum, "checksumValue");
}

// Some writers have "packageName" for "name".
static struct slice either(const struct node *node, const char *name, const char *other)
{
	struct slice text = node_text(node, name);
	return text.len ? text : node_text(node, other);
}

static void take_package(const struct node *node, struct spdx_package *out)
{
	*out = (struct spdx_package){
		.id = node_text(node, "SPDXID"),
		.name = either(node, "name", "packageName"),
		.version = either(node, "versionInfo", "packageVersion"),
		.purpose = node_text(node, "primaryPackagePurpose"),
		.source = node_text(node, "sourceInfo"),
		.licence =
			spdx_licence(either(node, "licenseDeclared", "packageLicenseDeclared"),
				     either(node, "licenseConcluded", "packageLicenseConcluded"))};
	for (NODE_EACH(ref, node_at(node, "externalRefs"))) {
		const struct slice parts[] = {node_text(ref, "referenceCategory"),
					      node_text(ref, "referenceType"),
					      node_text(ref, "referenceLocator")};
		spdx_reference(out, parts);
	}
	take_checksum(node, out);
}

// ---- The document, three times over: its head, what it describes, its packages ----

typedef bool visitor(struct spdx *spdx, struct slice key, const struct node *item, struct err *err);

static bool walk_list(struct spdx *spdx, struct slice key, visitor *visit, struct err *err)
{
	struct doc *doc = spdx->file->doc;
	char name[32] = "";
	bool more = true, done = doc_enter(doc, err);
	memcpy(name, key.at, key.len < sizeof name ? key.len : sizeof name - 1);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		const struct node *item;
		done = doc_read(doc, &item, err) && visit(spdx, slice_of(name), item, err);
		doc_forget(doc);
	}
	return done;
}

// Lists in the visitor's care are walked, values handed out whole; NULL ends the names.
struct walk {
	const char *const *wanted;
	visitor *visit;
};

static bool walk_member(struct spdx *spdx, const struct walk *walk, struct slice key,
			struct err *err)
{
	struct doc *doc = spdx->file->doc;
	enum node_kind kind;
	const struct node *value;
	size_t i = 0;
	while (walk->wanted[i] && !slice_is(key, walk->wanted[i]))
		i++;
	if (!walk->wanted[i])
		return true;
	key = slice_of(walk->wanted[i]);
	if (!doc_kind(doc, &kind, err))
		return false;
	return kind == NODE_LIST ? walk_list(spdx, key, walk->visit, err)
				 : doc_read(doc, &value, err) && walk->visit(spdx, key, value, err);
}

// GitHub's REST API has the whole below one key, "sbom".
static bool walk_map(struct spdx *spdx, const struct walk *walk, bool inner, struct err *err)
{
	struct doc *doc = spdx->file->doc;
	struct slice key;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more)
		done = !inner && slice_is(key, "sbom") ? walk_map(spdx, walk, true, err)
						       : walk_member(spdx, walk, key, err);
	return done;
}

static bool walk(struct spdx *spdx, const char *const *wanted, visitor *visit, struct err *err)
{
	const struct walk walk = {wanted, visit};
	return walk_map(spdx, &walk, false, err) && doc_end(spdx->file->doc, err);
}

static void describe(struct spdx *spdx, struct slice id)
{
	if (spdx->described && slice_equal(id, spdx->root))
		return; // both ways to say it in one document
	spdx->described++;
	spdx->root = stock_keep(spdx->file, id);
}

static bool see_head(struct spdx *spdx, struct slice key, const struct node *item, struct err *err)
{
	if (slice_is(key, "spdxVersion"))
		return spdx_check(spdx, item->text, err);
	if (slice_is(key, "name"))
		spdx->sbom.subject = stock_keep(spdx->file, item->text);
	if (slice_is(key, "documentNamespace"))
		spdx->sbom.serial = stock_keep(spdx->file, item->text);
	if (slice_is(key, "documentDescribes"))
		describe(spdx, item->text);
	if (slice_is(key, "relationships") &&
	    slice_is(node_text(item, "relationshipType"), "DESCRIBES") &&
	    slice_is(node_text(item, "spdxElementId"), "SPDXRef-DOCUMENT"))
		describe(spdx, node_text(item, "relatedSpdxElement"));
	if (!slice_is(key, "creationInfo"))
		return true;
	spdx->sbom.at = scan_made(spdx->file, node_text(item, "created"));
	for (NODE_EACH(creator, node_at(item, "creators")))
		spdx_creator(spdx, creator->text);
	return true;
}

static bool see_root(struct spdx *spdx, struct slice key, const struct node *item, struct err *err)
{
	struct spdx_package package;
	(void)key;
	(void)err;
	take_package(item, &package);
	spdx_root(spdx, &package);
	return true;
}

static bool see_package(struct spdx *spdx, struct slice key, const struct node *item,
			struct err *err)
{
	struct spdx_package package;
	(void)key;
	take_package(item, &package);
	return spdx_package(spdx, &package, err);
}

static const char *const HEAD[] = {
	"spdxVersion",	 "name", "documentNamespace", "creationInfo", "documentDescribes",
	"relationships", NULL};
static const char *const PACKAGES[] = {"packages", NULL};

static bool read(struct scan_file *file, struct err *err)
{
	struct spdx spdx = {.file = file, .sbom = {.format = "spdx-json"}};
	if (!walk(&spdx, HEAD, see_head, err))
		return false;
	if (spdx.described == 1 &&
	    (!scan_again(file, err) || !walk(&spdx, PACKAGES, see_root, err)))
		return false;
	spdx_begin(&spdx);
	return scan_again(file, err) && walk(&spdx, PACKAGES, see_package, err) &&
	       spdx_end(&spdx, NULL, err);
}

static int detect(const struct scan_sniff *sniff)
{
	return (node_has(sniff->json, "spdxVersion") ||
		node_has(sniff->json, "sbom.spdxVersion")) &&
			       !node_has(sniff->json, "@graph") &&
			       !node_has(sniff->json, "@context")
		       ? 100
		       : 0;
}

const struct scan_format FORMAT_SPDX_JSON = {
	.name = "spdx-json",
	.title = "SPDX 2.2 and 2.3 as JSON: packages, security references",
	.detect = detect,
	.read = read,
};
