#include "collect/stream/notes.h"

#include "base/utf8.h"
#include "collect/fetch/place.h"

#include <stdlib.h>
#include <string.h>

void notes_add(struct notes *notes, const struct protocol_line *line)
{
	if (notes->kept.len == NOTES_MAX) {
		notes->dropped++;
		return;
	}
	const struct json_record *record = &line->record;
	const char *text = line->kind == LINE_REJECT ? "why" : "text";
	const char *excerpt = line->kind == LINE_REJECT ? "text" : "";
	*vec_push(&notes->kept) = (struct note){
		.input = json_int_or(record, "in", 0),
		.row = json_int_or(record, "row", 0),
		.text = json_text_or(record, text, &notes->arena, ""),
		.excerpt = json_text_or(record, excerpt, &notes->arena, NULL),
	};
}

static int hex_value(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 32) : NULL;
	return at ? (int)(at - digits) : -1;
}

void uri_add_path(const char *uri, struct str *out)
{
	static const char scheme[] = "file://";
	if (strncmp(uri, scheme, sizeof scheme - 1)) {
		place_add(uri, out);
		return;
	}
	for (const char *at = uri + sizeof scheme - 1; *at; at++) {
		int high = *at == '%' ? hex_value(at[1]) : -1;
		int low = high >= 0 ? hex_value(at[2]) : -1;
		str_add_char(out, low >= 0 ? (char)(high * 16 + low) : *at);
		at += low >= 0 ? 2 : 0;
	}
}

static void add_input(const struct protocol_input *input, const char *root, struct str *out)
{
	struct str path = {0};
	uri_add_path(input->uri, &path);
	const char *name = str_text(&path);
	size_t len = root ? strlen(root) : 0;
	if (len && !strncmp(name, root, len) && name[len] == '/')
		name += len + 1;
	str_add_text(out, name);
	str_fini(&path);
}

void notes_add_place(const struct protocol *protocol, const char *root, const struct note *note,
		     struct str *out)
{
	const struct protocol_input *input = protocol_input(protocol, note->input);
	if (input)
		add_input(input, root, out);
	else if (note->input)
		str_addf(out, "input %lld", (long long)note->input);
	else if (note->row)
		str_add_text(out, "row");
	if (note->row)
		str_addf(out, ":%lld", (long long)note->row);
	if (note->input || note->row)
		str_add_text(out, ": ");
}

void notes_tell(const struct notes *notes, const struct protocol *protocol, const char *root,
		void (*message)(void *context, char level, const char *text), void *context)
{
	struct str text = {0}, safe = {0};
	for (size_t i = 0; i < notes->kept.len; i++) {
		const struct note *note = &notes->kept.at[i];
		str_clear(&text);
		str_clear(&safe);
		notes_add_place(protocol, root, note, &text);
		str_add_text(&text, note->text);
		if (note->excerpt)
			str_addf(&text, ": %s", note->excerpt);
		utf8_add_safe(&safe, str_slice(&text), false);
		message(context, 'W', str_text(&safe));
	}
	str_clear(&text);
	str_addf(&text, "%lld more warnings and rejected rows", (long long)notes->dropped);
	if (notes->dropped)
		message(context, 'W', str_text(&text));
	str_fini(&text);
	str_fini(&safe);
}

void notes_fini(struct notes *notes)
{
	vec_fini(&notes->kept);
	arena_fini(&notes->arena);
}

static const struct {
	const char *name;
	enum err_code code;
} CODES[] = {
	{"incomplete", ERR_INCOMPLETE},
	{"invalid", ERR_INVALID},
	{"io", ERR_IO},
};

static enum err_code error_code(struct slice name)
{
	for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
		if (slice_is(name, CODES[i].name))
			return CODES[i].code;
	return ERR_INVALID;
}

bool notes_fault(const struct protocol *protocol, const char *root,
		 const struct protocol_line *line, struct err *err)
{
	const struct json_record *record = &line->record;
	struct arena arena = {0};
	struct str text = {0}, safe = {0};
	struct note note = {.input = json_int_or(record, "in", 0),
			    .row = json_int_or(record, "row", 0)};
	notes_add_place(protocol, root, &note, &text);
	str_add_text(&text, json_text_or(record, "text", &arena, ""));
	utf8_add_safe(&safe, str_slice(&text), false);
	err_set(err, error_code(json_find(record, "code")->raw), "%s", str_text(&safe));
	str_fini(&text);
	str_fini(&safe);
	arena_fini(&arena);
	return protocol_input(protocol, note.input) != NULL;
}
