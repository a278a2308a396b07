// The names of an XML document, which its parser keeps for as long as it reads: how many different
// ones and how long.
//
// Private to the XML reader. A fault is what is wrong, NULL when nothing is.
#ifndef GAVEL_PLUGINS_SDK_DOC_XML_NAMES_H
#define GAVEL_PLUGINS_SDK_DOC_XML_NAMES_H

#include "base/map.h"

enum {
	XML_NAME_MOST = 1024, // bytes
	XML_SEPARATOR = '\n', // between namespace and name
};

// Zero-initialised is empty and valid.
struct xml_names {
	struct map names, prefixes;
	size_t held; // bytes of the names, about
};

void xml_names_fini(struct xml_names *names);
struct slice xml_local_name(const char *name);
// Of a tag: "namespace\nlocal", and such names and values in turn up to NULL.
const char *xml_names_of_tag(struct xml_names *names, const char *name, const char **attributes);
// Of a namespace that a tag declares; either may be NULL.
const char *xml_names_of_space(struct xml_names *names, const char *prefix, const char *uri);

#endif
