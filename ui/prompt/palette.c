#include "ui/prompt/palette.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 64, NAME_LENGTH = 128 };

// ---- Words, as a shell has them ----

struct line_words {
	struct arena *arena;
	const char *at[WORDS_MAX + 1];
	struct piece pieces[WORDS_MAX];
	size_t count;
};

struct reading {
	struct slice text;
	size_t at;
	struct str word;
	char quote; // or NUL
};

// One character of a word; false at its end.
static bool read_character(struct reading *r)
{
	char c = r->text.at[r->at];
	if (!r->quote && c == ' ')
		return false;
	r->at++;
	if (r->quote ? c == r->quote : c == '\'' || c == '"')
		r->quote = r->quote ? '\0' : c;
	else if (c == '\\' && r->quote != '\'' && r->at < r->text.len)
		str_add_char(&r->word, r->text.at[r->at++]);
	else
		str_add_char(&r->word, c);
	return true;
}

static bool split(struct slice text, struct line_words *words, struct piece *wrong, struct err *err)
{
	struct reading r = {.text = text};
	while (r.at < text.len && words->count < WORDS_MAX) {
		size_t from = r.at;
		if (text.at[r.at] == ' ') {
			r.at++;
			continue;
		}
		str_clear(&r.word);
		while (r.at < text.len && read_character(&r))
			;
		words->pieces[words->count] = *wrong = (struct piece){from, r.at - from};
		words->at[words->count++] = arena_slice(words->arena, str_slice(&r.word));
	}
	str_fini(&r.word);
	return !r.quote || err_set(err, ERR_INVALID, "a quote has no end");
}

// ---- What they are ----

// The command whose one or two words begin the line: its index; false when there is none.
static bool find_command(const struct ui_commands *commands, const struct line_words *words,
			 size_t *index)
{
	struct ui_command command;
	char name[NAME_LENGTH];
	for (size_t take = words->count < 2 ? words->count : 2; take > 0; take--) {
		snprintf(name, sizeof name, "%s%s%s", words->at[0], take > 1 ? " " : "",
			 take > 1 ? words->at[1] : "");
		for (*index = 0; commands && commands->at(*index, &command); ++*index)
			if (strcmp(command.name, name) == 0)
				return true;
	}
	return false;
}

static bool is_address(const char *text)
{
	struct slice rest = slice_of(text);
	return view_find(slice_cut(&rest, ' ')) != NULL;
}

// The address as typed, or the one in quotes that a shell would take as one word.
static bool read_address(struct slice text, const struct line_words *words,
			 struct palette_line *out, struct err *err)
{
	size_t from = words->pieces[0].at;
	bool quoted = strchr("'\"", text.at[from]) != NULL;
	struct slice typed = {text.at + from, text.len - from};
	out->kind = PALETTE_ADDRESS;
	out->text = quoted ? words->at[0] : arena_slice(words->arena, typed);
	if (address_check(NULL, slice_of(out->text), &out->wrong, err))
		return true;
	out->wrong.at += from + quoted;
	return false;
}

static bool read_rest(struct slice text, const struct line_words *words, struct palette_line *out,
		      struct err *err)
{
	const char *first = words->at[0];
	out->kind = PALETTE_ACTION;
	out->action = action_find(slice_of(strcmp(first, "q") == 0 ? "quit" : first));
	if (is_address(first))
		return read_address(text, words, out, err);
	if (strcmp(first, "theme") == 0) {
		out->kind = PALETTE_THEME;
		out->text = words->at[1];
		out->wrong = (struct piece){text.len, 0};
		return words->count == 2 ||
		       err_set(err, ERR_INVALID, "theme needs one name, as in: theme mono");
	}
	out->wrong = words->pieces[words->count > 1 && out->action ? 1 : 0];
	if (out->action == ACTION_NONE)
		return err_set(err, ERR_INVALID, "there is no command, view or action '%s'", first);
	return words->count == 1 || err_set(err, ERR_INVALID, "%s takes nothing behind it", first);
}

static void drop_first(struct line_words *words)
{
	words->count--;
	memmove(words->at, words->at + 1, (words->count + 1) * sizeof *words->at);
	memmove(words->pieces, words->pieces + 1, words->count * sizeof *words->pieces);
}

bool palette_read(const struct ui_commands *commands, struct slice text, struct arena *arena,
		  struct palette_line *out, struct err *err)
{
	struct line_words words = {.arena = arena};
	size_t index;
	*out = (struct palette_line){.wrong = {0, text.len}};
	if (!split(text, &words, &out->wrong, err))
		return false;
	if (words.count && strcmp(words.at[0], "gavel") == 0) // as it stands in a shell
		drop_first(&words);
	if (!words.count)
		return err_set(err, ERR_INVALID, "a command, an address or an action's name");
	if (!find_command(commands, &words, &index))
		return read_rest(text, &words, out, err);
	out->kind = PALETTE_COMMAND;
	out->words = arena_alloc(arena, (words.count + 1) * sizeof *out->words);
	memcpy(out->words, words.at, words.count * sizeof *out->words);
	return true;
}

// ---- Completion ----

static void offer(struct prompt *prompt, const char *text, const char *help)
{
	struct candidates *c = &prompt->candidates;
	struct slice typed = {prompt->text.at + c->replaces.at, c->replaces.len};
	if (strncmp(text, typed.at ? typed.at : "", typed.len) != 0)
		return;
	if (c->count == CANDIDATES_MAX)
		c->more = true;
	else
		c->items[c->count++] = (struct candidate){text, help};
}

// A line's first words: commands, views, actions.
static void offer_names(const struct ui_commands *commands, struct prompt *prompt)
{
	struct ui_command command;
	size_t count;
	const struct view *views = view_list(&count);
	for (size_t i = 0; commands && commands->at(i, &command); i++)
		offer(prompt, arena_printf(&prompt->arena, "%s ", command.name), command.summary);
	for (size_t i = 0; i < count; i++)
		offer(prompt, arena_printf(&prompt->arena, "%s ", views[i].name),
		      relation_find(views[i].relation)->help);
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		offer(prompt, action_row((enum action)a)->name, action_row((enum action)a)->help);
	offer(prompt, "theme ", "other looks: theme NAME");
}

static void offer_options(const struct ui_commands *commands, size_t command, struct prompt *prompt)
{
	struct ui_command option;
	for (size_t i = 0; commands->option(command, i, &option); i++)
		offer(prompt,
		      arena_printf(&prompt->arena, option.arguments ? "--%s=" : "--%s ",
				   option.name),
		      option.summary);
}

// Terms of an address, which begins at `from`.
static void offer_terms(struct session *session, struct prompt *prompt, size_t from)
{
	struct typed typed = {
		NULL, {prompt->text.at + from, prompt->text.len - from}, prompt->caret - from};
	address_complete(session, &typed, &prompt->arena, &prompt->candidates);
	prompt->candidates.replaces.at += from;
}

void palette_complete(const struct ui_commands *commands, struct session *session,
		      struct prompt *prompt, bool ask)
{
	struct line_words words = {.arena = &prompt->arena};
	struct piece wrong;
	struct err ignored;
	struct slice before = {prompt->text.at, prompt->caret};
	size_t index, from = prompt->caret;
	split(before, &words, &wrong, &ignored);
	while (from && before.at[from - 1] != ' ')
		from--;
	prompt->candidates = (struct candidates){.replaces = {from, prompt->caret - from}};
	if (words.count && from && find_command(commands, &words, &index)) {
		offer_options(commands, index, prompt);
		return;
	}
	// "cost l" begins a command; "cost " and a blank begin an address's terms.
	bool address = from && words.count && is_address(words.at[0]);
	bool begun = prompt->candidates.replaces.len > 0;
	if (words.count <= 2 && (begun || !address)) {
		prompt->candidates.replaces = (struct piece){0, prompt->caret};
		offer_names(commands, prompt);
	}
	if (address && ask && !prompt->candidates.count)
		offer_terms(session, prompt, words.pieces[0].at);
}

static void add_quoted(struct slice text, const char *special, struct str *out)
{
	bool plain = text.len > 0;
	for (size_t i = 0; i < text.len; i++)
		plain = plain && !strchr(special, text.at[i]);
	if (plain) {
		str_add_slice(out, text);
		return;
	}
	str_add_char(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\'')
			str_add_text(out, "'\\'");
		str_add_char(out, text.at[i]);
	}
	str_add_char(out, '\'');
}

#define SPECIAL "<>|&;()$*?!#~'\"\\`[]{}"

void palette_add_word(struct slice word, struct str *out)
{
	add_quoted(word, SPECIAL " ", out);
}

void palette_add_address(struct slice address, struct str *out)
{
	add_quoted(address, SPECIAL, out);
}
