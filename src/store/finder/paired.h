// The CVEs of what tells none itself: those that others pair with its ids (store/stock/pairs.c), by
// body. Private to this folder.
#ifndef GAVEL_STORE_FINDER_PAIRED_H
#define GAVEL_STORE_FINDER_PAIRED_H

#include "base/map.h"
#include "base/vec.h"

#include <sqlite3.h>

struct finder_pair {
	int64_t body;
	uint32_t cve; // among cves, from 1 on
};
struct finder_paired {
	struct map cves;
	vec(struct finder_pair) of; // in order of bodies
};

// An SQLite code. What was read before is forgotten.
int finder_paired_read(struct finder_paired *paired, sqlite3 *db);
void finder_paired_fini(struct finder_paired *paired);
// The number of a body's CVE, 0: none is paired; and what it is.
uint32_t finder_paired_of(const struct finder_paired *paired, int64_t body);
struct slice finder_paired_cve(const struct finder_paired *paired, uint32_t number);

#endif
