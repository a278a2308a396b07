// Errors of the world: a code to branch on and a sentence to show.
//
// A function that can meet the world (file, network, plugin, input, person)
// returns bool, true = done, and takes `struct err *err` as its last, never
// NULL, parameter. Bugs in us are assert(); no memory aborts in the allocator.
// Must not: print, exit, or carry anything but the code and the text.
#ifndef GAVEL_BASE_ERR_H
#define GAVEL_BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_NONE,
	ERR_INVALID,	 // unusable input or call: file, line, and what is wrong
	ERR_IO,		 // the operating system said no
	ERR_NOT_FOUND,	 // the named thing does not exist
	ERR_CHECK,	 // a check ran and failed
	ERR_STALE,	 // data older than the caller allows
	ERR_DENIED,	 // not allowed
	ERR_SIGNATURE,	 // a signature does not hold
	ERR_INCOMPLETE,	 // what was read cannot be trusted as whole
	ERR_BUSY,	 // somebody else holds it; try again later
	ERR_INTERRUPTED, // the person asked to stop
	ERR_CORRUPT,	 // our own archive or cache does not hold together
};

struct err {
	enum err_code code;
	char text[1000]; // UTF-8, thing first, lower case, no full stop
};

// Sets code and text (cut at the buffer, at a character boundary). Returns
// false, so that a failing line is `return err_set(err, ...)`.
bool err_set(struct err *err, enum err_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

// Like err_set with ERR_IO (ERR_NOT_FOUND for ENOENT), ": " and strerror(errno) appended.
bool err_errno(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Puts "context: " before the text; the code stays. Returns false.
bool err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

// What a static analyzer cannot see from elsewhere: these return false, always.
#ifdef __clang_analyzer__
#define err_set(...)   ((void)(err_set)(__VA_ARGS__), false)
#define err_errno(...) ((void)(err_errno)(__VA_ARGS__), false)
#define err_wrap(...)  ((void)(err_wrap)(__VA_ARGS__), false)
#endif

// Forgets the error.
void err_clear(struct err *err);

// The code's name for logs and JSON, such as "invalid". Never NULL.
const char *err_code_name(enum err_code code);

#endif
