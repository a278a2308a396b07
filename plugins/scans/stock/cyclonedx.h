// A CycloneDX document of 1.2 to 1.7 on its way through: JSON and XML are walked as the same
// sections, three times over: what it is, its components, its vulnerabilities.
// Private to the folder.
#ifndef GAVEL_PLUGINS_SCANS_STOCK_CYCLONEDX_H
#define GAVEL_PLUGINS_SCANS_STOCK_CYCLONEDX_H

#include "base/map.h"
#include "base/vec.h"
#include "plugins/scans/stock/stock.h"

// What a bom-ref stands for.
struct cdx_part {
	struct slice name, version, purl;
};

struct cdx {
	struct scan_file *file;
	const char *format;
	struct stock_sbom sbom;
	struct slice tool, tool_version;
	struct slice document; // "urn:cdx:SERIAL/VERSION"; empty without a serial number
	struct slice digest;   // of the file, which tells documents without a number apart
	struct slice version, issuer;
	struct slice root;			      // bom-ref of what the document is about
	bool lists_components, lists_vulnerabilities; // has the list, be it empty
	bool nested; // vulnerabilities stand within components, as an extension of 1.2 has them
	int64_t components;
	struct map refs; // bom-ref -> index of parts
	struct {
		struct cdx_part *at;
		size_t len, room;
	} parts;
	struct stock inventory, statements;
	bool has_statements, refused_statements, has_scan;
	int64_t findings;
};

enum cdx_section { CDX_METADATA = 1, CDX_COMPONENT = 2, CDX_VULNERABILITY = 4 };

// Hands out the sections that are wanted, an item each, and notes what the head says.
struct cdx_walk {
	unsigned wanted;
	bool (*visit)(struct cdx *cdx, enum cdx_section section, const struct node *node,
		      struct err *err);
};
bool cdx_walk_json(struct cdx *cdx, const struct cdx_walk *walk, struct err *err);
bool cdx_walk_xml(struct cdx *cdx, const struct cdx_walk *walk, struct err *err);

// A component with those nested in it: sent, and remembered by its reference.
void cdx_component(struct cdx *cdx, const struct node *node);
struct slice cdx_member(const struct node *node, const char *name); // or the attribute of that name
// A vulnerability: a finding or a statement for each thing that it affects. `part` (NULL: by its
// references) is the component that it stands in.
bool cdx_vulnerability(struct cdx *cdx, const struct node *node, const struct cdx_part *part,
		       struct err *err);
bool cdx_scan(struct cdx *cdx, struct err *err); // opens the scan, once

#endif
