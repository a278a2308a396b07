// YAML documents as a tree with places, for config and policy files.
//
// On libyaml's parser events. Refused: anchors and aliases, tags other than the core
// schema's, more than one document, duplicate keys, depth > 32, files > 4 MiB,
// invisible characters (utf8_width < 0). Scalars stay text: who reads them decides the type.
#ifndef GAVEL_BASE_YAML_H
#define GAVEL_BASE_YAML_H

#include "base/arena.h"
#include "base/err.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

// A node; all memory is the arena's.
struct yaml_node {
	enum yaml_kind kind;
	int line, column; // from 1, where the node starts
	const char *key;  // in a map: its key; else NULL
	int key_line;
	const char *text;	 // scalar: its text
	bool quoted;		 // scalar: '…' or "…", never null or a bool
	const char *tag;	 // yaml_parse_foreign: "!Ref", or NULL
	struct yaml_node *child; // list, map: the first member
	struct yaml_node *next;	 // the next member of the parent
};

// Reads a file; the root of an empty file is NULL with true. ERR_INVALID: "path:line: what".
bool yaml_load(const char *path, struct arena *arena, struct yaml_node **root, struct err *err);
bool yaml_parse(const char *name, struct slice text, struct arena *arena, struct yaml_node **root,
		struct err *err);

enum {
	FOREIGN_BYTES = 64 * 1024 * 1024, // of a file
	FOREIGN_DEPTH = 100,
	FOREIGN_NODES = 2 * 1000 * 1000, // an alias counts as all that it stands for
};

// The same of a file that others wrote for other programs: several documents (the children of
// *documents, a list), tags, anchors, aliases. What an alias stands for is shared, not copied.
// Still refused: duplicate keys, keys that are no text, more than the above.
bool yaml_parse_foreign(const char *name, struct slice text, struct arena *arena,
			struct yaml_node **documents, struct err *err);
// JSON (RFC 8259) as such a tree: one document, all texts quoted. ERR_INVALID:
// "name:line:column: what"; NUL in a text is refused.
bool yaml_parse_json(const char *name, struct slice text, struct arena *arena,
		     struct yaml_node **root, struct err *err);

struct yaml_node *yaml_get(const struct yaml_node *map, const char *key); // NULL when absent
// The same in a foreign tree, where a merge key (<<) brings members that are not there themselves.
const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key);
// By a path of keys: "spec.template.spec". NULL when any step is absent.
const struct yaml_node *yaml_at(const struct yaml_node *node, const char *path);
// A scalar's text; "" for all else and when absent.
const char *yaml_text(const struct yaml_node *node);
bool yaml_is_null(const struct yaml_node *node); // absent, empty, ~ or null, not quoted

// for (YAML_EACH(item, list)): members of a list or map; none of a scalar.
#define YAML_EACH(item, parent)                                                                    \
	const struct yaml_node *item = (parent) ? (parent)->child : NULL;                          \
	item;                                                                                      \
	item = item->next

#endif
