// Files that others wrote, on their way through a check. Private to this folder.
//
// Must not: read a byte of a file: the child does (child.c).
#ifndef GAVEL_CMD_INSPECT_INSPECT_H
#define GAVEL_CMD_INSPECT_INSPECT_H

#include "base/arena.h"
#include "base/vec.h"
#include "cmd/check/report.h"
#include "cmd/command.h"
#include "findings/check/rule.h"

// One file, and what the child said of it.
struct inspected {
	const char *name; // as it is shown
	const char *path; // to open it; NULL: `fd` is it
	int fd;
	bool named;		 // by the person, not found below a folder
	bool ended;		 // the child is done with it
	const char *kind;	 // "kubernetes"; NULL: nothing of this check's
	const char *fault;	 // why it cannot be read
	const char *other_kinds; // of its objects without a container: "A, B", or NULL
	int64_t things, passed, others;
	int64_t takes, gives; // from and to its callers: sets of enum ci_loan
	bool needs_caller;    // the permissions are its callers'
};

struct inspection_result {
	size_t file;
	const struct check_rule *rule;
	enum check_outcome outcome;
	int64_t line;
	const char *subject, *why;
};

// What a file does is in another one too, named from the root of the repository.
struct inspection_need {
	size_t file;
	const char *path, *subject;
	int64_t line, lacks, passes, wants; // sets of enum ci_loan: libexec/check/check.h
	size_t called;			    // the file that it names, or INSPECTION_UNREAD
};
#define INSPECTION_UNREAD SIZE_MAX

struct inspection {
	enum check_id check;
	const struct config *config;
	vec(struct inspected) files;
	vec(struct inspected) unread; // what is a fault before anybody opened it
	vec(struct inspection_result) results;
	vec(struct inspection_need) needs;
	int64_t passed_over;	  // files below folders that no check reads
	const char *in_the_clear; // an address that answered without TLS, or NULL
	struct arena arena;
};

void inspection_fini(struct inspection *inspection);
// Adds what the arguments name. ERR_INVALID, ERR_NOT_FOUND.
bool inspection_add_paths(struct inspection *inspection, const char **paths, size_t count,
			  struct err *err);
// Bytes as a file of that name.
bool inspection_add_bytes(struct inspection *inspection, const char *name, struct slice bytes,
			  struct err *err);
// Fetches the header lines of http:// or https://. A server that cannot be reached is among what
// is unread; the others are judged.
bool inspection_add_address(struct inspection *inspection, const char *address, struct err *err);
// Finds the file of each call, or INSPECTION_UNREAD.
void inspection_find_called(struct inspection *inspection);
// Does so, and adds results for what is not handed on between them. A call
// of what was not read stays INSPECTION_UNREAD.
void inspection_settle_needs(struct inspection *inspection);
// Adds what is called and was not read, by that rule.
void inspection_report_needs(const struct inspection *inspection, struct report *report,
			     const char *rule);
// Adds how many objects of the files had no container, and of what kinds they are.
void inspection_report_others(const struct inspection *inspection, struct report *report,
			      int64_t others);
// Has the child judge them all. A file that it cannot read has a fault.
bool inspection_judge(struct inspection *inspection, struct err *err);

#endif
