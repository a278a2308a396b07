#include "plugins/bill/record.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

// ---- The header ----

static int find_field(const struct bill_dialect *dialect, struct slice name)
{
	for (int f = 0; f < FIELD_COUNT; f++)
		if (dialect->names[f] && slice_is(name, dialect->names[f]))
			return f;
	return -1;
}

static void read_column(struct record_layout *layout, struct slice name, size_t index)
{
	struct slice key = layout->dialect->renamed ? bill_tag_key(name) : (struct slice){0};
	if (key.len) {
		const char *copy = arena_slice(&layout->texts, key);
		*vec_push(&layout->tags) = (struct tag_column){index, {copy, key.len}};
		return;
	}
	struct str renamed = {0};
	if (layout->dialect->renamed)
		bill_rename(name, &renamed);
	int field = find_field(layout->dialect, renamed.len ? str_slice(&renamed) : name);
	if (field >= 0 && layout->columns[field] < 0)
		layout->columns[field] = (int)index;
	str_fini(&renamed);
}

bool record_has(const struct record_layout *layout, enum bill_field field)
{
	return layout->columns[field] >= 0;
}

// The fields that a cell's texts, and the kind of a line, are made of.
static const enum bill_field SUBJECT[] = {
	FIELD_ACCOUNT,	   FIELD_SERVICE,    FIELD_REGION,	 FIELD_REGION_2,
	FIELD_LINE_TYPE,   FIELD_USAGE_TYPE, FIELD_USAGE_TYPE_2, FIELD_OPERATION,
	FIELD_RESOURCE,	   FIELD_CURRENCY,   FIELD_UNIT,	 FIELD_PRODUCT,
	FIELD_PRODUCT_MAP, FIELD_ENTITY,     FIELD_TAGS,	 FIELD_RESOURCE_TAGS,
};

// Which amount of the rules a field is.
#define AMOUNT(field) offsetof(struct line_amounts, field)
static const struct {
	enum bill_field field;
	size_t at;
} AMOUNTS[] = {
	{FIELD_UNBLENDED, AMOUNT(unblended)},
	{FIELD_USAGE, AMOUNT(usage)},
	{FIELD_ON_DEMAND, AMOUNT(on_demand)},
	{FIELD_PLAN_EFFECTIVE, AMOUNT(plan_effective)},
	{FIELD_PLAN_TOTAL, AMOUNT(plan_total)},
	{FIELD_PLAN_USED, AMOUNT(plan_used)},
	{FIELD_PLAN_UPFRONT, AMOUNT(plan_upfront)},
	{FIELD_RESERVATION_EFFECTIVE, AMOUNT(reservation_effective)},
	{FIELD_RESERVATION_UPFRONT, AMOUNT(reservation_upfront)},
	{FIELD_UNUSED_UPFRONT, AMOUNT(unused_upfront)},
	{FIELD_UNUSED_RECURRING, AMOUNT(unused_recurring)},
	{FIELD_NET_UNBLENDED, AMOUNT(net_unblended)},
	{FIELD_NET_PLAN_EFFECTIVE, AMOUNT(net_plan_effective)},
	{FIELD_NET_RESERVATION_EFFECTIVE, AMOUNT(net_reservation_effective)},
	{FIELD_NET_UNUSED_UPFRONT, AMOUNT(net_unused_upfront)},
	{FIELD_NET_UNUSED_RECURRING, AMOUNT(net_unused_recurring)},
};

bool record_is_subject(const struct record_layout *layout, size_t column)
{
	for (size_t i = 0; i < layout->subject.len; i++)
		if (layout->subject.at[i] == column)
			return true;
	return false;
}

static void list_columns(struct record_layout *layout)
{
	for (size_t i = 0; i < sizeof SUBJECT / sizeof *SUBJECT; i++) {
		if (!record_has(layout, SUBJECT[i]))
			continue;
		size_t column = (size_t)layout->columns[SUBJECT[i]];
		*vec_push(&layout->subject) = column;
		*vec_push(&layout->shared) = (struct field_column){SUBJECT[i], column};
	}
	for (int f = 0; f < FIELD_COUNT; f++)
		if (layout->columns[f] >= 0 &&
		    !record_is_subject(layout, (size_t)layout->columns[f]))
			*vec_push(&layout->own) = (struct field_column){(enum bill_field)f,
									(size_t)layout->columns[f]};
	for (size_t i = 0; i < layout->tags.len; i++)
		*vec_push(&layout->subject) = layout->tags.at[i].index;
	for (size_t i = 0; i < sizeof AMOUNTS / sizeof *AMOUNTS; i++)
		if (record_has(layout, AMOUNTS[i].field))
			*vec_push(&layout->amounts) = i;
}

bool record_layout_read(struct record_layout *layout, const struct bill_dialect *dialect,
			const struct slice *header, size_t count, struct err *err)
{
	static const enum bill_field NEEDED[] = {FIELD_START, FIELD_UNBLENDED};
	*layout = (struct record_layout){.dialect = dialect, .column_count = count};
	for (int f = 0; f < FIELD_COUNT; f++)
		layout->columns[f] = -1;
	for (size_t i = 0; i < count; i++)
		read_column(layout, slice_trim(header[i]), i);
	for (size_t i = 0; i < sizeof NEEDED / sizeof *NEEDED; i++)
		if (!record_has(layout, NEEDED[i]))
			return err_set(err, ERR_INVALID, "not a bill: the header has no column %s",
				       dialect->names[NEEDED[i]]);
	list_columns(layout);
	return true;
}

void record_layout_fini(struct record_layout *layout)
{
	vec_fini(&layout->tags);
	vec_fini(&layout->own);
	vec_fini(&layout->shared);
	vec_fini(&layout->amounts);
	vec_fini(&layout->subject);
	arena_fini(&layout->texts);
}

// ---- Cells ----

// FOCUS files of the wild write the word for null.
static bool is_null_word(struct slice cell)
{
	return cell.len == 4 &&
	       (memcmp(cell.at, "NULL", 4) == 0 || memcmp(cell.at, "null", 4) == 0);
}

static void pick(const struct record_layout *layout, const struct field_column *column,
		 const struct slice *cells, struct record *out)
{
	struct slice cell = cells[column->index];
	bool null = layout->dialect->focus && is_null_word(cell);
	out->fields[column->field] = null ? (struct slice){0} : cell;
}

void record_pick(const struct record_layout *layout, const struct slice *cells, struct record *out)
{
	out->cells = cells;
	for (size_t i = 0; i < layout->own.len; i++)
		pick(layout, &layout->own.at[i], cells, out);
}

void record_pick_subject(const struct record_layout *layout, const struct slice *cells,
			 struct record *out)
{
	// These two may have been filled from elsewhere in the row before.
	out->fields[FIELD_REGION] = out->fields[FIELD_USAGE_TYPE] = (struct slice){0};
	for (size_t i = 0; i < layout->shared.len; i++)
		pick(layout, &layout->shared.at[i], cells, out);
	if (!out->fields[FIELD_REGION].len)
		out->fields[FIELD_REGION] = out->fields[FIELD_REGION_2];
	if (!out->fields[FIELD_USAGE_TYPE].len)
		out->fields[FIELD_USAGE_TYPE] = out->fields[FIELD_USAGE_TYPE_2];
}

// memcmp for texts of the length of a time, without a call.
static bool is_same(const char *a, const char *b, size_t len)
{
	uint64_t x, y, differ = 0;
	size_t i = 0;
	for (; i + 8 <= len; i += 8) {
		memcpy(&x, a + i, 8);
		memcpy(&y, b + i, 8);
		differ |= x ^ y;
	}
	for (; i < len; i++)
		differ |= (uint64_t)(a[i] ^ b[i]);
	return !differ;
}

static bool read_time(struct slice text, struct time_memo *memo, struct err *err)
{
	if (text.len == memo->len && is_same(text.at, memo->text, text.len))
		return true;
	memo->len = 0;
	if (!clock_parse(text, &memo->time, err))
		return false;
	memo->month = clock_month(memo->time);
	memo->len = text.len < sizeof memo->text ? text.len : 0;
	memcpy(memo->text, text.at, memo->len);
	return true;
}

// One of the record's times by its memo: start, end, period. An empty one leaves the memo alone.
static bool read_field_time(struct record_layout *layout, const struct record *record,
			    enum bill_field field, struct err *err)
{
	struct time_memo *memo = &layout->memo[field - FIELD_PERIOD];
	return !record->fields[field].len || read_time(record->fields[field], memo, err) ||
	       err_wrap(err, "%s", layout->dialect->names[field]);
}

static bool read_times(struct record_layout *layout, struct record *out, struct err *err)
{
	const struct slice *fields = out->fields;
	const struct time_memo *memo = layout->memo, *start = &memo[FIELD_START - FIELD_PERIOD];
	if (!fields[FIELD_START].len)
		return err_set(err, ERR_INVALID, "%s is empty",
			       layout->dialect->names[FIELD_START]);
	if (!read_field_time(layout, out, FIELD_START, err) ||
	    !read_field_time(layout, out, FIELD_END, err))
		return false;
	out->start = start->time;
	out->stop = fields[FIELD_END].len ? memo[FIELD_END - FIELD_PERIOD].time : out->start;
	if (out->stop % DAY_SECONDS == DAY_SECONDS - 1)
		out->stop++;
	if (out->stop < out->start)
		return err_set(err, ERR_INVALID, "the usage ends before it starts");
	if (!read_field_time(layout, out, FIELD_PERIOD, err))
		return false;
	out->period = fields[FIELD_PERIOD].len ? memo[0].month : start->month;
	return true;
}

// Most amounts of a bill are nothing, in one of three spellings.
static bool is_nothing(struct slice text)
{
	return !text.len ||
	       (*text.at == '0' &&
		(text.len == 1 || (text.len == 3 && text.at[1] == '.' && text.at[2] == '0')));
}

// *out is left alone when the amount is nothing.
static bool read_amount(const struct record_layout *layout, const struct record *record,
			enum bill_field field, struct decimal *out, struct err *err)
{
	struct slice text = record->fields[field];
	if (is_nothing(text) || decimal_read(text.at, text.len, out))
		return true;
	text = slice_trim(text);
	if (!text.len)
		return true;
	return decimal_parse(text, out, err) || err_wrap(err, "%s", layout->dialect->names[field]);
}

// Amounts that the part does not have stay as they were made: zero.
static bool read_amounts(const struct record_layout *layout, struct record *record, struct err *err)
{
	for (size_t i = 0; i < layout->amounts.len; i++) {
		size_t which = layout->amounts.at[i];
		void *place = (char *)&record->amounts + AMOUNTS[which].at;
		*(struct decimal *)place = (struct decimal){0};
		if (!is_nothing(record->fields[AMOUNTS[which].field]) &&
		    !read_amount(layout, record, AMOUNTS[which].field, place, err))
			return false;
	}
	record->amounts.has_net = record_has(layout, FIELD_NET_UNBLENDED);
	return true;
}

// ---- AWS ----

struct record_kind record_kind(const struct record_layout *layout, const struct record *record)
{
	const struct slice *f = record->fields;
	if (layout->dialect->focus)
		return (struct record_kind){
			.type = slice_is(f[FIELD_LINE_TYPE], "Usage") ? LINE_USAGE : LINE_OTHER};
	bool typed = record_has(layout, FIELD_LINE_TYPE);
	return (struct record_kind){.type = typed ? line_type_of(f[FIELD_LINE_TYPE]) : LINE_USAGE,
				    .split = slice_is(f[FIELD_OPERATION], "EKSPod-EC2") ||
					     slice_is(f[FIELD_OPERATION], "ECSTask-EC2"),
				    .plan_sale = slice_is(f[FIELD_SERVICE], "ComputeSavingsPlans")};
}

static bool read_aws(const struct record_layout *layout, const struct record_kind *kind,
		     struct record *out, struct err *err)
{
	struct line_facts facts = {.type = kind->type,
				   .has_reservation = out->fields[FIELD_RESERVATION].len > 0};
	facts.plan_refund = kind->type == LINE_REFUND && kind->plan_sale &&
			    slice_starts(out->fields[FIELD_DESCRIPTION],
					 "Refund for one-time fee for Savings Plan ID");
	if (!read_amounts(layout, out, err))
		return false;
	amortize(&facts, &out->amounts, &out->measures);
	return !kind->split ||
	       (read_amount(layout, out, FIELD_SPLIT_COST, &out->split_cost, err) &&
		read_amount(layout, out, FIELD_SPLIT_UNUSED, &out->split_unused, err));
}

// ---- FOCUS ----

static bool read_focus(const struct record_layout *layout, const struct record_kind *kind,
		       struct record *out, struct err *err)
{
	struct line_measures *m = &out->measures;
	*m = (struct line_measures){0};
	if (!read_amount(layout, out, FIELD_UNBLENDED, &m->unblended, err) ||
	    !read_amount(layout, out, FIELD_EFFECTIVE, &m->amortized, err) ||
	    !read_amount(layout, out, FIELD_ON_DEMAND, &m->on_demand, err))
		return false;
	return kind->type != LINE_USAGE || read_amount(layout, out, FIELD_USAGE, &m->usage, err);
}

bool record_read(struct record_layout *layout, const struct record_kind *kind,
		 struct record *record, struct err *err)
{
	record->split_cost = record->split_unused = (struct decimal){0};
	if (!read_times(layout, record, err))
		return false;
	return layout->dialect->focus ? read_focus(layout, kind, record, err)
				      : read_aws(layout, kind, record, err);
}
