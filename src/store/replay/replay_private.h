// A chain's scans once more, with one that came late. Private to this folder.
//
//	replay.c: scans in order ---> past.c: what each said ---> a step for each
//	                                                            |
//	          settle.c: only what is not as the tables have it <-+
#ifndef GAVEL_STORE_REPLAY_REPLAY_PRIVATE_H
#define GAVEL_STORE_REPLAY_REPLAY_PRIVATE_H

#include "store/scans/scan_fold.h"

// A scan of the chain, in their order.
struct past_scan {
	struct step step;
	bool late;	  // the one that makes it necessary
	bool tells_rules; // that found nothing
	int64_t rule_set;
	uint64_t format;       // key64_of it
	size_t first_sighting; // in the log
};

// What was said in scans from one place on to another; in a partial one: in it alone.
struct past_sighting {
	struct key128 content; // 0 until its body was read
	uint32_t body, times;
	uint32_t first : 31, late : 1;	  // place; the late scan's own
	uint32_t last : 31, own_body : 1; // place; and stored by it
};

// A finding as the table has it.
struct kept_finding {
	int64_t id;
	uint32_t body, times;
	uint32_t life : 28; // of scan_fold's lives
	uint32_t named : 1; // has ids
	uint32_t stays : 1;
};

struct replay {
	struct fold *fold;
	struct scan_fold *scan;
	const struct step *late;
	vec(struct past_scan) scans;
	// What the scan in turn and later ones say that was said first up to here, and what the
	// late one says; of each scan in order of bodies, as pages lie.
	vec(struct past_sighting) past;
	vec(struct kept_finding) kept; // in order of ids
	struct sighting_log log;
	struct map places; // of scans by id
	sqlite3_stmt *row; // of a body, while a scan's are met; or NULL
	int64_t body;
};

// ---- past.c ----

// What the late scan says, while it is in the traces.
void past_take_late(struct replay *r);
// The traces of what the scan at this place said.
bool past_meet(struct replay *r, size_t place, struct err *err);

// ---- settle.c ----

// The findings as they are, before the traces begin anew.
void kept_take(struct replay *r);
bool settle_sightings(struct replay *r, struct err *err);
bool settle_findings(struct replay *r, struct err *err);

#endif
