// `gavel sync --watch`: runs the sources when they are due, for months.
//
//	lock -> sleep --due--> start runs --ended--> say it -> sleep
//	           |--HUP, gavel.yaml written--> read it anew; when it is wrong the old one stays
//	           '--INT, TERM--> runs get TERM, after 1.6 s KILL -> nobody is left, done
//
// Sleeping costs nothing: no wakeup until something is due, but for systemd's watchdog.
// Must not: run a collector in its own process, or keep anything of a run.
#ifndef GAVEL_COLLECT_WATCH_WATCH_H
#define GAVEL_COLLECT_WATCH_WATCH_H

#include "collect/collect.h"

struct watch_options {
	struct config_overrides overrides;     // to read the configuration anew
	const struct collect_options *collect; // of each run; `now` is set by the run
};

#define WATCH_NAME                                                                                 \
	".watch" // its lock, in the manner of a source's: state_locked(archive, WATCH_NAME)

// Returns true when it was asked to stop. ERR_BUSY when another one watches this archive,
// ERR_INVALID when no source has `every` or `at`. *config is replaced by what a reload reads.
bool watch_run(struct config *config, const struct watch_options *options, struct err *err);

#endif
