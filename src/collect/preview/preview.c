#include "collect/preview/preview.h"

#include "base/clock.h"
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

static void tell_row(struct publish *p, sqlite3_stmt *row)
{
	const struct collect_finding finding = {
		.change = text_at(row, 0),
		.id = text_at(row, 1),
		.severity = text_at(row, 2),
		.rule = text_at(row, 3),
		.title = text_at(row, 4),
		.place = text_at(row, 5),
		.reason = text_at(row, 6),
	};
	p->with.options->finding(p->with.options->context, &finding);
}

static void tell_more(struct publish *p, const char *change, int64_t more)
{
	char text[64];
	if (more <= 0)
		return;
	snprintf(text, sizeof text, "and %lld more", (long long)more);
	const struct collect_finding finding = {.change = change,
						.id = "",
						.severity = "",
						.rule = "",
						.title = text,
						.place = "",
						.reason = ""};
	p->with.options->finding(p->with.options->context, &finding);
}

static void tell_findings(struct publish *p, const char *label)
{
	char change[16] = "";
	int64_t told = 0;
	if (!p->with.options->finding)
		return;
	struct sql_value values[] = {SQL_I(p->would_run), SQL_T(label)};
	sqlite3_stmt *row = cache_statement(p->would, "preview_findings", values, 2);
	while (sqlite3_step(row) == SQLITE_ROW) {
		if (strcmp(change, text_at(row, 0)) != 0) {
			tell_more(p, change, told - TOLD_OF_A_KIND);
			snprintf(change, sizeof change, "%s", text_at(row, 0));
			told = 0;
		}
		if (told++ < TOLD_OF_A_KIND)
			tell_row(p, row);
	}
	tell_more(p, change, told - TOLD_OF_A_KIND);
	cache_statement_done(row);
}

static void tell(void *context, const struct scope_outcome *outcome)
{
	struct publish *p = context;
	told_fold(p, outcome);
	if (!strcmp(outcome->state, "shown"))
		tell_findings(p, outcome->key);
}

void preview_tell(struct publish *p)
{
	struct fold_options options = {.outcome = tell, .outcome_context = p};
	cache_preview_tell(p->preview, &options);
}
