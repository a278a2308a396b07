// What a SARIF run says of itself, kept while its results are read.
//
//	sarif.c (the file, twice) -> run.c, tool.c (first: everything but results) -> result.c
//(then)
//
// Source: OASIS SARIF 2.1.0. Must not: keep a result, or anything of its size.
#ifndef GAVEL_PLUGINS_SCANS_SARIF_SARIF_H
#define GAVEL_PLUGINS_SCANS_SARIF_SARIF_H

#include "base/map.h"
#include "base/vec.h"
#include "plugins/scans/deps/trivy.h"

// A reporting descriptor (§3.49) of a component.
struct sarif_rule {
	struct slice id, title, link;
	struct slice level;	   // of its default configuration
	struct slice severity;	   // "security-severity", a number as text
	enum finding_level scored; // what it says
	struct slice cwe;
	struct slice ids;	     // CVE and the like among its tags
	struct slice named;	     // and those that its text begins with, "(CVE-…, CVE-…)"
	int kind;		     // enum trivy_kind of its tags or its name, or -1
	const struct node *messages; // messageStrings
	bool off;		     // it was not run (§3.50.3)
	bool credentials, secrets;   // it finds those, by its CWEs alone; by its id
	int64_t words;		     // a hash of what it says
};

// A tool component (§3.19): the driver first, then the extensions.
struct sarif_component {
	struct slice name, guid, version;
	size_t first, count;	     // of its rules
	const struct node *messages; // globalMessageStrings
};

// §3.20.5: what the invocation set otherwise.
struct sarif_override {
	int64_t invocation, index, component; // index -1: by id
	struct slice id, level;
	enum { SARIF_UNSAID, SARIF_ON, SARIF_OFF } enabled;
};

struct sarif_artifact {
	struct slice uri, base;
};

struct sarif_base {
	struct slice id, uri, base;
};

// What the results of a run are.
enum sarif_results { SARIF_ABSENT, SARIF_NULL, SARIF_LIST };

// The scans that a run is told as, by the kind of what it looked for; the last is of what the tool
// is for.
enum { SARIF_OWN = TRIVY_KINDS, SARIF_SCANS };

struct sarif_run {
	struct scan_file *file;
	struct slice category, target, digest, ref;
	struct trivy_image image; // that Trivy looked at
	int64_t at;
	const char *failed;   // why it cannot be trusted as whole
	struct slice partial; // why it closes nothing
	enum sarif_results results;
	int64_t news, others;	   // results by baselineState: "new", or anything else
	enum finding_class class;  // of what the tool is for
	bool is_trivy, is_mixed;   // it looks for secrets beside
	bool guesses;		   // its rules of credentials go by a variable's name
	size_t scans[SARIF_SCANS]; // as scan_resume has them; 0: none
	vec(struct sarif_rule) rules;
	vec(struct sarif_component) components;
	vec(struct sarif_override) overrides;
	vec(struct sarif_artifact) artifacts;
	vec(struct sarif_base) bases;
	vec(struct slice) logical; // fully qualified names
	vec(struct slice) taxa;	   // of the taxonomy CWE, ids by index
	size_t told;		   // rules met in the second reading
	size_t first;		   // the first run of the file that is of the same scan
	struct map *words; // scan and rule -> the least of their words; NULL: the run is alone
	int64_t off;	   // rules that were not run
	int64_t taxonomies, cwe_index; // how many there are, and which is that; -1: none
	struct map by_id;	       // rule id -> index + 1, the driver's first
	bool hasty;		       // the first reading only looks for the end of the results
	bool telling;		       // the second reading
	bool index_said, flows_said, places_said;
	struct arena scratch; // of one result
	struct str text;      // being put together
};

// ---- run.c: the first reading ----

// The run at the cursor, which is entered and left.
bool sarif_read_run(struct sarif_run *run, struct doc *doc, struct err *err);
void sarif_run_fini(struct sarif_run *run);
// Calls `take` at each item of the list at the cursor; what is no list is passed over.
typedef bool sarif_take(void *own, struct doc *doc, struct err *err);
bool sarif_each(struct doc *doc, sarif_take *take, void *own, struct err *err);
// A text that stays, and one of the result being read.
struct slice sarif_keep(struct sarif_run *run, struct slice text);
struct slice sarif_hold(struct sarif_run *run, const struct str *text);

// ---- tool.c ----

// The tool at the cursor. In the second reading its rules are told, and nothing is kept.
bool sarif_read_tool(struct sarif_run *run, struct doc *doc, struct err *err);
struct slice sarif_tool(const struct sarif_run *run); // its name

// ---- scans.c ----

// Once all runs of the file were read: which are of one scan. `words` must outlive them.
void sarif_join_runs(struct sarif_run *runs, size_t count, struct map *words);
// Whether the rule was run, and is told by this run of those of its scan.
bool sarif_is_told(struct sarif_run *run, const struct sarif_rule *rule);
// Which scans the run is, by what it shows that it looked for; the second reading begins.
bool sarif_begin_scans(struct sarif_run *run, struct err *err);
// On with the scan that the rule (or NULL) is of.
bool sarif_go_on(struct sarif_run *run, const struct sarif_rule *rule, struct err *err);
bool sarif_end_scans(struct sarif_run *run, struct err *err);
// Of a finding of the rule, or of none.
enum finding_class sarif_class_of(const struct sarif_run *run, const struct sarif_rule *rule);

// ---- result.c ----

// The members of a result that are read; the others are passed over.
enum sarif_part {
	PART_RULE_ID,
	PART_RULE_INDEX,
	PART_RULE,
	PART_KIND,
	PART_LEVEL,
	PART_MESSAGE,
	PART_LOCATIONS,
	PART_FINGERPRINTS,
	PART_PARTIAL,
	PART_SUPPRESSIONS,
	PART_BASELINE,
	PART_PROPERTIES,
	PART_TAXA,
	PART_PROVENANCE,
	PART_VIEWER,
	PART_CORRELATION,
	PART_COUNT,
	SARIF_PARTS
};

struct sarif_result {
	struct sarif_run *run;
	const struct node *parts[SARIF_PARTS];
	const struct sarif_rule *rule;		 // or NULL
	const struct sarif_component *component; // that has it, or the driver
	struct slice id;			 // of the rule
	int64_t row;
	int64_t places;		// how many locations it has
	struct str places_text; // the further ones
	struct node
		shown[SARIF_PARTS + 1]; // the parts as members of one value, for the verb `rows`
};

// The results at the cursor, a list.
bool sarif_read_results(struct sarif_run *run, int64_t *row, struct doc *doc, struct err *err);

// ---- rule.c ----

// Sets rule, component and id of the result.
void sarif_find_rule(struct sarif_result *result);
// Once the run was read: which rules were switched off.
void sarif_switch_rules(struct sarif_run *run);
// A warning that is said once in a run.
void sarif_say(struct sarif_run *run, bool *said, const char *text);
void sarif_level(const struct sarif_result *result, struct scan_finding *finding);

// ---- place.c ----

void sarif_place(struct sarif_run *run, const struct node *location, struct scan_finding *finding);

// ---- message.c ----

// A map of message strings, kept with the file; NULL: it is none.
const struct node *sarif_keep_messages(struct sarif_run *run, const struct node *map);
// The message in plain text; empty when there is none.
struct slice sarif_message(const struct sarif_result *result);

// ---- claim.c ----

// Suppressions of the report itself (§3.35).
void sarif_claim(const struct node *suppressions, struct scan_finding *finding);
// The tool's own fingerprint (§3.27.17), empty when none of them tells results apart.
struct slice sarif_print(const struct sarif_result *result);

// ---- invocation.c ----

bool sarif_read_invocations(struct sarif_run *run, struct doc *doc, struct err *err);
// What an invocation says of its end, when that was no good one.
void sarif_note_failure(struct sarif_run *run, const struct node *item);
bool sarif_read_provenance(struct sarif_run *run, struct doc *doc, struct err *err);

// ---- trivy.c ----

// The run's own properties, where Trivy names the image.
bool sarif_read_properties(struct sarif_run *run, struct doc *doc, struct err *err);
// Of the scan of scans[at] of a run of Trivy's: its image, and why it is none for vulnerabilities.
void sarif_trivy(const struct sarif_run *run, size_t at, struct scan *scan);
// What lines of Trivy's message say of a finding, once all else of it is known.
void sarif_trivy_finding(const struct sarif_result *result, struct scan_finding *finding);

// ---- words.c ----

// "CWE-79" of "CWE-79: …", "external/cwe/cwe-079", "79", one or a list; appended with a blank
// before.
void sarif_add_cwe(struct str *out, const struct node *value);
// CVE and GHSA ids in a text, likewise.
void sarif_add_ids(struct str *out, struct slice text);
// Which tool it is, by its name: class, is_trivy, is_mixed, guesses.
void sarif_know_tool(struct sarif_run *run);

#endif
