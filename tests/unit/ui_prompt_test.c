// The line that is typed, and what a line behind ':' means.
#include "ui/prompt/palette.h"

#include "tests/unit/test.h"
#include "ui/key.h"

#include <stdlib.h>
#include <string.h>

// ---- Editing ----

enum { KEYS_MAX = 16, LINE_CUT = 0x15, WORD_CUT = 0x17 };

static const struct {
	const char *text; // typed first
	uint32_t keys[KEYS_MAX];
	const char *after;
	size_t caret;
	enum prompt_event event; // of the last key
} EDITS[] = {
	{"ab", {'c'}, "abc", 3, PROMPT_TYPED},
	{"ab", {KEY_GO_LEFT, 'c'}, "acb", 2, PROMPT_TYPED},
	{"ab", {KEY_FIRST, 'c'}, "cab", 1, PROMPT_TYPED},
	{"ab", {KEY_FIRST, KEY_LAST}, "ab", 2, PROMPT_NOTHING},
	{"ab", {KEY_RUBOUT}, "a", 1, PROMPT_TYPED},
	{"ab", {KEY_FIRST, KEY_RUBOUT}, "ab", 0, PROMPT_NOTHING},
	{"ab", {KEY_FIRST, KEY_ERASE}, "b", 0, PROMPT_TYPED},
	{"ab", {KEY_ERASE}, "ab", 2, PROMPT_NOTHING},
	{"", {KEY_RUBOUT}, "", 0, PROMPT_LEFT},
	{"a\xc3\xa9", {KEY_GO_LEFT}, "a\xc3\xa9", 1, PROMPT_NOTHING}, // a character is whole
	{"a\xc3\xa9", {KEY_RUBOUT}, "a", 1, PROMPT_TYPED},
	{"", {0x65e5}, "\xe6\x97\xa5", 3, PROMPT_TYPED},
	{"one two", {WORD_CUT}, "one ", 4, PROMPT_TYPED},
	{"one two ", {WORD_CUT}, "one ", 4, PROMPT_TYPED},
	{"one two", {LINE_CUT}, "", 0, PROMPT_TYPED},
	{"a", {0x202e}, "a", 1, PROMPT_NOTHING}, // nothing invisible is typed
	{"a", {KEY_UNKNOWN}, "a", 1, PROMPT_NOTHING},
	{"a", {0x07}, "a", 1, PROMPT_NOTHING},
	{"a", {KEY_ENTER_KEY}, "a", 1, PROMPT_ENTERED},
	{"a", {KEY_ESCAPE}, "a", 1, PROMPT_LEFT},
};

static void test_edits(void)
{
	for (size_t i = 0; i < sizeof EDITS / sizeof *EDITS; i++) {
		struct prompt prompt = {0};
		enum prompt_event event = PROMPT_NOTHING;
		prompt_open(&prompt, PROMPT_FILTER, slice_of(EDITS[i].text));
		for (size_t k = 0; EDITS[i].keys[k]; k++)
			event = prompt_key(&prompt, EDITS[i].keys[k]);
		test_text(__FILE__, (int)i, "text", str_text(&prompt.text), EDITS[i].after);
		test_int(__FILE__, (int)i, "caret", (int64_t)prompt.caret, (int64_t)EDITS[i].caret);
		test_int(__FILE__, (int)i, "event", event, EDITS[i].event);
		prompt_fini(&prompt);
	}
}

static void enter(struct prompt *prompt, const char *text)
{
	prompt_open(prompt, PROMPT_COMMAND, slice_of(text));
	prompt_close(prompt, true);
}

static void test_history(void)
{
	struct prompt prompt = {0};
	enter(&prompt, "first");
	enter(&prompt, "second");
	enter(&prompt, "second");
	prompt_open(&prompt, PROMPT_COMMAND, SLICE("dra"));
	prompt_key(&prompt, KEY_GO_UP);
	expect_text(str_text(&prompt.text), "second");
	prompt_key(&prompt, KEY_GO_UP);
	expect_text(str_text(&prompt.text), "first");
	prompt_key(&prompt, KEY_GO_UP);
	expect_text(str_text(&prompt.text), "first");
	prompt_key(&prompt, KEY_GO_DOWN);
	prompt_key(&prompt, KEY_GO_DOWN);
	expect_text(str_text(&prompt.text), "dra"); // what was being typed is not lost
	prompt_close(&prompt, false);
	prompt_open(&prompt, PROMPT_FILTER, SLICE(""));
	prompt_key(&prompt, KEY_GO_UP);
	expect_text(str_text(&prompt.text), ""); // each kind has lines of its own
	prompt_fini(&prompt);
}

// ---- Completion ----

static void offer(struct prompt *prompt, size_t from, const char *const *texts)
{
	prompt->candidates = (struct candidates){.replaces = {from, prompt->caret - from}};
	for (size_t i = 0; texts[i]; i++)
		prompt->candidates.items[prompt->candidates.count++] =
			(struct candidate){texts[i], ""};
}

static void test_completion(void)
{
	static const char *const MANY[] = {"service", "service_code", NULL};
	static const char *const ONE[] = {"region:", NULL};
	struct prompt prompt = {0};
	prompt_open(&prompt, PROMPT_FILTER, SLICE("x ser"));
	offer(&prompt, 2, MANY);
	expect_int(prompt_key(&prompt, KEY_TAB), PROMPT_TYPED); // as far as all agree
	expect_text(str_text(&prompt.text), "x service");
	offer(&prompt, 2, MANY);
	prompt_key(&prompt, KEY_TAB);
	expect_text(str_text(&prompt.text), "x service");
	prompt_key(&prompt, KEY_TAB);
	expect_text(str_text(&prompt.text), "x service_code");
	prompt_key(&prompt, KEY_TAB_BACK);
	expect_text(str_text(&prompt.text), "x service");
	prompt_open(&prompt, PROMPT_FILTER, SLICE("reg:1"));
	prompt.caret = 3;
	offer(&prompt, 0, ONE);
	expect_int(prompt_key(&prompt, KEY_TAB), PROMPT_TYPED);
	expect_text(str_text(&prompt.text), "region::1");
	expect_int((int64_t)prompt.caret, 7);
	prompt_fini(&prompt);
}

// ---- A line ----

static const char *const COMMANDS[] = {"show", "cost lines", "sync", "help"};

static bool command_at(size_t index, struct ui_command *out)
{
	bool there = index < sizeof COMMANDS / sizeof *COMMANDS;
	if (there)
		*out = (struct ui_command){COMMANDS[index], "", "summary"};
	return there;
}

static bool option_at(size_t command, size_t index, struct ui_command *out)
{
	*out = (struct ui_command){"by", command ? NULL : "DIM", "help"};
	return index == 0;
}

static const struct ui_commands TABLE = {command_at, option_at};

static const struct {
	const char *text;
	int kind;	  // of enum palette_kind, -1: it cannot be read
	const char *what; // words with '|' between, an address, an action's name, the error
	size_t wrong;	  // where
} LINES[] = {
	{"show sources --json", PALETTE_COMMAND, "show|sources|--json", 0},
	{"gavel show 'a b' \"c d\" e\\ f", PALETTE_COMMAND, "show|a b|c d|e f", 0},
	{"cost lines cell:1", PALETTE_COMMAND, "cost|lines|cell:1", 0},
	{"cost by:day", PALETTE_ADDRESS, "cost by:day", 0}, // no command `cost`
	{"sources state!=good", PALETTE_ADDRESS, "sources state!=good", 0},
	{"'log run>1'", PALETTE_ADDRESS, "log run>1", 0},
	{"sort", PALETTE_ACTION, "sort", 0},
	{"q", PALETTE_ACTION, "quit", 0},
	{"theme mono", PALETTE_THEME, "mono", 0},
	{"help", PALETTE_COMMAND, "help", 0}, // as in a shell, before the action
	{"nonsense", -1, "there is no command, view or action 'nonsense'", 0},
	{"  nonsense", -1, "there is no command, view or action 'nonsense'", 2},
	{"sort by name", -1, "sort takes nothing behind it", 5},
	{"theme", -1, "theme needs one name, as in: theme mono", 5},
	{"show 'x", -1, "a quote has no end", 5},
	{"sources colour:red", -1, NULL, 8},
	{"'sources colour:red'", -1, NULL, 9},
};

static void expect_line(size_t i, const struct palette_line *line, const struct err *err)
{
	struct str got = {0};
	for (size_t w = 0; line->words && line->words[w]; w++)
		str_addf(&got, "%s%s", w ? "|" : "", line->words[w]);
	if (LINES[i].kind < 0)
		str_add_text(&got, err->text);
	else if (line->kind == PALETTE_ACTION)
		str_add_text(&got, action_row(line->action)->name);
	else if (!line->words)
		str_add_text(&got, line->text);
	if (LINES[i].what)
		test_text(__FILE__, (int)i, "means", str_text(&got), LINES[i].what);
	if (LINES[i].kind < 0)
		test_int(__FILE__, (int)i, "wrong at", (int64_t)line->wrong.at,
			 (int64_t)LINES[i].wrong);
	else
		test_int(__FILE__, (int)i, "kind", line->kind, LINES[i].kind);
	str_fini(&got);
}

static void test_lines(void)
{
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
		struct arena arena = {0};
		struct palette_line line;
		struct err err = {0};
		bool good = palette_read(&TABLE, slice_of(LINES[i].text), &arena, &line, &err);
		test_int(__FILE__, (int)i, LINES[i].text, good, LINES[i].kind >= 0);
		expect_line(i, &line, &err);
		arena_fini(&arena);
	}
}

// What is copied, a shell and the palette read alike.
static void test_words(void)
{
	static const struct {
		const char *address, *word;
	} CASES[] = {{"cost by:service", "cost by:service"},
		     {"log run>1", "'log run>1'"},
		     {"cost service:Amazon*", "'cost service:Amazon*'"},
		     {"log it's", "'log it'\\''s'"}};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct str word = {0};
		struct arena arena = {0};
		struct palette_line line;
		struct err err = {0};
		palette_add_address(slice_of(CASES[i].address), &word);
		test_text(__FILE__, (int)i, "word", str_text(&word), CASES[i].word);
		expect_true(palette_read(&TABLE, str_slice(&word), &arena, &line, &err));
		test_text(__FILE__, (int)i, "back", line.text ? line.text : "", CASES[i].address);
		str_fini(&word);
		arena_fini(&arena);
	}
}

static void expect_offers(const char *text, const char *first, size_t count)
{
	struct prompt prompt = {0};
	prompt_open(&prompt, PROMPT_COMMAND, slice_of(text));
	palette_complete(&TABLE, NULL, &prompt, false);
	test_text(__FILE__, __LINE__, text,
		  prompt.candidates.count ? prompt.candidates.items[0].text : "", first);
	test_int(__FILE__, __LINE__, text, (int64_t)prompt.candidates.count, (int64_t)count);
	prompt_fini(&prompt);
}

static void test_offers(void)
{
	expect_offers("sho", "show ", 1);
	expect_offers("cost l", "cost lines ", 1);
	expect_offers("show --", "--by=", 1);
	expect_offers("show x y --b", "--by=", 1);
	expect_offers("xyz", "", 0);
	expect_offers("them", "theme ", 1);
}

// What is wrong is told whole above the line.
static void test_fault(void)
{
	struct screen screen;
	struct prompt prompt = {0};
	struct str picture = {0};
	screen_init(&screen, (struct size){20, 4});
	prompt_open(&prompt, PROMPT_FILTER, SLICE("age>30"));
	prompt_fault(&prompt, "age: '30' is no age; write 30d", (struct piece){4, 2});
	prompt_paint(&prompt, screen_area(&screen));
	screen_text(&screen, &picture);
	expect_text(str_text(&picture), "\nage: '30' is no age;\n  write 30d\n/age>30\n");
	str_fini(&picture);
	prompt_fini(&prompt);
	screen_fini(&screen);
}

int main(void)
{
	test_fault();
	test_edits();
	test_history();
	test_completion();
	test_lines();
	test_words();
	test_offers();
	return test_done("ui_prompt");
}
