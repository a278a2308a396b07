// A source's files that lie on a server: listed and fetched by the child program
// libexec/gavel/fetch, which has the network and parses nothing.
//
//	remote_open -> remote_list -> remote_get… (what a collector asks for) -> remote_prune
//	            -> remote_close
//
// What is asked of the child and what it answers: src/libexec/README.md.
// Must not: see a key or a secret (the child finds those itself), or read what was fetched.
#ifndef GAVEL_COLLECT_FETCH_REMOTE_H
#define GAVEL_COLLECT_FETCH_REMOTE_H

#include "base/vec.h"
#include "collect/collect.h"
#include "collect/fetch/spool.h"
#include "collect/files.h"

struct remote_options {
	const char *address; // s3://…, https://…; begins every error
	const struct config *config;
	const char *archive; // beside which the spool lies; NULL = a folder for this call alone
	const char *source;  // whose spool; SPOOL_IMPORTS for none
	const struct fetch_config *fetch;
	const struct collect_options *collect; // progress, messages, keep_going, dry_run
	const char *const *read;	       // paths that the child may read and execute; or NULL
	int64_t deadline_seconds;	       // of one call of the child
	// Told each line of the child's log besides collect->message; may be NULL.
	void (*log)(void *context, char level, const char *text);
	void *log_context;
};

struct remote {
	struct remote_options options;
	const char *folder; // the spool's
	int spool_fd;
	int temporary;	  // the lock on a dry run's, which goes with the remote; -1 = none
	const char *root; // the folder that names are below; set by remote_list
	int64_t listed, fetched, fetched_bytes; // objects, objects, bytes from the network
	struct map faults; // name in the spool -> index of why it cannot be had
	vec(const char *) reasons;
	struct arena arena;
};

// ERR_IO when the spool cannot be made.
bool remote_open(struct remote *remote, const struct remote_options *options, struct err *err);
void remote_close(struct remote *remote); // zero-initialised is fine
// Files as files_walk gives them; memory is the arena's. ERR_NOT_FOUND, ERR_DENIED,
// ERR_INCOMPLETE (the server cannot be reached), ERR_INTERRUPTED.
bool remote_list(struct remote *remote, const struct files_filter *filter, struct arena *arena,
		 struct file_list *out, struct err *err);
// Fetches those that are not in the spool. One that is not there any more, or is another one by
// now, is no error: remote_at says so. ERR_INCOMPLETE and others as remote_list, ERR_IO when the
// disk has no room.
bool remote_get(struct remote *remote, const struct file_entry *const *files, size_t count,
		struct err *err);
bool remote_get_all(struct remote *remote, const struct file_list *files, struct err *err);
// Where the file's bytes are below the spool's folder, or NULL with *why.
const char *remote_at(struct remote *remote, const struct file_entry *file, const char **why);
// A descriptor of the file, fetched if need be, or -1.
int remote_open_file(struct remote *remote, const struct file_entry *file, struct err *err);
// files: what was listed; NULL when not all of it was.
void remote_prune(struct remote *remote, const struct file_list *files, int64_t now);

#endif
