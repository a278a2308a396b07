// The line of a finding. It is put together by hand: there are hundreds of thousands of them.
#include "base/decimal.h"
#include "plugins/scans/hide/hide.h"
#include "plugins/scans/scan_private.h"

#include <stddef.h>
#include <string.h>

#define FIELD(member, bytes, ...)                                                                  \
	{                                                                                          \
		.key = {",\"" #member "\":", sizeof(",\"" #member "\":") - 1},                     \
		.at = offsetof(struct scan_finding, member), .most = (bytes), __VA_ARGS__          \
	}
#define PUT(member, bytes, as_word)	 FIELD(member, bytes, .word = (as_word))
#define PUT_SAID(member, bytes, as_word) FIELD(member, bytes, .word = (as_word), .said = true)

// The texts of a finding that are sent as they are, in the order of the line.
static const struct text_field {
	struct slice key; // as the line has it
	size_t at, most;
	bool word; // many findings share it
	bool said; // in the words of a person or a tool, which may quote code
} TEXTS[] = {
	PUT(rule, SCAN_WORD, true),
	PUT_SAID(title, SCAN_TITLE, true),
	PUT_SAID(text, SCAN_TEXT, false),
	PUT(raw, SCAN_WORD, true),
	PUT(from, SCAN_WORD, true),
	PUT(vector, SCAN_WORD, true),
	PUT(ids, SCAN_WORD, true),
	PUT(cwe, SCAN_WORD, true),
	PUT(purl, SCAN_WORD, true),
	PUT(package, SCAN_WORD, true),
	PUT(version, SCAN_WORD, true),
	PUT(fixed, SCAN_WORD, true),
	PUT(file, SCAN_WORD, true),
	PUT(logical, SCAN_WORD, true),
	PUT(resource, SCAN_WORD, true),
	PUT(url, 2 * SCAN_WORD, true),
	PUT(method, SCAN_WORD, true),
	PUT_SAID(param, SCAN_WORD, true),
	PUT(print, SCAN_WORD, false),
	PUT(uid, SCAN_WORD, false),
	PUT(status, SCAN_WORD, true),
	PUT(claim, SCAN_WORD, true),
	PUT_SAID(claim_why, SCAN_WORD, true),
	PUT(link, 2 * SCAN_WORD, true),
	PUT(places, SCAN_TEXT, false),
	PUT(alias, SCAN_WORD, true),
	PUT(fix, SCAN_WORD, true),
};
enum { TEXT_COUNT = sizeof TEXTS / sizeof *TEXTS };

static struct slice *text_at(struct scan_finding *finding, const struct text_field *field)
{
	return (struct slice *)(void *)((char *)finding + field->at);
}

static struct slice text_of(const struct scan_finding *finding, const struct text_field *field)
{
	return *(const struct slice *)(const void *)((const char *)finding + field->at);
}

// Texts in which nothing was to hide, and what they were sent as: most were before.
struct plain {
	struct slice text;
	int64_t id; // 0: not sent yet
};

// ---- Cleaning ----

// A title is one line; what it has more becomes the text, if there is none.
static void part_title(struct scan_finding *f)
{
	struct slice rest = slice_trim(f->title);
	if (!rest.len)
		rest = slice_trim(f->text);
	struct slice whole = rest, line = slice_trim(slice_cut(&rest, '\n'));
	if (!f->text.len && (rest.len || whole.len > SCAN_TITLE))
		f->text = whole;
	f->title = line.len ? line : f->rule;
	if (f->title.len <= SCAN_TITLE && slice_equal(f->text, f->title))
		f->text = (struct slice){0};
}

static void hide_named(struct scan_state *state, struct scan_finding *f)
{
	for (int i = 0; i < TEXT_COUNT; i++) {
		struct slice *text = text_at(f, &TEXTS[i]);
		*text = hide_secret(&state->texts, *text, f->secret);
		*text = hide_values(&state->texts, *text, f->secret, TEXTS[i].said);
	}
	f->snippet = hide_secret(&state->texts, f->snippet, f->secret);
}

// What was sent before as it is, and had nothing to hide then, has nothing now.
static struct plain hide_text(struct scan_state *state, const struct text_field *field,
			      struct slice *text)
{
	struct plain plain = {.text = *text};
	if (field->word)
		plain.id = scan_plain_word(&state->run->words, field->key.at, *text);
	if (!plain.id)
		*text = hide_known(&state->texts, *text);
	if (text->at != plain.text.at)
		plain.text.len = 0;
	return plain;
}

static void hide(struct scan_state *state, struct scan_finding *f, struct plain plain[TEXT_COUNT])
{
	if (f->secret.len)
		hide_named(state, f);
	if (hide_is_needed(f)) {
		f->title = hide_quoted(&state->texts, f->title);
		f->text = hide_quoted(&state->texts, f->text);
		f->snippet.len = 0;
	}
	for (int i = 0; i < TEXT_COUNT; i++) {
		struct slice *text = text_at(f, &TEXTS[i]);
		if (text->len)
			plain[i] = hide_text(state, &TEXTS[i], text);
	}
}

static void clean(struct scan_state *state, struct scan_finding *f, struct plain plain[TEXT_COUNT])
{
	hide(state, f, plain);
	part_title(f);
	if (slice_equal(f->alias, f->rule))
		f->alias.len = 0;
	if (f->ids.len)
		f->ids = scan_ids(state, f->ids);
	if (f->cwe.len)
		f->cwe = scan_ids(state, f->cwe);
}

// ---- The line ----

static void put_number(struct str *line, const char *key, int64_t number)
{
	if (!number)
		return;
	str_add_text(line, key);
	str_add_int(line, number);
}

// A number that is none is left out.
static void put_decimal(struct str *line, const char *key, struct slice text)
{
	struct decimal value;
	char digits[DECIMAL_TEXT];
	if (!text.len || !decimal_read(text.at, text.len, &value))
		return;
	str_add_text(line, key);
	str_add(line, digits, decimal_format(&value, digits));
	str_add_char(line, '"');
}

static void put_plain(struct str *line, const char *key, const char *text)
{
	if (!text)
		return;
	str_add_text(line, key);
	str_add_text(line, text);
	str_add_char(line, '"');
}

static void put_text(struct scan_file *file, const struct text_field *field, struct slice text,
		     const struct plain *plain)
{
	struct str *line = &file->state->line;
	bool same = plain->text.at == text.at && plain->text.len == text.len;
	if (field->word && !text.len)
		return;
	str_add_slice(line, field->key);
	if (field->word && same && plain->id) {
		str_add_int(line, plain->id);
	} else if (field->word) {
		int64_t id = scan_put_value(file, line, field->key.at, text);
		if (id && same)
			scan_set_plain(&file->state->run->words, id);
	} else {
		str_add_char(line, '"');
		json_add_escaped(line, text);
		str_add_char(line, '"');
	}
}

static void put_digests(struct scan_file *file, const struct scan_finding *f)
{
	struct scan_state *state = file->state;
	if (f->snippet.len)
		put_plain(&state->line, ",\"snippet\":\"", scan_digest(state, f->snippet));
	if (f->secret.len && state->run->key.len)
		put_plain(&state->line, ",\"secret\":\"", scan_blind(state, f->secret));
}

static void put_numbers(struct scan_file *file, const struct scan_finding *f)
{
	struct str *line = &file->state->line;
	put_decimal(line, ",\"cvss\":\"", f->cvss);
	put_decimal(line, ",\"epss\":\"", f->epss);
	put_number(line, ",\"line\":", f->line > 0 ? f->line : 0);
	put_number(line, ",\"end\":", f->end_line > f->line ? f->end_line : 0);
	put_number(line, ",\"claim_until\":", f->claim_until);
	put_number(line, ",\"seen\":", f->seen);
	put_number(line, ",\"n\":", f->n > 1 ? f->n : 0);
	if (f->kev)
		str_add_text(line, ",\"kev\":true");
}

static void compose(struct scan_file *file, const struct scan_finding *f,
		    const struct plain plain[TEXT_COUNT], size_t divisor)
{
	struct scan_state *state = file->state;
	str_clear(&state->line);
	str_add_text(&state->line, "{\"t\":\"finding\",\"scope\":");
	str_add_int(&state->line, state->scopes.at[state->current - 1].scope);
	scan_put_rows(file, &state->line, f->row);
	str_add_text(&state->line, ",\"class\":");
	scan_put_value(file, &state->line, "class", slice_of(finding_class_name(f->class)));
	str_add_text(&state->line, ",\"level\":");
	scan_put_value(file, &state->line, "level", slice_of(finding_level_name(f->level)));
	for (int i = 0; i < TEXT_COUNT; i++) {
		struct slice text = text_of(f, &TEXTS[i]);
		if (!text.len)
			continue;
		size_t most = TEXTS[i].most / divisor;
		put_text(file, &TEXTS[i],
			 TEXTS[i].said ? scan_cap(state, text, most)
				       : scan_cap_name(state, text, most),
			 &plain[i]);
	}
	put_numbers(file, f);
	put_digests(file, f);
	str_add_char(&state->line, '}');
}

// ---- What is said once ----

static void say_cut(struct scan_file *file)
{
	struct scan_state *state = file->state;
	if (!state->cut || state->cut_said)
		return;
	state->cut_said = true;
	scan_warn(file,
		  "long texts are cut: titles at %d bytes, messages at %d, all others at %d or "
		  "%d",
		  SCAN_TITLE, SCAN_TEXT, SCAN_WORD, 2 * SCAN_WORD);
}

static void say_unblinded(struct scan_file *file)
{
	struct scan_run *run = file->state->run;
	if (run->key.len || run->unblinded)
		return;
	run->unblinded = true;
	scan_warn(file, "secrets are known again by rule and place only: gavel.yaml names no "
			"secrets_key");
}

// ---- Findings ----

enum { PROGRESS_ROWS = 1 << 14 };

bool scan_add(struct scan_file *file, const struct scan_finding *finding, struct err *err)
{
	struct scan_state *state = file->state;
	struct scan_finding f = *finding;
	(void)err;
	state->rows++;
	f.row = f.row ? f.row : state->rows;
	if (state->run->last) {
		scan_show(file, &f);
		return true;
	}
	struct scan_open *open = &state->scopes.at[state->current - 1];
	bool none = slice_is(f.status, "passed") || slice_is(f.status, "untested");
	open->findings += !none;
	if (!f.rule.len)
		f.rule = SLICE("unnamed");
	if (open->listed.names.len && !none) // where it found something it has looked
		scan_lists(file, f.file);
	struct plain plain[TEXT_COUNT] = {0};
	clean(state, &f, plain);
	compose(file, &f, plain, 1);
	if (state->line.len > SCAN_LINE)
		compose(file, &f, plain, 16);
	plug_send(file->out, &state->line);
	arena_clear(&state->texts);
	if (f.secret.len)
		say_unblinded(file);
	say_cut(file);
	if (state->rows % PROGRESS_ROWS == 0 && file->source)
		plug_progress(file->out, source_stored(file->source), 0);
	return !file->out->broken || err_set(err, ERR_IO, "%s: nobody reads any more", file->name);
}
