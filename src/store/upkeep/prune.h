// Which archived runs are no longer needed, and what is kept of them.
//
// A run is needed while a scope of it is shown. Of one that is not, the records (cells of bills)
// and their strings are let go; a few lines stand in for it: its inputs, scopes, rejects, notes
// and each scope's totals, so that every view is the same after a rebuild. What is lost: --as-of
// a time when the run was shown is refused. Blobs stay. Must not: touch a run that is shown.
#ifndef GAVEL_STORE_UPKEEP_PRUNE_H
#define GAVEL_STORE_UPKEEP_PRUNE_H

#include "config/config.h"
#include "store/archive.h"

struct pruned_run {
	const struct archive_entry *entry;
	int64_t freed;	   // bytes of files; of a dry run what its file takes now
	const char *fault; // why its lines could not be used, so that nothing is kept; or NULL
};

struct prune_options {
	int64_t before; // runs that finished before this time
	int64_t newest; // 0, or so many of the newest runs of each source are left alone
	int64_t run;	// instead: this one alone, also when its lines are damaged; 0 = by time
	int64_t now;
	bool dry_run;
	void (*pruned)(void *context, const struct pruned_run *run);
	void *context;
};

// The caller holds the lock of those who write the cache, and rebuilds the cache after. A damaged
// run is left out unless it is named. With `run`: ERR_NOT_FOUND when it is not there or pruned
// already, ERR_DENIED when a scope of it is shown.
bool prune_archive(struct archive *archive, const struct prune_options *options, struct err *err);
// Both of that: with the lock, and when runs were pruned with the cache made anew.
bool prune_and_renew(const struct config *config, const struct prune_options *options,
		     struct err *err);

#endif
