// A scan on its way into the cache, and the findings of its chain as the matcher needs them.
// Private to this folder, store/first, store/known and store/replay.
//
//	scan_fold_of ----> finding records: a body that is not known is stored, a trace made
//	             \---> scan_end: later than all scans of the chain: one step over the traces
//	                             else: every scan of the chain anew, in order (store/replay)
//
// A chain's traces are its findings (known ones) followed by what the scan has that is not said
// word for word of an open one (fresh ones), which a step makes findings or gives to known ones.
#ifndef GAVEL_STORE_SCANS_SCAN_FOLD_H
#define GAVEL_STORE_SCANS_SCAN_FOLD_H

#include "findings/content.h"
#include "findings/identity.h"
#include "findings/life.h"
#include "findings/match/cover.h"
#include "findings/match/match.h"
#include "store/fold/fold.h"
#include "store/rows_sql.h"

#define NO_LIFE ((1u << 28) - 1)

enum { AHEAD = 16 }; // traces that are asked of the memory before they are needed

// What memory an import takes is their size: each member is as small as it can be.
struct trace {
	struct match_item item; // its tie is the low half of the content's hash
	uint64_t hash_high;
	int64_t id;   // 0: no finding yet
	int64_t flaw; // of all that are one flaw in one package (flaw_key); 0: nothing
	uint32_t body;
	uint32_t rule, package; // text; index + 1 among packages
	uint32_t life : 28;	// among lives
	uint32_t own_body : 1;	// stored for this trace, by this scan
	uint32_t has_ids : 1;	// of flaws
	uint32_t had_ids : 1;	// what was said of it before
	uint32_t reindexed : 1; // its rule, package or flaw is another than the table has
	uint32_t told : 28;	// among tolds
	uint32_t dropped : 1;	// given to a known one, or repeated
	uint32_t repeated : 1;	// another record under its provider's id is taken
	uint32_t other : 1;	// what is said of it is not what the table has
	uint32_t uncovered : 1; // open, and the scan did not look at it
	uint32_t unlisted : 1;	// and the one before did, at its file
	union {
		uint32_t stored_life; // as the table has it, or NO_LIFE
		uint32_t sighting;    // in a replay, until its end: the last whole one of it
	};
	uint32_t times, now; // stored; of this scan, 0 = it does not have it
};

// It lies in two or three lines of the processor's cache.
static inline void trace_ask(const struct trace *trace)
{
	__builtin_prefetch(trace);
	__builtin_prefetch((const char *)trace + sizeof *trace / 2);
	__builtin_prefetch((const char *)trace + sizeof *trace - 1);
}

// Its identity, without what is no part of it (findings/match/match.h).
static inline struct key128 scan_pass_key(const struct trace *trace)
{
	struct key128 key = trace->item.key;
	key.low &= ~(uint64_t)UINT32_MAX;
	return key;
}

// Lives that findings share; one is a row of `bucket`.
struct life_row {
	struct life life;
	int64_t id;
	int64_t more; // findings, against what the table has
};

// Texts: its name; what closes a finding of it, as the table of findings has it. 0: none.
struct scan_package {
	uint32_t name;
	int32_t upgrade;
};

// What closes findings of a package in a version, by a hash of what is said of it; 0: not worked
// out, or nothing is known.
struct scan_upgrade {
	struct key128 key;
	int32_t upgrade;
};
enum { SCAN_UPGRADES = 1 << 13 }; // remembered

struct scan_fold {
	int64_t id;
	int64_t chain, newest, newest_at; // 0: none
	const char *chain_key;
	bool has_target;
	vec(struct trace) traces;
	struct trace **named; // the traces in order of ids, when all are new; or NULL
	size_t named_count;
	uint32_t *slots; // traces by content: index + 1
	size_t slot_count;
	struct map life_keys, told_keys, package_keys;
	vec(struct life_row) lives;
	vec(struct life_told) tolds;
	vec(struct scan_package) packages;
	struct scan_upgrade *upgrades; // or NULL
	vec(bool) found_rules;	       // by text id: a finding names it
	struct map rules;	       // that are told
	struct map pairs;	       // ids of one flaw: "GHSA-… CVE-…"
	struct key128 content;	       // sum of the records so far
	struct key128 record;	       // the one that says what scan it is
	struct key128 rule_sum;
	int64_t results;
	int64_t first_body;	     // that was stored, 0: none
	int64_t rule_set, cover_set; // 0: none
	struct cover cover;
	bool tells_rules;
	struct sql_value *row; // of its table, from its record; of the run's arena, or NULL
	const char *partial;   // why it is not the whole, or NULL
	struct str scratch, text;
	uint8_t guesses[JSON_FIELDS_MAX]; // column of each field of the record before
	vec(uint64_t) words;		  // key64_of the run's strings, as many as were met
};

// What a scan changed.
struct scan_counts {
	int64_t fresh, same, gone, back, changed, uncovered;
};
// In the order of life_state where it closes.
enum tally {
	TALLY_NEW,
	TALLY_BACK,
	TALLY_FIXED,
	TALLY_RETIRED,
	TALLY_CLOSED,
	TALLY_LEVEL_IN,
	TALLY_LEVEL_OUT,
	TALLIES
};

// A row of its table, but for the scan from which on it is.
struct sighting {
	int64_t finding;
	uint32_t body;
	uint32_t last; // a scan; 0: up to the newest whole one
	uint32_t times;
	uint8_t reason; // enum match_reason
	bool by_print : 1;
	bool stored : 1; // the table has it so
	bool known : 1;	 // the table has it
};

struct sighting_log {
	vec(struct sighting) of; // scan by scan
};

// What a scan finds of a finding.
struct found {
	bool was;   // in the whole scan before it
	bool other; // with other words than the ones it is known by
};

// One scan against the traces.
struct step {
	struct fold *fold;
	struct scan_fold *scan;
	int64_t id, at;
	int64_t before, before_at;	 // the whole scan before it, 0: none
	uint64_t blind;			 // key64_of the id of the key that blinds its secrets
	bool whole;			 // or partial
	bool closes;			 // what it does not see
	int64_t cover_set, cover_before; // what it and the one before looked at; 0: all
	bool renames;	   // its files are those of the scan before, of which some may be renamed
	bool rekeyed;	   // secrets are known by another key than in the scan before
	struct map passed; // keys of what it says is well
	bool at_once;	   // sightings are stored at the end: the chain's first scan
	int64_t rule_set;  // of a scan that tells all its rules, else 0
	struct map asked_rules;	  // what step_rule_of found out
	struct sighting_log *log; // where sightings are kept, or NULL: in their table
	struct match_pairs pairs; // while its traces are matched
	struct scan_counts counts;
	int64_t tallies[TALLIES][FINDING_CLASSES][FINDING_LEVELS];
};

// ---- traces.c ----

// The scope's own, made at the first record; reads what is known of its chain.
bool scan_fold_of(struct fold *fold, struct fold_scope *scope, struct scan_fold **out,
		  struct err *err);
// A sighting of this content, `times` times: counted for the trace that it is word for word, if
// that is there.
bool scan_meet(struct scan_fold *scan, struct key128 content, uint32_t times);
// Behind the others; its content is not sought before scan_place, which places them all.
void scan_push(struct scan_fold *scan, const struct trace *trace);
void scan_place(struct scan_fold *scan);
// Made of a sighting that is that of no trace that is there.
struct trace *scan_add(struct scan_fold *scan, const struct trace *sighting);
// No content is sought any more until scan_settle: the memory can go.
void scan_forget_slots(struct scan_fold *scan);
// That content will be sought: its place is asked of the memory.
static inline void scan_ask(const struct scan_fold *scan, uint64_t low)
{
	if (scan->slot_count)
		__builtin_prefetch(&scan->slots[low & (scan->slot_count - 1)]);
}
// Then the trace that is looked at first.
static inline void scan_ask_trace(const struct scan_fold *scan, uint64_t low)
{
	uint32_t slot = scan->slot_count ? scan->slots[low & (scan->slot_count - 1)] : 0;
	if (slot)
		trace_ask(&scan->traces.at[slot - 1]);
}
// The trace of this content, also of a closed finding; or NULL.
struct trace *scan_find(const struct scan_fold *scan, uint64_t low, uint64_t high);
// Whether it is there: open, or of this scan.
bool scan_is_there(const struct scan_fold *scan, const struct trace *trace);
// Without those that are dropped; nothing is seen any more.
void scan_settle(struct scan_fold *scan);

// ---- scan.c ----

// The scan that a record is of.
bool scan_begin_record(struct fold *fold, const struct json_record *record, struct scan_fold **scan,
		       struct err *err);

// ---- body.c ----

// Takes a finding's record: stores what it says unless that is known, and counts or makes a trace.
bool scan_take(struct fold *fold, struct scan_fold *scan, const struct json_record *record,
	       struct err *err);

// ---- words.c ----

uint32_t scan_life(struct scan_fold *scan, const struct life *life);
// The bucket of a chain's findings that have this life.
int64_t life_bucket(const char *chain_key, const struct life *life, struct str *scratch);
// The columns of a bucket from its class on to running.
struct life life_at(sqlite3_stmt *row, int column);
struct life *life_of(const struct scan_fold *scan, const struct trace *trace);

uint64_t scan_key_at(sqlite3_stmt *row, int column); // key64_of a text

// Of a text of the cache; empty for 0.
struct slice fold_text_of(const struct fold *fold, int64_t id);
// The text of a field that holds text or names a string of the run; `scratch` has room for it, and
// what was taken from it before stays. Empty when absent.
struct slice fold_word(const struct fold *fold, const struct json_field *field,
		       struct str *scratch);
// The id of the text, 0 when it came as text.
int64_t fold_word_id(const struct fold *fold, const struct json_field *field);
// What a record says, unless that came with it.
struct key128 fold_content(const struct fold *fold, struct scan_fold *scan,
			   const struct json_record *record);
// What is said of a finding, as its record or its row of finding_body has it.
struct said {
	struct identity_said of;
	struct slice level, status, claim, fixed;
	int64_t claim_until, exploited, seen, n;
	int64_t rule_text, package_text; // their ids, 0: not known
};
uint32_t scan_told(struct scan_fold *scan, const struct life_told *told);
// A trace of it: identity and what its life is told; no body, rule and package yet.
void said_trace(struct scan_fold *scan, struct said *said, struct key128 hash, struct trace *out);
// Its place among packages; what stands there.
uint32_t scan_package(struct scan_fold *scan, struct scan_package package);
struct scan_package scan_package_of(const struct scan_fold *scan, const struct trace *trace);
// Its rule and package, and what closes it.
bool said_dimensions(struct fold *fold, struct scan_fold *scan, const struct said *said,
		     struct trace *out, struct err *err);

// ---- step.c ----

bool scan_step(struct step *step, struct err *err);
// That it follows `before`, the newest whole one, whose secrets that key blinds and which covers
// that. Of two of one time nobody knows which is the later: neither closes what the other has.
void scan_step_follows(struct step *step, uint64_t blind_before, int64_t cover_before);
// Its rules, where it or an earlier one of its format lists those that found nothing: then an empty
// list is one too.
void scan_step_rules(struct step *step, bool told, int64_t rule_set);

// ---- cover.c ----

// The set of what the scan says that it looked at.
bool cover_store(struct fold *fold, struct scan_fold *scan, struct err *err);
// Before the passes: marks what is open and not covered.
bool cover_mark(struct step *step, struct err *err);
// What the scan says is well; whether that is said of a finding.
bool step_read_passed(struct step *step, struct err *err);
bool step_passed(const struct step *step, const struct trace *trace);
// What its list of rules says of a finding that it does not show. Where it has no rule in common
// with the last list that had the finding's, as an empty one has none with any, it was a run of
// other rules, which closes nothing of these.
enum step_rule { RULE_HAD, RULE_RETIRED, RULE_OF_OTHERS };
enum { NO_RULES = 1 }; // the number of a list without any
bool step_rule_of(struct step *step, const struct trace *trace, enum step_rule *out,
		  struct err *err);
void step_forget(struct step *step);

// ---- tell.c: sightings ----

// Begins and ends what the scan has of the finding.
bool sighting_keep(struct step *step, struct trace *trace, struct found found, struct err *err);
bool sighting_ends(const struct step *step, const struct trace *trace, struct found found);
// One that begins in `scan`, as the table has it or new.
bool sighting_store(struct fold *fold, int64_t scan, const struct sighting *sighting,
		    struct err *err);

// ---- alias.c ----

// The pass over other ids of the same flaw, of what the passes before left.
bool scan_match_aliases(struct step *step, struct match_side old, struct match_side new,
			struct err *err);
// Before the passes: one of several records that cannot be but one finding.
void scan_settle_singles(struct scan_fold *scan);
// The pass over secrets that another key blinds than in the scan before: rule, file and line.
void scan_match_secrets(struct step *step, struct match_side old, struct match_side new);

// ---- store/stock/pairs.c ----

// Of canonical ids with one CVE: which are of the same flaw.
void pairs_note(struct scan_fold *scan, struct slice ids);
// What the scan tells, once it counts; what it makes known of others is due.
bool pairs_store(struct fold *fold, struct scan_fold *scan, struct err *err);

// ---- naming.c ----

// Gives new traces their ids, and sorts them by these.
void scan_name(struct scan_fold *scan, struct trace **new, size_t count);

// The input that the scope's end names, else the only one of the run; 0: nobody knows.
bool scan_report(struct fold *fold, const struct fold_scope *scope, int64_t *out, struct err *err);
// The scan `known` again, of another report: one name is told, whichever came first.
bool scan_name_report(struct fold *fold, const struct fold_scope *scope, int64_t known,
		      const char *content, struct err *err);

// ---- store/replay ----

// Every scan of the chain anew, in order, with the new one, whose sightings the traces are.
bool scan_replay(struct step *late, struct err *err);

// ---- store.c ----

// The columns of `finding`.
enum finding_column {
	ROW_ID,
	ROW_BUCKET,
	ROW_BODY,
	ROW_RULE,
	ROW_PACKAGE,
	ROW_UPGRADE,
	ROW_HASH,
	ROW_KEY,
	ROW_PRINT,
	ROW_FILE,
	ROW_LINE,
	ROW_SINGLE,
	ROW_TIMES,
	ROW_FLAW,
	ROW_NAMED,
	ROW_COLUMNS,
};
// A row of it; values may be the trace's or the row's own.
struct finding_row {
	struct sql_value values[ROWS_SQL_COLUMNS];
	struct key128 hash;
};
void finding_row(struct finding_row *row, const struct scan_fold *scan, const struct trace *trace);

// One row more or less of a bucket.
bool store_bucket(struct fold *fold, int64_t chain, const struct life_row *row, struct err *err);
// Findings and buckets, as far as they are not what the tables have.
bool scan_store(struct fold *fold, struct scan_fold *scan, struct err *err);
// What the scan said, when nothing of it is to stay.
bool scan_forget_bodies(struct fold *fold, struct scan_fold *scan, struct err *err);

// ---- tell.c: changes ----

// Counts what a sighting or its absence changed (bits of life_change), and keeps it as events.
bool scan_tell(struct step *step, struct trace *trace, const struct life *old, unsigned changes,
	       struct err *err);
// The scan's counts and tallies.
bool scan_counted(struct step *step, struct err *err);

#endif
