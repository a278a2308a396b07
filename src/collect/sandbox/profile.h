// The table of profiles: which paths, which network, how much. Facts only.
#ifndef GAVEL_COLLECT_SANDBOX_PROFILE_H
#define GAVEL_COLLECT_SANDBOX_PROFILE_H

#include "collect/sandbox/sandbox.h"

// Sanitizers map terabytes and look at their own process with ptrace(2) and prctl(2): in such a
// build alone, memory is not limited and those calls are left to Landlock.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = true };
#else
enum { SANITIZED = false };
#endif

enum path_use {
	PATH_READ = 1, // and list folders
	PATH_EXECUTE = 2,
	PATH_WRITE = 4, // and make, move, remove beneath a folder
};

struct path_rule {
	const char *path; // "~/…" is below HOME; passed over when not there
	unsigned uses;	  // path_use bits
};

struct sandbox_profile {
	const char *name;
	const struct path_rule *paths; // ended by a NULL path, besides those of all profiles
	bool may_connect;	       // TCP and UDP; never to listen
	bool keeps_home;	       // HOME is the person's, not the private folder
	int64_t memory_bytes;	       // 0 = half of this machine's
	int64_t temporary_bytes;       // in the private folder; 0 = no limit
	int tasks;
	int files; // open at a time
};

const struct sandbox_profile *profile_find(enum sandbox_profile_id id);
// What every profile may read: the system's folders for programs.
const struct path_rule *profile_common(void);

#endif
