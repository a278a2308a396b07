#include "cmd/gate/rows.h"

#include "view/view.h"

#include <stdlib.h>
#include <string.h>

// Rows of one relation being read: who asked, and the columns in the order asked.
struct reading {
	struct session *session;
	const struct gate_subject *subject;
	struct map *old;
	struct evidence *out;
	struct map chains;	   // "tool\ncategory\ntarget" -> enum chain_use
	struct map catalogue;	   // CVE ids known to be exploited -> when they are due, or 0
	const struct map *sighted; // ids that the scan saw -> level and 1; or NULL
};

enum chain_use { CHAIN_OTHER, CHAIN_OPEN, CHAIN_BOUND };

// ---- Findings ----

enum finding_column {
	FINDING_ID,
	FINDING_STATE,
	FINDING_LEVEL_NAME,
	FINDING_CLASS_NAME,
	FINDING_TOOL,
	FINDING_CATEGORY,
	FINDING_TARGET,
	FINDING_RULE,
	FINDING_TITLE,
	FINDING_CVE,
	FINDING_IDS,
	FINDING_PURL,
	FINDING_PACKAGE,
	FINDING_VERSION,
	FINDING_FIXED,
	FINDING_FILE,
	FINDING_LINE,
	FINDING_RESOURCE,
	FINDING_URL,
	FINDING_KEV,
	FINDING_DUE,
	FINDING_CLAIM,
	FINDING_CLAIM_WHY,
	FINDING_IDENTITY
};
static const char *const FINDING_COLUMNS[] = {
	[FINDING_ID] = "id",
	[FINDING_STATE] = "state",
	[FINDING_LEVEL_NAME] = "severity",
	[FINDING_CLASS_NAME] = "class",
	[FINDING_TOOL] = "tool",
	[FINDING_CATEGORY] = "category",
	[FINDING_TARGET] = "target",
	[FINDING_RULE] = "rule",
	[FINDING_TITLE] = "title",
	[FINDING_CVE] = "cve",
	[FINDING_IDS] = "ids",
	[FINDING_PURL] = "purl",
	[FINDING_PACKAGE] = "package",
	[FINDING_VERSION] = "version",
	[FINDING_FIXED] = "fixed",
	[FINDING_FILE] = "file",
	[FINDING_LINE] = "line",
	[FINDING_RESOURCE] = "resource",
	[FINDING_URL] = "url",
	[FINDING_KEV] = "kev",
	[FINDING_DUE] = "due",
	[FINDING_CLAIM] = "claim",
	[FINDING_CLAIM_WHY] = "claim_why",
	[FINDING_IDENTITY] = "identity",
	NULL,
};

static bool is_word(const struct value *value, const char *word)
{
	return value->text && strcmp(value->text, word) == 0;
}

// Findings share most of their texts.
static const char *kept_once(struct map *texts, struct slice text)
{
	size_t at = map_intern(texts, text); // may move the entries
	return texts->entries[at].key;
}

static const char *word(struct map *texts, const struct value *value)
{
	return value->text ? kept_once(texts, slice_of(value->text)) : "";
}

// The canonical id: a CVE where there is one, else the first that is told.
static const char *canonical_id(struct map *texts, const struct value *row)
{
	struct slice ids = slice_of(row[FINDING_IDS].text);
	if (row[FINDING_CVE].text)
		return word(texts, &row[FINDING_CVE]);
	return ids.len ? kept_once(texts, slice_word(&ids)) : "";
}

// What a catalogue says is exploited is so, whatever the tool knew; it may be due earlier.
static void take_catalogue(const struct reading *r, struct gate_finding *finding)
{
	const int64_t *due = map_get(&r->catalogue, slice_of(finding->cve));
	if (!due)
		return;
	finding->exploited = true;
	if (*due && (!finding->due || *due < finding->due))
		finding->due = *due;
}

// Whether the claim is over is known by the state: one that holds hides the finding.
static void take_claim(struct map *texts, const struct value *row, struct gate_finding *finding)
{
	finding->claim = word(texts, &row[FINDING_CLAIM]);
	finding->claim_why = word(texts, &row[FINDING_CLAIM_WHY]);
	if (!is_word(&row[FINDING_STATE], "suppressed") && finding->level != LEVEL_CRITICAL)
		finding->claim_until = -1;
}

static void take_place(struct map *texts, const struct value *row, struct gate_finding *finding)
{
	finding->file = word(texts, &row[FINDING_FILE]);
	finding->line = row[FINDING_LINE].integer;
	finding->where = word(texts, row[FINDING_RESOURCE].text ? &row[FINDING_RESOURCE]
								: &row[FINDING_URL]);
}

static bool is_old(struct map *old, const struct value *row)
{
	return gate_take_old(
		old, (const struct value *const[]){&row[FINDING_TARGET], &row[FINDING_CLASS_NAME],
						   &row[FINDING_TOOL], &row[FINDING_CATEGORY],
						   &row[FINDING_IDENTITY]});
}

static void take_finding(struct reading *r, const struct value *row)
{
	struct map *texts = &r->out->texts;
	struct gate_finding finding = {
		.id = rows_text(&r->out->arena, &row[FINDING_ID]),
		.tool = word(texts, &row[FINDING_TOOL]),
		.rule = word(texts, &row[FINDING_RULE]),
		.title = word(texts, &row[FINDING_TITLE]),
		.target = word(texts, &row[FINDING_TARGET]),
		.cve = canonical_id(texts, row),
		.package = word(texts, row[FINDING_PURL].text ? &row[FINDING_PURL]
							      : &row[FINDING_PACKAGE]),
		.version = word(texts, &row[FINDING_VERSION]),
		.fixed = word(texts, &row[FINDING_FIXED]),
		.exploited = row[FINDING_KEV].integer != 0,
		.due = row[FINDING_DUE].integer,
	};
	finding_level_read(slice_of(row[FINDING_LEVEL_NAME].text), &finding.level);
	finding_class_read(slice_of(row[FINDING_CLASS_NAME].text), &finding.class);
	finding.is_old = r->old && is_old(r->old, row);
	take_catalogue(r, &finding);
	take_claim(texts, row, &finding);
	take_place(texts, row, &finding);
	*vec_push(&r->out->findings) = finding;
}

// ---- Which of them ----

static struct slice chain_key(struct str *key, const char *tool, const char *category,
			      const char *target)
{
	str_clear(key);
	str_addf(key, "%s\n%s\n%s", tool ? tool : "", category ? category : "",
		 target ? target : "");
	return str_slice(key);
}

// What a chain of scans is to the subject, by any scan of it.
static void note_chains(struct reading *r)
{
	struct str key = {0};
	for (size_t i = 0; i < r->out->scans.len; i++) {
		const struct gate_scan *scan = &r->out->scans.at[i];
		int64_t *use =
			map_put(&r->chains,
				chain_key(&key, scan->tool, scan->category, scan->target), NULL);
		if (gate_is_bound(r->subject, scan))
			*use = CHAIN_BOUND;
		else if (*use == CHAIN_OTHER && gate_is_subject(r->subject, scan))
			*use = CHAIN_OPEN;
	}
	str_fini(&key);
}

static bool take_open(void *context, const struct result *shape, const struct value *row,
		      struct err *err)
{
	struct reading *r = context;
	struct str key = {0};
	const int64_t *use = map_get(&r->chains, chain_key(&key, row[FINDING_TOOL].text,
							   row[FINDING_CATEGORY].text,
							   row[FINDING_TARGET].text));
	(void)shape, (void)err;
	if (!use || *use == CHAIN_OPEN)
		take_finding(r, row);
	str_fini(&key);
	return true;
}

// Each file handed over counts for itself: one scan does not close what another saw.
static bool take_handed(void *context, const struct result *shape, const struct value *row,
			struct err *err)
{
	(void)shape, (void)err;
	if (!is_word(&row[FINDING_STATE], "closed"))
		take_finding(context, row);
	return true;
}

static bool read_open(struct reading *r, struct err *err)
{
	static const char *STATES[] = {"new", "open", "reopened", "suppressed"};
	struct select select = {.relation = relation_find("findings"), .measures = FINDING_COLUMNS};
	if (r->subject->handed)
		return gate_rows_read(r->session, &select, take_handed, r, err);
	rows_where(&select, "state", STATES, sizeof STATES / sizeof *STATES);
	return gate_rows_read(r->session, &select, take_open, r, err);
}

// As the scan had it, whatever became of it since.
static bool take_sighted(void *context, const struct result *shape, const struct value *row,
			 struct err *err)
{
	struct reading *r = context;
	const int64_t *level = map_get(r->sighted, slice_of(row[FINDING_ID].text));
	(void)shape, (void)err;
	if (!level || is_word(&row[FINDING_STATE], "closed"))
		return true;
	take_finding(r, row);
	r->out->findings.at[r->out->findings.len - 1].level = (enum finding_level)(*level - 1);
	return true;
}

static bool read_bound_scan(struct reading *r, const struct gate_scan *scan, struct err *err)
{
	struct map seen = {0};
	struct select select = {.relation = relation_find("findings"), .measures = FINDING_COLUMNS};
	rows_where(&select, "target", (const char *[]){scan->target}, 1);
	rows_where(&select, "tool", (const char *[]){scan->tool}, 1);
	r->sighted = &seen;
	bool done = rows_read_sightings(r->session, scan, &seen, err) &&
		    (!seen.len || gate_rows_read(r->session, &select, take_sighted, r, err));
	r->sighted = NULL;
	map_fini(&seen);
	return done;
}

static bool read_bound(struct reading *r, struct err *err)
{
	struct evidence *out = r->out;
	bool done = true, *stands = mem_alloc(out->scans.len + 1);
	gate_choose(r->subject, out->scans.at, out->scans.len, stands);
	for (size_t i = 0; done && i < out->scans.len; i++)
		if (stands[i] && gate_is_bound(r->subject, &out->scans.at[i]))
			done = read_bound_scan(r, &out->scans.at[i], err);
	free(stands);
	return done;
}

bool evidence_read(struct session *session, const struct gate_subject *subject, struct map *old,
		   struct evidence *out, struct err *err)
{
	struct reading r = {.session = session, .subject = subject, .old = old, .out = out};
	struct cache *cache;
	if (!session_cache(session, &cache, err))
		return err->code == ERR_NOT_FOUND && (err_clear(err), true);
	bool done = rows_read_scans(session, out, err) &&
		    rows_read_catalogue(session, out, &r.catalogue, err);
	note_chains(&r);
	done = done && read_open(&r, err) && (subject->handed || read_bound(&r, err)) &&
	       rows_read_hits(session, subject, out, err);
	map_fini(&r.chains);
	map_fini(&r.catalogue);
	return done;
}

void evidence_fini(struct evidence *evidence)
{
	vec_fini(&evidence->scans);
	vec_fini(&evidence->findings);
	map_fini(&evidence->texts);
	arena_fini(&evidence->arena);
}
