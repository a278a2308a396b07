#include "plugins/scans/code/semgrep.h"

#include "plugins/scans/tour/tour.h"

bool semgrep_is_of_file(const struct node *error)
{
	static const char *const TYPES[] = {
		"PartialParsing", "Syntax error",   "Other syntax error",
		"Lexical error",  "Timeout",	    "Fixpoint timeout",
		"Out of memory",  "Stack overflow", "Too many matches"};
	struct slice type = slice_or(node_text(error, "type"), node_text(error, "type.0"));
	bool is = slice_is(node_text(error, "level"), "warn");
	size_t i = 0, count = sizeof TYPES / sizeof *TYPES;
	while (is && i < count && !slice_is(type, TYPES[i]))
		i++;
	return is && i < count;
}
