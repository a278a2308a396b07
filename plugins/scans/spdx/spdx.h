// An SPDX 2.2 or 2.3 document: its packages become components, its security references findings.
// JSON and tag-value end here. Private to the folder.
#ifndef GAVEL_PLUGINS_SCANS_SPDX_SPDX_H
#define GAVEL_PLUGINS_SCANS_SPDX_SPDX_H

#include "base/map.h"
#include "plugins/scans/stock/stock.h"

struct spdx {
	struct scan_file *file;
	struct stock_sbom sbom;
	struct slice tool_version;
	struct slice root; // SPDXID of the one package that the document describes; else empty
	int described;	   // how many it describes
	struct stock inventory;
	bool has_scan;
	bool endless; // a file that is cut short cannot be told from a whole one
};

enum { SPDX_REFS = 64 }; // security references of a package that are kept

struct spdx_package {
	struct slice id, name, version, licence, purl, cpe, checksum;
	struct slice purpose;	      // "CONTAINER", "LIBRARY", …
	struct slice source;	      // words on where it is from
	struct slice refs[SPDX_REFS]; // locators of security references: advisories, fixes
	size_t ref_count;
};

// "SPDX-2.3": ERR_INVALID when it is another version.
bool spdx_check(const struct spdx *spdx, struct slice version, struct err *err);
// "Tool: syft-1.50.0".
void spdx_creator(struct spdx *spdx, struct slice creator);
// An external reference by its category, type and locator.
void spdx_reference(struct spdx_package *package, const struct slice parts[3]);
// The licence that is declared, else concluded; NOASSERTION and NONE are none.
struct slice spdx_licence(struct slice declared, struct slice concluded);

// A package, before the inventory is opened: what the document describes is its subject.
void spdx_root(struct spdx *spdx, const struct spdx_package *package);
// The head is known: opens the inventory.
void spdx_begin(struct spdx *spdx);
bool spdx_package(struct spdx *spdx, const struct spdx_package *package, struct err *err);
// `failed` as scan_end has it.
bool spdx_end(struct spdx *spdx, const char *failed, struct err *err);

// The elements that are there, and those that relationships name, by SPDXID.
struct spdx_ids {
	struct map there, named;
};
void spdx_note_id(struct map *ids, struct slice id);
// Why the document cannot be whole: what it names was cut off. NULL when nothing is missing.
const char *spdx_missing(const struct spdx_ids *ids, struct arena *arena);

#endif
