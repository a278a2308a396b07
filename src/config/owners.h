// The owners of findings as gavel.yaml names them, with the CODEOWNERS files read.
//
// A file is read again when it is another one than before, so that a change is in force at once.
// One that cannot be read says nothing, and that is told: it never makes somebody an owner.
#ifndef GAVEL_CONFIG_OWNERS_H
#define GAVEL_CONFIG_OWNERS_H

#include "config/config.h"

// One state of the files. What it held stays until two states later.
struct owners_state {
	struct owners owners;
	int64_t number;	       // another one for another state, from 1
	const char **problems; // "FILE:LINE: what", or "FILE: why it cannot be read"
	size_t problem_count;
};

struct owners_files;

struct owners_files *owners_files_new(const struct config *config); // which must outlive it
void owners_files_free(struct owners_files *files);		    // NULL is fine
// The files as they are now.
const struct owners_state *owners_files_read(struct owners_files *files);

#endif
