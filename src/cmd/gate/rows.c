#include "cmd/gate/rows.h"

#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool gate_rows_read(struct session *session, const struct select *select, row_reader *read,
		    void *context, struct err *err)
{
	struct cache *cache;
	struct select_reader reader = {.row = read, .context = context};
	return view_open(session, select, &cache, err) && select_each(cache, select, &reader, err);
}

// A condition on literal values.
void rows_where(struct select *select, const char *column, const char **values, size_t count)
{
	select->filters[select->filter_count++] = (struct filter){
		.column = relation_column(select->relation, slice_of(column)),
		.op = FILTER_IS,
		.values = values,
		.value_count = count,
		.literal = true,
	};
}

const char *rows_text(struct arena *arena, const struct value *value)
{
	return value->text ? arena_text(arena, value->text) : "";
}

// ---- Scans ----

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
	SCAN_RULES
};
static const char *const SCAN_COLUMNS[] = {
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
	[SCAN_RULES] = "rule_ids", // takes time: left out where it is not needed
	NULL,
};

static bool is_state(const struct value *row, const char *state)
{
	return row[SCAN_STATE].text && strcmp(row[SCAN_STATE].text, state) == 0;
}

// "name@sha256:…" -> "sha256:…"
static const char *bare_digest(const char *digest)
{
	const char *at = strrchr(digest, '@');
	return at ? at + 1 : digest;
}

// A rule that it had shows that its pack was there.
static const char *packs_of(struct evidence *out, const struct value *row)
{
	const char *packs = rows_text(&out->arena, &row[SCAN_PACKS]);
	if (!out->with_rules || !row[SCAN_RULES].text)
		return packs;
	return arena_printf(&out->arena, "%s,%s", packs, row[SCAN_RULES].text);
}

static bool take_scan(void *context, const struct result *shape, const struct value *row,
		      struct err *err)
{
	struct evidence *out = context;
	struct arena *arena = &out->arena;
	struct gate_scan scan = {
		.id = rows_text(arena, &row[SCAN_CONTENT]),
		.tool = rows_text(arena, &row[SCAN_TOOL]),
		.category = rows_text(arena, &row[SCAN_CATEGORY]),
		.target = rows_text(arena, &row[SCAN_TARGET]),
		.target_kind = rows_text(arena, &row[SCAN_KIND]),
		.digest = bare_digest(rows_text(arena, &row[SCAN_DIGEST])),
		.ref = rows_text(arena, &row[SCAN_REF]),
		.packs = packs_of(out, row),
		.filter = rows_text(arena, &row[SCAN_FILTER]),
		.partial = "",
		.failed = "",
		.at = row[SCAN_AT].integer,
		.seen = row[SCAN_FINDINGS].integer + row[SCAN_PASSED].integer,
		.untested = row[SCAN_UNTESTED].integer,
	};
	const char *why = rows_text(arena, &row[SCAN_WHY]);
	(void)shape, (void)err;
	if (is_state(row, "partial"))
		scan.partial = *why ? why : "it is a part";
	else if (!is_state(row, "whole"))
		scan.failed = *why ? why : "it failed";
	if (!finding_class_read(slice_of(row[SCAN_CLASS].text), &scan.class))
		scan.class = FINDING_CLASSES; // none
	*vec_push(&out->scans) = scan;
	return true;
}

bool rows_read_scans(struct session *session, struct evidence *out, struct err *err)
{
	const char *columns[sizeof SCAN_COLUMNS / sizeof *SCAN_COLUMNS];
	struct select select = {.relation = relation_find("scans"), .measures = columns};
	memcpy(columns, SCAN_COLUMNS, sizeof columns);
	if (!out->with_rules)
		columns[SCAN_RULES] = NULL;
	return gate_rows_read(session, &select, take_scan, out, err);
}

// ---- What a scan saw ----

static bool take_sighting(void *context, const struct result *shape, const struct value *row,
			  struct err *err)
{
	struct map *seen = context;
	enum finding_level level = LEVEL_UNKNOWN;
	(void)shape, (void)err;
	finding_level_read(slice_of(row[1].text), &level);
	*map_put(seen, slice_of(row[0].text), NULL) = level + 1;
	return true;
}

bool rows_read_sightings(struct session *session, const struct gate_scan *scan, struct map *seen,
			 struct err *err)
{
	static const char *const COLUMNS[] = {"finding", "severity", NULL};
	char at[32];
	snprintf(at, sizeof at, "%lld", (long long)scan->at);
	struct select select = {.relation = relation_find("sightings"), .measures = COLUMNS};
	rows_where(&select, "content", (const char *[]){scan->id}, 1);
	rows_where(&select, "at", (const char *[]){at}, 1);
	rows_where(&select, "target", (const char *[]){scan->target}, 1);
	rows_where(&select, "tool", (const char *[]){scan->tool}, 1);
	return gate_rows_read(session, &select, take_sighting, seen, err);
}

// ---- What is known to be exploited ----

struct catalogue {
	struct evidence *out;
	struct map *due;
};

static bool take_exploited(void *context, const struct result *shape, const struct value *row,
			   struct err *err)
{
	struct catalogue *catalogue = context;
	(void)shape, (void)err;
	*map_put(catalogue->due, slice_of(row[0].text), NULL) = row[1].integer;
	if (row[2].integer > catalogue->out->catalogue_at)
		catalogue->out->catalogue_at = row[2].integer;
	return true;
}

static bool read_catalogue(struct session *session, struct catalogue *catalogue, struct err *err)
{
	static const char *const COLUMNS[] = {"cve", "due", "catalogue", NULL};
	struct select select = {.relation = relation_find("kev"), .measures = COLUMNS};
	return gate_rows_read(session, &select, take_exploited, catalogue, err);
}

// Where none was handed over, the one of the person's cache will do; without one the verdict says
// so.
bool rows_read_catalogue(struct session *session, struct evidence *out, struct map *due,
			 struct err *err)
{
	struct catalogue catalogue = {out, due};
	struct err ignored = {0};
	if (!read_catalogue(session, &catalogue, err))
		return false;
	if (due->len || !out->catalogue_from)
		return true;
	out->catalogue_kept =
		read_catalogue(out->catalogue_from, &catalogue, &ignored) && due->len > 0;
	return true;
}
