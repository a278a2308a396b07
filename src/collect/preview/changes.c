#include "collect/preview/changes.h"

#include "store/select.h"

#include <string.h>

// ---- What is looked at ----

static bool see_rows(struct changes *c, const char *label, struct err *err);
static bool see_hits(struct changes *c, const char *label, struct err *err);

static const struct part {
	const char *name;
	const char *kinds; // of scopes that may change it, each between blanks
	const char *of; // the kind of those that are there for it: then it is told that none is; or
			// NULL
	bool of_scope;	// looked at by the scope's label
	bool (*see)(struct changes *c, const char *label, struct err *err);
	const char *rows, *find; // statements: what is so; what differs
} PARTS[] = {
	{"inventory", " sbom ", NULL, true, see_rows, "preview_see_inventory",
	 "preview_find_inventory"},
	{"package", " sbom ", NULL, true, see_rows, "preview_see_packages",
	 "preview_find_packages"},
	{"claim", " vex sbom ", "vex", false, see_rows, "preview_see_claims",
	 "preview_find_claims"},
	{"hit", " vex sbom kev ", NULL, false, see_hits, NULL, "preview_find_hits"},
	{"exploited", " kev ", "kev", false, see_rows, "preview_see_exploited",
	 "preview_find_exploited"},
	{"score", " epss ", "epss", false, see_rows, "preview_see_scores", "preview_find_scores"},
};
enum { PART_COUNT = sizeof PARTS / sizeof *PARTS, TEXTS = 6 };

static bool add_state(struct changes *c, struct sql_value key, const char *const texts[TEXTS],
		      struct err *err)
{
	struct sql_value values[3 + TEXTS] = {SQL_I(c->side), SQL_T(PARTS[c->part].name), key};
	for (int i = 0; i < TEXTS; i++)
		values[3 + i] = SQL_T(texts[i]);
	return cache_run(c->sides[1], "preview_add_state", values, 3 + TEXTS, err);
}

// ---- Rows of a statement ----

static bool add_row(struct changes *c, sqlite3_stmt *row, struct err *err)
{
	const char *texts[TEXTS];
	struct sql_value key = SQL_T((const char *)sqlite3_column_text(row, 0));
	if (sqlite3_column_type(row, 0) == SQLITE_INTEGER)
		key = SQL_I(sqlite3_column_int64(row, 0));
	for (int i = 0; i < TEXTS; i++)
		texts[i] = (const char *)sqlite3_column_text(row, 1 + i);
	return add_state(c, key, texts, err);
}

static bool see_rows(struct changes *c, const char *label, struct err *err)
{
	struct sql_value of[] = {SQL_T(label)};
	struct cache *cache = c->sides[c->side];
	sqlite3_stmt *row = cache_statement(cache, PARTS[c->part].rows, of, label ? 1 : 0);
	bool any = true, done = true;
	while (done && (done = cache_step(cache, row, &any, err)) && any)
		done = add_row(c, row, err);
	cache_statement_done(row);
	return done;
}

// ---- Hits ----

enum { ADVISORY, LEVEL, COMPONENT, VERSION, SUBJECT, PURL, DIGEST, SOURCE, STATUS, HIT_COLUMNS };
static const char *const HITS[] = {
	[ADVISORY] = "advisory", [LEVEL] = "level",	[COMPONENT] = "component",
	[VERSION] = "version",	 [SUBJECT] = "subject", [PURL] = "purl",
	[DIGEST] = "digest",	 [SOURCE] = "source",	[STATUS] = "status",
	[HIT_COLUMNS] = NULL,
};

struct hits {
	struct changes *changes;
	struct str key, what;
};

static const char *cell(const struct result *shape, const struct value *row, int column)
{
	return row[result_place(shape, HITS[column])].text;
}

static bool on_hit(void *context, const struct result *shape, const struct value *row,
		   struct err *err)
{
	struct hits *h = context;
	h->key.len = h->what.len = 0;
	for (int i = 0; i < STATUS; i++) {
		const char *text = i == LEVEL ? NULL : cell(shape, row, i);
		str_addf(&h->key, "%s\n", text ? text : "");
	}
	str_addf(&h->what, "%s, says %s", cell(shape, row, STATUS), cell(shape, row, SOURCE));
	const char *const texts[TEXTS] = {str_text(&h->what),	     cell(shape, row, ADVISORY),
					  cell(shape, row, LEVEL),   cell(shape, row, COMPONENT),
					  cell(shape, row, VERSION), cell(shape, row, SUBJECT)};
	return add_state(h->changes, SQL_T(str_text(&h->key)), texts, err);
}

static bool see_hits(struct changes *c, const char *label, struct err *err)
{
	struct select select = {.relation = relation_find("advisory_hits"), .measures = HITS};
	struct hits hits = {.changes = c};
	struct select_reader reader = {.row = on_hit, .context = &hits};
	(void)label;
	bool done = select_each(c->sides[c->side], &select, &reader, err);
	str_fini(&hits.key);
	str_fini(&hits.what);
	return done;
}

// ---- In order ----

static bool fill_moment(struct cache *cache, int64_t now, struct err *err)
{
	if (!cache)
		return true;
	if (!cache_temp_begin(cache, err))
		return false;
	bool done = cache_run(cache, "now_drop_moment", NULL, 0, err) &&
		    cache_run(cache, "now_add_moment", (struct sql_value[]){SQL_I(now)}, 1, err);
	cache_temp_end(cache);
	return done;
}

bool changes_begin(struct changes *c, struct err *err)
{
	return fill_moment(c->sides[0], c->now, err) && fill_moment(c->sides[1], c->now, err) &&
	       cache_run(c->sides[1], "preview_drop_state", NULL, 0, err) &&
	       cache_run(c->sides[1], "preview_drop_changes", NULL, 0, err);
}

static bool see(struct changes *c, size_t part, const char *label, struct err *err)
{
	bool done = true;
	c->part = part;
	for (c->side = 0; done && c->side < 2; c->side++)
		done = !c->sides[c->side] || PARTS[part].see(c, label, err);
	return done;
}

static bool has_kind(const char *kinds, const char *kind)
{
	const char *at = strstr(kinds, kind);
	return at && at[-1] == ' ' && at[strlen(kind)] == ' ';
}

bool changes_note(struct changes *c, const struct scope_outcome *outcome, struct err *err)
{
	bool done = true;
	for (size_t i = 0; done && i < PART_COUNT; i++) {
		if (!has_kind(PARTS[i].kinds, outcome->kind))
			continue;
		c->parts |= 1U << i;
		c->asked |= (unsigned)(PARTS[i].of && !strcmp(PARTS[i].of, outcome->kind)) << i;
		done = !PARTS[i].of_scope || see(c, i, outcome->key, err);
	}
	return done;
}

static bool find_none(struct changes *c, size_t part, struct err *err)
{
	struct sql_value name[] = {SQL_T(PARTS[part].name)};
	return !(c->asked & 1U << part) ||
	       cache_run(c->sides[1], "preview_find_none", name, 1, err);
}

bool changes_find(struct changes *c, struct err *err)
{
	bool done = true;
	for (size_t i = 0; done && i < PART_COUNT; i++)
		if (c->parts & 1U << i)
			done = (PARTS[i].of_scope || see(c, i, NULL, err)) &&
			       cache_run(c->sides[1], PARTS[i].find, NULL, 0, err) &&
			       find_none(c, i, err);
	return done;
}
