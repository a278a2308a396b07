#include "cmd/gate/rows.h"

#include <string.h>

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
	FINDING_ACCEPTANCE,
	FINDING_ACCEPTED_UNTIL,
	FINDING_LAPSED,
	FINDING_OWNER,
	FINDING_IDENTITY,
	FINDING_RUNNING,
	FINDING_RUNS_AS,
	FINDING_RUNS_DUE,
	FINDING_RUNS_IN
};
const char *const FINDING_COLUMNS[] = {
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
	[FINDING_ACCEPTANCE] = "acceptance",
	[FINDING_ACCEPTED_UNTIL] = "accepted_until",
	[FINDING_LAPSED] = "lapsed",
	[FINDING_OWNER] = "owner",
	[FINDING_IDENTITY] = "identity",
	[FINDING_RUNNING] = "running",
	[FINDING_RUNS_AS] = "runs_as",
	[FINDING_RUNS_DUE] = "runs_due",
	[FINDING_RUNS_IN] = "runs_in",
	NULL,
};

bool row_is_state(const struct value *row, const char *state)
{
	return row[FINDING_STATE].text && strcmp(row[FINDING_STATE].text, state) == 0;
}

const char *row_id(const struct value *row)
{
	return row[FINDING_ID].text;
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

// The canonical id: a CVE where there is one, told of it or by others, else the first that is told.
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
// A statement that it is affected, or looked into, asks for nothing.
static void take_claim(struct map *texts, const struct value *row, struct gate_finding *finding)
{
	const struct value *state = &row[finding->runs_in ? FINDING_RUNS_AS : FINDING_STATE];
	struct slice claim = slice_of(row[FINDING_CLAIM].text);
	if (slice_starts(claim, "vex affected") || slice_starts(claim, "vex under_investigation"))
		return;
	finding->hidden = state->text && strcmp(state->text, "suppressed") == 0;
	finding->claim = word(texts, &row[FINDING_CLAIM]);
	finding->claim_why = word(texts, &row[FINDING_CLAIM_WHY]);
	if (!finding->hidden && finding->level != LEVEL_CRITICAL)
		finding->claim_until = -1;
}

// What the newest image has no more counts as an older one that runs has it.
static void take_running(const struct reading *r, const struct value *row,
			 struct gate_finding *finding)
{
	if (!r->running || !row[FINDING_RUNS_AS].text)
		return;
	finding->runs_in = word(&r->out->texts, &row[FINDING_RUNS_IN]);
	finding->workloads = row[FINDING_RUNNING].integer;
	finding->due = row[FINDING_RUNS_DUE].integer;
}

static void take_place(struct map *texts, const struct value *row, struct gate_finding *finding)
{
	finding->file = word(texts, &row[FINDING_FILE]);
	finding->line = row[FINDING_LINE].integer;
	finding->where = word(texts, row[FINDING_RESOURCE].text ? &row[FINDING_RESOURCE]
								: &row[FINDING_URL]);
}

static void ask_base(const struct reading *r, const struct value *row)
{
	const struct value *const parts[] = {&row[FINDING_TARGET], &row[FINDING_CLASS_NAME],
					     &row[FINDING_TOOL], &row[FINDING_CATEGORY],
					     &row[FINDING_IDENTITY]};
	if (r->old)
		gate_base_ask(r->old, parts, r->out->findings.len);
}

void take_finding(struct reading *r, const struct value *row)
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
		.owner = word(texts, &row[FINDING_OWNER]),
		.exploited = row[FINDING_KEV].integer != 0,
		.due = row[FINDING_DUE].integer,
		.acceptance = word(texts, &row[FINDING_ACCEPTANCE]),
		.accepted_until = row[FINDING_ACCEPTED_UNTIL].integer,
		.lapsed = word(texts, &row[FINDING_LAPSED]),
	};
	finding_level_read(slice_of(row[FINDING_LEVEL_NAME].text), &finding.level);
	finding_class_read(slice_of(row[FINDING_CLASS_NAME].text), &finding.class);
	ask_base(r, row);
	take_running(r, row, &finding);
	take_catalogue(r, &finding);
	take_claim(texts, row, &finding);
	take_place(texts, row, &finding);
	*vec_push(&r->out->findings) = finding;
}
