#include "ui/prompt/prompt.h"

#include "base/utf8.h"
#include "ui/key.h"

#include <stdlib.h>
#include <string.h>

enum {
	HISTORY_MAX = 100,
	TEXT_MAX = 4000,
	KEY_LINE_BEGIN = 0x01,
	KEY_LINE_END = 0x05,
	KEY_LINE_CUT = 0x15,
	KEY_WORD_CUT = 0x17
};

// ---- Opening and closing ----

static void forget_candidates(struct prompt *prompt)
{
	prompt->candidates = (struct candidates){0};
	arena_fini(&prompt->arena);
	prompt->chosen = 0;
}

void prompt_open(struct prompt *prompt, enum prompt_kind kind, struct slice text)
{
	forget_candidates(prompt);
	prompt->kind = kind;
	str_clear(&prompt->text);
	str_add_slice(&prompt->text, text);
	prompt->caret = text.len;
	prompt->listed = kind == PROMPT_COMMAND;
	prompt->recalled = 0;
}

static void remember(struct prompt *prompt)
{
	const char *text = str_text(&prompt->text);
	size_t count = prompt->history[prompt->kind].lines.len;
	char **lines = prompt->history[prompt->kind].lines.at;
	if (!*text || (count && strcmp(lines[count - 1], text) == 0))
		return;
	if (count == HISTORY_MAX) {
		free(lines[0]);
		memmove(lines, lines + 1, (count - 1) * sizeof *lines);
		prompt->history[prompt->kind].lines.len--;
	}
	*vec_push(&prompt->history[prompt->kind].lines) = mem_text(text);
}

void prompt_close(struct prompt *prompt, bool keep)
{
	if (keep)
		remember(prompt);
	prompt_fault(prompt, NULL, (struct piece){0});
	forget_candidates(prompt);
	free(prompt->draft);
	prompt->draft = NULL;
	prompt->kind = PROMPT_NONE;
}

void prompt_fini(struct prompt *prompt)
{
	prompt_close(prompt, false);
	str_fini(&prompt->text);
	for (size_t k = 0; k < PROMPT_KINDS; k++) {
		for (size_t i = 0; i < prompt->history[k].lines.len; i++)
			free(prompt->history[k].lines.at[i]);
		vec_fini(&prompt->history[k].lines);
	}
}

void prompt_fault(struct prompt *prompt, const char *text, struct piece wrong)
{
	char *copy = mem_text(text);
	free(prompt->fault);
	prompt->fault = copy;
	prompt->wrong = wrong;
}

void prompt_go_to_fault(struct prompt *prompt)
{
	if (prompt->fault && prompt->wrong.at <= prompt->text.len)
		prompt->caret = prompt->wrong.at;
}

// ---- Editing ----

static size_t character_before(const struct prompt *prompt)
{
	size_t at = prompt->caret;
	do
		at -= at > 0;
	while (at && (prompt->text.at[at] & 0xc0) == 0x80);
	return at;
}

static size_t character_behind(const struct prompt *prompt)
{
	size_t at = prompt->caret;
	do
		at += at < prompt->text.len;
	while (at < prompt->text.len && (prompt->text.at[at] & 0xc0) == 0x80);
	return at;
}

static size_t word_before(const struct prompt *prompt)
{
	size_t at = prompt->caret;
	while (at && prompt->text.at[at - 1] == ' ')
		at--;
	while (at && prompt->text.at[at - 1] != ' ')
		at--;
	return at;
}

// Puts text in the place of a piece; the caret goes behind it.
static enum prompt_event replace(struct prompt *prompt, struct piece piece, struct slice by)
{
	struct str next = {0};
	struct slice rest = {prompt->text.at + piece.at + piece.len,
			     prompt->text.len - piece.at - piece.len};
	if (prompt->text.len - piece.len + by.len > TEXT_MAX)
		return PROMPT_NOTHING;
	str_add(&next, prompt->text.at, piece.at);
	str_add_slice(&next, by);
	prompt->caret = next.len;
	str_add_slice(&next, rest);
	str_fini(&prompt->text);
	prompt->text = next;
	return PROMPT_TYPED;
}

static enum prompt_event cut(struct prompt *prompt, size_t from, size_t to)
{
	if (from == to)
		return PROMPT_NOTHING;
	return replace(prompt, (struct piece){from, to - from}, SLICE(""));
}

static enum prompt_event insert(struct prompt *prompt, uint32_t key)
{
	char bytes[4];
	if (key < KEY_SPACE || key > 0x10ffff || utf8_width(key) < 0)
		return PROMPT_NOTHING;
	struct slice text = {bytes, utf8_encode(key, bytes)};
	return replace(prompt, (struct piece){prompt->caret, 0}, text);
}

// ---- History ----

static enum prompt_event recall(struct prompt *prompt, long by)
{
	size_t count = prompt->history[prompt->kind].lines.len;
	long to = (long)prompt->recalled + by;
	if (to < 0 || to > (long)count)
		return PROMPT_NOTHING;
	if (!prompt->recalled) {
		free(prompt->draft);
		prompt->draft = mem_slice(str_slice(&prompt->text));
	}
	prompt->recalled = (size_t)to;
	const char *text =
		to ? prompt->history[prompt->kind].lines.at[count - (size_t)to] : prompt->draft;
	str_clear(&prompt->text);
	str_add_text(&prompt->text, text);
	prompt->caret = prompt->text.len;
	return PROMPT_TYPED;
}

// ---- Completion ----

// What all candidates begin with.
static size_t common_length(const struct candidates *c)
{
	size_t len = strlen(c->items[0].text);
	for (size_t i = 1; i < c->count; i++) {
		size_t same = 0;
		while (same < len && c->items[i].text[same] == c->items[0].text[same])
			same++;
		len = same;
	}
	while (len && (c->items[0].text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

// The first time as far as all agree, then one after the other.
static enum prompt_event complete(struct prompt *prompt, long by)
{
	struct candidates *c = &prompt->candidates;
	if (!c->count)
		return PROMPT_NOTHING;
	size_t common = common_length(c);
	bool further = !prompt->chosen && (common > c->replaces.len || c->count == 1);
	prompt->listed = true;
	if (!prompt->chosen)
		prompt->into = c->replaces;
	if (further && c->count > 1) {
		replace(prompt, prompt->into, (struct slice){c->items[0].text, common});
		return PROMPT_TYPED;
	}
	long next = prompt->chosen ? (long)prompt->chosen - 1 + by : by > 0 ? 0 : -1;
	next = (next + (long)c->count) % (long)c->count;
	const char *text = c->items[next].text;
	replace(prompt, prompt->into, slice_of(text));
	prompt->into.len = strlen(text);
	prompt->chosen = (size_t)next + 1;
	return c->count == 1 ? PROMPT_TYPED : PROMPT_NOTHING;
}

// ---- Keys ----

static enum prompt_event take(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case KEY_ENTER_KEY: return PROMPT_ENTERED;
	case KEY_ESCAPE:
	case KEY_INTERRUPT: return PROMPT_LEFT;
	case KEY_RUBOUT:
		return prompt->text.len ? cut(prompt, character_before(prompt), prompt->caret)
					: PROMPT_LEFT;
	case KEY_ERASE: return cut(prompt, prompt->caret, character_behind(prompt));
	case KEY_LINE_CUT: return cut(prompt, 0, prompt->caret);
	case KEY_WORD_CUT: return cut(prompt, word_before(prompt), prompt->caret);
	case KEY_GO_UP: return recall(prompt, 1);
	case KEY_GO_DOWN: return recall(prompt, -1);
	case KEY_GO_LEFT: prompt->caret = character_before(prompt); return PROMPT_NOTHING;
	case KEY_GO_RIGHT: prompt->caret = character_behind(prompt); return PROMPT_NOTHING;
	case KEY_FIRST:
	case KEY_LINE_BEGIN: prompt->caret = 0; return PROMPT_NOTHING;
	case KEY_LAST:
	case KEY_LINE_END: prompt->caret = prompt->text.len; return PROMPT_NOTHING;
	default: return insert(prompt, key);
	}
}

enum prompt_event prompt_key(struct prompt *prompt, uint32_t key)
{
	enum prompt_event event;
	if (key == KEY_TAB || key == KEY_TAB_BACK)
		event = complete(prompt, key == KEY_TAB ? 1 : -1);
	else
		event = take(prompt, key);
	bool cycling = (key == KEY_TAB || key == KEY_TAB_BACK) && event == PROMPT_NOTHING;
	if (event == PROMPT_TYPED && prompt->kind != PROMPT_COMMAND)
		prompt->listed = false;
	if (!cycling)
		forget_candidates(prompt);
	return event;
}
