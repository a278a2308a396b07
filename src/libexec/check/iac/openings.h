// What one rule of a security group opens, as it is written in each language. Private to this
// folder.
#ifndef GAVEL_LIBEXEC_CHECK_IAC_OPENINGS_H
#define GAVEL_LIBEXEC_CHECK_IAC_OPENINGS_H

#include "libexec/check/iac/prefixes.h"

// The worst of all openings of the resource at hand, by rule.
struct openings {
	struct model *model;
	struct prefixes prefixes;
	struct judgement open, any_port, control, egress;
};

// What an opening is called in each form of it.
struct form {
	const char *protocol, *first, *last, *blocks[2], *prefixes[2];
};
extern const struct form FORM_PLAIN, FORM_SINGLE, FORM_TEMPLATE;

// One opening as it is written: a block of a group, or a rule that is a resource of its own.
struct item {
	struct openings *openings;
	const struct form *form;
	const struct yaml_node *node, *unknown;
	bool egress;
	struct iac_opening opening;
	const struct resource *resource;
	const char *attribute; // that the item is in, or NULL: the resource itself is the item
};

void openings_judge(struct openings *openings, const struct iac_opening *opening, bool egress,
		    int line);
// A rule by its ports and all that it opens them to; one that a function makes is unseen.
void openings_judge_item(struct item item);

#endif
