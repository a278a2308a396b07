#include "store/query/query.h"

#include "base/clock.h"

#include <string.h>

void query_add_value(struct query *q, struct str *sql, struct sql_value value)
{
	*vec_push(&q->values) = value;
	str_addf(sql, "?%zu", q->values.len);
}

// Reading one value: what every kind's reader needs.
struct reading {
	const struct column *column;
	struct arena *arena;
	int64_t now;
	struct err *err;
};

static bool refuse(const struct reading *r, struct slice text, const char *why)
{
	return err_set(r->err, ERR_INVALID, "%s: '%.*s' %s", r->column->name,
		       (int)(text.len > 60 ? 60 : text.len), text.len ? text.at : "", why);
}

// ---- Times ----

// A stretch of time: a day, a month, or one second.
struct stretch {
	int64_t from, until; // exclusive
};

static bool is_digits(struct slice text, size_t from, size_t count)
{
	for (size_t i = from; i < from + count; i++)
		if (i >= text.len || text.at[i] < '0' || text.at[i] > '9')
			return false;
	return true;
}

static bool is_month(struct slice text)
{
	return text.len == 7 && text.at[4] == '-' && is_digits(text, 0, 4) && is_digits(text, 5, 2);
}

static bool is_day(struct slice text)
{
	return (text.len == 8 && is_digits(text, 0, 8)) ||
	       (text.len == 10 && text.at[4] == '-' && text.at[7] == '-');
}

// now, today, yesterday, tomorrow, -7d, +2h.
static bool read_relative(const struct reading *r, struct slice text, struct stretch *out)
{
	static const struct {
		const char *name;
		int day;
	} DAYS[] = {{"yesterday", -1}, {"today", 0}, {"tomorrow", 1}};
	struct err ignored = {0};
	int64_t seconds = 0;
	for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++)
		if (slice_is(text, DAYS[i].name)) {
			out->from = clock_day(r->now) + DAYS[i].day * (int64_t)DAY_SECONDS;
			out->until = out->from + DAY_SECONDS;
			return true;
		}
	bool past = slice_starts(text, "-");
	if (!slice_is(text, "now") &&
	    ((!past && !slice_starts(text, "+")) ||
	     !clock_parse_duration((struct slice){text.at + 1, text.len - 1}, &seconds, &ignored)))
		return false;
	if (__builtin_add_overflow(r->now, past ? -seconds : seconds, &out->from))
		return false;
	out->until = out->from + 1;
	return true;
}

// Ages and times left are shown, and asked for, as how long.
static bool counts(const struct column *column)
{
	return column->kind == COLUMN_AGE || column->kind == COLUMN_LEFT;
}

static bool read_stretch(const struct reading *r, struct slice text, struct stretch *out)
{
	struct err why = {0};
	int64_t ignored;
	if (read_relative(r, text, out))
		return true;
	if (is_month(text) && clock_parse_month(text, &out->from, &why)) {
		out->until = clock_add_months(out->from, 1);
		return true;
	}
	if (!is_month(text) && clock_parse(text, &out->from, &why)) {
		out->until = out->from + (is_day(text) ? DAY_SECONDS : 1);
		return true;
	}
	if (is_month(text) || is_day(text) || strstr(why.text, "exists"))
		return refuse(r, text, "is no day, month or hour that exists");
	if (clock_parse_duration(text, &ignored, &why))
		return refuse(r, text, "is how long, not when; -7d is seven days ago, +7d ahead");
	if (counts(r->column))
		return refuse(r, text,
			      "is neither how long nor a date; write 7d, 12h, today or 2026-11-25");
	return refuse(r, text,
		      "is no date; write 2026-11-25, 2026-11, today, -7d or "
		      "2026-11-25T06:00:00Z");
}

static const char *number_text(const struct reading *r, int64_t number)
{
	return arena_printf(r->arena, "%lld", (long long)number);
}

static bool read_time(const struct reading *r, struct slice text, struct span *out)
{
	struct stretch stretch;
	struct err ignored = {0};
	int64_t length, at;
	if (counts(r->column) && clock_parse_duration(text, &length, &ignored)) {
		out->is_length = true;
		out->is_age = r->column->kind == COLUMN_AGE;
		if (__builtin_add_overflow(r->now, out->is_age ? -length : length, &at))
			return refuse(r, text, "is too long");
		out->low = out->high = number_text(r, at);
		return true;
	}
	if (!read_stretch(r, text, &stretch))
		return false;
	out->low = number_text(r, stretch.from);
	out->high = number_text(r, stretch.until - 1);
	return true;
}

// ---- Months, numbers, sizes, yes and no ----

static bool read_month(const struct reading *r, struct slice text, struct span *out)
{
	struct err ignored = {0};
	int64_t month;
	char shown[32];
	if (!clock_parse_month(text, &month, &ignored))
		return refuse(r, text, "is no month like 2018-12");
	out->low = out->high = arena_text(r->arena, clock_format_month(month, shown));
	return true;
}

static const struct {
	const char *name;
	int64_t bytes;
} UNITS[] = {
	{"KiB", 1LL << 10},    {"MiB", 1LL << 20},	 {"GiB", 1LL << 30},
	{"TiB", 1LL << 40},    {"PiB", 1LL << 50},	 {"kB", 1000},
	{"KB", 1000},	       {"MB", 1000000},		 {"GB", 1000000000},
	{"TB", 1000000000000}, {"PB", 1000000000000000}, {"B", 1},
};
enum { UNIT_COUNT = sizeof UNITS / sizeof *UNITS };

static struct slice cut_unit(struct slice text, int64_t *bytes)
{
	*bytes = 1;
	for (size_t i = 0; i < UNIT_COUNT; i++)
		if (slice_ends(text, UNITS[i].name)) {
			*bytes = UNITS[i].bytes;
			text.len -= strlen(UNITS[i].name);
			break;
		}
	return slice_trim(text);
}

// digits[.digits] × bytes, exactly: as many times as the unit has factors of ten or two.
static void multiply(struct decimal *x, int64_t factor)
{
	struct decimal sum = {0, 0}, power = *x;
	for (; factor; factor >>= 1) {
		if (factor & 1)
			decimal_add(&sum, &power);
		struct decimal twice = power;
		decimal_add(&twice, &power);
		power = twice;
	}
	*x = sum;
}

// Between two whole numbers: more than the one, less than the other, and equal to none.
static void keep_whole(const struct reading *r, const struct decimal *number, struct span *out)
{
	char text[DECIMAL_TEXT];
	struct decimal low = {.whole = number->whole + (number->fraction > 0)};
	struct decimal high = {.whole = number->whole - (number->fraction < 0)};
	decimal_format(&low, text);
	out->low = arena_text(r->arena, text);
	decimal_format(&high, text);
	out->high = arena_text(r->arena, text);
}

static bool read_number(const struct reading *r, struct slice text, struct span *out)
{
	bool size = r->column->kind == COLUMN_BYTES;
	int64_t unit = 1;
	struct slice digits = size ? cut_unit(text, &unit) : text;
	struct decimal number;
	struct err ignored = {0};
	char *shown = arena_alloc(r->arena, DECIMAL_TEXT);
	static const struct decimal MOST = {.whole = 1000000000000000000, .fraction = 0};
	if (!decimal_parse(digits, &number, &ignored))
		return refuse(r, text,
			      size ? "is no size like 10MB, 4KiB or 1200" : "is not a number");
	if (size && decimal_compare(&number, &MOST) > 0)
		return refuse(r, text, "is more than any size");
	multiply(&number, unit);
	decimal_format(&number, shown);
	out->low = out->high = shown;
	if (number.fraction && (size || r->column->kind == COLUMN_INT))
		keep_whole(r, &number, out);
	return true;
}

static bool read_bool(const struct reading *r, struct slice text, struct span *out)
{
	bool yes = slice_is(text, "yes") || slice_is(text, "true") || slice_is(text, "1");
	if (!yes && !slice_is(text, "no") && !slice_is(text, "false") && !slice_is(text, "0"))
		return refuse(r, text, "is neither yes nor no");
	out->low = out->high = yes ? "1" : "0";
	return true;
}

// ---- One value, or a range of two ----

static bool (*const READERS[])(const struct reading *, struct slice, struct span *) = {
	[COLUMN_INT] = read_number, [COLUMN_DECIMAL] = read_number, [COLUMN_MONEY] = read_number,
	[COLUMN_TIME] = read_time,  [COLUMN_DAY] = read_time,	    [COLUMN_MONTH] = read_month,
	[COLUMN_AGE] = read_time,   [COLUMN_LEFT] = read_time,	    [COLUMN_BYTES] = read_number,
	[COLUMN_BOOL] = read_bool,
};

static bool read_range(const struct reading *r, struct slice text, const char *dots,
		       struct span *out)
{
	struct slice low = {text.at, (size_t)(dots - text.at)};
	struct slice high = {dots + 2, text.len - low.len - 2};
	struct span from = {0}, to = {0};
	out->is_range = true;
	if (r->column->kind == COLUMN_BOOL)
		return refuse(r, text, "is a range, and it is yes or no");
	if (!low.len && !high.len)
		return refuse(r, text, "is a range without an end; write 1..5, 1.. or ..5");
	if ((low.len && !READERS[r->column->kind](r, low, &from)) ||
	    (high.len && !READERS[r->column->kind](r, high, &to)))
		return false;
	if (low.len && high.len && from.is_age != to.is_age)
		return refuse(r, text, "is a range of an age and a time");
	// The older an age, the smaller its time.
	out->is_age = from.is_age || to.is_age;
	out->is_length = from.is_length || to.is_length;
	out->low = out->is_age ? to.low : from.low;
	out->high = out->is_age ? from.high : to.high;
	return true;
}

bool value_read(const struct column *column, struct slice text, struct arena *arena,
		struct span *out, struct err *err)
{
	struct reading r = {column, arena, clock_now(), err};
	*out = (struct span){0};
	text = column->kind == COLUMN_TEXT ? text : slice_trim(text);
	struct word_range ignored;
	if (column->words && text.len && !memchr(text.at, '*', text.len) &&
	    !column->words->read(text, false, &ignored))
		return err_set(err, ERR_INVALID, "%s: '%.*s' is none of %s", column->name,
			       (int)(text.len > 60 ? 60 : text.len), text.at, column->words->known);
	if (column->kind == COLUMN_TEXT) {
		out->low = out->high = arena_slice(arena, text);
		return true;
	}
	const char *dots = text.len ? memmem(text.at, text.len, "..", 2) : NULL;
	return dots ? read_range(&r, text, dots, out) : READERS[column->kind](&r, text, out);
}
