// What a collector may do: prepared before it starts, entered between fork and exec, watched while
// it runs, and nothing of it left afterwards.
//
//	gavel                                   the collector
//	sandbox_prepare: folder, rule set,
//	   filter, limits, channel
//	fork ---------------------------------> sandbox_enter: umask, limits, no new privileges,
//	                                           capabilities, Landlock, seccomp
//	sandbox_attach <--- the listener ------ exec
//	sandbox_watch  <--- each refused call - runs: files     Landlock: system folders, its input,
//	    |  told, counted, or the end                          its private folder
//	    |                                          calls    seccomp: no network, no escape
//	    |                                          amounts  rlimits, and sandbox_watch
//	sandbox_end: the folder goes
//
// Files: beneath the system's folders for programs it reads and executes; its own program file, its
// input and what the source names under `read` it reads; it writes in its private folder only.
// Landlock does not hide that a file exists, nor its size and times: stat(2) is not restricted.
//
// Calls: what no collector needs does not exist (ENOSYS); what ordinary programs try is refused
// (EPERM) and, where it matters, told; a way out of the sandbox ends the run. Whoever cannot leave
// its process group (setsid, setpgid are refused) is ended with it: there are no orphans.
//
// Amounts: memory and temporary files of all its processes together, processes and threads, CPU
// seconds, open files. What rlimits cannot bound, because they are per process or not for root, is
// measured ten times a second.
//
// Must not: run anything before exec that is not safe between fork and exec; be asked by an
// environment variable to be weaker.
#ifndef GAVEL_COLLECT_SANDBOX_SANDBOX_H
#define GAVEL_COLLECT_SANDBOX_SANDBOX_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>
#include <sys/types.h>

// The rows of the table of profiles (profile.c).
enum sandbox_profile_id {
	SANDBOX_PARSER,	 // reads foreign bytes; no network
	SANDBOX_NETWORK, // a collector whose source says `network: true`
	SANDBOX_FETCH,	 // network and no parser; writes in its spool only
	SANDBOX_PROFILES
};

enum sandbox_mode {
	SANDBOX_AUTO,	 // what this kernel can do
	SANDBOX_REQUIRE, // all of it, or refuse to start
	SANDBOX_OFF	 // nothing but a folder for temporary files
};

// What this kernel can do.
struct sandbox_kernel {
	int landlock;  // its ABI, 0 = none
	bool filter;   // seccomp filters
	bool listener; // that tell us of each refused call
};
struct sandbox_kernel sandbox_kernel(void);
// What is lacking to all of it, in words, one line; false when nothing is. require: whether
// `sandbox: require` refuses because of it.
bool sandbox_lacks(const struct sandbox_kernel *kernel, struct str *out, bool *require);

const char *sandbox_bytes(int64_t bytes, char text[32]); // "1.0 GiB"
// "auto", "require" or "off"; anything else, and NULL, is auto.
enum sandbox_mode sandbox_mode(const char *text);

// Zero-initialised: a parser without input. Texts are borrowed until sandbox_end.
struct sandbox_request {
	enum sandbox_profile_id profile;
	enum sandbox_mode mode;
	const char *program;	  // absolute
	const char *input;	  // a file or folder to read, or NULL
	const char *const *read;  // more to read and execute; NULL-terminated, or NULL
	const char *const *maybe; // the same, passed over when not there
	const char *write;	  // a folder to write in besides the private one, or NULL
	int64_t seconds;	  // of CPU per processor; 0 = no limit
	// 0 = the profile's:
	int64_t memory_bytes, temporary_bytes;
	int tasks;			     // processes and threads
	const struct sandbox_kernel *kernel; // NULL: this one
};

struct sandbox;

// ERR_DENIED when `require` cannot be met; ERR_NOT_FOUND, ERR_IO for a path that is named.
bool sandbox_prepare(const struct sandbox_request *request, struct sandbox **out, struct err *err);
// The private folder, which is also the working folder.
const char *sandbox_folder(const struct sandbox *sandbox);
// True when the collector's HOME is the private folder.
bool sandbox_hides_home(const struct sandbox *sandbox);
// In the child, as the last thing before exec. 0, or an errno.
int sandbox_enter(const void *sandbox);
// After the start: takes the listener over. Nothing to do where there is none.
void sandbox_attach(struct sandbox *sandbox, pid_t leader);
// Readable when a call waits for an answer; -1 when there is none.
int sandbox_listener(const struct sandbox *sandbox);
// Answers the calls that wait and, when it is time, measures. `tell` gets a sentence the first time
// that each call is refused. False: the run has to end, and why.
bool sandbox_watch(struct sandbox *sandbox, void (*tell)(void *context, const char *text),
		   void *context, struct err *err);
// Removes the private folder, frees. False, with the reason, when something of it is left.
bool sandbox_end(struct sandbox *sandbox, struct err *err);

#endif
