// The exception files of scanners (.trivyignore and its like), as claims: what somebody asks a tool
// to leave out, why and until when. A claim passes no gate by itself; it is shown beside what it
// hides.
//
//	exceptions_begin -> exception_send per entry … -> exceptions_end
//
// A file is a scope of kind "exceptions", known by tool, target and name, that the next reading
// of that file replaces. Must not: decide whether a claim holds.
#ifndef GAVEL_PLUGINS_SCANS_CLAIMS_EXCEPTION_H
#define GAVEL_PLUGINS_SCANS_CLAIMS_EXCEPTION_H

#include "base/yaml.h"
#include "plugins/scans/scan.h"

enum { EXCEPTIONS_MAX_BYTES = 4 * 1024 * 1024 }; // of a file

// One entry; empty where the file does not tell.
struct exception {
	struct slice id;    // the rule or vulnerability as the file spells it
	struct slice class; // of finding.h, as a word; "" may be any
	struct slice paths; // globs or dependency paths, line by line; "" is everywhere
	struct slice purls; // line by line
	struct slice other; // further conditions, as text: "fix-state not-fixed"
	struct slice reason;
	struct slice until; // as the file tells it; "" is without end
	int64_t line;	    // from 1
	int64_t place_line; // of the file that `paths` names; 0: any
};

struct exceptions {
	struct scan_file *file;
	struct arena arena;
	struct slice text; // the whole file
	int scope;
	int64_t count;
};

// Reads the whole file. ERR_INVALID when it is too large.
bool exceptions_begin(struct exceptions *all, struct scan_file *file, const char *tool,
		      struct err *err);
// An `until` that is no time is told as unreadable, which is over.
void exception_send(struct exceptions *all, const struct exception *exception);
// Frees everything; `ok` and err are handed on.
bool exceptions_end(struct exceptions *all, bool ok, struct err *err);

// A YAML file's root, NULL for an empty one.
bool exceptions_yaml(struct exceptions *all, struct yaml_node **root, struct err *err);
// A scalar's text, empty when it is null or no scalar.
struct slice yaml_slice(const struct yaml_node *node);
// A list's scalars line by line; a scalar's own text.
struct slice yaml_lines(struct exceptions *all, const struct yaml_node *node);
// Whether a line of the text begins so.
bool has_line(struct slice text, const char *begins);

#endif
