#include "view/address/address_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { KNOWN_MS = 50 };

// Completion under way: what is typed before the caret, and of which view.
struct completing {
	struct session *session;
	const struct view *view;
	const struct relation *relation;
	struct arena *arena;
	struct candidates *out;
	struct slice typed;  // the text up to the caret
	struct slice prefix; // the part of it that a candidate replaces
};

static void begin_at(struct completing *c, const char *at)
{
	c->prefix = (struct slice){at, (size_t)(c->typed.at + c->typed.len - at)};
	c->out->replaces = (struct piece){(size_t)(at - c->typed.at), c->prefix.len};
}

static void offer(struct completing *c, const char *text, const char *help)
{
	if (strncasecmp(text, c->prefix.len ? c->prefix.at : "", c->prefix.len) != 0)
		return;
	c->out->more = c->out->count == CANDIDATES_MAX;
	if (!c->out->more)
		c->out->items[c->out->count++] = (struct candidate){text, help};
}

// ---- Values ----

static const struct candidate TIMES[] = {
	{"today", "from midnight to midnight, UTC"},
	{"yesterday", "the day before"},
	{"-1h", "an hour ago"},
	{"-24h", "24 hours ago"},
	{"-7d", "seven days ago"},
	{"-30d", "thirty days ago"},
	{"now", "this second"},
};
static const struct candidate AGES[] = {
	{"1h", "an hour"},
	{"1d", "a day"},
	{"7d", "seven days"},
	{"30d", "thirty days"},
};
static const struct candidate LEFT[] = {{"1d", "within a day, or late"},
					{"7d", "within seven days, or late"},
					{"30d", "within thirty days, or late"}};
static const struct candidate SIZES[] = {
	{"1MB", "a million bytes"}, {"1MiB", "1,048,576 bytes"}, {"1GB", "10^9 bytes"}};
static const struct candidate YES_NO[] = {{"yes", "it is so"}, {"no", "it is not"}};

#define ROWS(table) (table), sizeof(table) / sizeof *(table)
static const struct {
	const struct candidate *rows;
	size_t count;
} BY_KIND[] = {
	[COLUMN_TIME] = {ROWS(TIMES)},	[COLUMN_DAY] = {ROWS(TIMES)},
	[COLUMN_AGE] = {ROWS(AGES)},	[COLUMN_LEFT] = {ROWS(LEFT)},
	[COLUMN_BYTES] = {ROWS(SIZES)}, [COLUMN_BOOL] = {ROWS(YES_NO)},
};

// Texts and months that the cache knows, in the time that a person does not notice.
static void offer_known(struct completing *c, const struct dimension *d)
{
	struct select all = {.relation = c->relation};
	struct known_values known = {.of = *d, .limit = CANDIDATES_MAX + 1};
	struct err ignored = {0};
	struct cache *cache;
	known.prefix = raw_unquote(c->prefix, c->arena, NULL);
	if (!c->session || !view_open(c->session, &all, &cache, &ignored))
		return;
	cache_limit(cache, KNOWN_MS);
	if (select_known(cache, &all, c->arena, &known, &ignored))
		for (size_t i = 0; i < known.count; i++) {
			struct str text = {0};
			address_add_value(slice_of(known.values[i]), &text);
			c->out->more = c->out->count == CANDIDATES_MAX;
			if (!c->out->more)
				c->out->items[c->out->count++] = (struct candidate){
					arena_slice(c->arena, str_slice(&text)), ""};
			str_fini(&text);
		}
	cache_limit(cache, 0);
	view_close(cache);
}

static void offer_values(struct completing *c, const struct dimension *d)
{
	enum column_kind kind = d->column->kind;
	bool text = kind == COLUMN_TEXT || kind == COLUMN_MONTH;
	if (text && d->column->role != COLUMN_MEASURE)
		offer_known(c, d);
	for (size_t i = 0; kind < sizeof BY_KIND / sizeof *BY_KIND && i < BY_KIND[kind].count; i++)
		offer(c, BY_KIND[kind].rows[i].text, BY_KIND[kind].rows[i].help);
}

// ---- Names ----

// The keys of tags, each as "tag:KEY" with what follows.
static void offer_tags(struct completing *c, const struct column *column, const char *after)
{
	struct select all = {.relation = relation_find("tags")};
	struct result keys;
	struct err ignored = {0};
	if (!c->session || !view_run(c->session, &all, c->arena, &keys, &ignored))
		return;
	for (size_t i = 0; i < keys.row_count; i++) {
		struct str text = {0};
		str_addf(&text, "%s:", column->name);
		address_add_value(slice_of(result_at(&keys, i, 0)->text), &text);
		str_add_text(&text, after);
		offer(c, arena_slice(c->arena, str_slice(&text)), "a cost allocation tag");
		str_fini(&text);
	}
}

// How a condition on the column most likely goes on.
static const char *usual_operator(const struct column *column)
{
	static const char *const USUAL[] = {
		[COLUMN_INT] = ">",  [COLUMN_DECIMAL] = ">", [COLUMN_MONEY] = ">",
		[COLUMN_TIME] = ">", [COLUMN_AGE] = "<",     [COLUMN_BYTES] = ">",
		[COLUMN_BOOL] = ":", [COLUMN_TEXT] = ":",    [COLUMN_MONTH] = ":",
		[COLUMN_DAY] = ":",  [COLUMN_LEFT] = "<",
	};
	return USUAL[column->kind];
}

static bool fits_list(const struct completing *c, const struct column *column, const char *list)
{
	bool grouped = c->relation->columns[0].role == COLUMN_DIMENSION;
	if (strcmp(list, "by") == 0)
		return column->role == COLUMN_DIMENSION;
	if (strcmp(list, "cols") == 0)
		return grouped ? column->role == COLUMN_MEASURE : !column->keyed;
	return column->role != COLUMN_HIDDEN;
}

// Columns of by:, cols: and sort:.
static void offer_list(struct completing *c, const char *list)
{
	for (size_t i = 0; i < c->relation->column_count; i++) {
		const struct column *column = &c->relation->columns[i];
		if (!fits_list(c, column, list))
			continue;
		if (column->keyed)
			offer_tags(c, column, "");
		else
			offer(c, column->name, column->help);
	}
	if (strcmp(list, "by") == 0)
		offer(c, "total", "one row");
}

static void offer_columns(struct completing *c)
{
	for (size_t i = 0; i < c->relation->column_count; i++) {
		const struct column *column = &c->relation->columns[i];
		const char *text = arena_printf(c->arena, "%s%s", column->name,
						column->keyed ? ":" : usual_operator(column));
		offer(c, text, column->help);
	}
}

static void offer_shapes(struct completing *c)
{
	size_t count;
	const struct shape *shapes = shape_rows(&count);
	bool grouped = c->relation->columns[0].role == COLUMN_DIMENSION;
	for (size_t i = 0; i < count; i++)
		if (grouped || !shapes[i].grouped)
			offer(c, arena_printf(c->arena, "%s:", shapes[i].name), shapes[i].help);
}

// The operators behind a column's whole name.
static void offer_operators(struct completing *c, const struct column *column)
{
	size_t count;
	const struct operator_row *rows = operator_rows(&count);
	bool ordered = column->kind != COLUMN_BOOL;
	for (size_t i = 0; i < count; i++)
		if (*rows[i].text != '=' &&
		    (ordered || rows[i].op == FILTER_IS || rows[i].op == FILTER_NOT))
			offer(c, arena_printf(c->arena, "%s%s", column->name, rows[i].text),
			      rows[i].help);
}

static void offer_views(struct completing *c)
{
	size_t count;
	const struct view *views = view_list(&count);
	for (size_t i = 0; i < count; i++)
		offer(c, views[i].name, views[i].help);
}

// ---- Where the caret is ----

// Behind the last comma outside quotes.
static const char *last_part(struct slice list)
{
	const char *at = list.at;
	for (size_t i = raw_find(list, 0, ","); i < list.len; i = raw_find(list, i + 1, ","))
		at = list.at + i + 1;
	return at;
}

static void complete_shape(struct completing *c, const struct shape *shape, struct slice value)
{
	begin_at(c, last_part(value));
	if (strcmp(shape->name, "sort") == 0 && slice_starts(c->prefix, "-"))
		begin_at(c, c->prefix.at + 1);
	if (strcmp(shape->name, "spread") == 0) {
		offer(c, "yes", shape->help);
		offer(c, "no", "as posted");
	} else if (strcmp(shape->name, "limit") != 0)
		offer_list(c, shape->name);
}

static void complete_value(struct completing *c, struct slice term, size_t at,
			   const struct dimension *d)
{
	at += strlen(raw_operator(term, at)->text);
	begin_at(c, last_part((struct slice){term.at + at, term.len - at}));
	offer_values(c, d);
}

static void complete_condition(struct completing *c, struct slice term)
{
	size_t at = raw_find_operator(term, 0);
	struct dimension d = {.column = relation_column(c->relation, (struct slice){term.at, at})};
	bool keyed = d.column && d.column->keyed && at < term.len && term.at[at] == ':';
	size_t end = keyed ? raw_find_key_end(term, at + 1) : at;
	begin_at(c, term.at);
	if (keyed && end == term.len) {
		offer_tags(c, d.column, "=");
		return;
	}
	if (d.column && at < term.len && d.column->keyed == keyed) {
		if (keyed)
			d.key = raw_unquote((struct slice){term.at + at + 1, end - at - 1},
					    c->arena, NULL);
		complete_value(c, term, end, &d);
		return;
	}
	if (d.column)
		offer_operators(c, d.column);
	offer_columns(c);
	offer_shapes(c);
}

static void complete_term(struct completing *c, struct slice term)
{
	struct slice value;
	const struct shape *shape = shape_of(term, &value);
	if (shape) {
		complete_shape(c, shape, value);
		return;
	}
	raw_negated(&term);
	complete_condition(c, term);
}

// The term at the caret: what stands behind the last blank outside quotes.
static struct slice last_term(struct slice typed)
{
	size_t from = 0;
	for (size_t i = raw_find(typed, 0, " \t"); i < typed.len; i = raw_find(typed, i + 1, " \t"))
		from = i + 1;
	return (struct slice){typed.at + from, typed.len - from};
}

void address_complete(struct session *session, const struct typed *typed, struct arena *arena,
		      struct candidates *out)
{
	struct completing c = {.session = session, .view = typed->view, .arena = arena, .out = out};
	c.typed = typed->text;
	c.typed.at = c.typed.at ? c.typed.at : "";
	c.typed.len = typed->caret < c.typed.len ? typed->caret : c.typed.len;
	*out = (struct candidates){0};
	struct slice term = last_term(c.typed), first = c.typed;
	bool names_view =
		!c.view &&
		!slice_trim((struct slice){c.typed.at, (size_t)(term.at - c.typed.at)}).len;
	begin_at(&c, term.at);
	if (names_view) {
		offer_views(&c);
		return;
	}
	c.view = c.view ? c.view : view_find(raw_term(&first));
	c.relation = c.view ? relation_find(c.view->relation) : NULL;
	if (c.relation)
		complete_term(&c, term);
}
