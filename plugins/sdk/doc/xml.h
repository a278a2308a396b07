// A foreign XML document of any size, read once and forwards: of the elements asked for, each comes
// as a tree like a JSON value (node.h), everything else is passed over.
//
//	xml_open -> xml_next … (more = false) -> xml_close
//
// An element is a map: attributes are members "@name", its own text the member "#text" and the
// map's `text` too, child elements are members by their names without prefix, which may repeat.
// Blanks around text are dropped. Encodings: UTF-8, UTF-16, ISO 8859-1. A document that
// declares anything (a DTD in it) is refused, a DTD elsewhere is not read. Memory does not grow
// with the document: an element of more than DOC_VALUE_MAX bytes of text, a tag or a comment of
// about that, and too many different names are ERR_INVALID. Must not: know any tool's format.
#ifndef GAVEL_PLUGINS_SDK_DOC_XML_H
#define GAVEL_PLUGINS_SDK_DOC_XML_H

#include "plugins/sdk/doc/doc.h"

struct xml;

// An element by its path from the root, names without prefix: "bom/components/component".
struct xml_want {
	const char *path;
	bool open; // it comes at its beginning with its attributes only; what is in it is asked for
		   // by wants of its own
};

enum { XML_WANTS = 32 };

// The source is read, not owned; `shown` and `wants` must outlive the reader.
struct xml *xml_open(struct source *source, const char *shown, const struct xml_want *wants,
		     size_t count);
struct xml *xml_open_bytes(struct slice bytes, const char *shown, const struct xml_want *wants,
			   size_t count);
void xml_close(struct xml *xml); // NULL is fine
// The next element that was asked for: *want is its place in `wants`. The one before is freed.
// *more is false at the document's end. ERR_INVALID with "name:line:column: what".
bool xml_next(struct xml *xml, size_t *want, const struct node **out, bool *more, struct err *err);
// The line, from 1, at which the element begins that came last.
int64_t xml_line(const struct xml *xml);

// Whether reading failed by what stands there: no XML, where what is only cut short would be some.
bool xml_is_misread(const struct xml *xml);

// The root element's name and namespace, of a document's beginning; false when it is no XML.
bool xml_peek(struct slice head, struct arena *arena, struct slice *name, struct slice *space);

#endif
