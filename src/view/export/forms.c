#include "view/export/export_private.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "view/format.h"
#include "view/names.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// ---- Values ----

static const char *time_text(struct exporter *e, size_t at, enum column_kind kind, int64_t time)
{
	struct shown_time *shown = &e->times[at];
	if (!shown->text[0] || shown->time != time)
		(kind == COLUMN_DAY ? clock_format_day : clock_format)(time, shown->text);
	shown->time = time;
	return shown->text;
}

// NULL where it is absent.
static const char *exact_text(struct exporter *e, const struct result *shape, size_t at,
			      const struct value *row)
{
	enum column_kind kind = shape->columns[at].column->kind;
	if (row[at].text && (kind == COLUMN_DAY || kind == COLUMN_TIME || kind == COLUMN_AGE ||
			     kind == COLUMN_LEFT))
		return time_text(e, at, kind, row[at].integer);
	return row[at].text;
}

// Asked once for each account.
static const char *name_of(struct exporter *e, const char *id)
{
	bool added = false;
	if (!id)
		return NULL;
	int64_t *at = map_put(&e->names, slice_of(id), &added);
	if (added) {
		*at = (int64_t)e->names.len;
		if (e->names.len > e->text_room)
			e->texts = mem_resize(e->texts,
					      (e->text_room = 2 * e->names.len) * sizeof *e->texts);
		e->texts[*at - 1] = names_of_account(e->session, id, &e->arena);
	}
	return e->texts[*at - 1];
}

// ---- CSV ----

// What a spreadsheet would take for a formula (owasp.org, CSV injection).
static bool is_formula(struct slice text)
{
	return text.len && strchr("=+-@\t\r", text.at[0]);
}

static bool is_printable(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return true;
}

static void add_lines(struct str *out, struct slice text)
{
	const char *end;
	while (text.len && (end = memmem(text.at, text.len, "\r\n", 2))) {
		size_t len = (size_t)(end - text.at);
		utf8_add_safe(out, (struct slice){text.at, len}, true);
		str_add_text(out, "\r\n");
		text = (struct slice){end + 2, text.len - len - 2};
	}
	utf8_add_safe(out, text, true);
}

// A log is printed on a terminal sooner or later: what would move its cursor is shown as a mark.
static void add_cell(struct exporter *e, struct slice text, bool is_text)
{
	struct str safe = {0};
	bool formula = e->job->format == EXPORT_SHEET && is_text && is_formula(text);
	if (!formula && is_printable(text)) {
		format_cell_csv(text, &e->out);
		return;
	}
	if (formula)
		str_add_char(&safe, '\'');
	add_lines(&safe, text);
	format_cell_csv(str_slice(&safe), &e->out);
	str_fini(&safe);
}

static void csv_begin(struct exporter *e, const struct result *shape)
{
	if (e->job->format == EXPORT_SHEET)
		str_add_text(&e->out, "\xef\xbb\xbf");
	for (size_t i = 0; i < shape->column_count; i++) {
		const char *names = e->name_columns[i];
		str_add_text(&e->out, i ? "," : "");
		add_cell(e, slice_of(shape->columns[i].name), true);
		str_addf(&e->out, "%s%s", *names ? "," : "", names);
	}
	str_add_text(&e->out, "\r\n");
}

static void csv_row(struct exporter *e, const struct result *shape, const struct value *row)
{
	for (size_t i = 0; i < shape->column_count; i++) {
		bool text = shape->columns[i].column->kind == COLUMN_TEXT;
		if (i)
			str_add_char(&e->out, ',');
		add_cell(e, slice_of(exact_text(e, shape, i, row)), text);
		if (!*e->name_columns[i])
			continue;
		str_add_char(&e->out, ',');
		add_cell(e, slice_of(name_of(e, row[i].text)), true);
	}
	str_add_text(&e->out, "\r\n");
}

// ---- JSON ----

static void add_json_value(struct exporter *e, const struct result *shape, size_t at,
			   const struct value *row)
{
	const struct result_column *column = &shape->columns[at];
	enum column_kind kind = column->column->kind;
	if (!row[at].text)
		json_nothing(&e->json, column->name);
	else if (kind == COLUMN_INT || kind == COLUMN_BYTES)
		json_int(&e->json, column->name, row[at].integer);
	else if (kind == COLUMN_BOOL)
		json_bool(&e->json, column->name, row[at].integer);
	else
		json_text(&e->json, column->name, exact_text(e, shape, at, row));
}

static void add_members(struct exporter *e, const struct result *shape, const struct value *row)
{
	json_open_map(&e->json, NULL);
	for (size_t i = 0; i < shape->column_count; i++) {
		add_json_value(e, shape, i, row);
		if (*e->name_columns[i])
			json_text(&e->json, e->name_columns[i], name_of(e, row[i].text));
	}
	json_close_map(&e->json);
}

static void json_begin(struct exporter *e, const struct result *shape)
{
	struct str text = {0};
	(void)shape;
	json_open_map(&e->json, NULL);
	str_addf(&text, "gavel.%s/1", e->job->view->name);
	json_text(&e->json, "schema", str_text(&text));
	str_clear(&text);
	address_print(e->job->view, e->job->select, &text);
	json_text(&e->json, "address", str_text(&text));
	json_open_list(&e->json, "rows");
	str_fini(&text);
}

static void json_row(struct exporter *e, const struct result *shape, const struct value *row)
{
	str_add_char(&e->out, '\n');
	add_members(e, shape, row);
}

static void json_end(struct exporter *e, bool more)
{
	json_close_list(&e->json);
	json_bool(&e->json, "more", more);
	json_close_map(&e->json);
	str_add_char(&e->out, '\n');
}

static void jsonl_row(struct exporter *e, const struct result *shape, const struct value *row)
{
	e->json = (struct json_out){.to = &e->out};
	add_members(e, shape, row);
	str_add_char(&e->out, '\n');
}

// ---- Markdown ----

// What GitHub makes a link of by itself: https://… and www.… (GFM 6.9).
static bool begins_link(struct slice text, size_t at)
{
	if (text.at[at] == ':')
		return text.len - at > 2 && memcmp(text.at + at, "://", 3) == 0;
	return text.at[at] == '.' && at > 2 && strncasecmp(text.at + at - 3, "www", 3) == 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c);
}

// Whether GitHub would make a mention or a mail link of what stands around the '@'. It looks for
// them in the text that comes out, where a backslash or an entity for '@' is gone.
static bool is_address(struct slice text, size_t at)
{
	size_t end = at + 1;
	bool dot = false, letter = false;
	bool behind = at && is_word(text.at[at - 1]);
	if (!behind && end < text.len && is_word(text.at[end]))
		return true;
	for (; end < text.len && (is_word(text.at[end]) || strchr("-_.", text.at[end])); end++) {
		dot |= text.at[end] == '.';
		letter |= isalpha((unsigned char)text.at[end]) != 0;
	}
	return dot && letter;
}

// Nothing invisible, and no character that would begin markup or end the cell.
static void add_markdown(struct str *out, struct slice text)
{
	struct str safe = {0};
	utf8_add_safe(&safe, text, false);
	for (size_t i = 0; i < safe.len; i++) {
		if (strchr("\\`*_[]<>|~&#$", safe.at[i]) || begins_link(str_slice(&safe), i))
			str_add_char(out, '\\');
		str_add_char(out, safe.at[i]);
		if (safe.at[i] == '@' && is_address(str_slice(&safe), i))
			str_add_text(out, "<!-- -->"); // shows nothing
	}
	str_fini(&safe);
}

static void add_rule(struct exporter *e, const struct column *column)
{
	str_add_text(&e->out, format_is_number(column) ? " ---: |" : " --- |");
}

static struct slice heading(const struct exporter *e, const struct result_column *column)
{
	bool title = e->job->read && !column->key;
	return slice_of(title ? column->column->title : column->name);
}

static void md_begin(struct exporter *e, const struct result *shape)
{
	for (int line = 0; line < 2; line++) {
		str_add_char(&e->out, '|');
		for (size_t i = 0; i < shape->column_count; i++) {
			const char *names = e->name_columns[i];
			if (line)
				add_rule(e, shape->columns[i].column);
			else {
				str_add_char(&e->out, ' ');
				add_markdown(&e->out, heading(e, &shape->columns[i]));
				str_add_text(&e->out, " |");
			}
			if (*names)
				str_add_text(&e->out, line ? " --- |" : " ");
			if (*names && !line) {
				add_markdown(&e->out, slice_of(names));
				str_add_text(&e->out, " |");
			}
		}
		str_add_char(&e->out, '\n');
	}
}

static void md_cell(struct exporter *e, const char *text)
{
	str_add_char(&e->out, ' ');
	add_markdown(&e->out, slice_of(text));
	str_add_text(&e->out, " |");
}

static void md_row(struct exporter *e, const struct result *shape, const struct value *row)
{
	str_add_char(&e->out, '|');
	for (size_t i = 0; i < shape->column_count; i++) {
		struct str text = {0};
		if (e->job->read)
			format_value(e->session, &shape->columns[i], &row[i], &text);
		md_cell(e, e->job->read ? str_text(&text) : exact_text(e, shape, i, row));
		if (*e->name_columns[i])
			md_cell(e, name_of(e, row[i].text));
		str_fini(&text);
	}
	str_add_char(&e->out, '\n');
}

static const struct export_form FORMS[] = {
	[EXPORT_CSV] = {csv_begin, csv_row, NULL},
	[EXPORT_SHEET] = {csv_begin, csv_row, NULL},
	[EXPORT_JSON] = {json_begin, json_row, json_end},
	[EXPORT_JSONL] = {NULL, jsonl_row, NULL},
	[EXPORT_MD] = {md_begin, md_row, NULL},
};

const struct export_form *export_form(enum export_format format)
{
	return &FORMS[format];
}
