#include "view/address/address_private.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

// Characters that would end a value, or mean something in it.
static bool needs_quotes(struct slice value, const char *special)
{
	for (size_t i = 0; i < value.len; i++)
		if (!value.at[i] || strchr(special, value.at[i]))
			return true;
	return false;
}

static void add_quoted(struct slice value, struct str *out)
{
	str_add_char(out, '"');
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] == '"')
			str_add_char(out, '"');
		str_add_char(out, value.at[i]);
	}
	str_add_char(out, '"');
}

static void add_text(struct slice text, const char *special, struct str *out)
{
	if (needs_quotes(text, special))
		add_quoted(text, out);
	else
		str_add_slice(out, text);
}

#define BLANKS	  " \t\r\n\""
#define OPERATORS "=<>!"

// A value that begins as an operator would be taken for a second one.
static bool begins_as_operator(struct slice value)
{
	return value.len && strchr(OPERATORS, value.at[0]) && value.at[0];
}

void address_add_value(struct slice value, struct str *out)
{
	add_text(value, begins_as_operator(value) ? BLANKS OPERATORS "*," : BLANKS "*,", out);
}

static void add_column(const struct column *column, const char *key, struct str *out)
{
	str_add_text(out, column->name);
	if (!key)
		return;
	str_add_char(out, ':');
	add_text(slice_of(key), BLANKS OPERATORS ",", out);
}

static void add_literal(const struct filter *f, const char *value, struct str *out)
{
	char time[32];
	enum column_kind kind = f->column->kind;
	if (kind == COLUMN_DAY)
		str_add_text(out, clock_format_day(atoll(value), time));
	else if (kind == COLUMN_TIME || kind == COLUMN_AGE || kind == COLUMN_LEFT)
		str_add_text(out, clock_format(atoll(value), time));
	else if (f->column->exact_in_quotes)
		add_quoted(slice_of(value), out);
	else
		address_add_value(slice_of(value), out);
}

// Every '*' stays outside quotes: there it stands for anything.
static void add_pattern(struct slice value, struct str *out)
{
	bool first = begins_as_operator(value);
	while (value.at) {
		struct slice part = slice_cut(&value, '*');
		if (part.len)
			add_text(part, first ? BLANKS OPERATORS "," : BLANKS ",", out);
		str_add_text(out, value.at ? "*" : "");
		first = false;
	}
}

static void add_values(const struct filter *f, struct str *out)
{
	for (size_t i = 0; i < f->value_count; i++) {
		struct slice value = slice_of(f->values[i]);
		str_add_text(out, i ? "," : "");
		if (!value.len)
			continue;
		if (f->literal || f->op == FILTER_SAME)
			add_literal(f, f->values[i], out);
		else
			add_pattern(value, out);
	}
}

void address_print_condition(const struct filter *f, struct str *out)
{
	str_add_text(out, f->negated ? "-" : "");
	if (f->column) {
		add_column(f->column, f->key, out);
		str_add_text(out, operator_text(f->op, f->key != NULL));
		add_values(f, out);
		return;
	}
	struct slice word = slice_of(f->values[0]);
	bool sign = word.len && (word.at[0] == '-' || word.at[0] == '!');
	add_text(word, sign ? BLANKS ":=<>!-" : BLANKS ":=<>!", out);
}

void address_print_conditions(const struct select *select, struct str *out)
{
	for (size_t i = 0; i < select->filter_count; i++) {
		str_add_text(out, i ? " " : "");
		address_print_condition(&select->filters[i], out);
	}
}

static void add_by(const struct select *select, struct str *out)
{
	str_add_text(out, select->by_count ? " by:" : " by:total");
	for (size_t i = 0; i < select->by_count; i++) {
		str_add_text(out, i ? "," : "");
		add_column(select->by[i].column, select->by[i].key, out);
	}
}

void address_print(const struct view *view, const struct select *select, struct str *out)
{
	str_add_text(out, view->name);
	if (view->by)
		add_by(select, out);
	if (select->filter_count)
		str_add_char(out, ' ');
	address_print_conditions(select, out);
	for (size_t i = 0; select->measures && select->measures[i]; i++)
		str_addf(out, "%s%s", i ? "," : " cols:", select->measures[i]);
	if (select->spread)
		str_add_text(out, " spread:yes");
	if (select->sort) {
		str_add_text(out, select->descending ? " sort:-" : " sort:");
		add_column(select->sort, select->sort_key, out);
	}
	if (select->limit)
		str_addf(out, " limit:%lld", (long long)select->limit);
}
