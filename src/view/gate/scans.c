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
	SCAN_FINDINGS,
	SCAN_PASSED,
	SCAN_UNTESTED,
	SCAN_NARROW,
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
	[SCAN_FINDINGS] = "findings",
	[SCAN_PASSED] = "passed",
	[SCAN_UNTESTED] = "untested",
	[SCAN_NARROW] = "narrow",
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

struct scan_row {
	const char *texts[SCAN_VALUES];
	int64_t numbers[SCAN_VALUES];
};

static void take(const struct reading *r, const struct scan_row *row)
{
	const char *const *texts = row->texts;
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
		.at = row->numbers[SCAN_AT],
		.seen = row->numbers[SCAN_FINDINGS] + row->numbers[SCAN_PASSED],
		.untested = row->numbers[SCAN_UNTESTED],
		.narrow = row->numbers[SCAN_NARROW] != 0,
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
	struct scan_row scan = {0};
	(void)err;
	for (size_t i = 0; i < shape->column_count && i < SCAN_VALUES; i++) {
		scan.texts[i] = row[i].text;
		scan.numbers[i] = row[i].integer;
	}
	take(r, &scan);
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
		struct scan_row scan;
		for (int i = 0; i < SCAN_VALUES; i++) {
			scan.numbers[i] = sqlite3_column_int64(rows, i);
			scan.texts[i] = (const char *)sqlite3_column_text(rows, i);
		}
		take(&r, &scan);
	}
	cache_statement_done(rows);
	return done;
}
