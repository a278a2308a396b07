#include "ui/app/app.h"

#include "view/text_index.h"

#include <stdlib.h>
#include <string.h>

struct known {
	const char *key;
	size_t row;
};

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->key, ((const struct known *)b)->key);
}

static bool same_values(const struct result *a, size_t row_a, const struct result *b, size_t row_b)
{
	if (a->column_count != b->column_count)
		return false;
	for (size_t c = 0; c < a->column_count; c++) {
		const char *x = result_at(a, row_a, c)->text, *y = result_at(b, row_b, c)->text;
		if (x != y && (!x || !y || strcmp(x, y) != 0))
			return false;
	}
	return true;
}

struct difference {
	size_t fresh, changed, gone;
};

static struct difference compare(const struct result *before, const struct result *now)
{
	struct difference d = {0};
	struct known *known = mem_alloc((before->row_count + 1) * sizeof *known);
	for (size_t i = 0; i < before->row_count; i++)
		known[i] = (struct known){before->keys[i], i};
	qsort(known, before->row_count, sizeof *known, by_key);
	for (size_t i = 0; i < now->row_count; i++) {
		struct known wanted = {now->keys[i], 0};
		const struct known *found =
			bsearch(&wanted, known, before->row_count, sizeof *known, by_key);
		d.fresh += !found;
		d.changed += found && !same_values(before, found->row, now, i);
	}
	d.gone = before->row_count + d.fresh - now->row_count;
	free(known);
	return d;
}

// Of a part of the rows nobody knows whether one is new, or gone, or moved in or out.
static void tell(struct app *app, const struct difference *d, bool part)
{
	size_t most = d->fresh > d->gone ? d->fresh : d->gone;
	const struct {
		size_t count;
		const char *word;
	} parts[] = {{part ? most : 0, most == 1 ? "other row" : "other rows"},
		     {part ? 0 : d->fresh, "new"},
		     {d->changed, "changed"},
		     {part ? 0 : d->gone, "gone"}};
	str_clear(&app->news);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].count)
			str_addf(&app->news, "%s%zu %s", app->news.len ? ", " : "", parts[i].count,
				 parts[i].word);
}

static bool is_part(const struct sheet *sheet, const struct result *now)
{
	return sheet->rows.result.more || now->more || sheet->rows.select.offset;
}

// It grows: what is told of it is so at once.
static void follow_index(struct session *session, struct rows *rows)
{
	if (rows->index_percent < 100)
		rows->index_percent = text_index_percent(session, &rows->select);
}

// No row is another one, but a run came: what stands around the rows is read again, and nothing
// moves.
static bool is_changed_around(const struct app *app)
{
	return !app->news.len && !app->prompt.kind && !app->list.title &&
	       view_newest_run(app->session) != app->newest_run;
}

enum news app_look_for_news(struct app *app)
{
	struct sheet *sheet = app_sheet(app);
	struct cache *cache;
	struct err err = {0};
	struct rows now = {0};
	if (!sheet || !sheet->view || app->stale || !sheet->ready ||
	    !session_cache(app->session, &cache, &err))
		return NEWS_NONE;
	int64_t snapshot = cache_snapshot(cache);
	if (snapshot == app->snapshot)
		return NEWS_NONE;
	follow_index(app->session, &sheet->rows);
	if (sheet_query(sheet, &sheet->rows.select, &now, &err)) {
		struct difference d = compare(&sheet->rows.result, &now.result);
		tell(app, &d, is_part(sheet, &now.result));
		rows_fini(&now);
		app->stale = is_changed_around(app);
	} else if (err.code == ERR_INTERRUPTED) {
		return NEWS_UNREAD; // what was written may change no row of these
	}
	app->snapshot = snapshot;
	return NEWS_READ;
}
