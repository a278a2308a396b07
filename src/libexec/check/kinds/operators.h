// Kinds of Kubernetes objects whose operators make pods of what they say, and where the containers
// of all of those have to stand for the object to tell of them. For hardening/.
#ifndef GAVEL_LIBEXEC_CHECK_KINDS_OPERATORS_H
#define GAVEL_LIBEXEC_CHECK_KINDS_OPERATORS_H

#include "base/arena.h"
#include "base/yaml.h"

// What of the pods that its operator makes is not in an object, in the arena; NULL: all is, or
// nothing is known to make pods of it.
const char *operators_lack(const struct yaml_node *object, const char *kind, struct arena *arena);
// Why what a run names as what it runs is not judged with it; NULL: it names nothing.
const char *operators_refer(const struct yaml_node *object, const char *kind);

#endif
