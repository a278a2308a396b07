#include "ui/form/form.h"

#include "ui/child.h"
#include "ui/prompt/palette.h"
#include "view/format.h"
#include "view/provenance.h"

#include <stdlib.h>
#include <string.h>

// ---- A row ----

struct pane form_of_row(const struct sheet *sheet)
{
	struct pane pane;
	struct form *form = form_new(sheet->session, "all columns of the row", &pane);
	const struct result *result = &sheet->rows.result;
	size_t row = sheet->rows.table.selected;
	for (size_t c = 0; c < result->column_count; c++) {
		const struct result_column *column = &result->columns[c];
		struct str text = {0};
		format_value(sheet->session, column, result_at(result, row, c), &text);
		struct form_line line = {.label = column->name,
					 .text = str_text(&text),
					 .address = view_target(sheet->view, result, row,
								column->name, &form->arena)};
		form_add(form, &line);
		str_fini(&text);
	}
	return pane;
}

// ---- Where a number comes from ----

// SQL is long: its beginning, and all of it behind Enter.
static void add_step(struct form *form, const struct provenance_line *step)
{
	struct slice rest = slice_of(step->text);
	bool sql = step->kind == PROVENANCE_SQL;
	char *first = mem_slice(slice_cut(&rest, '\n'));
	struct form_line line = {.label = step->label,
				 .text = first,
				 .role = step->kind == PROVENANCE_NOTE ? ROLE_WARN : ROLE_TEXT,
				 .depth = step->depth,
				 .address = step->address,
				 .whole = sql ? step->text : NULL};
	form_add(form, &line);
	free(first);
	for (line.label = ""; rest.len && !sql;) {
		char *text = mem_slice(slice_cut(&rest, '\n'));
		line.text = text;
		form_add(form, &line);
		free(text);
	}
}

static bool fill_proof(struct form *form, struct err *err)
{
	const struct provenance_of *of = form->of;
	struct arena arena = {0};
	struct provenance proof;
	bool done = provenance_read(form->session, of, &arena, &proof, err);
	for (size_t i = 0; done && i < proof.count; i++)
		add_step(form, &proof.lines[i]);
	arena_fini(&arena);
	return done;
}

// The row alone, copied: the sheet may be read anew meanwhile.
static const struct result *copy_row(const struct result *from, size_t row, struct arena *arena)
{
	struct result *copy = arena_alloc(arena, sizeof *copy);
	*copy = (struct result){.column_count = from->column_count, .row_count = 1};
	copy->values = arena_alloc(arena, (from->column_count + 1) * sizeof *copy->values);
	const char **keys = arena_alloc(arena, sizeof *keys);
	keys[0] = arena_text(arena, from->keys ? from->keys[row] : "");
	copy->keys = keys;
	for (size_t i = 0; i < from->column_count; i++) {
		copy->columns[i] = from->columns[i];
		copy->columns[i].name = arena_text(arena, from->columns[i].name);
		copy->columns[i].key = arena_text(arena, from->columns[i].key);
		copy->values[i] = *result_at(from, row, i);
		copy->values[i].text = arena_text(arena, copy->values[i].text);
	}
	return copy;
}

static const char *const *copy_measures(const char *const *from, struct arena *arena)
{
	size_t count = 0;
	while (from && from[count])
		count++;
	const char **copy = from ? arena_alloc(arena, (count + 1) * sizeof *copy) : NULL;
	for (size_t i = 0; i < count; i++)
		copy[i] = arena_text(arena, from[i]);
	return copy;
}

static struct select *copy_select(const struct select *from, struct arena *arena)
{
	struct select *copy = arena_alloc(arena, sizeof *copy);
	*copy = *from;
	copy->sort_key = arena_text(arena, from->sort_key);
	copy->measures = copy_measures(from->measures, arena);
	for (size_t i = 0; i < from->by_count; i++)
		copy->by[i].key = arena_text(arena, from->by[i].key);
	for (size_t f = 0; f < from->filter_count; f++) {
		struct filter *filter = &copy->filters[f];
		const char **values =
			arena_alloc(arena, (filter->value_count + 1) * sizeof *values);
		for (size_t i = 0; i < filter->value_count; i++)
			values[i] = arena_text(arena, filter->values[i]);
		filter->values = values;
		filter->key = arena_text(arena, filter->key);
	}
	return copy;
}

// The value of the selected column, or of the row when the first one is selected.
struct pane form_of_proof(const struct sheet *sheet)
{
	struct pane pane;
	struct form *form = form_new(sheet->session, "where it comes from", &pane);
	const struct result *result = &sheet->rows.result;
	const struct table_column *column = table_column(&sheet->rows.table);
	struct provenance_of *of = arena_alloc(&form->arena, sizeof *of);
	*of = (struct provenance_of){
		.view = sheet->view,
		.select = copy_select(&sheet->rows.select, &form->arena),
		.result = copy_row(result, sheet->rows.table.selected, &form->arena),
		.column = sheet->rows.table.column && column ? result_place(result, column->name)
							     : result->column_count};
	form->of = of;
	form->fill = fill_proof;
	return pane;
}

// ---- A long text ----

static void add_lines(struct form *form, struct slice text, enum role role)
{
	while (text.len) {
		struct slice bytes = slice_cut(&text, '\n');
		struct str line = {0};
		for (size_t i = 0; i < bytes.len; i++) // tabs as a terminal would show them
			if (bytes.at[i] == '\t')
				str_add_repeat(&line, ' ', 8 - line.len % 8);
			else
				str_add_char(&line, bytes.at[i]);
		struct form_line added = {.label = "", .text = str_text(&line), .role = role};
		form_add(form, &added);
		str_fini(&line);
	}
}

struct pane form_of_text(struct session *session, const char *title, const char *text)
{
	struct pane pane;
	struct form *form = form_new(session, title, &pane);
	add_lines(form, slice_of(text), ROLE_TEXT);
	return pane;
}

// ---- What a command prints ----

static bool fill_command(struct form *form, struct err *err)
{
	struct child_output output;
	if (!child_run(form->session, form->of, &output, err))
		return false;
	add_lines(form, str_slice(&output.out), ROLE_TEXT);
	add_lines(form, str_slice(&output.talk), output.status ? ROLE_BAD : ROLE_WARN);
	if (output.status || !form->lines.len) {
		char *text = output.status ? arena_printf(&form->arena, "it ended with status %d",
							  output.status)
					   : arena_text(&form->arena, "it printed nothing");
		struct form_line line = {.text = text, .role = output.status ? ROLE_BAD : ROLE_DIM};
		form_add(form, &line);
	}
	child_fini(&output);
	return true;
}

struct pane form_of_command(struct session *session, const char *const *words)
{
	struct pane pane;
	struct str title = {0};
	size_t count = 0;
	while (words[count])
		count++;
	for (size_t i = 0; i < count; i++) {
		str_add_text(&title, i ? " " : "");
		palette_add_word(slice_of(words[i]), &title);
	}
	struct form *form = form_new(session, str_text(&title), &pane);
	const char **copy = arena_alloc(&form->arena, (count + 1) * sizeof *copy);
	for (size_t i = 0; i < count; i++)
		copy[i] = arena_text(&form->arena, words[i]);
	form->of = copy;
	form->fill = fill_command;
	form->once = true;
	form->working = "it runs";
	str_fini(&title);
	return pane;
}
