#include "base/clock.h"
#include "plugins/bill/bill_private.h"
#include "plugins/bill/delivery/cursor.h"

enum { CELL_ROWS_MAX = 60 };

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
	json_text(&json, "delivery", bill->delivery.id ? bill->delivery.id : "");
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

bool bill_claim(struct bill *bill, struct err *err)
{
	char period[32];
	for (int take = 0; take < 2; take++)
		for (size_t i = 0; i < bill->scopes.len; i++) {
			const struct bill_scope *scope = &bill->scopes.at[i];
			const char *key[] = {scope->payer, bill->delivery.report,
					     clock_format_month(scope->period, period)};
			if (take)
				plug_claim(bill->out, key, 3);
			else if (plug_is_claimed(bill->out, key, 3))
				return err_set(err, ERR_INVALID,
					       "%s of %s was delivered twice, another copy of it "
					       "was read; leave one of them",
					       key[2], key[1]);
		}
	return true;
}

bool bill_refuse(struct bill *bill, const char *why)
{
	struct err taken;
	if (!bill->scopes.len || !bill_claim(bill, &taken))
		return false;
	for (size_t i = 0; i < bill->scopes.len; i++) {
		send_scope(bill, &bill->scopes.at[i]);
		send_end(bill, &bill->scopes.at[i], 0, why);
	}
	plug_flush(bill->out);
	return true;
}

static void note_scopes(struct bill *bill)
{
	char period[32];
	for (size_t i = 0; i < bill->scopes.len; i++) {
		const struct bill_scope *scope = &bill->scopes.at[i];
		cursor_scope(bill->delivery.cursor,
			     &(struct cursor_scope){scope->payer, bill->delivery.report,
						    clock_format_month(scope->period, period),
						    scope->rows});
	}
	cursor_note(bill->delivery.cursor);
}

void bill_end_delivery(struct bill *bill)
{
	const char *fault = NULL;
	if (!bill->scopes.len && bill->rejected) {
		bill_scope_of(bill, SLICE(""), 0);
		fault = "no row of it could be read";
	}
	for (size_t i = 0; i < bill->scopes.len; i++)
		send_scope(bill, &bill->scopes.at[i]);
	for (size_t i = 0; i < bill->cells.all.len; i++)
		send_cell(bill, i);
	if (bill->scopes.len)
		send_rejects(bill, bill->scopes.at[0].number);
	for (size_t i = 0; i < bill->scopes.len; i++) {
		if (!fault) {
			names_send(&bill->names, bill->out, bill->scopes.at[i].number);
			send_bill(bill, &bill->scopes.at[i]);
		}
		send_end(bill, &bill->scopes.at[i], i ? 0 : bill->rejected, fault);
	}
	if (!fault && bill->delivery.cursor)
		note_scopes(bill);
	plug_flush(bill->out);
}
