#include "plugins/scans/cyclonedx/cyclonedx.h"

#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/words/words.h"

#include <stdlib.h>
#include <string.h>

// ---- What the document is ----

// Of 1.2 to 1.4 a list of tools, since 1.5 also one of components.
static const struct node *first_tool(const struct node *tools)
{
	const struct node *first = tools ? tools->first : NULL;
	if (first && slice_is(first->key, "components"))
		first = first->first;
	return first;
}

static bool see_metadata(struct cdx *cdx, enum cdx_section section, const struct node *node,
			 struct err *err)
{
	static const char *const ISSUERS[] = {"supplier.name", "manufacturer.name",
					      "manufacture.name", "authors.0.name"};
	const struct node *tool = first_tool(node_at(node, "tools"));
	(void)section;
	(void)err;
	cdx->tool = cdx_keep(cdx, node_text(tool, "name"));
	cdx->tool_version = cdx_keep(cdx, node_text(tool, "version"));
	for (size_t i = 0; i < sizeof ISSUERS / sizeof *ISSUERS && !cdx->issuer.len; i++)
		cdx->issuer = cdx_keep(cdx, node_text(node, ISSUERS[i]));
	cdx->sbom.at = scan_made(cdx->file, node_text(node, "timestamp"));
	cdx_subject(cdx, node_at(node, "component"));
	return true;
}

static void finish_head(struct cdx *cdx)
{
	struct stock_sbom *s = &cdx->sbom;
	cdx->digest = stock_digest(cdx->file);
	s->format = cdx->format;
	s->tool = cdx->tool;
	if (!s->digest.len && image_is_bare(s->subject))
		s->digest = s->subject;
	cdx->names_product = s->subject.len > 0;
	stock_name(cdx->file, s);
	if (slice_starts(s->serial, "urn:uuid:"))
		s->serial = (struct slice){s->serial.at + 9, s->serial.len - 9};
	if (!s->serial.len)
		return;
	s->revision = cdx->version.len ? cdx->version : SLICE("1");
	cdx->document = scan_keep(cdx->file, "urn:cdx:%.*s/%.*s", (int)s->serial.len, s->serial.at,
				  (int)s->revision.len, s->revision.at);
}

// ---- Its components and vulnerabilities ----

// What it is about is a component too, unless it is an image or a folder, which no package is.
static bool send_component(struct cdx *cdx, enum cdx_section section, const struct node *node,
			   struct err *err)
{
	(void)err;
	if (section == CDX_COMPONENT) {
		cdx_component(cdx, node);
		return true;
	}
	const struct node *root = node_at(node, "component");
	struct slice purl = node_text(root, "purl");
	if (purl.len && !slice_starts(purl, "pkg:oci/") && !slice_starts(purl, "pkg:docker/"))
		cdx_component(cdx, root);
	return true;
}

static bool send_nested(struct cdx *cdx, const struct node *component, struct err *err)
{
	struct cdx_part part = {node_text(component, "name"), node_text(component, "version"),
				node_text(component, "purl")};
	for (NODE_EACH(one, node_at(component, "vulnerabilities")))
		if (one->kind == NODE_MAP && !cdx_vulnerability(cdx, one, &part, err))
			return false;
	for (NODE_EACH(inner, node_at(component, "components")))
		if (inner->kind == NODE_MAP && !send_nested(cdx, inner, err))
			return false;
	return true;
}

static bool send_vulnerability(struct cdx *cdx, enum cdx_section section, const struct node *node,
			       struct err *err)
{
	return section == CDX_COMPONENT ? send_nested(cdx, node, err)
					: cdx_vulnerability(cdx, node, NULL, err);
}

bool cdx_is_image(const struct cdx *cdx)
{
	return slice_is(cdx->sbom.kind, "container");
}

bool cdx_scan(struct cdx *cdx, struct err *err)
{
	if (cdx->has_scan)
		return true;
	struct scan scan = {.tool = cdx->tool.len ? cdx->tool : SLICE("cyclonedx"),
			    .version = cdx->tool_version};
	stock_scan_subject(&cdx->sbom, cdx_is_image(cdx), &scan);
	cdx->has_scan = true;
	return scan_begin(cdx->file, &scan, err);
}

typedef bool walker(struct cdx *cdx, const struct cdx_walk *walk, struct err *err);

static bool read_components(struct cdx *cdx, walker *walk, struct err *err)
{
	static const struct cdx_walk COMPONENTS_WALK = {CDX_METADATA | CDX_COMPONENT,
							send_component};
	if (!cdx->lists_components && cdx->lists_vulnerabilities)
		return true; // statements on what other documents list
	stock_sbom_begin(&cdx->inventory, cdx->file, &cdx->sbom);
	if (!scan_again(cdx->file, err) || !walk(cdx, &COMPONENTS_WALK, err))
		return false;
	stock_sbom_end(&cdx->inventory, &cdx->sbom, NULL);
	return true;
}

// An inventory may have a list of vulnerabilities that is empty because nobody looked for any, as
// `trivy image --format cyclonedx` writes it: that is no scan. Grype writes none without a look.
static bool looked_for(const struct cdx *cdx)
{
	return slice_is(cdx->tool, "grype") || scan_asked(cdx->file, "vuln");
}

static bool end_list(struct cdx *cdx, struct err *err)
{
	if (cdx->has_scan || !cdx->lists_components)
		return true;
	if (looked_for(cdx))
		return cdx_scan(cdx, err);
	scan_warn(cdx->file,
		  "its list of vulnerabilities is empty, and nothing shows that any were "
		  "looked for: it is no scan and closes nothing; --scanners vuln, or "
		  "`scanners` of the source, says that they were");
	return true;
}

static bool read_vulnerabilities(struct cdx *cdx, walker *walk, struct err *err)
{
	struct cdx_walk wanted = {CDX_VULNERABILITY | (cdx->nested ? CDX_COMPONENT : 0),
				  send_vulnerability};
	if (!cdx->lists_vulnerabilities && !cdx->nested)
		return true;
	bool done = scan_again(cdx->file, err) && walk(cdx, &wanted, err) && end_list(cdx, err);
	if (cdx->has_statements)
		stock_end(&cdx->statements, done ? NULL : err->text);
	return done && (!cdx->has_scan || scan_end(cdx->file, NULL, err));
}

static bool read(struct scan_file *file, const char *format, walker *walk, struct err *err)
{
	static const struct cdx_walk HEAD = {CDX_METADATA, see_metadata};
	struct cdx cdx = {.file = file, .format = format};
	bool done = walk(&cdx, &HEAD, err);
	if (done)
		finish_head(&cdx);
	done = done && read_components(&cdx, walk, err) && read_vulnerabilities(&cdx, walk, err);
	map_fini(&cdx.refs);
	vec_fini(&cdx.parts);
	return done;
}

// ---- The formats ----

static bool is_version(struct slice text)
{
	return text.len == 3 && slice_starts(text, "1.") && text.at[2] >= '2' && text.at[2] <= '7';
}

// Its name may stand behind everything else.
static int detect_json(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "components.0");
	struct slice name = node_text(sniff->json, "bomFormat");
	if (name.len)
		return slice_is(name, "CycloneDX") ? 100 : 0;
	return node_has(first, "type") && node_has(first, "name") &&
			       (node_has(first, "purl") || node_has(first, "bom-ref"))
		       ? 80
		       : 0;
}

static bool check_version(struct scan_file *file, struct slice version, struct err *err)
{
	return is_version(version) ||
	       err_set(err, ERR_INVALID, "%s: CycloneDX %.*s is not read; 1.2 to 1.7 are",
		       file->name, (int)(version.len > 20 ? 20 : version.len),
		       version.len ? version.at : "");
}

static bool read_json(struct scan_file *file, struct err *err)
{
	struct slice key, version = {NULL, 0};
	const struct node *node;
	bool more = true, done = doc_enter(file->doc, err);
	while (done && (done = doc_next(file->doc, &key, &more, err)) && more && !version.len) {
		if (!slice_is(key, "specVersion"))
			continue;
		done = doc_read(file->doc, &node, err);
		if (done)
			version = scan_keep(file, "%.*s", (int)node->text.len,
					    node->text.len ? node->text.at : "");
	}
	return done && check_version(file, version, err) && scan_again(file, err) &&
	       read(file, "cyclonedx-json", cdx_walk_json, err);
}

const struct scan_format FORMAT_CYCLONEDX_JSON = {
	.name = "cyclonedx-json",
	.title = "CycloneDX 1.2 to 1.7 as JSON: components, vulnerabilities, VEX",
	.detect = detect_json,
	.read = read_json,
};

static int detect_xml(const struct scan_sniff *sniff)
{
	return slice_is(sniff->xml, "bom") &&
			       slice_starts(sniff->space, "http://cyclonedx.org/schema/bom/")
		       ? 100
		       : 0;
}

static bool read_xml(struct scan_file *file, struct err *err)
{
	return read(file, "cyclonedx-xml", cdx_walk_xml, err);
}

const struct scan_format FORMAT_CYCLONEDX_XML = {
	.name = "cyclonedx-xml",
	.title = "CycloneDX 1.2 to 1.7 as XML: components, vulnerabilities, VEX",
	.detect = detect_xml,
	.read = read_xml,
};
