// The bytes of an object that was read once, to read them again: from whichever spool has them, or
// from the server if the object still is the same.
#ifndef GAVEL_COLLECT_FETCH_AGAIN_H
#define GAVEL_COLLECT_FETCH_AGAIN_H

#include "collect/fetch/remote.h"

struct again {
	const char *root, *name;	    // the object is root/name
	const char *at;			    // its bytes, below
	int folder;			    // this descriptor
	const char *path;		    // the same as a path
	const struct source_config *source; // that it belongs to, or NULL
	struct remote remote;
	struct fetch_config fetch;
	struct arena arena;
};

// uri: of an `input` line. options outlive it. ERR_NOT_FOUND when the object is gone, others as
// remote_get.
bool again_open(struct again *again, const struct config *config,
		const struct collect_options *options, const char *uri, struct err *err);
void again_close(struct again *again);
// Is it the provenance of an object?
bool again_is(const char *uri);

#endif
