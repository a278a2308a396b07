// What resources are called by, in order: to find what a target is without looking at all of them.
// Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_IAC_NAMES_H
#define GAVEL_LIBEXEC_CHECK_IAC_NAMES_H

#include "libexec/check/iac/model.h"

enum { RESOURCE_NAMES = 6 }; // its base, and its values that tell it apart

struct name names_of_target(const char *target, size_t at);
// All that a target may call a resource; returns how many.
size_t names_of_resource(const struct model *model, const struct resource *resource,
			 struct name out[RESOURCE_NAMES]);
bool names_equal(const struct name *a, const struct name *b); // wherever they stand

void names_sort(struct names *names); // and drops what is there twice
// The place of the first that is not before one.
size_t names_find(const struct names *names, struct name name);

#endif
