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
	struct yaml_node *child; // list, map: the first member
	struct yaml_node *next;	 // the next member of the parent
};

// Reads a file; the root of an empty file is NULL with true. ERR_INVALID: "path:line: what".
bool yaml_load(const char *path, struct arena *arena, struct yaml_node **root, struct err *err);
bool yaml_parse(const char *name, struct slice text, struct arena *arena, struct yaml_node **root,
		struct err *err);
struct yaml_node *yaml_get(const struct yaml_node *map, const char *key); // NULL when absent
bool yaml_is_null(const struct yaml_node *node); // absent, empty, ~ or null, not quoted

#endif
