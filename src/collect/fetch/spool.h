// The spool: bytes that were fetched, one folder per source in ARCHIVE.spool/.
//
//	ARCHIVE.spool/SOURCE/<64 hex>        an object, whole: fetched, checked, then renamed to
// this 	ARCHIVE.spool/SOURCE/<64 hex>.part   as much as came before something went wrong
//	ARCHIVE.spool/_import/…              objects of `gavel import`
//
// An object's name is the SHA-256 of what it is (where it lies, ETag, size), so a key may be
// anything, other content has another name, and no index can be lost. It may be deleted without
// harm: what is needed again is fetched again.
// Must not: read what it holds.
#ifndef GAVEL_COLLECT_FETCH_SPOOL_H
#define GAVEL_COLLECT_FETCH_SPOOL_H

#include "base/map.h"
#include "config/config.h"

#define SPOOL_IMPORTS "_import"

enum {
	SPOOL_NAME = 65, // 64 digits and a NUL
	// Objects up to this size stay as long as they are listed: manifests, that every run reads.
	SPOOL_SMALL = 256 * 1024,
};

// "ARCHIVE.spool/SOURCE"; memory is the arena's.
const char *spool_folder(const char *archive, const char *source, struct arena *arena);
// Makes it when missing; a descriptor of the folder, or -1.
int spool_open(const char *folder, struct err *err);

struct spool_size {
	int64_t files, bytes;		// whole objects
	int64_t part_files, part_bytes; // beginnings
};
// Zero for a folder that is not there.
struct spool_size spool_measure(const char *folder);

struct spool_keeping {
	const struct map *listed; // names of what the server has now; NULL = nobody knows
	int64_t seconds, bytes;	  // as in struct fetch_config
	int64_t now;
};
// Removes what is not listed any more and what was kept long enough, or is too much: the oldest
// first, small objects last.
void spool_prune(int folder, const struct spool_keeping *keeping);

#endif
