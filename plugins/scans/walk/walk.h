// Walks through reports: what the readers of JSON reports would all write again.
//
// A reader names the members of a map that it wants and what is done with each; a list is walked
// item by item, each read whole and forgotten. What a reader makes of an item lives in the walk's
// arena, which is emptied behind it: memory does not grow with the report.
// Must not: know any tool.
#ifndef GAVEL_PLUGINS_SCANS_WALK_WALK_H
#define GAVEL_PLUGINS_SCANS_WALK_WALK_H

#include "plugins/scans/scan.h"
#include "plugins/scans/walk/words.h"

struct walk {
	struct scan_file *file;
	void *context;	    // the reader's own
	struct arena arena; // of the item
};

// What is done with the value at the cursor; all of it must be taken.
typedef bool walk_value(struct walk *walk, struct err *err);
// What is done with a value that was read; its nodes are gone afterwards.
typedef bool walk_node(struct walk *walk, const struct node *node, struct err *err);

// One of the two functions is set.
struct walk_member {
	const char *name; // NULL ends a table
	walk_value *value;
	walk_node *node;
	bool required; // a report without it is refused
};

// Into the list or map at the cursor; what is another kind is refused.
bool walk_enter(struct walk *walk, enum node_kind kind, struct err *err);
// The map at the cursor; members that the table does not name are skipped.
bool walk_map(struct walk *walk, const struct walk_member *members, struct err *err);
// The same of the whole document.
bool walk_document(struct walk *walk, const struct walk_member *members, struct err *err);
// The list at the cursor, item by item.
bool walk_list(struct walk *walk, walk_node *take, struct err *err);
bool walk_items(struct walk *walk, walk_value *take, struct err *err);
// Values one behind another up to the end of the file, as in JSON lines.
bool walk_stream(struct walk *walk, walk_node *take, struct err *err);
// A report whose scan can be told only after a first walk over it: `head` fills what `scan` points
// to, `body` adds the findings.
bool walk_report(struct walk *walk, const struct walk_member *head, const struct scan *scan,
		 const struct walk_member *body, struct err *err);

// A list of items of several targets, as those of an API: a scan per target, told in turns.
struct walk_turns {
	struct scan scan; // what holds for all; its class and target are those of the open one
	bool open;
};

// The scan of the item's class and target is the open one from here.
bool walk_turn(struct scan_file *file, struct walk_turns *turns, enum finding_class class,
	       struct slice target, struct err *err);
// A list without items is a scan too.
bool walk_turns_end(struct scan_file *file, struct walk_turns *turns, struct err *err);

// What a finding was made of, to be shown when it is asked for: where that was not read as one
// value, or holds what nobody must see. Empty facts are left out.
struct walk_fact {
	const char *name;
	struct slice text;
};
// scan_add with such facts, which end with a NULL name.
bool walk_add(struct scan_file *file, const struct scan_finding *finding,
	      const struct walk_fact *facts, struct err *err);

// For readers whose context is a struct scan, or begins with one.
bool walk_take_version(struct walk *walk, const struct node *node, struct err *err);
bool walk_take_time(struct walk *walk, const struct node *node, struct err *err);
// Refuses the report: "name:line: what".
bool walk_refuse(const struct walk *walk, struct err *err, const char *what);

#endif
