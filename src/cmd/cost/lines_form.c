#include "cmd/cost/lines_form.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/vec.h"
#include "cmd/cost/lines_check.h"
#include "cmd/terminal/output.h"
#include "view/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FLUSH_BYTES = 1 << 16 };

// ---- Columns ----

#define COLUMN(name_, kind_, help_)                                                                \
	{                                                                                          \
		.name = #name_, .title = #name_, .help = (help_), .kind = (kind_),                 \
		.role = COLUMN_PLAIN                                                               \
	}
static const struct column COLUMNS[] = {
	COLUMN(file, COLUMN_TEXT, "the part of the bill"),
	COLUMN(row, COLUMN_INT, "row of the part; the header is row 1"),
	COLUMN(start, COLUMN_TIME, "start of the usage"),
	COLUMN(line_type, COLUMN_TEXT, "line item type"),
	COLUMN(account, COLUMN_TEXT, "account that used it"),
	COLUMN(service, COLUMN_TEXT, "product code"),
	COLUMN(usage_type, COLUMN_TEXT, "what was metered"),
	COLUMN(operation, COLUMN_TEXT, "the metered operation"),
	COLUMN(resource, COLUMN_TEXT, "resource id or ARN"),
	COLUMN(description, COLUMN_TEXT, "the bill's words"),
	COLUMN(currency, COLUMN_TEXT, "currency of the amounts"),
	COLUMN(unblended, COLUMN_TEXT, "cash cost"),
	COLUMN(amortized, COLUMN_TEXT, "amortized cost"),
	COLUMN(id, COLUMN_TEXT, "the bill's own name of the line"),
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS, COLUMN_ROW = 1, COLUMN_START = 2 };

// Columns that a table leaves to CSV and JSON.
static bool is_in_table(size_t column)
{
	static const char *const LEFT_OUT[] = {"account", "service", "usage_type", "operation"};
	for (size_t i = 0; i < sizeof LEFT_OUT / sizeof *LEFT_OUT; i++)
		if (!strcmp(COLUMNS[column].name, LEFT_OUT[i]))
			return false;
	return true;
}

static void take_texts(const struct line_item *item, const char *out[COLUMN_COUNT])
{
	const char *const texts[COLUMN_COUNT] = {
		item->file,
		NULL,
		NULL,
		item->line_type,
		item->account,
		item->service,
		item->usage_type,
		item->operation,
		item->resource,
		item->description,
		item->currency,
		item->unblended,
		item->amortized,
		item->id,
	};
	memcpy(out, texts, sizeof texts);
}

// ---- As it comes ----

// What was read so far goes out; a pipe that nobody reads any more ends the reading.
static void flush(struct lines_form *form, size_t at_least)
{
	struct err err = {0};
	struct str *out = &form->invocation->out;
	if (out->len < at_least)
		return;
	form->lost = form->lost || !output_write(str_slice(out), &err);
	str_clear(out);
}

static void add_csv(struct lines_form *form, const struct line_item *item)
{
	const char *texts[COLUMN_COUNT];
	char row[32], start[32];
	struct str *out = &form->invocation->out;
	take_texts(item, texts);
	snprintf(row, sizeof row, "%lld", (long long)item->row);
	texts[COLUMN_ROW] = row;
	texts[COLUMN_START] = clock_format(item->start, start);
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (i)
			str_add_char(out, ',');
		format_cell_csv(slice_of(texts[i]), out);
	}
	str_add_text(out, "\r\n");
}

static void add_json(struct lines_form *form, const struct line_item *item)
{
	const char *texts[COLUMN_COUNT];
	char start[32];
	struct json_out *json = &form->json;
	take_texts(item, texts);
	str_add_char(json->to, '\n');
	json_open_map(json, NULL);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (i == COLUMN_ROW)
			json_int(json, COLUMNS[i].name, item->row);
		else if (i == COLUMN_START)
			json_text(json, COLUMNS[i].name, clock_format(item->start, start));
		else
			json_text(json, COLUMNS[i].name, texts[i]);
	json_int(json, "run", item->run);
	json_int(json, "input", item->input);
	json_close_map(json);
}

static void add_to_table(struct lines_form *form, const struct line_item *item)
{
	const char *texts[COLUMN_COUNT];
	struct {
		struct value *at;
		size_t len, room;
	} values = {form->values, form->value_count, form->value_room};
	take_texts(item, texts);
	texts[0] = file_base(item->file);
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (!is_in_table(i))
			continue;
		int64_t number = i == COLUMN_ROW ? item->row : item->start;
		bool counted = i == COLUMN_ROW || i == COLUMN_START;
		const char *text = counted ? arena_printf(&form->arena, "%lld", (long long)number)
					   : arena_text(&form->arena, texts[i]);
		*vec_push(&values) = (struct value){.text = text, .integer = number};
	}
	form->values = values.at;
	form->value_count = values.len;
	form->value_room = values.room;
}

bool lines_form_line(struct lines_form *form, const struct line_item *item)
{
	if (form->invocation->json)
		add_json(form, item);
	else if (form->csv)
		add_csv(form, item);
	else
		add_to_table(form, item);
	flush(form, FLUSH_BYTES);
	return !form->lost;
}

static void write_table(struct lines_form *form)
{
	struct result result = {.values = form->values};
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (is_in_table(i))
			result.columns[result.column_count++] = (struct result_column){
				.column = &COLUMNS[i], .name = COLUMNS[i].name};
	result.row_count = form->value_count / result.column_count;
	if (result.row_count)
		format_table(form->invocation->session, &result, &form->invocation->out);
}

void lines_form_begin(struct lines_form *form, const char *address)
{
	struct str *out = &form->invocation->out;
	if (form->invocation->json) {
		json_open_map(&form->json, NULL);
		json_text(&form->json, "schema", "gavel.lines/1");
		json_text(&form->json, "address", address);
		json_open_list(&form->json, "rows");
	}
	for (size_t i = 0; form->csv && i < COLUMN_COUNT; i++)
		str_addf(out, "%s%s", i ? "," : "", COLUMNS[i].name);
	if (form->csv)
		str_add_text(out, "\r\n");
}

void lines_form_end(struct lines_form *form, const struct lines_report *report)
{
	struct json_out *json = &form->json;
	if (form->invocation->json) {
		json_close_list(json);
		lines_check_json(json, report);
		json_bool(json, "more", report->more);
		json_close_map(json);
		str_add_char(json->to, '\n');
		return;
	}
	write_table(form);
	flush(form, 1);
	lines_check_say(report);
	if (report->more)
		fputs("gavel: there are more lines; --limit cut them\n", stderr);
}

void lines_form_fini(struct lines_form *form)
{
	free(form->values);
	arena_fini(&form->arena);
}
