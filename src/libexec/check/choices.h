// The ways that a part of a template may turn out: each condition true or false, each key that the
// file does not tell one of those that a map has. Private to functions.c.
#ifndef GAVEL_LIBEXEC_CHECK_CHOICES_H
#define GAVEL_LIBEXEC_CHECK_CHOICES_H

#include "libexec/check/functions.h"

enum { CONDITIONS = 6, KEYS = 4, WAYS = 128, STEPS = 4000000 };

struct choice {
	const char *condition;	     // or NULL
	const struct yaml_node *key; // or NULL
	const char *options[WAYS];   // of a key
	size_t count, taken;
};

struct choices {
	const struct yaml_node *root;
	struct choice at[CONDITIONS + KEYS];
	size_t count;
	bool more;	 // conditions than are followed: only all true and all false are tried
	bool other;	 // how these fall: false
	bool any;	 // there is something to resolve
	bool choosing;	 // keys are what was chosen; else any
	bool impossible; // nothing stands at a key that was chosen: such a stack is not made
	int64_t *steps;	 // bounded by STEPS
};

// Finds what may fall in several ways at and below a node; all fall the first way.
void choices_find(struct choices *choices, const struct yaml_node *node);
// The next way that they may fall; false after the last.
bool choices_turn(struct choices *choices);

// The branch of Fn::If that is taken; NULL of what is none, or malformed and so stays a function.
const struct yaml_node *choices_branch(const struct choices *choices, const struct yaml_node *node);
// What Fn::FindInMap finds in the template's own Mappings, or NULL. Where a key may be any, all
// that it may lead to has to be the same.
const struct yaml_node *choices_find_in_map(struct choices *choices, const struct yaml_node *node);

#endif
