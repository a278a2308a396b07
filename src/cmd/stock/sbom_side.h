// A stored inventory as a command line names it.
#ifndef GAVEL_CMD_STOCK_SBOM_SIDE_H
#define GAVEL_CMD_STOCK_SBOM_SIDE_H

#include "base/arena.h"
#include "base/json.h"
#include "store/cache.h"

struct sbom_side {
	int64_t scope;
	const char *subject, *version, *digest, *tool, *part; // "" when it has none
	bool several;					      // other generators listed the same
};

struct sbom_finder {
	struct cache *cache;
	struct arena *arena; // for the texts
	const char *part;    // goes first where none is named; NULL: none
};
// The newest that fits "SUBJECT", "SUBJECT@VERSION", … (`gavel sbom diff --help`); ERR_NOT_FOUND.
bool sbom_side_find(const struct sbom_finder *finder, const char *asked, struct sbom_side *out,
		    struct err *err);
// As a member of a map, and as it is asked for.
void sbom_side_tell(struct json_out *json, const char *key, const struct sbom_side *side);
void sbom_side_add(struct str *out, const struct sbom_side *side);

#endif
