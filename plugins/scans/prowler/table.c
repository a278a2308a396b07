// Prowler's table: cells with ";" between, in quotes where they hold one, a quote or a new line;
// the first row names them. It has no end mark: a cut file cannot be told from a whole one, and
// closes nothing.
#include "plugins/scans/formats.h"
#include "plugins/scans/prowler/prowler.h"

#include "base/utf8.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_MOST = 64 * 1024, COLUMNS_MOST = 256 };

struct table {
	struct cloud *cloud;
	vec(struct slice) columns; // of the first row
	int64_t row;		   // those behind us
	struct str cell;
	bool quoted, closed; // within quotes; behind the closing one
	struct arena arena;  // of the row
	struct node map, *last;
};

static struct slice kept(struct arena *arena, const struct str *text)
{
	return (struct slice){arena_slice(arena, str_slice(text)), text->len};
}

static bool bad_row(const struct table *table, struct err *err, const char *why)
{
	return err_set(err, ERR_INVALID, "%s: row %lld: %s", table->cloud->file->name,
		       (long long)table->row + 1, why);
}

static bool add_column(struct table *table, struct err *err)
{
	struct slice name = kept(table->cloud->file->arena, &table->cell);
	if (table->columns.len == COLUMNS_MOST)
		return bad_row(table, err, "more than 256 columns");
	if (!table->columns.len)
		name = utf8_unmarked(name);
	*vec_push(&table->columns) = name;
	return true;
}

static bool add_cell(struct table *table, struct err *err)
{
	if (table->map.count == table->columns.len)
		return bad_row(table, err, "more cells than columns");
	struct node *cell = arena_alloc(&table->arena, sizeof *cell);
	*cell = (struct node){.kind = NODE_TEXT,
			      .key = table->columns.at[table->map.count],
			      .text = kept(&table->arena, &table->cell)};
	*(table->last ? &table->last->next : &table->map.first) = cell;
	table->last = cell;
	table->map.count++;
	return true;
}

static bool end_cell(struct table *table, struct err *err)
{
	bool ok = table->row ? add_cell(table, err) : add_column(table, err);
	str_clear(&table->cell);
	table->closed = false;
	return ok;
}

static bool use_row(struct table *table, struct err *err)
{
	struct cloud *cloud = table->cloud;
	if (table->map.count < table->columns.len)
		return bad_row(table, err, "fewer cells than columns");
	cloud->file->item = &table->map;
	bool ok = cloud_take(cloud, &table->map, err);
	cloud->file->item = NULL;
	return ok;
}

static bool end_row(struct table *table, struct err *err)
{
	bool blank = !table->cell.len && !table->closed && !table->map.count && table->row;
	if (blank)
		return true;
	bool ok = end_cell(table, err) && (!table->row || use_row(table, err));
	arena_fini(&table->arena);
	table->map = (struct node){.kind = NODE_MAP};
	table->last = NULL;
	table->row++;
	return ok;
}

// A quote opens a cell, closes it, or is one of two within it that are one.
static void take_quote(struct table *table)
{
	bool opens = !table->quoted && (table->closed || !table->cell.len);
	if (table->closed || (!table->quoted && !opens))
		str_add_char(&table->cell, '"');
	table->closed = table->quoted;
	table->quoted = opens;
}

static bool take(struct table *table, char c, struct err *err)
{
	if (c == '"')
		take_quote(table);
	else if (!table->quoted && c == ';')
		return end_cell(table, err);
	else if (!table->quoted && c == '\n')
		return end_row(table, err);
	else if (table->cell.len < CELL_MOST && (table->quoted || c != '\r'))
		str_add_char(&table->cell, c ? c : ' ');
	return true;
}

static bool walk_rows(struct table *table, struct err *err)
{
	char bytes[16 * 1024];
	size_t len = 1;
	while (len) {
		if (!source_read(table->cloud->file->source, bytes, sizeof bytes, &len, err))
			return false;
		for (size_t i = 0; i < len; i++)
			if (!take(table, bytes[i], err))
				return false;
	}
	if (table->quoted)
		return bad_row(table, err, "cut short within quotes");
	return end_row(table, err);
}

static bool walk(struct cloud *cloud, struct err *err)
{
	struct table table = {.cloud = cloud, .map = {.kind = NODE_MAP}};
	bool ok = walk_rows(&table, err);
	cloud->survey->has_list |= table.columns.len > 1;
	vec_fini(&table.columns);
	str_fini(&table.cell);
	arena_fini(&table.arena);
	return ok;
}

static void settle(struct cloud *cloud, struct scan *scan)
{
	CLOUD_PROWLER.settle(cloud, scan);
	scan->partial = SLICE("the table has no end mark; prowler -M json-ocsf has one");
}

static bool read(struct scan_file *file, struct err *err)
{
	struct cloud_service service = CLOUD_PROWLER;
	struct cloud_survey learned = {0};
	struct cloud cloud = {.file = file, .service = &service, .survey = &learned};
	service.settle = settle;
	bool ok = walk(&cloud, err) && cloud_has_list(&cloud, err) && scan_again(file, err) &&
		  cloud_begin(&cloud, err) && walk(&cloud, err) && cloud_end(&cloud, NULL, err);
	cloud_fini(&cloud);
	return ok;
}

static int detect(const struct scan_sniff *sniff)
{
	struct slice rest = sniff->head, first = slice_cut(&rest, '\n');
	static const char *const COLUMNS[] = {";CHECK_ID;", ";STATUS;", ";STATUS_EXTENDED;"};
	for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++)
		if (!first.len || !memmem(first.at, first.len, COLUMNS[i], strlen(COLUMNS[i])))
			return 0;
	return CLOUD_SURE;
}

const struct scan_format FORMAT_PROWLER_CSV = {
	.name = "prowler-csv",
	.title = "Prowler, its table",
	.detect = detect,
	.read = read,
};
