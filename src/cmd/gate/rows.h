// Reading rows of the relations that a gate needs. Private to cmd/gate.
#ifndef GAVEL_CMD_GATE_ROWS_H
#define GAVEL_CMD_GATE_ROWS_H

#include "cmd/gate/gate.h"
#include "store/select.h"

typedef bool row_reader(void *context, const struct result *shape, const struct value *row,
			struct err *err);
bool gate_rows_read(struct session *session, const struct select *select, row_reader *read,
		    void *context, struct err *err);
// A condition on literal values.
void rows_where(struct select *select, const char *column, const char **values, size_t count);
// When what is due on the catalogue's day is late: at its end, as in the views; 0 stays.
int64_t rows_end_of_day(int64_t day);
// A value's text, "" for none.
const char *rows_text(struct arena *arena, const struct value *value);

// ---- Which findings may break a rule ----

struct advised {
	vec(struct gate_finding) hits;
};

// By which rules, and of which scans.
struct sieve {
	const struct gate_policy *policy;
	const struct advised *advised; // count too; what scanners tell of these is judged
	int64_t now;
	bool all;     // whatever the policy says of it
	bool running; // what is closed and in an older image that runs counts
	bool (*counts)(void *context, const char *tool, const char *category, const char *target);
	void *context;
};
// Puts into `judged` those of what counts, and counts the others in `quiet`. Of a cache whose
// findings are filled (now_fill_findings) and that is held (cache_temp_begin).
bool sieve_findings(struct cache *cache, const struct sieve *sieve, struct sieved *quiet,
		    struct err *err);

// ---- Findings ----

// Rows of one relation being read: who asked, and the columns in the order asked.
struct reading {
	struct session *session;
	const struct gate_policy *policy;
	const struct gate_subject *subject;
	struct gate_base *old; // or NULL
	struct evidence *out;
	bool running;	   // what is closed counts as it is in an older image that runs
	struct map chains; // "tool\ncategory\ntarget" -> what it is to the subject
	struct advised advised;
	struct map catalogue;	   // CVE ids known to be exploited -> when they are due, or 0
	const struct map *sighted; // ids that the scan saw -> as rows_then reads it; or NULL
	struct map settled;	   // ids of which later scans of it than that one tell
};

extern const char *const FINDING_COLUMNS[];		       // NULL-ended
bool row_is_state(const struct value *row, const char *state); // of these columns
const char *row_id(const struct value *row);
// Adds a finding, as its row and the catalogue say.
void take_finding(struct reading *r, const struct value *row);

// Asks whether what was there before has this finding, in any branch: `parts` are its target,
// class, tool, category and identity; `finding` is its place among the evidence's.
void gate_base_ask(struct gate_base *base, const struct value *const parts[], size_t finding);
// Answers for all that were asked: sets `is_old`.
void gate_base_mark(struct gate_base *base, struct gate_finding *findings);

// All scans.
bool rows_read_scans(struct session *session, struct evidence *out, struct err *err);
// The KEV catalogue, of this cache or of evidence->catalogue_from: CVE ids -> when they are due, or
// 0.
bool rows_read_catalogue(struct session *session, struct evidence *out, struct map *catalogue,
			 struct err *err);
// What advisories say of the inventories of what is judged; texts are the evidence's.
bool rows_read_hits(struct session *session, const struct gate_subject *subject,
		    struct evidence *evidence, struct advised *out, struct err *err);
// Adds those that no finding says already.
void rows_add_hits(struct evidence *evidence, const struct advised *advised);
// The findings that a scan saw: id -> what it was then.
bool rows_read_sightings(struct session *session, const struct gate_scan *scan, struct map *seen,
			 struct err *err);
struct finding_then rows_then(int64_t seen);
// Adds the ids of those that it closed.
bool rows_read_closed(struct session *session, const struct gate_scan *scan, struct map *gone,
		      struct err *err);

#endif
