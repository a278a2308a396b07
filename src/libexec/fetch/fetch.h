// What the parts of the program `fetch` share: the request, the lines it answers with, and the kind
// of server that has the objects.
//
// Must not: read what it fetches.
#ifndef GAVEL_LIBEXEC_FETCH_FETCH_H
#define GAVEL_LIBEXEC_FETCH_FETCH_H

#include "base/json.h"
#include "base/vec.h"

#include <stdint.h>

// What is wanted: one line of JSON on standard input. Texts are NULL when not given.
struct fetch_request {
	const char *address; // as the person wrote it; may hold a secret behind '?'
	const char *shown;   // the same without that; begins what is said
	const char *root;    // get: the folder that names are below
	const char *endpoint, *region, *profile, *path_style, *ca_file, *proxy;
	int spool_fd; // get: the folder to write into
	struct fetch_object *objects;
	size_t object_count;
	struct arena arena;
};

struct fetch_object {
	const char *name; // below the root
	const char *at;	  // get: its name in the spool
	const char *etag; // NULL: the server has none
	int64_t bytes, mtime;
};

struct fetch_visitor {
	// The folder that names are below; told first. folder false: one object is all there is.
	bool (*root)(void *context, const char *root, bool folder, struct err *err);
	bool (*object)(void *context, const struct fetch_object *object, struct err *err);
	void *context;
};

// A kind of server.
struct fetch_server {
	const char *scheme; // "s3://"
	// *self is to be closed, also when this fails half way. keep_going, context: http.h.
	bool (*open)(struct fetch_request *request, bool (*keep_going)(void *context),
		     void *context, void **self, struct err *err);
	void (*close)(void *self);
	// All objects below the address. ERR_NOT_FOUND: there is nothing of that name.
	bool (*list)(void *self, const struct fetch_visitor *visitor, struct err *err);
	// Writes the object to `fd`, whose first `have` bytes are of this very object; *kept is set
	// to how many of them were of use. ERR_STALE: it is another one by now; ERR_NOT_FOUND.
	bool (*download)(void *self, const struct fetch_object *object, int fd, int64_t *kept,
			 struct err *err);
};

extern const struct fetch_server FETCH_S3, FETCH_HTTPS, FETCH_AWS;

// Reads the request from standard input. ERR_INVALID.
bool fetch_read_request(struct fetch_request *out, struct err *err);
// How often a request is tried: AWS_MAX_ATTEMPTS; 0: not said ("Retry behavior", AWS SDKs and
// Tools Reference Guide).
int fetch_tries(void);

// The header lines of what the address (http:// too) answers. ERR_IO: it cannot be reached.
bool fetch_head(struct fetch_request *request, struct err *err);

// ---- Lines ----

void fetch_say(struct str *line); // writes it and empties it
void fetch_say_progress(int64_t done, int64_t total, const char *unit);

// ---- The spool (store.c) ----

// An object that came whole and is not made to last yet.
struct fetch_pending {
	const struct fetch_object *object;
	int fd; // its beginning, locked
	int64_t fetched;
};

// Counts what goes on, for lines of progress.
struct fetch_work {
	struct fetch_request *request;
	const struct fetch_server *server;
	void *self;
	int fd;		     // being written, -1 = none
	int64_t done, total; // bytes of the objects that are whole; of all
	vec(struct fetch_pending) pending;
	int64_t pending_bytes;
	int64_t said_ms;  // when progress was told last
	int64_t fetched;  // bytes that came over the network for the object at hand
	bool local_fault; // what went wrong is our own disk
};

// Gets every object of the request that the spool does not have. One that is gone is told and is no
// error. ERR_IO when the disk has no room for them.
bool fetch_store(struct fetch_work *work, struct err *err);

#endif
