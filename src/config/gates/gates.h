// Gate files (policy/gates.yaml) into policies: every key in one table, every problem at once.
//
//	gates:
//	  pre-deploy:
//	    allow: {critical: 0, high: 5, unknown: 0}
//	    require:
//	      image: {class: container, bind: digest, max_age: 24h}
//
// What cannot be read is an error, never the laxer reading. Must not: judge (findings/gate does).
#ifndef GAVEL_CONFIG_GATES_GATES_H
#define GAVEL_CONFIG_GATES_GATES_H

#include "base/arena.h"
#include "base/err.h"
#include "findings/gate/policy.h"

struct gate_file {
	const char *name;
	struct gate_policy *gates; // in the order of the file
	size_t count;
	struct str problems; // "file:line: what", a line each
	size_t problem_count;
	struct arena arena;
};

// ERR_INVALID: the problem, or "PATH: N problems" with all of them in out->problems. To be freed
// by gates_fini in any case.
bool gates_load(const char *path, struct gate_file *out, struct err *err);
bool gates_parse(const char *name, struct slice text, struct gate_file *out, struct err *err);
void gates_fini(struct gate_file *file);
// The gate of this name; NULL: the one named default, or the only one. ERR_INVALID lists them.
const struct gate_policy *gates_find(const struct gate_file *file, const char *name,
				     struct err *err);
// The text of the policy that holds where there is no gate file; its gates have no file.
extern const char GATES_BUILT_IN[];
extern const char GATES_BUILT_IN_NAME[];

// The gate file that holds.
struct gates_place {
	const char *path;    // NULL: the built-in gate
	const char *missing; // the ledger's, which is not there; or NULL
};
// The one that is told, else the ledger's ("": there is no ledger). ERR_INVALID, ERR_IO and
// ERR_NOT_FOUND where it may be there and cannot be read: the built-in gate may be the laxer one.
bool gates_place(const char *told, const char *ledger, struct arena *arena, struct gates_place *out,
		 struct err *err);

// The keys, in the order in which they are explained; NULL behind the last.
struct gate_key {
	const char *name, *help;
};
const struct gate_key *gates_key_at(size_t index);	// of a gate
const struct gate_key *gates_scan_key_at(size_t index); // of a member of `require`

#endif
