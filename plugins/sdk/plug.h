// A collector in C: describe it in tables, write three functions, call plug_main.
//
// plug_main speaks protocol 1 (gavel-plugin(7)): it reads the request, moves descriptor 1
// aside so that a stray print becomes a log line, and turns results into exit codes.
// Must not: know any format, or the network.
#ifndef GAVEL_PLUGINS_SDK_PLUG_H
#define GAVEL_PLUGINS_SDK_PLUG_H

#include "base/err.h"
#include "base/json.h"
#include "base/map.h"

#include <stdint.h>

// One file of the request; names are relative to the request's root. Open it with input.h.
struct plug_file {
	const char *name;
	int64_t bytes, mtime;
	const char *etag; // NULL: a file of this machine; "" when the server has none
};

struct input_asker;

struct plug_request {
	const char *source, *format, *root, *state; // format and state may be NULL
	int root_fd;
	int fd;			   // detect: the file itself, for pread; else -1
	bool folder;		   // detect: a folder is asked about
	const char *at;		   // rows: where the file's bytes are below root_fd; NULL = by name
	struct input_asker *asker; // collect: what has the files' bytes; NULL = they are here
	int64_t now;
	struct plug_file *files;
	size_t file_count;
	json_t *config;	     // the source's own keys; an object
	json_t *whole;	     // everything that was sent
	const void *context; // the collector's own, from struct plug
	struct arena arena;
};

// The stream of lines to gavel.
struct plug_out {
	int fd;
	struct str buffer;
	struct map strings; // text -> id is the index + 1
	struct map claimed; // keys of scopes
	int inputs, scopes; // how many were announced
	int64_t groups;	    // likewise
	bool broken;	    // nobody reads any more
};

struct plug_format {
	const char *name, *title;
};

// A key of a source's configuration; texts, never required.
struct plug_key {
	const char *name, *help;
};

// What `detect` found out; score 0 = not mine.
struct plug_guess {
	const char *format, *why;
	int score;
};

enum { PLUG_GUESSES = 40 };

// Of an input that may be several things, each is told.
struct plug_guesses {
	struct plug_guess at[PLUG_GUESSES];
	size_t len;
};
// One more; nothing when there is no room, or the score is 0.
void plug_guess(struct plug_guesses *guesses, struct plug_guess guess);

struct plug {
	const char *name, *version, *title, *kind;
	const struct plug_format *formats;
	size_t format_count;
	const void *context;	     // handed to every function in its request; may be NULL
	const struct plug_key *keys; // of its configuration, besides path
	size_t key_count;
	bool blinds; // it is given the key that blinds secrets, if there is one
	// head: the first bytes of a file, or empty for a folder, whose file names stand in
	// `files`.
	bool (*detect)(const struct plug_request *request, struct slice head,
		       struct plug_guesses *out);
	bool (*collect)(struct plug_request *request, struct plug_out *out, struct err *err);
	bool (*rows)(struct plug_request *request, struct plug_out *out, struct err *err);
};

// Runs the verb of argv[1]; returns the exit code.
int plug_main(int argc, char **argv, const struct plug *plug);

// ---- Lines ----

// Sends what is in `line` (one JSON object) and empties it. Lines are buffered.
void plug_send(struct plug_out *out, struct str *line);
void plug_flush(struct plug_out *out);
// The id of a text, sent first when new; 0 for an empty one.
int64_t plug_string(struct plug_out *out, struct slice text);
// Its id when it was sent, else 0.
int64_t plug_known_string(const struct plug_out *out, struct slice text);
// A scope is told once in a run: false when its key was claimed before.
bool plug_claim(struct plug_out *out, const char *const *key, size_t count);
bool plug_is_claimed(const struct plug_out *out, const char *const *key, size_t count);
// Announces an input; returns its id. sha256 must be known.
int plug_input(struct plug_out *out, const char *uri, const char *sha256,
	       const struct plug_file *file);
// Says something about a scope (0 = none), an input and a row (0 = none).
struct plug_place {
	int scope, input;
	int64_t row;
};
void plug_warn(struct plug_out *out, struct plug_place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void plug_error(struct plug_out *out, struct plug_place place, enum err_code code,
		const char *text);
void plug_reject(struct plug_out *out, struct plug_place place, const char *why, struct slice text);
// The member "text" of a reject: the beginning of the record, U+FFFD for NUL, which no text may
// hold.
void plug_excerpt(struct json_out *json, struct slice record);
void plug_progress(struct plug_out *out, int64_t done, int64_t total);

#endif
