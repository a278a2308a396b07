// A gate file being read. Private to config/gates.
#ifndef GAVEL_CONFIG_GATES_GATES_PRIVATE_H
#define GAVEL_CONFIG_GATES_GATES_PRIVATE_H

#include "base/vec.h"
#include "base/yaml.h"
#include "config/gates/gates.h"

struct gates_reading {
	struct gate_file *file;
	const char *name; // of the file
	vec(struct gate_policy) gates;
};

// Notes "file:line: what"; returns false, so that a failing line is `return gates_fault(…)`.
bool gates_fault(struct gates_reading *reading, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool gates_unknown_key(struct gates_reading *reading, const struct yaml_node *node,
		       const struct gate_key *(*key_at)(size_t index));
// A text that is not empty.
bool gates_text(struct gates_reading *reading, const struct yaml_node *node, const char **out);
// A text or a list of texts, none of them empty, at least one.
bool gates_words(struct gates_reading *reading, const struct yaml_node *node,
		 struct gate_words *out);
// One of two words.
bool gates_choice(struct gates_reading *reading, const struct yaml_node *node,
		  const char *const words[2], bool *second);
// A duration of a second or more.
bool gates_age(struct gates_reading *reading, const struct yaml_node *node, int64_t *out);
// Numbers and sets by severity.
void gates_read_allow(struct gates_reading *reading, const struct yaml_node *node,
		      struct gate_policy *policy);
void gates_read_overdue(struct gates_reading *reading, const struct yaml_node *node,
			struct gate_policy *policy);
void gates_read_claims(struct gates_reading *reading, const struct yaml_node *node,
		       struct gate_policy *policy);
// The members of `require`; one of the same name in `policy` is replaced.
void gates_read_required(struct gates_reading *reading, const struct yaml_node *node,
			 struct gate_policy *policy);

#endif
