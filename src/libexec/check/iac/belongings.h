// Resources that belong to another one by an attribute: the public access block of a bucket, the
// entry of a prefix list. Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_IAC_BELONGINGS_H
#define GAVEL_LIBEXEC_CHECK_IAC_BELONGINGS_H

#include "libexec/check/iac/model.h"

struct belonging {
	const struct resource *resource;
	bool unseen; // some of what it belongs to leads out of the file
};

struct belongings {
	vec(struct belonging) list;
	struct names names;   // of owners; `at` is a place in the list
	vec(size_t) lead_out; // of the names before each: how many are of one that is unseen
	size_t unseen;
};

void belongings_find(struct model *model, const char *type, const char *attribute,
		     struct belongings *out);
void belongings_fini(struct belongings *belongings);
// How many belong to the owner; *unseen when one may that cannot be followed.
size_t belongings_count(const struct belongings *belongings, const struct model *model,
			const struct resource *owner, bool *unseen);
// The next of the owner's at or behind `from`, a place in the list; its length at the end.
size_t belongings_next(const struct belongings *belongings, const struct model *model,
		       const struct resource *owner, size_t from);

#endif
