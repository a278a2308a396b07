#include "view/address.h"

#include "base/clock.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

// ---- Names ----

static const char *column_names(const struct relation *relation, bool dimensions,
				struct arena *arena)
{
	struct str names = {0};
	for (size_t i = 0; i < relation->column_count; i++) {
		const struct column *c = &relation->columns[i];
		if (dimensions && c->role != COLUMN_DIMENSION)
			continue;
		str_addf(&names, "%s%s%s", names.len ? ", " : "", c->name, c->keyed ? ":KEY" : "");
	}
	const char *copy = arena_slice(arena, str_slice(&names));
	str_fini(&names);
	return copy;
}

// "tag:KEY" or a plain column name.
static bool find_column(const struct select *select, struct slice text, struct arena *arena,
			struct dimension *out, struct err *err)
{
	struct slice rest = text;
	struct slice name = slice_cut(&rest, ':');
	out->column = relation_column(select->relation, name);
	out->key = out->column && out->column->keyed && rest.len ? arena_slice(arena, rest) : NULL;
	bool keyed = out->column && out->column->keyed;
	if (!out->column || (keyed && !out->key) || (!keyed && rest.at))
		return err_set(err, ERR_INVALID, "'%.*s' is no column of %s; there are %s",
			       (int)text.len, text.len ? text.at : "", select->relation->name,
			       column_names(select->relation, false, arena));
	return true;
}

bool address_group(struct slice list, struct arena *arena, struct select *select, struct err *err)
{
	select->by_count = 0;
	while (list.at) {
		struct slice name = slice_trim(slice_cut(&list, ','));
		struct dimension *d = &select->by[select->by_count];
		if (slice_is(name, "total") || !name.len)
			continue;
		if (select->by_count == SELECT_DIMENSIONS)
			return err_set(err, ERR_INVALID, "by: at most %d dimensions",
				       SELECT_DIMENSIONS);
		if (!find_column(select, name, arena, d, err))
			return false;
		if (d->column->role != COLUMN_DIMENSION)
			return err_set(err, ERR_INVALID, "by: %s is not a dimension; there are %s",
				       d->column->name,
				       column_names(select->relation, true, arena));
		select->by_count++;
	}
	return true;
}

static bool is_in_result(const struct select *select, const struct dimension *d)
{
	if (d->column->role != COLUMN_DIMENSION)
		return d->column->role != COLUMN_HIDDEN;
	for (size_t i = 0; i < select->by_count; i++)
		if (select->by[i].column == d->column)
			return true;
	return select->relation->always && strcmp(select->relation->always, d->column->name) == 0;
}

bool address_sort(struct slice column, struct arena *arena, struct select *select, struct err *err)
{
	struct dimension d;
	select->descending = slice_starts(column, "-");
	if (select->descending)
		column = (struct slice){column.at + 1, column.len - 1};
	if (!find_column(select, column, arena, &d, err))
		return false;
	if (!is_in_result(select, &d))
		return err_set(err, ERR_INVALID, "sort: %s is not among the columns shown",
			       d.column->name);
	select->sort = d.column;
	select->sort_key = d.key;
	return true;
}

// ---- Conditions ----

static const struct {
	const char *text;
	enum filter_op op;
} OPERATORS[] = {
	{"!=", FILTER_NOT}, {"<=", FILTER_AT_MOST}, {">=", FILTER_AT_LEAST}, {"<", FILTER_LESS},
	{">", FILTER_MORE}, {"=", FILTER_IS},	    {":", FILTER_IS},
};

// Where the operator stands: behind the column, and behind the key of tag:KEY.
static size_t find_operator(struct slice term, size_t from, size_t *which)
{
	for (size_t at = from; at < term.len; at++)
		for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++)
			if (slice_starts((struct slice){term.at + at, term.len - at},
					 OPERATORS[i].text)) {
				*which = i;
				return at;
			}
	return term.len;
}

// A value as the column stores it: times become numbers.
static bool read_value(const struct column *column, struct slice value, struct arena *arena,
		       const char **out, struct err *err)
{
	int64_t time;
	struct decimal number;
	switch (value.len ? column->kind : COLUMN_TEXT) {
	case COLUMN_TIME:
	case COLUMN_DAY:
	case COLUMN_AGE:
		if (!clock_parse(value, &time, err))
			return err_wrap(err, "%s", column->name);
		*out = arena_printf(arena, "%lld", (long long)time);
		return true;
	case COLUMN_MONTH:
		if (!clock_parse_month(value, &time, err))
			return err_wrap(err, "%s", column->name);
		break;
	case COLUMN_INT:
	case COLUMN_DECIMAL:
	case COLUMN_MONEY:
	case COLUMN_BYTES:
		if (!decimal_parse(value, &number, err))
			return err_wrap(err, "%s", column->name);
		break;
	default: break;
	}
	*out = arena_slice(arena, value);
	return true;
}

static bool add_filter(struct select *select, const struct filter *filter, struct err *err)
{
	if (select->filter_count == SELECT_FILTERS)
		return err_set(err, ERR_INVALID, "at most %d conditions", SELECT_FILTERS);
	select->filters[select->filter_count++] = *filter;
	return true;
}

static bool add_condition(struct slice term, struct slice values, struct filter *filter,
			  struct arena *arena, struct err *err)
{
	size_t room = 1;
	for (size_t i = 0; i < values.len; i++)
		room += values.at[i] == ',';
	filter->values = arena_alloc(arena, room * sizeof *filter->values);
	if (!values.at)
		values = SLICE("");
	while (values.at)
		if (!read_value(filter->column, slice_cut(&values, ','), arena,
				&filter->values[filter->value_count++], err))
			return err_wrap(err, "%.*s", (int)term.len, term.at);
	return true;
}

static bool add_search(struct slice word, struct arena *arena, struct select *select,
		       struct err *err)
{
	struct filter filter = {.op = FILTER_HAS, .value_count = 1};
	filter.values = arena_alloc(arena, sizeof *filter.values);
	filter.values[0] = arena_slice(arena, word);
	return add_filter(select, &filter, err);
}

// In tag:KEY=VALUE the key may hold colons: any other operator goes first, else the last colon.
static size_t find_key_end(struct slice term, size_t from, size_t *which)
{
	size_t colon = term.len;
	for (size_t at = from; at < term.len; at++) {
		struct slice rest = {term.at + at, 1 + (at + 1 < term.len)};
		size_t found;
		if (find_operator(rest, 0, &found) != 0)
			continue;
		*which = found;
		if (*OPERATORS[found].text != ':')
			return at;
		colon = at;
	}
	return colon;
}

static bool add_compared(struct slice term, bool negated, struct arena *arena,
			 struct select *select, struct err *err)
{
	size_t which = 0, at = find_operator(term, 0, &which);
	struct dimension d = {
		.column = relation_column(select->relation, (struct slice){term.at, at})};
	if (d.column && d.column->keyed && at < term.len)
		at = find_key_end(term, at + 1, &which);
	if (at == term.len)
		return err_set(err, ERR_INVALID, "'%.*s' has no value", (int)term.len, term.at);
	if (!find_column(select, (struct slice){term.at, at}, arena, &d, err))
		return false;
	struct filter filter = {.column = d.column, .key = d.key, .op = OPERATORS[which].op};
	if (negated && filter.op != FILTER_IS)
		return err_set(err, ERR_INVALID, "'-%.*s': '-' goes with ':' only", (int)term.len,
			       term.at);
	if (negated)
		filter.op = FILTER_NOT;
	at += strlen(OPERATORS[which].text);
	struct slice values = {term.at + at, term.len - at};
	return add_condition(term, values, &filter, arena, err) && add_filter(select, &filter, err);
}

static bool add_limit(struct slice value, struct arena *arena, struct select *select,
		      struct err *err)
{
	char *end;
	const char *text = arena_slice(arena, value);
	select->limit = strtoll(text, &end, 10);
	return (*text && !*end && select->limit >= 0) ||
	       err_set(err, ERR_INVALID, "limit: '%s' is not a count", text);
}

// What shapes the result rather than choosing rows.
static bool add_shape(struct slice name, struct slice value, struct arena *arena,
		      struct select *select, struct err *err)
{
	if (slice_is(name, "by"))
		return address_group(value, arena, select, err);
	if (slice_is(name, "sort"))
		return address_sort(value, arena, select, err);
	if (slice_is(name, "limit"))
		return add_limit(value, arena, select, err);
	select->spread = slice_is(value, "yes");
	return select->spread || slice_is(value, "no") ||
	       err_set(err, ERR_INVALID, "spread: yes or no");
}

static bool is_shape(struct slice name)
{
	return slice_is(name, "by") || slice_is(name, "sort") || slice_is(name, "limit") ||
	       slice_is(name, "spread");
}

bool address_add(struct slice term, struct arena *arena, struct select *select, struct err *err)
{
	struct slice value = term, name = slice_cut(&value, ':');
	if (value.at && is_shape(name))
		return add_shape(name, value, arena, select, err);
	bool negated = slice_starts(term, "-");
	if (negated)
		term = (struct slice){term.at + 1, term.len - 1};
	size_t which;
	if (find_operator(term, 0, &which) < term.len)
		return add_compared(term, negated, arena, select, err);
	return add_search(term, arena, select, err);
}

// ---- Whole addresses ----

// The next term, without the quotes that keep blanks together.
static struct slice next_term(struct slice *rest, struct arena *arena)
{
	struct str term = {0};
	bool quoted = false;
	*rest = slice_trim(*rest);
	while (rest->len && (quoted || rest->at[0] != ' ')) {
		if (rest->at[0] == '"')
			quoted = !quoted;
		else
			str_add_char(&term, rest->at[0]);
		rest->at++;
		rest->len--;
	}
	struct slice copy = {arena_slice(arena, str_slice(&term)), term.len};
	str_fini(&term);
	return copy;
}

bool address_parse(struct slice text, struct arena *arena, const struct view **view,
		   struct select *out, struct err *err)
{
	struct slice rest = slice_trim(text);
	struct slice name = next_term(&rest, arena);
	*view = view_find(name.len ? name : SLICE("cost"));
	if (!*view)
		return err_set(err, ERR_INVALID, "there is no view '%.*s'; there are %s",
			       (int)name.len, name.at, view_names(arena));
	*out = (struct select){.relation = relation_find((*view)->relation)};
	if ((*view)->by && !address_group(slice_of((*view)->by), arena, out, err))
		return false;
	while (slice_trim(rest).len)
		if (!address_add(next_term(&rest, arena), arena, out, err))
			return false;
	return true;
}

static void print_filter(const struct filter *f, struct str *out)
{
	static const char *const TEXTS[] = {
		[FILTER_IS] = ":",	 [FILTER_NOT] = "!=", [FILTER_LESS] = "<",
		[FILTER_AT_MOST] = "<=", [FILTER_MORE] = ">", [FILTER_AT_LEAST] = ">=",
		[FILTER_HAS] = "",	 [FILTER_SAME] = ":",
	};
	struct str term = {0};
	char time[32];
	if (f->column)
		str_addf(&term, "%s%s%s%s", f->column->name, f->key ? ":" : "",
			 f->key ? f->key : "", f->key && *TEXTS[f->op] == ':' ? "=" : TEXTS[f->op]);
	for (size_t i = 0; i < f->value_count; i++) {
		bool moment = f->column &&
			      (f->column->kind == COLUMN_DAY || f->column->kind == COLUMN_TIME);
		const char *value = f->values[i];
		if (moment && *value)
			value = f->column->kind == COLUMN_DAY ? clock_format_day(atoll(value), time)
							      : clock_format(atoll(value), time);
		str_addf(&term, "%s%s", i ? "," : "", value);
	}
	bool blanks = strpbrk(str_text(&term), " ");
	str_addf(out, blanks ? " \"%s\"" : " %s", str_text(&term));
	str_fini(&term);
}

void address_print(const struct view *view, const struct select *select, struct str *out)
{
	str_add_text(out, view->name);
	if (view->by)
		str_add_text(out, " by:");
	if (view->by && !select->by_count)
		str_add_text(out, "total");
	for (size_t i = 0; i < select->by_count; i++)
		str_addf(out, "%s%s%s%s", i ? "," : "", select->by[i].column->name,
			 select->by[i].key ? ":" : "", select->by[i].key ? select->by[i].key : "");
	for (size_t i = 0; i < select->filter_count; i++)
		print_filter(&select->filters[i], out);
	if (select->spread)
		str_add_text(out, " spread:yes");
	if (select->sort)
		str_addf(out, " sort:%s%s%s%s", select->descending ? "-" : "", select->sort->name,
			 select->sort_key ? ":" : "", select->sort_key ? select->sort_key : "");
	if (select->limit)
		str_addf(out, " limit:%lld", (long long)select->limit);
}
