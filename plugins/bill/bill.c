#include "plugins/bill/bill.h"

#include "base/clock.h"
#include "base/digest.h"
#include "plugins/bill/cells.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_ROWS_MAX = 60, REJECTS_MAX = 1000, CONTROL = 0x1f };

// One payer's month within the delivery.
struct bill_scope {
	char *payer;
	int64_t period;
	int64_t rows, invoiced, first, last;
	int number; // once announced
};

struct bill {
	struct plug_out *out;
	struct bill_delivery delivery;
	struct record_layout layout;
	struct cells cells;
	vec(struct bill_scope) scopes;
	struct slice *padded; // a row brought to the header's length
	int input;
	int64_t surplus, missing, first_surplus, first_missing;
	bool has_net, has_layout, inexact;
	size_t columns;
	int64_t rejected;
	struct str rejects; // lines that wait for their scope's number
};

struct bill *bill_new(struct plug_out *out, const struct bill_delivery *delivery)
{
	struct bill *bill = mem_alloc(sizeof *bill);
	bill->out = out;
	bill->delivery = *delivery;
	return bill;
}

void bill_free(struct bill *bill)
{
	if (!bill)
		return;
	for (size_t i = 0; i < bill->scopes.len; i++)
		free(bill->scopes.at[i].payer);
	vec_fini(&bill->scopes);
	if (bill->has_layout)
		record_layout_fini(&bill->layout);
	cells_fini(&bill->cells);
	str_fini(&bill->rejects);
	free(bill->padded);
	free(bill);
}

// ---- Parts ----

bool bill_begin_part(struct bill *bill, const struct slice *header, size_t count, int input,
		     struct err *err)
{
	if (bill->has_layout)
		record_layout_fini(&bill->layout);
	bill->has_layout = true;
	bill->input = input;
	bill->surplus = bill->missing = 0;
	bill->padded = mem_resize(bill->padded, (count + 1) * sizeof *bill->padded);
	if (!record_layout_read(&bill->layout, bill->delivery.dialect, header, count, err))
		return false;
	if (count > bill->columns)
		bill->columns = count;
	bill->has_net = bill->has_net || record_has(&bill->layout, FIELD_NET_UNBLENDED);
	return true;
}

enum bill_use bill_column_use(const struct bill *bill, size_t index)
{
	for (size_t i = 0; i < bill->layout.tags.len; i++)
		if (bill->layout.tags.at[i].index == index)
			return BILL_TEXT;
	for (int f = 0; f < FIELD_COUNT; f++)
		if (bill->layout.columns[f] == (int)index)
			return f < FIELD_FIRST_AMOUNT ? BILL_TEXT : BILL_AMOUNT;
	return BILL_UNUSED;
}

void bill_mark_inexact(struct bill *bill)
{
	bill->inexact = true;
}

void bill_end_part(struct bill *bill)
{
	struct plug_place place = {.input = bill->input};
	if (bill->missing) {
		place.row = bill->first_missing;
		plug_warn(bill->out, place,
			  "fewer cells than the header's %zu, in %lld rows: read as empty",
			  bill->layout.column_count, (long long)bill->missing);
	}
	if (bill->surplus) {
		place.row = bill->first_surplus;
		plug_warn(bill->out, place,
			  "more cells than the header's %zu, in %lld rows: not read",
			  bill->layout.column_count, (long long)bill->surplus);
	}
}

// The row at the header's length; odd lengths are counted.
static const struct slice *pad(struct bill *bill, const struct slice *cells, size_t count,
			       int64_t row)
{
	size_t want = bill->layout.column_count;
	if (count == want)
		return cells;
	int64_t *counter = count < want ? &bill->missing : &bill->surplus;
	if (!(*counter)++)
		*(count < want ? &bill->first_missing : &bill->first_surplus) = row;
	for (size_t i = 0; i < want; i++)
		bill->padded[i] = i < count ? cells[i] : (struct slice){0};
	return bill->padded;
}

// ---- Rows ----

static uint32_t find_scope(struct bill *bill, struct slice payer, int64_t period)
{
	for (size_t i = bill->scopes.len; i > 0; i--) {
		const struct bill_scope *s = &bill->scopes.at[i - 1];
		if (s->period == period && slice_is(payer, s->payer))
			return (uint32_t)i - 1;
	}
	*vec_push(&bill->scopes) = (struct bill_scope){
		.payer = mem_slice(payer), .period = period, .first = INT64_MAX, .last = INT64_MIN};
	return (uint32_t)bill->scopes.len - 1;
}

// A row that cannot be used is told under its scope once that has a number; without a readable
// period it belongs to the delivery's first scope.
static void reject(struct bill *bill, int64_t row, const char *why, struct slice record)
{
	if (++bill->rejected > REJECTS_MAX)
		return;
	struct json_out json = {.to = &bill->rejects};
	json_open_map(&json, NULL);
	json_int(&json, "in", bill->input);
	json_int(&json, "row", row);
	json_text(&json, "why", why);
	json_slice(&json, "text", (struct slice){record.at, record.len < 200 ? record.len : 200});
	json_close_map(&json);
	str_add_char(&bill->rejects, '\n');
}

static bool read_row(struct bill *bill, const struct slice *cells, struct slice record,
		     struct record *out, struct err *err)
{
	if (memchr(record.at, CONTROL, record.len))
		return err_set(err, ERR_INVALID, "a control character stands in the row");
	return record_read(&bill->layout, cells, bill->layout.column_count, out, err);
}

void bill_row(struct bill *bill, const struct slice *cells, size_t count, int64_t row,
	      struct slice record)
{
	struct record read;
	struct err err = {0};
	const struct slice *padded = pad(bill, cells, count, row);
	if (!read_row(bill, padded, record, &read, &err)) {
		reject(bill, row, err.text, record);
		return;
	}
	struct slice texts[CELL_TEXTS];
	uint32_t index = find_scope(bill, read.fields[FIELD_PAYER], read.period);
	struct bill_scope *scope = &bill->scopes.at[index];
	scope->rows++;
	scope->invoiced += read.fields[FIELD_INVOICE].len > 0;
	scope->first = read.start < scope->first ? read.start : scope->first;
	scope->last = read.start > scope->last ? read.start : scope->last;
	cells_texts(&bill->cells, &bill->layout, &read, padded, texts);
	cells_add(&bill->cells, index, &read, texts, &(struct cell_rows){bill->input, row, row, 0});
}

// ---- Sending ----

void bill_name(struct bill *bill, const char *id)
{
	bill->delivery.id = id;
}

static void send_scope(struct bill *bill, struct bill_scope *scope)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	char period[32];
	scope->number = ++bill->out->scopes;
	json_open_map(&json, NULL);
	json_text(&json, "t", "scope");
	json_int(&json, "id", scope->number);
	json_text(&json, "kind", "cost");
	json_open_list(&json, "key");
	json_text(&json, NULL, scope->payer);
	json_text(&json, NULL, bill->delivery.report);
	json_text(&json, NULL, clock_format_month(scope->period, period));
	json_close_list(&json);
	json_text(&json, "mode", "replace");
	json_int(&json, "at", bill->delivery.at);
	json_text(&json, "delivery", bill->delivery.id);
	json_close_map(&json);
	plug_send(bill->out, &line);
	str_fini(&line);
}

static void send_bill(struct bill *bill, const struct bill_scope *scope)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	char period[32];
	json_open_map(&json, NULL);
	json_text(&json, "t", "bill");
	json_int(&json, "scope", scope->number);
	json_text(&json, "format", bill->delivery.format);
	json_text(&json, "payer", scope->payer);
	json_text(&json, "report", bill->delivery.report);
	json_text(&json, "period", clock_format_month(scope->period, period));
	json_text(&json, "delivery", bill->delivery.id);
	json_int(&json, "delivered", bill->delivery.at);
	json_int(&json, "rows", scope->rows);
	json_int(&json, "invoiced", scope->invoiced);
	if (scope->rows) {
		json_int(&json, "first", scope->first);
		json_int(&json, "last", scope->last);
	}
	json_int(&json, "columns", (int64_t)bill->columns);
	json_bool(&json, "has_net", bill->has_net);
	json_bool(&json, "identity", !bill->delivery.dialect->focus);
	json_bool(&json, "inexact", bill->inexact);
	json_close_map(&json);
	plug_send(bill->out, &line);
	str_fini(&line);
}

static void put_decimal(struct json_out *json, const char *key, const struct decimal *value,
			bool always)
{
	char text[DECIMAL_TEXT];
	if (!always && decimal_is_zero(value))
		return;
	decimal_format(value, text);
	json_text(json, key, text);
}

static void put_measures(struct json_out *json, const struct cell *cell)
{
	const struct line_measures *s = &cell->sums;
	put_decimal(json, "unblended", &s->unblended, false);
	put_decimal(json, "amortized", &s->amortized, false);
	put_decimal(json, "usage", &s->usage, false);
	put_decimal(json, "on_demand", &s->on_demand, false);
	put_decimal(json, "true_up", &s->true_up, false);
	put_decimal(json, "upfront", &s->upfront, false);
	put_decimal(json, "refund", &s->refund, false);
	if (cell->has_net) {
		put_decimal(json, "net_unblended", &s->net_unblended, true);
		put_decimal(json, "net_amortized", &s->net_amortized, true);
	}
	if (cell->split) {
		json_bool(json, "split", true);
		put_decimal(json, "split_cost", &cell->split_cost, false);
		put_decimal(json, "unused_cost", &cell->split_unused, false);
	}
}

static void put_rows(struct json_out *json, const struct bill *bill, const struct cell *cell)
{
	json_open_list(json, "rows");
	uint32_t at = cell->rows;
	for (int i = 0; at && i < CELL_ROWS_MAX; i++) {
		const struct cell_rows *rows = &bill->cells.rows.at[at - 1];
		json_int(json, NULL, rows->input);
		json_int(json, NULL, rows->first);
		json_int(json, NULL, rows->last);
		at = rows->next;
	}
	json_close_list(json);
}

static void send_cell(struct bill *bill, size_t index)
{
	const struct cell *cell = &bill->cells.all.at[index];
	struct slice texts[CELL_TEXTS];
	int64_t ids[CELL_TEXTS];
	struct str line = {0};
	struct json_out json = {.to = &line};
	cells_key_texts(&bill->cells, index, texts);
	for (size_t i = 0; i < CELL_TEXTS; i++)
		ids[i] = plug_string(bill->out, texts[i]);
	json_open_map(&json, NULL);
	json_text(&json, "t", "cost");
	json_int(&json, "scope", bill->scopes.at[cell->scope].number);
	json_int(&json, "from", cell->from);
	json_int(&json, "to", cell->to);
	for (size_t i = 0; i < CELL_TEXTS; i++)
		if (ids[i])
			json_int(&json, CELL_NAMES[i], ids[i]);
	json_int(&json, "n", cell->lines);
	put_rows(&json, bill, cell);
	put_measures(&json, cell);
	json_close_map(&json);
	plug_send(bill->out, &line);
	str_fini(&line);
}

// The rejects that waited, now that their scope has a number.
static void send_rejects(struct bill *bill, int scope)
{
	struct slice rest = str_slice(&bill->rejects);
	while (rest.len) {
		struct slice body = slice_cut(&rest, '\n');
		struct str line = {0};
		str_addf(&line, "{\"t\":\"reject\",\"scope\":%d,", scope);
		str_add(&line, body.at + 1, body.len - 1);
		plug_send(bill->out, &line);
		str_fini(&line);
	}
}

static void send_end(struct bill *bill, const struct bill_scope *scope, int64_t rejected,
		     const char *fault)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "end");
	json_int(&json, "scope", scope->number);
	json_bool(&json, "complete", !fault);
	if (fault)
		json_text(&json, "why", fault);
	json_int(&json, "rows", scope->rows);
	json_int(&json, "rejected", rejected);
	json_close_map(&json);
	plug_send(bill->out, &line);
	str_fini(&line);
}

void bill_end_delivery(struct bill *bill, const char *fault)
{
	if (!bill->scopes.len && (bill->rejected || fault))
		find_scope(bill, SLICE(""), 0);
	if (!fault && bill->rejected && bill->scopes.len == 1 && !bill->scopes.at[0].rows)
		fault = "no row of it could be read";
	for (size_t i = 0; i < bill->scopes.len; i++)
		send_scope(bill, &bill->scopes.at[i]);
	for (size_t i = 0; !fault && i < bill->cells.all.len; i++)
		send_cell(bill, i);
	if (bill->scopes.len)
		send_rejects(bill, bill->scopes.at[0].number);
	for (size_t i = 0; i < bill->scopes.len; i++) {
		if (!fault)
			send_bill(bill, &bill->scopes.at[i]);
		send_end(bill, &bill->scopes.at[i], i ? 0 : bill->rejected, fault);
	}
	plug_flush(bill->out);
}

// ---- Rows again ----

static bool same_text(const json_t *match, const char *name, struct slice text)
{
	const char *want = json_string_value(json_object_get(match, name));
	return slice_is(text, want ? want : "");
}

bool bill_row_matches(struct bill *bill, const struct slice *cells, size_t count,
		      const json_t *match)
{
	struct record read;
	struct err err;
	struct slice texts[CELL_TEXTS];
	int64_t from, to;
	const struct slice *padded = pad(bill, cells, count, 0);
	if (!record_read(&bill->layout, padded, bill->layout.column_count, &read, &err))
		return false;
	cells_texts(&bill->cells, &bill->layout, &read, padded, texts);
	cells_interval(&read, &from, &to);
	json_t *want_from = json_object_get(match, "from"), *want_to = json_object_get(match, "to");
	bool same = (!want_from || json_integer_value(want_from) == from) &&
		    (!want_to || json_integer_value(want_to) == to);
	for (size_t i = 0; same && i < CELL_TEXTS; i++)
		same = same_text(match, CELL_NAMES[i], texts[i]);
	return same;
}
