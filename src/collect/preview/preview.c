#include "collect/preview/preview.h"

#include "base/clock.h"
#include "store/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_OF_A_KIND = 20 };

static void say(struct publish *p, const char *text)
{
	const struct collect_options *options = p->with.options;
	if (options->message)
		options->message(options->context, 'W', text);
}

static void begin(struct publish *p)
{
	struct err why = {0};
	if (cache_preview_begin(p->with.config->cache, clock_now(), &p->preview, &why))
		return;
	err_wrap(&why, "no preview");
	say(p, why.text);
	p->no_preview = true;
}

void preview_add(struct publish *p, const struct protocol_line *line)
{
	bool scans = p->contents.has_scans && !p->contents.late;
	if (!p->with.options->dry_run || !scans || p->no_preview)
		return;
	if (!p->preview && line->kind == LINE_SCOPE)
		begin(p);
	if (p->preview)
		cache_preview_line(p->preview, &line->record);
}

struct cache *preview_end(struct publish *p, int64_t *run)
{
	struct err why = {0};
	struct cache *cache = NULL;
	if (!p->preview)
		return NULL;
	if (cache_preview_end(p->preview, &cache, run, &why))
		return cache;
	err_wrap(&why, "no preview");
	say(p, why.text);
	return NULL;
}

static const char *text_at(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return text ? text : "";
}

static void tell_row(struct publish *p, sqlite3_stmt *row)
{
	const struct collect_finding finding = {
		.change = text_at(row, 0),   .id = text_at(row, 1),    .severity = text_at(row, 2),
		.rule = text_at(row, 3),     .title = text_at(row, 4), .place = text_at(row, 5),
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

void preview_tell(struct publish *p, const char *label)
{
	char change[16] = "";
	int64_t told = 0;
	if (!p->would || !p->with.options->finding)
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
