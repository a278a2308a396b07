// What a check found, and its verdict, for people and for CI: text, JSON, SARIF, JUnit, GitHub.
//
//	struct report report = {.check = "findings", .rules = RULES, .rule_count = n};
//	report_fact(&report, "target", target);
//	*report_add(&report) = (struct report_item){.rule = "kev", .kind = REPORT_BLOCK, …};
//	return report_end(&report, invocation, err);	// writes, frees, sets the exit status
//
// The same report gives the same bytes: no time, no machine, no order but the kinds' and the
// caller's. Texts may come from anywhere: every form keeps its own shape whatever they hold.
// Must not: judge; a check says what each item is worth.
#ifndef GAVEL_CMD_CHECK_REPORT_H
#define GAVEL_CMD_CHECK_REPORT_H

#include "base/arena.h"
#include "base/vec.h"
#include "cmd/command.h"
#include "findings/gate/verdict.h"

// What an item does to the verdict, in the order of printing.
enum report_kind {
	REPORT_BLOCK,	// it fails the check
	REPORT_MISSING, // it was to be seen and was not: incomplete unless something blocks
	REPORT_WARN,	// it decides nothing
	REPORT_NOTE,	// likewise, and nobody need do anything
	REPORT_KINDS
};

// A thing about a report or an item that programs want by name: "severity", "high".
struct report_fact {
	const char *name, *value;
};

enum { REPORT_ITEM_FACTS = 16 };

// Texts are borrowed until report_end; report_textf makes one that lives as long. NULL: none.
struct report_item {
	const char *rule; // id of a row of the report's rules
	enum report_kind kind;
	const char *message; // what is wrong, one line, no full stop
	const char *file;    // as a person of the repository writes it, '/' between
	int64_t line;	     // from 1; 0: the file as a whole
	const char *where;   // a place that is no file: an image, an address, a resource
	const char *remedy;  // what to do, as a command to a person: "upgrade X to Y"
	const char *id;	     // the same for the same thing in the next run
	struct report_fact facts[REPORT_ITEM_FACTS]; // up to the first without a name
};

// A demand of the check. One that no item names was met.
struct report_rule {
	const char *id;	   // "kev"
	const char *title; // the demand as a sentence: "nothing that is exploited in the wild"
};

struct report {
	const char *check; // "findings"
	const char *home;  // the file that an item without one belongs to, for SARIF; NULL: a name
	const struct report_rule *rules;
	size_t rule_count;
	vec(struct report_item) items;
	vec(struct report_fact) facts;
	struct arena arena;
};

// An empty item at the end; fill it whole before the next call.
struct report_item *report_add(struct report *report);
void report_fact(struct report *report, const char *name, const char *value); // NULL value: not
const char *report_textf(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
enum verdict report_verdict(const struct report *report);
void report_fini(struct report *report);

// ---- On the command line ----

// Rows of a check's options; --json is there anyway.
#define REPORT_OPTIONS                                                                             \
	{"sarif", OPTION_FLAG, NULL, "SARIF 2.1.0, for code scanning"},                            \
		{"junit", OPTION_FLAG, NULL, "JUnit XML, for test reports"},                       \
	{                                                                                          \
		"github", OPTION_FLAG, NULL, "GitHub workflow commands, as annotations"            \
	}

// ERR_INVALID when two forms are asked for; to be called before any work.
bool report_check_form(const struct invocation *invocation, struct err *err);
// Writes the form asked for to the invocation's output and frees the report. False with ERR_CHECK
// or ERR_INCOMPLETE (no text: the report says it) unless the verdict is pass.
bool report_end(struct report *report, struct invocation *invocation, struct err *err);

// ---- The forms, for report.c; items are in order ----

void report_write_json(const struct report *report, struct str *out);
void report_write_sarif(const struct report *report, struct str *out);
void report_write_junit(const struct report *report, struct str *out);
void report_write_github(const struct report *report, struct str *out);
const char *report_kind_name(enum report_kind kind); // "block"
size_t report_count(const struct report *report, enum report_kind kind);
// The title of a rule, or "".
const char *report_title(const struct report *report, const char *rule);

#endif
