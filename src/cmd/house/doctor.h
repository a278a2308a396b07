// `gavel doctor`: what is wrong with this installation, in words, and what to do.
//
// Reads only: it makes, mends and collects nothing. A check finds facts and says each as ok, note
// (works, but you should know) or problem (something will not work or is not safe).
#ifndef GAVEL_CMD_HOUSE_DOCTOR_H
#define GAVEL_CMD_HOUSE_DOCTOR_H

#include "base/vec.h"
#include "cmd/command.h"

enum doctor_level { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_PROBLEM };

struct doctor_finding {
	enum doctor_level level;
	const char *topic;  // "archive"
	const char *text;   // thing first, then what is the matter
	const char *remedy; // what to do, or NULL
};

struct doctor {
	const struct invocation *invocation;
	const struct config *config;
	int64_t now;
	const char *topic; // of the check that runs
	vec(struct doctor_finding) findings;
	struct arena arena; // of their texts
};

// Adds a finding of the running check. Returns true when it is no problem.
bool doctor_say(struct doctor *doctor, enum doctor_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
// What to do about the finding said last.
void doctor_advise(struct doctor *doctor, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

// Exit 1 (ERR_CHECK) when there is a problem.
bool doctor_run(struct invocation *invocation, struct err *err);

// The checks. Those that need the configuration are not run without one.
void doctor_config(struct doctor *doctor);
void doctor_gates(struct doctor *doctor);
void doctor_owners(struct doctor *doctor);
void doctor_archive(struct doctor *doctor);
void doctor_cache(struct doctor *doctor);
void doctor_state(struct doctor *doctor);
void doctor_sources(struct doctor *doctor);
void doctor_schedule(struct doctor *doctor);
void doctor_spool(struct doctor *doctor);
void doctor_sandbox(struct doctor *doctor);
void doctor_collectors(struct doctor *doctor);
void doctor_libraries(struct doctor *doctor);
void doctor_terminal(struct doctor *doctor);

// Owner, mode, readers, free space and kind of file system of a path that gavel writes; for one
// that is not there yet, of the folder it will be made in. False when it is not there.
bool doctor_place(struct doctor *doctor, const char *path);
// Sets *owner to the file's owner as a name; NULL when it cannot be looked at.
const char *doctor_owner(struct doctor *doctor, const char *path);

#endif
