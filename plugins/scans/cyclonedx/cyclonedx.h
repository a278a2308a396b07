// A CycloneDX document of 1.2 to 1.7 on its way through: JSON and XML are walked as the same
// sections, three times over: what it is, its components, its vulnerabilities.
// Private to the folder.
#ifndef GAVEL_PLUGINS_SCANS_CYCLONEDX_CYCLONEDX_H
#define GAVEL_PLUGINS_SCANS_CYCLONEDX_CYCLONEDX_H

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
	bool names_product;			      // what it is about has a name of its own
	bool nested;	 // vulnerabilities stand within components, as an extension of 1.2 has them
	struct map refs; // bom-ref -> index of parts
	struct {
		struct cdx_part *at;
		size_t len, room;
	} parts;
	int64_t line; // where the item that is visited begins; 0: not known
	struct stock inventory, statements;
	bool has_statements, has_scan;
};

// The text in the file's arena; nothing of an empty one.
struct slice cdx_keep(const struct cdx *cdx, struct slice text);

enum cdx_section { CDX_METADATA = 1, CDX_COMPONENT = 2, CDX_VULNERABILITY = 4 };

// Hands out the sections that are wanted, an item each, and notes what the head says.
struct cdx_walk {
	unsigned wanted;
	bool (*visit)(struct cdx *cdx, enum cdx_section section, const struct node *node,
		      struct err *err);
};
bool cdx_walk_json(struct cdx *cdx, const struct cdx_walk *walk, struct err *err);
bool cdx_walk_xml(struct cdx *cdx, const struct cdx_walk *walk, struct err *err);

// What the document is of: its name, version and digests.
void cdx_subject(struct cdx *cdx, const struct node *component);
// A component with those nested in it: sent, and remembered by its reference.
void cdx_component(struct cdx *cdx, const struct node *node);
struct slice cdx_member(const struct node *node, const char *name); // or the attribute of that name
// A vulnerability: a finding or a statement for each thing that it affects. `part` (NULL: by its
// references) is the component that it stands in.
bool cdx_vulnerability(struct cdx *cdx, const struct node *node, const struct cdx_part *part,
		       struct err *err);
// Its id and those of what it refers to, blanks between.
void cdx_add_ids(struct str *out, const struct node *vulnerability);
bool cdx_is_image(const struct cdx *cdx);	 // what it is of is a container's image
bool cdx_scan(struct cdx *cdx, struct err *err); // opens the scan, once

// How bad it is, of all its ratings.
struct cdx_rating {
	enum finding_level level;
	struct slice raw, from, score, vector;
};

struct cdx_rating cdx_rate(const struct node *vulnerability);

// A thing that a vulnerability affects: of a product, or the product itself.
struct cdx_affected {
	struct slice product, component;
	struct cdx_part part;
};

// States what the analysis says of it; `version` (NULL: all) is one of those that it is told of.
void cdx_statement(struct cdx *cdx, const struct node *v, const struct cdx_affected *a,
		   const struct node *version);

#endif
