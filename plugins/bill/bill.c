#include "plugins/bill/bill.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "plugins/bill/bill_private.h"

#include <stdlib.h>
#include <string.h>

enum { REJECTS_MAX = 1000, CONTROL = 0x1f };

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
	names_fini(&bill->names);
	str_fini(&bill->rejects);
	free(bill->padded);
	free(bill->spans);
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
	bill->surplus = bill->missing = bill->damaged = 0;
	bill->padded = mem_resize(bill->padded, (count + 1) * sizeof *bill->padded);
	bill->record = (struct record){0};
	cells_begin_part(&bill->cells);
	if (!record_layout_read(&bill->layout, bill->delivery.dialect, header, count, err))
		return false;
	bill->spans = mem_resize(bill->spans, (bill->layout.subject.len + 1) * sizeof *bill->spans);
	if (count > bill->columns)
		bill->columns = count;
	bill->has_net = bill->has_net || record_has(&bill->layout, FIELD_NET_UNBLENDED);
	return true;
}

enum bill_use bill_column_use(const struct bill *bill, size_t index)
{
	if (record_is_subject(&bill->layout, index))
		return BILL_SUBJECT;
	for (int f = 0; f < FIELD_COUNT; f++)
		if (bill->layout.columns[f] == (int)index)
			return f == FIELD_IDENTITY	? BILL_SHOWN
			       : f < FIELD_FIRST_AMOUNT ? BILL_TEXT
							: BILL_AMOUNT;
	return BILL_UNUSED;
}

void bill_mark_inexact(struct bill *bill)
{
	bill->inexact = true;
}

bool bill_end_part(struct bill *bill, struct err *err)
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
	if (bill->cells.unreadable)
		plug_warn(bill->out, (struct plug_place){.input = bill->input},
			  "tags that are no JSON object, in %lld groups of rows: read as none",
			  (long long)bill->cells.unreadable);
	bill->cells.unreadable = 0;
	return !bill->damaged || err_set(err, ERR_INVALID, "row %lld: damaged: %s",
					 (long long)bill->damaged, bill->damage);
}

static void note_damage(struct bill *bill, int64_t row, const char *damage)
{
	if (bill->damaged)
		return;
	bill->damaged = row;
	bill->damage = damage;
}

// The row at the header's length; odd lengths are counted.
static const struct slice *pad(struct bill *bill, const struct bill_line *line)
{
	size_t want = bill->layout.column_count, count = line->count;
	if (count == want)
		return line->cells;
	if (count < want && line->record.len && line->record.at[line->record.len - 1] != '\n')
		note_damage(bill, line->row, "cut short, it ends before its last cell");
	int64_t *counter = count < want ? &bill->missing : &bill->surplus;
	if (!(*counter)++)
		*(count < want ? &bill->first_missing : &bill->first_surplus) = line->row;
	for (size_t i = 0; i < want; i++)
		bill->padded[i] = i < count ? line->cells[i] : (struct slice){0};
	return bill->padded;
}

// ---- Rows ----

uint32_t bill_scope_of(struct bill *bill, struct slice payer, int64_t period)
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
	if (utf8_valid(record) < record.len)
		note_damage(bill, row, "not UTF-8");
	if (++bill->rejected > REJECTS_MAX)
		return;
	struct json_out json = {.to = &bill->rejects};
	json_open_map(&json, NULL);
	json_int(&json, "in", bill->input);
	json_int(&json, "row", row);
	json_text(&json, "why", why);
	plug_excerpt(&json, record);
	json_close_map(&json);
	str_add_char(&bill->rejects, '\n');
}

uint32_t *bill_subject(struct bill *bill, const struct slice *spans, size_t count)
{
	return subjects_put(&bill->cells.subjects, spans, count);
}

static uint32_t *subject_of(struct bill *bill, const struct slice *cells)
{
	size_t count = bill->layout.subject.len;
	for (size_t i = 0; i < count; i++)
		bill->spans[i] = cells[bill->layout.subject.at[i]];
	return bill_subject(bill, bill->spans, count);
}

static bool check_bytes(const struct bill_line *line, struct err *err)
{
	if (line->plain)
		return true;
	if (memchr(line->record.at, CONTROL, line->record.len) ||
	    memchr(line->record.at, 0, line->record.len))
		return err_set(err, ERR_INVALID, "a control character stands in the row");
	return utf8_valid(line->record) == line->record.len ||
	       err_set(err, ERR_INVALID, "the row is not UTF-8");
}

bool bill_read(struct bill *bill, const struct bill_line *line, uint32_t *group, struct err *err)
{
	struct record *read = &bill->record;
	const struct record_layout *layout = &bill->layout;
	const struct slice *cells = pad(bill, line);
	uint32_t *subject = line->subject ? line->subject : subject_of(bill, cells);
	if (!check_bytes(line, err))
		return false;
	record_pick(layout, cells, read);
	if (!line->subject || !*subject)
		record_pick_subject(layout, cells, read);
	if (!*subject) {
		if (!cells_group(&bill->cells, layout, read, group, err))
			return false;
		*subject = *group + 1;
	}
	*group = *subject - 1;
	return record_read(&bill->layout, &bill->cells.heads.at[*group].kind, read, err);
}

void bill_row(struct bill *bill, const struct bill_line *line)
{
	const struct record *read = &bill->record;
	struct cell_place place = {.input = bill->input, .row = line->row};
	struct err err; // set only when the row is refused
	if (!bill_read(bill, line, &place.group, &err)) {
		reject(bill, line->row, err.text, line->record);
		return;
	}
	names_note(&bill->names, NAMES_ACCOUNT,
		   bill->cells.groups.at[place.group].texts[CELL_ACCOUNT],
		   read->fields[FIELD_ACCOUNT_NAME]);
	names_note(&bill->names, NAMES_PAYER, read->fields[FIELD_PAYER],
		   read->fields[FIELD_PAYER_NAME]);
	place.scope = bill_scope_of(bill, read->fields[FIELD_PAYER], read->period);
	struct bill_scope *scope = &bill->scopes.at[place.scope];
	scope->rows++;
	scope->invoiced += read->fields[FIELD_INVOICE].len > 0;
	scope->first = read->start < scope->first ? read->start : scope->first;
	scope->last = read->start > scope->last ? read->start : scope->last;
	cells_add(&bill->cells, &place, read);
}

void bill_name(struct bill *bill, const char *id)
{
	bill->delivery.id = id;
}
