// What the readers of scanners' files share: a scan and its findings on their way to gavel.
//
//	a format's `read` -> scan_begin -> scan_add per finding … -> scan_end   (once per scan)
//
// scan_add cleans what it sends: texts are capped, secrets never leave (scan_secret), control
// and invisible characters are kept as data and shown by marks later. Severity is told as the tool
// spells it, and as one of our levels with where that came from.
// Must not: decide what is new or gone (src/findings does), or know any tool.
#ifndef GAVEL_PLUGINS_SCANS_SCAN_H
#define GAVEL_PLUGINS_SCANS_SCAN_H

#include "base/map.h"
#include "findings/finding.h"
#include "plugins/sdk/doc/doc.h"
#include "plugins/sdk/plug.h"

struct scan_state; // of scan.c

// The file being read.
struct scan_file {
	struct plug_request *request;
	struct plug_out *out;
	struct doc *doc;	 // at its beginning; NULL of an XML file
	struct source *source;	 // the bytes; of a JSON file read through `doc`
	struct arena *arena;	 // of the file
	const char *name;	 // as shown
	int input;		 // its id among the inputs
	int64_t mtime;		 // of the file
	const struct node *item; // what the next finding is made of, where it was not read by `doc`
	struct scan_state *state;
};

// Names, each once. Of a list that is too long for memory the beginning is kept, and it is `over`.
struct scan_names {
	struct map names;
	size_t bytes;
	bool over;
};
void scan_names_add(struct scan_names *names, struct slice name);
void scan_names_fini(struct scan_names *names);

// A scan: one tool's look at one target at one time. Empty slices and 0: not told.
struct scan {
	struct slice tool, version;
	struct slice
		category; // tells scans of one tool and target apart: "nightly", "/language:c";
			  // what a person calls them stands before it, a blank between
	enum finding_class class;	  // of most of its findings
	struct slice target, target_kind; // repo image fs cluster url account host
	bool vague; // other things are called by that target too: what a person names goes before
	struct slice digest;   // of an image, or a commit
	struct slice digests;  // further ones of the image, blanks between: --digest may say them
	struct slice ref;      // branch or tag
	int64_t at;	       // when it was done, unix seconds; 0: the file's own time
	struct slice partial;  // why it is not the whole: "changed files only"; closes nothing
	struct slice filter;   // what it leaves out by option: "unfixed", "below HIGH"
	struct slice packages; // "system" or "language": it looked for flaws of such alone
	struct slice fix;      // "fixed" or "unfixed": by the filter it shows only such flaws
	const struct scan_names
		*listed;    // the files that it looked at, as scan_lists has them; or NULL
	unsigned hides;	    // bits of the levels that the filter hides, if it is one of levels
	struct slice packs; // rule packs, comma between
	int64_t rules;	    // how many rules it had
	int64_t passed, untested; // checks that found nothing, that could not be made
	struct slice such;	  // one of the untested, and why
	bool looked;		  // something was looked at, though `passed` does not count it
	struct slice blind;	  // why nothing shows that it looked at anything, if nothing does
};

// A finding as the tool tells it; empty slices, 0 and LEVEL_UNKNOWN: not told.
struct scan_finding {
	enum finding_class class;
	enum finding_level level;
	struct slice rule, title, text;
	struct slice raw, from; // the tool's word for the severity; "tool", "cvss", "assumed", …
	struct slice cvss, vector; // decimal; vector string
	struct slice epss;
	bool kev;
	struct slice
		ids; // vulnerability ids as found, blanks between; scan_add makes them canonical
	struct slice cwe; // likewise: "CWE-79 CWE-80"
	struct slice purl, package, version, fixed;
	struct slice file; // relative, '/' between, percent-decoded
	int64_t line, end_line;
	struct slice logical;  // enclosing function, fully qualified name
	struct slice resource; // an address within a template, a cluster object, an ARN
	struct slice url, method, param;
	struct slice print;   // a tool's own fingerprint; "requires login" is none
	struct slice snippet; // code at the place: only a digest of it is sent
	struct slice secret;  // in clear, or the line that holds it: only a keyed digest is sent
	bool quotes_secret;   // the texts may quote one that nothing names
	struct slice uid;     // a tool's own id for this finding at this target
	struct slice
		status; // "" open; "closed" the tool says it is gone; archived; passed; untested
	struct slice claim;	// "suppressed", "not_affected", "false_positive", "accepted", …
	struct slice claim_why; // and who or why
	int64_t claim_until;	// 0: without an end; -1: cannot be read, so over
	int64_t seen;		// when the tool first saw it
	struct slice link;
	int64_t n;	     // how often it occurs at the place, 0 is 1
	struct slice places; // further places, as text, line by line
	int64_t row;	     // which result of the file, from 1; 0: counted by scan_add
	struct slice alias;  // the rule as the report spells it; one that is its rule is not sent
	struct slice fix; // fixed not_fixed will_not_fix deferred end_of_life under_investigation
};

// Announces the scan. One of the same tool, class, category and target as one that the file told of
// before goes on with that one.
bool scan_begin(struct scan_file *file, const struct scan *scan, struct err *err);
bool scan_add(struct scan_file *file, const struct scan_finding *finding, struct err *err);
// The scan is over. `failed` (NULL: it is whole) says why what was read cannot be trusted as whole:
// it is told as incomplete and changes nothing.
bool scan_end(struct scan_file *file, const char *failed, struct err *err);
// The open scan, and to one that was begun again: of a file whose scans' findings are mixed. What
// was told as failed stays so.
size_t scan_current(const struct scan_file *file);
void scan_resume(struct scan_file *file, size_t scan);
// Something worth telling about the open scan (or the file) that is no failure.
void scan_warn(struct scan_file *file, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
// What holds for all files of one import alike, of the first that it is met in.
void scan_warn_once(struct scan_file *file, const char *text);
// Whether the secret stands in clear within a text of the finding is scan_add's to know: everything
// it sends of a finding with a secret has the secret's bytes replaced.

// ---- Other scopes ----
//
// An SBOM, VEX statements, KEV and EPSS are scopes of their own kinds: the format sends their
// records itself (plug_send, gavel-plugin(7)); the end is sent once the file's digest is known.

struct scan_scope {
	const char *kind, *mode; // "sbom", "replace"
	const char *const *key;
	size_t key_count;
	int64_t at;	       // 0: the file's time
	struct slice revision; // of a document: its own number, or empty
};
int scan_scope(struct scan_file *file, const struct scan_scope *scope); // its id
// Why what is dated so (0: as the file) changes nothing, since everything true that comes later
// would be older than it: it is more than a day ahead. NULL: it is not.
const char *scan_ahead(struct scan_file *file, int64_t told);
// What the source or the command line says was scanned, for files that cannot tell; else empty.
struct slice scan_target(const struct scan_file *file);
// What something is of whose report calls it `told`, which is not empty: the one rule of what goes
// before, a report's name or a person's. Memory is the file's.
struct slice scan_named(struct scan_file *file, struct slice told, bool is_image, bool is_vague);
// The category of a scan whose report tells this part of one, or none: a person's stands before it.
struct slice scan_category(struct scan_file *file, struct slice part);
// Whether `whole` says that what a report lists is all there is.
bool scan_is_whole(const struct scan_file *file);
// What a person names, or empty; of a report that is only handed over to be judged ".".
struct slice scan_told(const struct scan_file *file);
// Whether it says, by `scanners`, that the kind was looked for: "vuln", "secret", …; NULL: whether
// it says anything.
bool scan_asked(const struct scan_file *file, const char *kind);
// The digest of the image that the report is of: what it tells, else what the command line says,
// which may also be one of the `others` that it lists ("NAME@" before it, blanks between), as may
// what a gate judges. *fault says where it and the command line are not one, and is left alone
// otherwise.
struct slice scan_image_digest(struct scan_file *file, struct slice told, struct slice others,
			       const char **fault);
void scan_scope_end(struct scan_file *file, int scope, int64_t rows, const char *failed);
// The member "rows" of a record: the `row`th thing of the file.
void scan_put_rows(struct scan_file *file, struct str *line, int64_t row);
// The text within a line, as a string that was sent, whose id it returns, or in place: 0; nothing
// when it is empty.
int64_t scan_put_word(struct scan_file *file, struct str *line, const char *key, struct slice text);

// ---- Rules ----

// A rule that the open scan had, found or not; told once, however often it is added.
struct scan_rule {
	struct slice id, name, help, link;
};
void scan_rule(struct scan_file *file, const struct scan_rule *rule);
// What was found out only while it was read: the scan that is open closes nothing.
void scan_is_part(struct scan_file *file, const char *why);
// Likewise that the scan that is open looked at something, whatever it found.
void scan_saw(struct scan_file *file);
// Likewise one of all the files that the open scan looked at, spelled as those of findings are:
// what it does not list it closes nothing in. Files that something is found in need not be told.
void scan_lists(struct scan_file *file, struct slice path);
// Likewise what it says that it could not look at: its findings stay open. `by` is "not_file",
// "not_package" or "not_service", the value is spelled as findings have it.
void scan_leaves_out(struct scan_file *file, const char *by, struct slice value);
// Likewise one of all the checks that the open scan made, whatever they found, as the rule of
// findings: what others found stays open.
void scan_lists_rule(struct scan_file *file, struct slice rule);
// To the file's beginning again, with a new doc, for what stands behind what needs it. A format
// that always comes here spares the first reading the digest: source_unhashed before it reads.
bool scan_again(struct scan_file *file, struct err *err);

// ---- Formats ----

// The beginning of a file, for detection.
struct scan_sniff {
	struct slice head;
	bool whole;		 // it is all of the file
	const struct node *json; // doc_peek of it, or NULL
	struct slice xml;	 // name of the root element without prefix, or empty
	struct slice space;	 // and its namespace
};

// Documents that tell nothing of their format, and which of them a tool may write.
enum scan_bare { SCAN_EMPTY_LIST = 1, SCAN_EMPTY_MAP = 2, SCAN_NULL = 4 };

struct scan_format {
	const char *name;  // "trivy-json", for --as
	const char *title; // one line; NULL: its `read` only refuses, with the remedy
	// 0: not this format; else how sure, 50 to 100. Only what tells it from every other counts.
	// Less than 50: only what --as names.
	int (*detect)(const struct scan_sniff *sniff);
	bool (*read)(struct scan_file *file, struct err *err);
	unsigned bare; // enum scan_bare: what the tool writes when it found nothing
	bool endless;  // nothing in it says where it ends: it may be cut at any line
};

// The table; adding a format is a line there (formats.c).
extern const struct scan_format *const SCAN_FORMATS[];
extern const size_t SCAN_FORMAT_COUNT;

// ---- Helpers for formats ----

struct slice scan_keep(struct scan_file *file, const char *format, ...)
	__attribute__((format(printf, 2, 3))); // text in the file's arena
// A tool's own words on what went wrong: not too many, and without what looks like a token.
struct slice scan_quote(struct scan_file *file, struct slice text);
// The member at the cursor of the file's doc, by its key: whether the document is a page of a
// longer list, as AWS ("nextToken") and Kubernetes ("metadata.continue") say it. Other members stay
// as they are. SCAN_PAGE is what is wrong with one.
bool scan_see_page(struct scan_file *file, struct slice key, bool *is_page, struct err *err);
extern const char SCAN_PAGE[];
// RFC 3339 and its relatives, or unix seconds; 0 when it is no time.
int64_t scan_time(struct slice text);
// When the report says that it was made, as scan_time or the format itself read it (`at`): what is
// there and is no such time is said, and 0.
int64_t scan_made_at(struct scan_file *file, struct slice text, int64_t at);
int64_t scan_made(struct scan_file *file, struct slice text);

#endif
