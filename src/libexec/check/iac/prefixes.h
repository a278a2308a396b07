// Managed prefix lists: the addresses that a security group's rule names by one. Private to this
// folder.
#ifndef GAVEL_LIBEXEC_CHECK_IAC_PREFIXES_H
#define GAVEL_LIBEXEC_CHECK_IAC_PREFIXES_H

#include "libexec/check/iac/belongings.h"

// Where a rule names its lists.
struct prefix_source {
	const struct resource *resource;
	const struct yaml_node *item; // the rule
	const char *attribute;	      // of the resource that the item is in; NULL: it is the item
	const char *key;	      // "prefix_list_ids"
};

enum { PREFIX_LISTS = 2 }; // kinds of them

struct prefixes {
	struct model *model;
	struct belongings entries[PREFIX_LISTS]; // that are resources of their own
};

void prefixes_find(struct model *model, struct prefixes *out);
void prefixes_fini(struct prefixes *prefixes);
// Each address block of the lists; one unseen value for every list that is not in the file. Items
// of one attribute whose lists are known only later share all that the attribute refers to.
void prefixes_each(const struct prefixes *prefixes, const struct prefix_source *source,
		   value_fn *each, void *context);

#endif
