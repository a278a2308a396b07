// What the parts of scan.c share.
//
//	scan.c (scopes of a file, their ends) -> scan_send.c (a finding's line) -> scan_clean.c
//(caps, spelling) and hide/ (secrets) -> scan_words.c (strings that repeat)
#ifndef GAVEL_PLUGINS_SCANS_SCAN_PRIVATE_H
#define GAVEL_PLUGINS_SCANS_SCAN_PRIVATE_H

#include "base/map.h"
#include "base/vec.h"
#include "plugins/scans/scan.h"

#include <sys/stat.h>

enum {
	SCAN_TITLE = 300, // bytes kept of each
	SCAN_TEXT = 4096,
	SCAN_WORD = 1024,
	SCAN_LINE = 60000, // of a finding's whole line; longer ones are composed again, shorter
	SCAN_SAME = 40,	   // of a text that is compared with the one before
	SCAN_LAST = 64,	   // keys
};

// Texts met so far in the whole run, by hash: what comes a second time is worth an id.
struct scan_words {
	struct plug_out *out;
	uint64_t *seen;
	size_t kept;	 // bytes of texts that have ids
	vec(bool) plain; // by id - 1: hide_known finds nothing in the text
	// What a key had last, which it mostly has again; by the address of the key.
	struct scan_word {
		const char *key;
		int64_t id;
		size_t len;
		char text[SCAN_SAME];
	} last[SCAN_LAST];
};

// What of a run is no file's: the request's own keys, and words.
struct scan_run {
	struct plug_request *request;
	struct plug_out *out;
	struct slice target, category; // of the source or the command line
	struct slice told;   // the target that a person names; else the source's name is it
	struct slice digest; // of an image, of the command line
	struct slice judged; // likewise, of a gate that was given the files
	int64_t at;
	struct slice key; // that blinds secrets; empty: none
	const char *key_id;
	bool unblinded; // said that there is none
	struct scan_words words;
	struct map scans;	  // by class, tool, category and target: the time of the last one
	struct map said;	  // warnings that are told once
	bool no_report;		  // the file read last is none
	int64_t first, last;	  // verb rows: the findings wanted; else 0
	struct plug_out *answers; // likewise
};

// A scope of the file, open or waiting for the file's end.
struct scan_open {
	int scope;
	bool is_scan;
	struct scan scan;	  // texts are the file's arena's
	int64_t findings;	  // or rows
	struct scan_names listed; // files
	struct scan_names left;	  // "BY VALUE" of scan_leaves_out and scan_lists_rule
	const char *failed;	  // NULL: whole
};

struct scan_state {
	struct scan_run *run;
	const struct scan_format *format;
	struct {
		struct scan_open *at;
		size_t len, room;
	} scopes;
	struct map scans;  // by class, tool, category and target: index + 1
	size_t current;	   // index + 1; 0: none is open
	const char *fault; // why a scan is not of what it is said to be of, or NULL
	int64_t rows;	   // findings counted so far
	struct str line;
	struct arena texts;    // of one finding
	struct digest *digest; // of its code, again and again; or NULL
	struct map rules;
	bool looked;	   // at its beginning
	struct stat begun; // the file then
	bool cut_said, time_said, target_said;
	bool cut; // something of the finding was
};

// ---- scan.c ----

void scan_run_begin(struct scan_run *run, struct plug_request *request, struct plug_out *out);
void scan_run_end(struct scan_run *run);
void scan_state_fini(struct scan_state *state);
// A text of a scan without blanks around it, known secrets and what is too long; the file's arena.
struct slice scan_kept(struct scan_file *file, struct slice text);
// After the file's `input` line: the scans' records and the ends of all scopes. `fault`: none of
// them is whole, and why.
void scan_finish(struct scan_file *file, const char *fault);
// An incomplete scope for a file that did not come to open one.
void scan_refuse(struct scan_file *file, const char *why);

// ---- scan_words.c ----

// The id under which the text was sent, if it is known to hold nothing that is hidden; else 0.
int64_t scan_plain_word(struct scan_words *words, const char *key, struct slice text);
// That it holds nothing: of a text that has an id.
void scan_set_plain(struct scan_words *words, int64_t id);
// What scan_put_word puts behind the key; the text is not empty.
int64_t scan_put_value(struct scan_file *file, struct str *line, const char *key,
		       struct slice text);

// ---- scan_image.c ----

// scan_lists of them all; NULL: none.
void scan_list(struct scan_file *file, const struct scan_names *listed);
void scan_lists_fini(struct scan_open *open);

// A scan is told of in a further part, in whatever order.
void scan_join(struct scan *whole, const struct scan *part);
bool scan_is_image(const struct scan *scan);
// A scan of an image: which one, as scan_image_digest has it; sets state->fault.
void scan_image(struct scan_file *file, struct scan *scan);

// ---- scan_clean.c ----

// At most `most` bytes in whole characters, without NUL; sets state->cut.
struct slice scan_cap(struct scan_state *state, struct slice text, size_t most);
// Likewise what tells things apart: what is cut ends in digits of a digest of the whole.
struct slice scan_cap_name(struct scan_state *state, struct slice text, size_t most);
// Hexadecimal digits by which an equal secret is known, by the run's key.
const char *scan_blind(struct scan_state *state, struct slice secret);
// Of the code without regard to blanks.
const char *scan_digest(struct scan_state *state, struct slice snippet);
// CVE-…, GHSA-…, CWE-… as their keepers spell them, each once, blanks between.
struct slice scan_ids(struct scan_state *state, struct slice words);

// A tool's name, in lower case, without its edition.
struct slice scan_tool(struct slice name);

// ---- read.c ----

// The file of the request, read as `format`, or as what it is found to be when that is NULL. False
// with run->no_report when it is none.
bool scan_read_file(struct scan_run *run, const struct plug_file *file,
		    const struct scan_format *format, struct err *err);

// ---- pick.c ----

// Looks at the beginning of a file; memory is the arena's.
void scan_look(struct slice head, struct arena *arena, struct scan_sniff *out);
// By its name: a scanner's report ends in .json, .sarif, .xml …
bool scan_may_be_report(struct slice name);
const struct scan_format *scan_format_named(const char *name); // NULL when there is none
// Whether it can be of the format that --as names; err says what it is instead.
bool scan_fits(const struct scan_sniff *sniff, const struct scan_format *format, const char *name,
	       struct err *err);
// The format that fits; ERR_NOT_FOUND when none does, ERR_INVALID when several do.
const struct scan_format *scan_pick(const struct scan_sniff *sniff, const char *name,
				    struct err *err);
// All that fit, for `detect`.
void scan_guess(const struct scan_sniff *sniff, struct plug_guesses *out);

// ---- rows.c ----

bool scan_rows(struct plug_request *request, struct plug_out *out, struct err *err);
// In the verb `rows`: the value that the finding was made of, when it is wanted.
void scan_show(struct scan_file *file, const struct scan_finding *finding);

#endif
