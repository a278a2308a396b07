#include "plugins/sdk/doc/xml_names.h"

#include <string.h>

// Reports have some hundred names and a handful of prefixes. The parser holds each name once for
// every prefix that stands before it.
enum {
	NAMES_MOST = 256 * 1024,
	NAME_COSTS = 64, // bytes beside its own
	PREFIXES_MOST = 64,
};

void xml_names_fini(struct xml_names *names)
{
	map_fini(&names->names);
	map_fini(&names->prefixes);
}

struct slice xml_local_name(const char *name)
{
	const char *separator = strrchr(name, XML_SEPARATOR);
	return slice_of(separator ? separator + 1 : name);
}

static bool is_one_too_many(struct xml_names *names, struct slice name)
{
	bool added;
	map_put(&names->names, name, &added);
	names->held += added ? name.len + NAME_COSTS : 0;
	return names->held > NAMES_MOST;
}

const char *xml_names_of_tag(struct xml_names *names, const char *name, const char **attributes)
{
	struct slice local = xml_local_name(name);
	if (local.len > XML_NAME_MOST)
		return "an element's name is too long";
	bool many = is_one_too_many(names, local);
	for (; !many && attributes[0]; attributes += 2) {
		local = xml_local_name(attributes[0]);
		if (local.len > XML_NAME_MOST)
			return "an attribute's name is too long";
		many = is_one_too_many(names, local);
	}
	return many ? "too many different names of elements or attributes" : NULL;
}

const char *xml_names_of_space(struct xml_names *names, const char *prefix, const char *uri)
{
	if (uri && strlen(uri) > XML_NAME_MOST)
		return "a namespace's name is too long";
	if (!prefix)
		return NULL;
	if (strlen(prefix) > XML_NAME_MOST)
		return "a namespace's prefix is too long";
	map_put(&names->prefixes, slice_of(prefix), NULL);
	return names->prefixes.len > PREFIXES_MOST ? "too many different prefixes of namespaces"
						   : NULL;
}
