// XML answers as a small tree, by expat.
//
// Refused: a DOCTYPE (so no entities of its own), depth > 16, more than XML_BYTES bytes, text
// that is not well-formed. Namespaces are dropped: services and their copies differ in them.
// Source: Extensible Markup Language 1.0.
#ifndef GAVEL_NET_XML_H
#define GAVEL_NET_XML_H

#include "base/arena.h"
#include "base/err.h"

enum { XML_DEPTH = 16, XML_BYTES = 16 * 1024 * 1024 };

// An element; all memory is the arena's.
struct xml_node {
	const char *name;	// without its prefix
	const char *text;	// its own character data, in one; never NULL
	struct xml_node *child; // the first element in it
	struct xml_node *next;	// the next element beside it
};

// ERR_INVALID: "line N: what".
bool xml_parse(struct slice text, struct arena *arena, struct xml_node **root, struct err *err);
// The first child of that name, or NULL; of NULL it is NULL.
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
// The text of that child, or NULL when there is none.
const char *xml_text(const struct xml_node *node, const char *name);
// Appends text with & < > " and controls as references (&#13;), for documents that we send.
void xml_escape(struct str *out, const char *text);

#endif
