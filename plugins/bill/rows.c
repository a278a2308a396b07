#include "plugins/bill/rows.h"

#include "plugins/bill/bill_private.h"

#include <stdlib.h>
#include <string.h>

enum {
	ROWS_LIMIT = 1000, // when the request names none
	LINE_MOST = 56000, // bytes: the protocol's line less room for what always stands in it
	TEXT_MOST = 8000,  // of one text
	HEADER_ROWS = 1,
	SEPARATOR = 0x1f,
};

// A cell whose line items are wanted.
struct wanted {
	int64_t first, last, cell; // cell: as the answer names it, its place in the request
};

struct rows {
	struct bill *bill;
	struct plug_out *out;
	struct map cells; // key -> index into wanted
	vec(struct wanted) wanted;
	bool all; // no cell is named: every row of the range
	int64_t first, last, limit, found;
	bool brief; // without `fields`
	struct slice *header;
	size_t header_count;
	struct arena texts;
	struct str key;
};

// ---- Keys ----

static void key_start(struct str *key, int64_t from, int64_t to, bool split)
{
	str_clear(key);
	str_addf(key, "%lld %lld %d", (long long)from, (long long)to, split);
}

static void key_add(struct str *key, struct slice text)
{
	str_add_char(key, SEPARATOR);
	str_add_slice(key, text);
}

static int64_t number_of(const json_t *map, const char *name, int64_t otherwise)
{
	const json_t *value = json_object_get(map, name);
	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

// ---- The request ----

// `from` and `to` must be there: a cell without its interval is another cell.
static bool want_cell(struct rows *rows, const json_t *cell, int64_t number, struct err *err)
{
	if (!json_is_integer(json_object_get(cell, "from")) ||
	    !json_is_integer(json_object_get(cell, "to")))
		return err_set(err, ERR_INVALID, "rows: cell %lld has no interval",
			       (long long)number);
	struct wanted wanted = {.first = number_of(cell, "first", rows->first),
				.last = number_of(cell, "last", rows->last),
				.cell = number};
	key_start(&rows->key, number_of(cell, "from", 0), number_of(cell, "to", 0),
		  json_is_true(json_object_get(cell, "split")));
	for (size_t i = 0; i < CELL_TEXTS; i++)
		key_add(&rows->key,
			slice_of(json_string_value(json_object_get(cell, CELL_NAMES[i]))));
	bool added;
	int64_t *index = map_put(&rows->cells, str_slice(&rows->key), &added);
	if (!added)
		return true;
	*index = (int64_t)rows->wanted.len;
	*vec_push(&rows->wanted) = wanted;
	return true;
}

// The range that holds everything wanted, so that reading begins and ends there.
static void narrow(struct rows *rows)
{
	int64_t first = INT64_MAX, last = 0;
	for (size_t i = 0; i < rows->wanted.len; i++) {
		const struct wanted *w = &rows->wanted.at[i];
		first = w->first < first ? w->first : first;
		last = w->last > last ? w->last : last;
	}
	if (rows->wanted.len) {
		rows->first = first;
		rows->last = last;
	}
}

bool rows_new(const struct plug_request *request, const struct reader_dialect *dialect,
	      struct plug_out *out, struct rows **rows, struct err *err)
{
	const json_t *whole = request->whole, *cells = json_object_get(whole, "cells");
	const json_t *match = json_object_get(whole, "match");
	const struct bill_delivery facts = {
		.report = "", .format = dialect->csv, .dialect = dialect->dialect};
	struct rows *r = *rows = mem_alloc(sizeof *r);
	*r = (struct rows){.bill = bill_new(out, &facts),
			   .out = out,
			   .all = !cells && !match,
			   .first = number_of(whole, "first", HEADER_ROWS + 1),
			   .last = number_of(whole, "last", INT64_MAX),
			   .limit = number_of(whole, "limit", ROWS_LIMIT),
			   .brief = json_is_true(json_object_get(whole, "brief"))};
	bool done = !match || want_cell(r, match, 0, err);
	for (size_t i = 0; done && i < json_array_size(cells); i++)
		done = want_cell(r, json_array_get(cells, i), (int64_t)i, err);
	narrow(r);
	return done;
}

void rows_free(struct rows *rows)
{
	if (!rows)
		return;
	bill_free(rows->bill);
	map_fini(&rows->cells);
	vec_fini(&rows->wanted);
	arena_fini(&rows->texts);
	str_fini(&rows->key);
	free(rows);
}

int64_t rows_first(const struct rows *rows)
{
	return rows->first;
}

bool rows_are_brief(const struct rows *rows)
{
	return rows->brief;
}

struct bill *rows_bill(struct rows *rows)
{
	return rows->bill;
}

bool rows_begin(struct rows *rows, const struct slice *header, size_t count, struct err *err)
{
	rows->header = arena_alloc(&rows->texts, (count + 1) * sizeof *rows->header);
	rows->header_count = count;
	for (size_t i = 0; i < count; i++)
		rows->header[i] =
			(struct slice){arena_slice(&rows->texts, header[i]), header[i].len};
	return bill_begin_part(rows->bill, header, count, 1, err);
}

// ---- Answers ----

static void put_text(struct json_out *json, const char *name, struct slice text)
{
	if (text.len)
		json_slice(json, name,
			   (struct slice){text.at, text.len < TEXT_MOST ? text.len : TEXT_MOST});
}

static void put_amount(struct json_out *json, const char *name, const struct decimal *value)
{
	char text[DECIMAL_TEXT];
	decimal_format(value, text);
	json_text(json, name, text);
}

// The record's own cells under the header's names, as many as the line has room for.
static void put_fields(struct json_out *json, const struct rows *rows, const struct slice *cells,
		       size_t count)
{
	json_open_map(json, "fields");
	for (size_t i = 0; i < count && i < rows->header_count; i++)
		if (cells[i].len && json->to->len + 2 * cells[i].len < LINE_MOST)
			json_slice(json, rows->header[i].at, cells[i]);
	json_close_map(json);
}

// What of a line item has a column of its own, whatever the dialect calls it.
static const struct {
	const char *name;
	enum bill_field field;
} TEXTS[] = {
	{"id", FIELD_IDENTITY},		  {"account", FIELD_ACCOUNT},
	{"service", FIELD_SERVICE},	  {"line_type", FIELD_LINE_TYPE},
	{"usage_type", FIELD_USAGE_TYPE}, {"operation", FIELD_OPERATION},
	{"resource", FIELD_RESOURCE},	  {"description", FIELD_DESCRIPTION},
	{"currency", FIELD_CURRENCY},
};

struct found {
	const struct record *record;
	const struct slice *cells;
	size_t count;
	int64_t row, cell;
};

static void send_row(struct rows *rows, const struct found *found)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	const struct record *r = found->record;
	json_open_map(&json, NULL);
	json_text(&json, "t", "row");
	json_int(&json, "in", 1);
	json_int(&json, "row", found->row);
	json_int(&json, "cell", found->cell);
	json_int(&json, "start", r->start);
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		put_text(&json, TEXTS[i].name, r->fields[TEXTS[i].field]);
	put_amount(&json, "unblended", &r->measures.unblended);
	put_amount(&json, "amortized", &r->measures.amortized);
	if (!rows->brief)
		put_fields(&json, rows, found->cells, found->count);
	json_close_map(&json);
	plug_send(rows->out, &line);
	str_fini(&line);
}

// ---- Records ----

// The cell that the bill's record folded into, when that is wanted from this row; else NULL.
static const struct wanted *find_cell(struct rows *rows, uint32_t group, int64_t row)
{
	const struct cells *cells = &rows->bill->cells;
	int64_t from, to;
	cells_interval(&rows->bill->record, &from, &to);
	key_start(&rows->key, from, to, cells->heads.at[group].kind.split);
	for (size_t i = 0; i < CELL_TEXTS; i++)
		key_add(&rows->key, cells->groups.at[group].texts[i]);
	int64_t *index = map_get(&rows->cells, str_slice(&rows->key));
	const struct wanted *wanted = index ? &rows->wanted.at[*index] : NULL;
	return wanted && row >= wanted->first && row <= wanted->last ? wanted : NULL;
}

bool rows_take(struct rows *rows, const struct slice *cells, size_t count, int64_t row)
{
	static const struct wanted ANY = {.cell = 0};
	struct bill *bill = rows->bill;
	struct err ignored;
	uint32_t group;
	if (row > rows->last || (rows->limit && rows->found >= rows->limit))
		return false;
	// Was judged when it was imported; a text that is none of a cell's is found to be none.
	const struct bill_line line = {.cells = cells, .count = count, .row = row, .plain = true};
	if (row < rows->first || !bill_read(bill, &line, &group, &ignored))
		return true;
	const struct wanted *wanted = rows->all ? &ANY : find_cell(rows, group, row);
	if (wanted) {
		rows->found++;
		send_row(rows, &(struct found){&bill->record, cells, count, row, wanted->cell});
	}
	return true;
}
