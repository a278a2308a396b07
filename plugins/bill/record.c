#include "plugins/bill/record.h"

#include "base/clock.h"
#include "base/utf8.h"

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
	return true;
}

void record_layout_fini(struct record_layout *layout)
{
	vec_fini(&layout->tags);
	arena_fini(&layout->texts);
}

// ---- Cells ----

// FOCUS files of the wild write the word for null.
static bool is_null_word(struct slice cell)
{
	return cell.len == 4 &&
	       (memcmp(cell.at, "NULL", 4) == 0 || memcmp(cell.at, "null", 4) == 0);
}

static void pick_fields(const struct record_layout *layout, const struct slice *cells, size_t count,
			struct record *out)
{
	for (int f = 0; f < FIELD_COUNT; f++) {
		int column = layout->columns[f];
		bool here = column >= 0 && (size_t)column < count;
		out->fields[f] = here ? cells[column] : (struct slice){0};
		if (layout->dialect->focus && is_null_word(out->fields[f]))
			out->fields[f] = (struct slice){0};
	}
}

static bool read_time(struct slice text, struct time_memo *memo, int64_t *out, struct err *err)
{
	if (text.len != memo->len || memcmp(text.at, memo->text, text.len) != 0) {
		if (!clock_parse(text, &memo->time, err))
			return false;
		memo->len = text.len < sizeof memo->text ? text.len : 0;
		memcpy(memo->text, text.at, memo->len);
	}
	*out = memo->time;
	return true;
}

static bool read_times(struct record_layout *layout, struct record *out, struct err *err)
{
	const struct slice *fields = out->fields;
	if (!fields[FIELD_START].len)
		return err_set(err, ERR_INVALID, "%s is empty",
			       layout->dialect->names[FIELD_START]);
	if (!read_time(fields[FIELD_START], &layout->memo[0], &out->start, err))
		return err_wrap(err, "%s", layout->dialect->names[FIELD_START]);
	out->stop = out->start;
	if (fields[FIELD_END].len &&
	    !read_time(fields[FIELD_END], &layout->memo[1], &out->stop, err))
		return err_wrap(err, "%s", layout->dialect->names[FIELD_END]);
	if (out->stop % DAY_SECONDS == DAY_SECONDS - 1)
		out->stop++;
	if (out->stop < out->start)
		return err_set(err, ERR_INVALID, "the usage ends before it starts");
	out->period = clock_month(out->start);
	if (fields[FIELD_PERIOD].len &&
	    !read_time(fields[FIELD_PERIOD], &layout->memo[2], &out->period, err))
		return err_wrap(err, "%s", layout->dialect->names[FIELD_PERIOD]);
	out->period = clock_month(out->period);
	return true;
}

static bool read_amount(const struct record_layout *layout, const struct record *record,
			enum bill_field field, struct decimal *out, struct err *err)
{
	struct slice text = record->fields[field];
	*out = (struct decimal){0};
	if (!text.len || decimal_read(text.at, text.len, out))
		return true;
	text = slice_trim(text);
	if (!text.len)
		return true;
	return decimal_parse(text, out, err) || err_wrap(err, "%s", layout->dialect->names[field]);
}

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

static bool read_amounts(const struct record_layout *layout, const struct record *record,
			 struct line_amounts *amounts, struct err *err)
{
	*amounts = (struct line_amounts){.has_net = record_has(layout, FIELD_NET_UNBLENDED)};
	for (size_t i = 0; i < sizeof AMOUNTS / sizeof *AMOUNTS; i++) {
		if (!record->fields[AMOUNTS[i].field].len)
			continue;
		struct decimal value;
		if (!read_amount(layout, record, AMOUNTS[i].field, &value, err))
			return false;
		memcpy((char *)amounts + AMOUNTS[i].at, &value, sizeof value);
	}
	return true;
}

// ---- AWS ----

static void read_facts(const struct record_layout *layout, struct record *out)
{
	const struct slice *f = out->fields;
	bool typed = record_has(layout, FIELD_LINE_TYPE);
	out->facts.type = typed ? line_type_of(f[FIELD_LINE_TYPE]) : LINE_USAGE;
	out->facts.has_reservation = f[FIELD_RESERVATION].len > 0;
	out->facts.plan_refund =
		out->facts.type == LINE_REFUND &&
		slice_is(f[FIELD_SERVICE], "ComputeSavingsPlans") &&
		slice_starts(f[FIELD_DESCRIPTION], "Refund for one-time fee for Savings Plan ID");
	out->split = slice_is(f[FIELD_OPERATION], "EKSPod-EC2") ||
		     slice_is(f[FIELD_OPERATION], "ECSTask-EC2");
}

static bool read_aws(const struct record_layout *layout, struct record *out, struct err *err)
{
	struct line_amounts amounts;
	read_facts(layout, out);
	if (!read_amounts(layout, out, &amounts, err))
		return false;
	amortize(&out->facts, &amounts, &out->measures);
	return !out->split ||
	       (read_amount(layout, out, FIELD_SPLIT_COST, &out->split_cost, err) &&
		read_amount(layout, out, FIELD_SPLIT_UNUSED, &out->split_unused, err));
}

// ---- FOCUS ----

static bool read_focus(const struct record_layout *layout, struct record *out, struct err *err)
{
	struct slice *f = out->fields;
	struct line_measures *m = &out->measures;
	*m = (struct line_measures){0};
	if (!f[FIELD_USAGE_TYPE].len)
		f[FIELD_USAGE_TYPE] = f[FIELD_USAGE_TYPE_2];
	if (!read_amount(layout, out, FIELD_UNBLENDED, &m->unblended, err) ||
	    !read_amount(layout, out, FIELD_EFFECTIVE, &m->amortized, err) ||
	    !read_amount(layout, out, FIELD_ON_DEMAND, &m->on_demand, err))
		return false;
	return !slice_is(f[FIELD_LINE_TYPE], "Usage") ||
	       read_amount(layout, out, FIELD_USAGE, &m->usage, err);
}

static bool is_text(const struct slice *cells, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].len && utf8_valid(cells[i]) < cells[i].len)
			return err_set(err, ERR_INVALID, "cell %zu is not UTF-8", i + 1);
	return true;
}

bool record_read(struct record_layout *layout, const struct slice *cells, size_t count,
		 struct record *out, struct err *err)
{
	pick_fields(layout, cells, count, out);
	out->split = false;
	out->split_cost = out->split_unused = (struct decimal){0};
	if (!is_text(cells, count, err) || !read_times(layout, out, err))
		return false;
	if (!out->fields[FIELD_REGION].len)
		out->fields[FIELD_REGION] = out->fields[FIELD_REGION_2];
	return layout->dialect->focus ? read_focus(layout, out, err) : read_aws(layout, out, err);
}
