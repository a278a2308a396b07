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

// ---- Cells ----
//
// A cell's line is put together by hand: there are as many of them as there are days and resources.

static void put_number(struct str *line, const char *before, int64_t number)
{
	str_add_text(line, before);
	str_add_int(line, number);
}

static void put_decimal(struct str *line, const char *before, const struct decimal *value,
			bool always)
{
	char text[DECIMAL_TEXT];
	if (!always && decimal_is_zero(value))
		return;
	size_t len = decimal_format(value, text);
	str_add_text(line, before);
	str_add(line, text, len);
	str_add_char(line, '"');
}

static void put_measures(struct str *line, const struct cell *cell, bool split)
{
	static const struct cell_rare NONE = {0};
	const struct cell_rare *rare = cell->rare ? cell->rare : &NONE;
	put_decimal(line, ",\"unblended\":\"", &cell->unblended, false);
	put_decimal(line, ",\"amortized\":\"", &cell->amortized, false);
	put_decimal(line, ",\"usage\":\"", &cell->usage, false);
	put_decimal(line, ",\"on_demand\":\"", &cell->on_demand, false);
	put_decimal(line, ",\"true_up\":\"", &rare->true_up, false);
	put_decimal(line, ",\"upfront\":\"", &rare->upfront, false);
	put_decimal(line, ",\"refund\":\"", &rare->refund, false);
	if (cell->has_net) {
		put_decimal(line, ",\"net_unblended\":\"", &rare->net_unblended, true);
		put_decimal(line, ",\"net_amortized\":\"", &rare->net_amortized, true);
	}
	if (split) {
		str_add_text(line, ",\"split\":true");
		put_decimal(line, ",\"split_cost\":\"", &rare->split_cost, false);
		put_decimal(line, ",\"unused_cost\":\"", &rare->split_unused, false);
	}
}

static void put_rows(struct str *line, const struct bill *bill, const struct cell *cell)
{
	const struct cell_rows *rows = &cell->rows;
	str_add_text(line, ",\"rows\":[");
	for (int i = 0; rows && i < CELL_ROWS_MAX; i++) {
		put_number(line, i ? "," : "", rows->input);
		put_number(line, ",", rows->first);
		put_number(line, ",", rows->last);
		rows = rows->older ? &bill->cells.older.at[rows->older - 1] : NULL;
	}
	str_add_char(line, ']');
}

// What a cell says of its group, which is sent before the first of them.
static const char *group_member(struct bill *bill, struct cell_group *group)
{
	struct str line = {0}, member = {0};
	if (group->sent)
		return group->sent;
	str_addf(&line, "{\"t\":\"group\",\"id\":%lld", (long long)++bill->out->groups);
	for (size_t i = 0; i < CELL_TEXTS; i++) {
		int64_t id = plug_string(bill->out, group->texts[i]);
		if (id)
			str_addf(&line, ",\"%s\":%lld", CELL_NAMES[i], (long long)id);
	}
	str_add_char(&line, '}');
	plug_send(bill->out, &line);
	str_fini(&line);
	str_addf(&member, ",\"group\":%lld", (long long)bill->out->groups);
	group->sent = str_take(&member);
	return group->sent;
}

static void send_cell(struct bill *bill, const struct cell *cell, struct str *line)
{
	struct cell_group *group = &bill->cells.groups.at[cell->key.group];
	const char *member = group_member(bill, group);
	put_number(line, "{\"t\":\"cost\",\"scope\":", bill->scopes.at[cell->key.scope].number);
	put_number(line, ",\"from\":", cell->key.from);
	put_number(line, ",\"to\":", cell->key.to);
	str_add_text(line, member);
	put_number(line, ",\"n\":", cell->lines);
	put_rows(line, bill, cell);
	put_measures(line, cell, bill->cells.heads.at[cell->key.group].kind.split);
	str_add_char(line, '}');
	plug_send(bill->out, line);
}

static void send_cells(struct bill *bill)
{
	struct str line = {0};
	for (size_t i = 0; i < bill->cells.count; i++)
		send_cell(bill, cells_at(&bill->cells, i), &line);
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
	send_cells(bill);
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
