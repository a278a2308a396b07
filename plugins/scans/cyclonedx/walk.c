#include "plugins/scans/cyclonedx/cyclonedx.h"

#include "plugins/sdk/doc/xml.h"

struct slice cdx_keep(const struct cdx *cdx, struct slice text)
{
	return stock_keep(cdx->file, text);
}

// ---- JSON ----

static bool walk_list(struct cdx *cdx, const struct cdx_walk *walk, enum cdx_section section,
		      struct err *err)
{
	struct doc *doc = cdx->file->doc;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		const struct node *node;
		if (!(walk->wanted & section))
			continue;
		cdx->line = doc_line(doc);
		done = doc_read(doc, &node, err) && walk->visit(cdx, section, node, err);
		doc_forget(doc);
	}
	return done;
}

static bool read_head(struct cdx *cdx, struct slice key, struct err *err)
{
	const struct node *node;
	struct slice *to = slice_is(key, "serialNumber") ? &cdx->sbom.serial
			   : slice_is(key, "version")	 ? &cdx->version
							 : NULL;
	if (!to || cdx->digest.len)
		return doc_skip(cdx->file->doc, err);
	if (!doc_read(cdx->file->doc, &node, err))
		return false;
	*to = cdx_keep(cdx, node->text);
	doc_forget(cdx->file->doc);
	return true;
}

static bool read_metadata(struct cdx *cdx, const struct cdx_walk *walk, struct err *err)
{
	const struct node *node;
	if (!(walk->wanted & CDX_METADATA))
		return doc_skip(cdx->file->doc, err);
	bool done =
		doc_read(cdx->file->doc, &node, err) && walk->visit(cdx, CDX_METADATA, node, err);
	doc_forget(cdx->file->doc);
	return done;
}

static bool walk_member(struct cdx *cdx, const struct cdx_walk *walk, struct slice key,
			struct err *err)
{
	enum node_kind kind;
	if (slice_is(key, "metadata"))
		return read_metadata(cdx, walk, err);
	bool components = slice_is(key, "components"),
	     vulnerabilities = slice_is(key, "vulnerabilities");
	if (!components && !vulnerabilities)
		return read_head(cdx, key, err);
	if (!doc_kind(cdx->file->doc, &kind, err))
		return false;
	if (kind == NODE_NULL)
		return doc_skip(cdx->file->doc, err);
	cdx->lists_components |= components;
	cdx->lists_vulnerabilities |= vulnerabilities;
	return walk_list(cdx, walk, components ? CDX_COMPONENT : CDX_VULNERABILITY, err);
}

bool cdx_walk_json(struct cdx *cdx, const struct cdx_walk *walk, struct err *err)
{
	struct doc *doc = cdx->file->doc;
	struct slice key;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more)
		done = walk_member(cdx, walk, key, err);
	return done && doc_end(doc, err);
}

// ---- XML ----

enum { BOM, METADATA, COMPONENTS, COMPONENT, VULNERABILITIES, VULNERABILITY, WANTS };

static const struct xml_want XML_WANTED[WANTS] = {
	[BOM] = {"bom", true},
	[METADATA] = {"bom/metadata", false},
	[COMPONENTS] = {"bom/components", true},
	[COMPONENT] = {"bom/components/component", false},
	[VULNERABILITIES] = {"bom/vulnerabilities", true},
	[VULNERABILITY] = {"bom/vulnerabilities/vulnerability", false},
};

static bool visit_element(struct cdx *cdx, const struct cdx_walk *walk, size_t want,
			  const struct node *node, struct err *err)
{
	static const enum cdx_section SECTIONS[WANTS] = {[METADATA] = CDX_METADATA,
							 [COMPONENT] = CDX_COMPONENT,
							 [VULNERABILITY] = CDX_VULNERABILITY};
	if (want == BOM && !cdx->digest.len) {
		cdx->sbom.serial = cdx_keep(cdx, node_text(node, "@serialNumber"));
		cdx->version = cdx_keep(cdx, node_text(node, "@version"));
	}
	cdx->lists_components |= want == COMPONENTS;
	cdx->lists_vulnerabilities |= want == VULNERABILITIES;
	enum cdx_section section = SECTIONS[want];
	return !(walk->wanted & section) || walk->visit(cdx, section, node, err);
}

bool cdx_walk_xml(struct cdx *cdx, const struct cdx_walk *walk, struct err *err)
{
	struct xml *xml = xml_open(cdx->file->source, cdx->file->name, XML_WANTED, WANTS);
	const struct node *node;
	bool more = true, done = true;
	size_t want;
	while (done && (done = xml_next(xml, &want, &node, &more, err)) && more)
		done = visit_element(cdx, walk, want, node, err);
	xml_close(xml);
	return done;
}
