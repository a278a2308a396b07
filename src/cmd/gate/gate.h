// `gavel check findings`: what is judged by which gate. Private to cmd/gate but for the command.
//
//	options, gate file -> (files handed over: imported into a temporary home)
//	  -> scans and findings from the cache -> gate_judge -> words -> report
#ifndef GAVEL_CMD_GATE_GATE_H
#define GAVEL_CMD_GATE_GATE_H

#include "base/map.h"
#include "base/vec.h"
#include "cmd/check/report.h"
#include "findings/gate/gate.h"
#include "findings/match/likes.h"
#include "view/gate/scans.h"

enum { CHECK_FINDINGS_OPTION_COUNT = 13 };
extern const struct option CHECK_FINDINGS_OPTIONS[CHECK_FINDINGS_OPTION_COUNT];
bool check_findings_run(struct invocation *invocation, struct err *err);

// What is judged, as the command line and the policy say. Memory is the arena's.
bool gate_read_subject(const struct invocation *invocation, const struct gate_policy *policy,
		       struct arena *arena, struct gate_subject *out, struct err *err);

// ---- Scans and findings from a cache ----

struct evidence {
	bool with_rules;		// in: rules are needed beside rule packs
	struct session *catalogue_from; // in: whose KEV catalogue will do; or NULL
	int64_t catalogue_at;		// when the KEV catalogue was made; 0: there is none
	bool catalogue_kept;		// it is that of catalogue_from
	struct gate_scans scans;
	vec(struct gate_finding) findings;
	struct sieved {
		int64_t flaws, findings; // one flaw may be several findings
		int64_t running;	 // findings that are in older images alone, which run
	} quiet;			 // that count beside these and can break nothing
	struct unscanned {
		const char *digest; // the least in the order of its bytes; NULL: there is none
		int64_t images, workloads;
	} unscanned;	  // builds of what is judged that run, with neither a scan nor an inventory
	struct map texts; // that findings share
	struct arena arena;
};

struct finding_then {
	enum finding_level level;
	bool hidden; // by a claim
};

// What new findings are told against; zero-initialised is empty.
struct gate_base {
	struct likes likes;
	vec(struct finding_then) then; // the old ones, by their places
};

// Those of the subject: of scans that are bound what they saw, of others what is open, in the
// newest or in an older image that runs, as far as it may break a rule of the policy or is listed;
// where the scans were handed over, all that any of them saw. `old` has what was there before, or
// is NULL. No cache is no scans. `out` is empty but for what it says is needed.
struct evidence_asked {
	const struct gate_subject *subject;
	const struct gate_policy *policy;
	struct gate_base *old;
};
bool evidence_read(struct session *session, const struct evidence_asked *asked,
		   struct evidence *out, struct err *err);
void evidence_fini(struct evidence *evidence);
// What --new-since names: adds what the newest whole scans of this ref, the scan of this id, or the
// files at this path saw. ERR_INVALID when there is none.
bool gate_read_base(const struct invocation *invocation, struct arena *arena, struct gate_base *old,
		    struct err *err);
void gate_base_fini(struct gate_base *base);

// ---- Files handed over ----

#define GATE_HERE "." // the target of a report that tells none

// A temporary home: the cache of these files and nothing else.
struct handed {
	struct session session;
	char *home;
	int lock;		   // on the home: one that nobody holds goes when the next is made
	vec(const char *) broken;  // "PATH: why" of what is not whole or was not read; of the arena
	vec(const char *) targets; // that words of the command line name
	struct arena arena;
};

// Imports the files, until interrupt_keep_going says no. ERR_INVALID when one cannot be read at
// all. The caller holds the interrupts until handed_close has removed everything, which it must
// call when this is true.
bool handed_open(const struct invocation *invocation, struct words paths, struct handed *out,
		 struct err *err);
void handed_close(struct handed *handed);

// ---- Words ----

enum { GATE_DEMANDS = 8 };
extern const struct report_rule GATE_REPORT_RULES[GATE_DEMANDS];
// The age of the KEV catalogue, and whence it is, where there is one.
void gate_put_catalogue(struct report *report, const struct evidence *evidence, int64_t now);
// How many flaws are open, and what that is in findings.
void gate_put_counted(struct report *report, const struct gate_verdict *verdict);
// What runs and cannot be judged, as a warning.
void gate_put_unscanned(struct report *report, const struct unscanned *unscanned);
// The reasons as items, in their order.
void gate_put_reasons(struct report *report, const struct gate_input *input,
		      const struct gate_verdict *verdict);

#endif
