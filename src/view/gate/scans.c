#include "view/gate/scans.h"

#include "base/vec.h"
#include "store/select.h"

#include <stdlib.h>
#include <string.h>

// In the order of the columns of `standing_scans`.
enum scan_column {
	SCAN_AT,
	SCAN_TOOL,
	SCAN_CLASS,
	SCAN_CATEGORY,
	SCAN_TARGET,
	SCAN_STATE,
	SCAN_WHY,
	SCAN_KIND,
	SCAN_DIGEST,
	SCAN_REF,
	SCAN_FILTER,
	SCAN_PACKS,
	SCAN_CONTENT,
	SCAN_RULES,
	SCAN_VALUES
};
static const char *const COLUMNS[] = {
	[SCAN_AT] = "at",
	[SCAN_TOOL] = "tool",
	[SCAN_CLASS] = "class",
	[SCAN_CATEGORY] = "category",
	[SCAN_TARGET] = "target",
	[SCAN_STATE] = "state",
	[SCAN_WHY] = "why",
	[SCAN_KIND] = "target_kind",
	[SCAN_DIGEST] = "digest",
	[SCAN_REF] = "ref",
	[SCAN_FILTER] = "filter",
	[SCAN_PACKS] = "packs",
	[SCAN_CONTENT] = "content",
	[SCAN_RULES] = "rule_ids", // takes time: left out where it is not needed
	NULL,
};

struct reading {
	struct arena *arena;
	struct gate_scans *out;
	bool with_rules;
};

static const char *kept(const struct reading *r, const char *text)
{
	return text ? arena_text(r->arena, text) : "";
}

// "name@sha256:…" -> "sha256:…"
static const char *bare_digest(const char *digest)
{
	const char *at = strrchr(digest, '@');
	return at ? at + 1 : digest;
}

// A rule that it had shows that its pack was there.
static const char *packs_of(const struct reading *r, const char *const *texts)
{
	const char *packs = kept(r, texts[SCAN_PACKS]);
	if (!r->with_rules || !texts[SCAN_RULES])
		return packs;
	return arena_printf(r->arena, "%s,%s", packs, texts[SCAN_RULES]);
}

static void take_state(const struct reading *r, const char *const *texts, struct gate_scan *scan)
{
	const char *state = texts[SCAN_STATE] ? texts[SCAN_STATE] : "";
	const char *why = kept(r, texts[SCAN_WHY]);
	if (strcmp(state, "partial") == 0)
		scan->partial = *why ? why : "it is a part";
	else if (strcmp(state, "whole") != 0)
		scan->failed = *why ? why : "it failed";
}

static void take(const struct reading *r, int64_t at, const char *const *texts)
{
	struct gate_scan scan = {
		.id = kept(r, texts[SCAN_CONTENT]),
		.tool = kept(r, texts[SCAN_TOOL]),
		.category = kept(r, texts[SCAN_CATEGORY]),
		.target = kept(r, texts[SCAN_TARGET]),
		.target_kind = kept(r, texts[SCAN_KIND]),
		.digest = bare_digest(kept(r, texts[SCAN_DIGEST])),
		.ref = kept(r, texts[SCAN_REF]),
		.packs = packs_of(r, texts),
		.filter = kept(r, texts[SCAN_FILTER]),
		.partial = "",
		.failed = "",
		.at = at,
	};
	take_state(r, texts, &scan);
	if (!finding_class_read(slice_of(texts[SCAN_CLASS]), &scan.class))
		scan.class = FINDING_CLASSES; // none
	*vec_push(r->out) = scan;
}

static bool take_row(void *context, const struct result *shape, const struct value *row,
		     struct err *err)
{
	const struct reading *r = context;
	const char *texts[SCAN_VALUES] = {0};
	(void)err;
	for (size_t i = 0; i < shape->column_count && i < SCAN_VALUES; i++)
		texts[i] = row[i].text;
	take(r, row[SCAN_AT].integer, texts);
	return true;
}

bool gate_scans_read(struct cache *cache, bool with_rules, struct arena *arena,
		     struct gate_scans *out, struct err *err)
{
	const char *columns[sizeof COLUMNS / sizeof *COLUMNS];
	struct reading r = {arena, out, with_rules};
	struct select select = {.relation = relation_find("scans"), .measures = columns};
	struct select_reader reader = {.row = take_row, .context = &r};
	memcpy(columns, COLUMNS, sizeof columns);
	if (!with_rules)
		columns[SCAN_RULES] = NULL;
	return select_each(cache, &select, &reader, err);
}

bool gate_scans_read_standing(struct cache *cache, struct arena *arena, struct gate_scans *out,
			      struct err *err)
{
	const struct reading r = {arena, out, true};
	sqlite3_stmt *rows = cache_statement(cache, "standing_scans", NULL, 0);
	bool any = true, done = true;
	while (done && (done = cache_step(cache, rows, &any, err)) && any) {
		const char *texts[SCAN_VALUES];
		for (int i = 0; i < SCAN_VALUES; i++)
			texts[i] = (const char *)sqlite3_column_text(rows, i);
		take(&r, sqlite3_column_int64(rows, SCAN_AT), texts);
	}
	cache_statement_done(rows);
	return done;
}
