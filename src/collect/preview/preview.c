#include "collect/preview/preview.h"

#include "base/clock.h"
#include "collect/preview/changes.h"
#include "collect/told.h"
#include "store/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_OF_A_KIND = 20 };

static void give_up(struct publish *p)
{
	err_wrap(&p->unseen, "no preview");
	p->preview_over = true;
	str_fini(&p->head);
}

// A bill changes no state but its own, which is judged without; all else is told by what it would
// change.
static bool is_bill(const struct json_record *scope)
{
	const struct json_field *kind = json_find(scope, "kind");
	return kind && slice_is(kind->raw, "cost");
}

static bool add_head(struct publish *p)
{
	struct json_record record;
	struct slice rest = str_slice(&p->head);
	while (rest.len) {
		if (!json_read_flat(slice_cut(&rest, '\n'), &record, &p->unseen))
			return false;
		cache_preview_line(p->preview, &record);
	}
	str_fini(&p->head);
	return true;
}

static void begin(struct publish *p)
{
	const char *path = p->with.config->cache;
	if (!cache_preview_begin(path, clock_now(), &p->preview, &p->unseen) || !add_head(p))
		give_up(p);
}

void preview_add(struct publish *p, const struct protocol_line *line, struct slice text)
{
	if (!p->with.options->dry_run || p->preview_over)
		return;
	if (!p->preview && line->kind != LINE_SCOPE) {
		str_add_slice(&p->head, text);
		str_add_char(&p->head, '\n');
		return;
	}
	p->preview_over = !p->preview && is_bill(&line->record);
	if (p->preview_over)
		str_fini(&p->head);
	else if (!p->preview)
		begin(p);
	if (!p->preview_over)
		cache_preview_line(p->preview, &line->record);
}

void preview_end(struct publish *p)
{
	str_fini(&p->head);
	if (!p->preview || p->preview_over)
		return;
	if (!cache_preview_end(p->preview, &p->would, &p->would_run, &p->unseen)) {
		p->would = NULL;
		give_up(p);
	}
}

static const char *text_at(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return text ? text : "";
}

// ---- What is told ----

static void tell_row(struct publish *p, const char *what, sqlite3_stmt *row)
{
	const struct collect_change change = {
		.what = what,
		.change = text_at(row, 0),
		.id = text_at(row, 1),
		.severity = text_at(row, 2),
		.rule = text_at(row, 3),
		.title = text_at(row, 4),
		.place = text_at(row, 5),
		.reason = text_at(row, 6),
	};
	p->with.options->change(p->with.options->context, &change);
}

// Of what is so often that not all are told.
struct group {
	char what[16], change[32];
	int64_t told;
};

static void tell_one(struct publish *p, const struct group *group, const char *id,
		     const char *title, int64_t count)
{
	const struct collect_change change = {.what = group->what,
					      .change = group->change,
					      .id = id,
					      .severity = "",
					      .rule = "",
					      .title = title,
					      .place = "",
					      .reason = "",
					      .count = count};
	p->with.options->change(p->with.options->context, &change);
}

static void tell_more(struct publish *p, const struct group *group)
{
	char text[64];
	int64_t more = group->told - TOLD_OF_A_KIND;
	snprintf(text, sizeof text, "and %lld more", (long long)more);
	if (more > 0)
		tell_one(p, group, "", text, 0);
}

static bool is_next(struct publish *p, struct group *group, const char *what, const char *change)
{
	if (!strcmp(group->what, what) && !strcmp(group->change, change))
		return false;
	tell_more(p, group);
	*group = (struct group){0};
	snprintf(group->what, sizeof group->what, "%s", what);
	snprintf(group->change, sizeof group->change, "%s", change);
	return true;
}

static void tell_findings(struct publish *p, const char *label)
{
	struct group group = {0};
	struct sql_value values[] = {SQL_I(p->would_run), SQL_T(label)};
	sqlite3_stmt *row = cache_statement(p->would, "preview_findings", values, 2);
	while (sqlite3_step(row) == SQLITE_ROW) {
		is_next(p, &group, "finding", text_at(row, 0));
		if (group.told++ < TOLD_OF_A_KIND)
			tell_row(p, "finding", row);
	}
	tell_more(p, &group);
	cache_statement_done(row);
}

static void tell_changes(struct publish *p)
{
	struct group group = {0}, count = {.what = "count"};
	sqlite3_stmt *row = cache_statement(p->would, "preview_changes", NULL, 0);
	while (sqlite3_step(row) == SQLITE_ROW) {
		const char *what = text_at(row, 7);
		if (is_next(p, &group, what, text_at(row, 0))) {
			memcpy(count.change, group.change, sizeof count.change);
			tell_one(p, &count, what, "", sqlite3_column_int64(row, 8));
		}
		if (sqlite3_column_int64(row, 8) && group.told++ < TOLD_OF_A_KIND)
			tell_row(p, what, row);
	}
	tell_more(p, &group);
	cache_statement_done(row);
}

struct telling {
	struct publish *publish;
	struct changes changes;
	bool whole; // what differs was found so far
};

static void tell(void *context, const struct scope_outcome *outcome)
{
	struct telling *t = context;
	struct publish *p = t->publish;
	told_fold(p, outcome);
	if (strcmp(outcome->state, "shown") != 0 || !p->with.options->change)
		return;
	t->whole = t->whole && changes_note(&t->changes, outcome, &p->unseen);
	tell_findings(p, outcome->key);
}

void preview_tell(struct publish *p)
{
	struct telling t = {.publish = p,
			    .changes = {.sides = {cache_preview_before(p->preview), p->would},
					.now = p->with.options->now}};
	struct fold_options options = {.outcome = tell, .outcome_context = &t};
	t.whole = changes_begin(&t.changes, &p->unseen);
	cache_preview_tell(p->preview, &options);
	t.whole = t.whole && changes_find(&t.changes, &p->unseen);
	if (!t.whole)
		err_wrap(&p->unseen, "no preview");
	else if (p->with.options->change)
		tell_changes(p);
}
