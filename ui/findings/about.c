#include "ui/findings/about.h"

#include "base/utf8.h"
#include "view/format.h"

#include <string.h>

enum { ROWS_MOST = 50 };

const char *about_lead(const char *address, const char *value, struct arena *arena)
{
	struct slice rest = slice_of(address);
	struct str out = {0};
	if (!address)
		return NULL;
	str_add_slice(&out, slice_cut(&rest, '{'));
	address_add_value(slice_of(value), &out);
	slice_cut(&rest, '}');
	str_add_slice(&out, rest);
	const char *copy = arena_slice(arena, str_slice(&out));
	str_fini(&out);
	return copy;
}

const struct value *about_value(const struct result *result, size_t row, const char *column,
				size_t *at)
{
	*at = column ? result_place(result, column) : result->column_count;
	const struct value *value = *at < result->column_count ? result_at(result, row, *at) : NULL;
	return value && value->text && *value->text ? value : NULL;
}

bool about_query(struct form *form, struct question question, struct arena *arena,
		 struct result *out, struct err *err)
{
	const struct view *view;
	struct select select;
	if (!address_parse(slice_of(question.address), arena, &view, &select, err))
		return false;
	select.measures = question.columns;
	return view_run(form->session, &select, arena, out, err);
}

// ---- Rows ----

// What the form is of, the rows about it, and how wide their columns are.
struct telling {
	struct form *form;
	const struct about *about;
	const struct result *of, *rows;
	size_t widths[ABOUT_COLUMNS];
};

static bool is_said(const struct telling *telling, const char *column, const struct value *value)
{
	size_t at;
	const struct value *own = about_value(telling->of, 0, column, &at);
	return telling->about->lead && own && strcmp(own->text, value->text) == 0;
}

static void add_cell(const struct telling *telling, size_t row, size_t i, struct str *out)
{
	struct str text = {0};
	size_t at;
	const char *column = telling->about->columns[i];
	const struct value *value = about_value(telling->rows, row, column, &at);
	if (value && !is_said(telling, column, value))
		format_value(telling->form->session, &telling->rows->columns[at], value, &text);
	size_t width = utf8_columns(str_slice(&text));
	str_add_slice(out, str_slice(&text));
	if (width < telling->widths[i])
		str_add_repeat(out, ' ', telling->widths[i] - width);
	str_fini(&text);
}

static void measure(struct telling *telling, size_t i)
{
	struct str text = {0};
	size_t widest = 0;
	for (size_t row = 0; row < telling->rows->row_count; row++) {
		str_clear(&text);
		add_cell(telling, row, i, &text);
		size_t width = utf8_columns(str_slice(&text));
		widest = width > widest ? width : widest;
	}
	telling->widths[i] = widest;
	str_fini(&text);
}

static void add_row(const struct telling *telling, size_t row)
{
	const struct about *about = telling->about;
	struct str text = {0};
	size_t at;
	const struct value *key = about_value(telling->rows, row, about->columns[0], &at);
	for (size_t i = about->lead ? 1 : 0; about->columns[i]; i++) {
		if (!telling->widths[i])
			continue;
		str_add_text(&text, text.len ? "  " : "");
		add_cell(telling, row, i, &text);
	}
	struct slice line = slice_trim(str_slice(&text));
	struct form_line added = {
		.label = row ? "" : about->label,
		.text = arena_slice(&telling->form->arena, line),
		.address = key ? about_lead(about->lead, key->text, &telling->form->arena) : NULL,
	};
	form_add(telling->form, &added);
	str_fini(&text);
}

bool about_add(struct form *form, const struct about *about, const struct result *of,
	       struct err *err)
{
	struct arena arena = {0};
	struct result rows;
	struct telling telling = {.form = form, .about = about, .of = of, .rows = &rows};
	size_t at;
	const struct value *key = about_value(of, 0, about->key, &at);
	if (!key)
		return true;
	const char *all = about_lead(about->address, key->text, &arena);
	const struct question question = {arena_printf(&arena, "%s limit:%d", all, ROWS_MOST),
					  about->columns};
	bool done = about_query(form, question, &arena, &rows, err);
	for (size_t i = 0; done && about->columns[i]; i++)
		measure(&telling, i);
	for (size_t row = 0; done && row < rows.row_count; row++)
		add_row(&telling, row);
	if (done && rows.more)
		form_add(form, &(struct form_line){.text = "there is more", .address = all});
	arena_fini(&arena);
	return done;
}
