#include "ui/key.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	uint32_t key;
} NAMES[] = {
	{"Up", KEY_GO_UP},
	{"Down", KEY_GO_DOWN},
	{"Left", KEY_GO_LEFT},
	{"Right", KEY_GO_RIGHT},
	{"PgUp", KEY_PAGE_UP},
	{"PgDn", KEY_PAGE_DOWN},
	{"Home", KEY_FIRST},
	{"End", KEY_LAST},
	{"Enter", KEY_ENTER_KEY},
	{"Esc", KEY_ESCAPE},
	{"Tab", KEY_TAB},
	{"S-Tab", KEY_TAB_BACK},
	{"Space", KEY_SPACE},
	{"Backspace", KEY_RUBOUT},
	{"Del", KEY_ERASE},
	{"Ins", KEY_INSERT},
	{"Hash", '#'},
	{"F1", KEY_F_1},
	{"F2", KEY_F_1 + 1},
	{"F3", KEY_F_1 + 2},
	{"F4", KEY_F_1 + 3},
	{"F5", KEY_F_1 + 4},
	{"F6", KEY_F_1 + 5},
	{"F7", KEY_F_1 + 6},
	{"F8", KEY_F_1 + 7},
	{"F9", KEY_F_1 + 8},
	{"F10", KEY_F_1 + 9},
	{"F11", KEY_F_1 + 10},
	{"F12", KEY_F_12},
};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES, CTRL = 0x40 };

// Codes that terminals send for a key of its own.
static const struct {
	char letter;
	const char *name;
} TAKEN[] = {{'H', "Backspace"}, {'I', "Tab"}, {'J', "Enter"}, {'M', "Enter"}};

const char *key_special_name(size_t index)
{
	return index < NAME_COUNT ? NAMES[index].name : NULL;
}

bool key_is_ctrl(uint32_t key)
{
	return key > 0 && key < KEY_ESCAPE && key != KEY_TAB && key != KEY_ENTER_KEY;
}

void key_add_name(struct str *out, uint32_t key)
{
	char bytes[4];
	for (size_t i = 0; i < NAME_COUNT; i++)
		if (NAMES[i].key == key) {
			str_add_text(out, NAMES[i].name);
			return;
		}
	if (key_is_ctrl(key))
		str_addf(out, "^%c", (char)(key + CTRL));
	else if (key < KEY_GO_UP && utf8_width(key) > 0)
		str_add(out, bytes, utf8_encode(key, bytes));
	else
		str_add_text(out, "that key");
}

// ---- Reading ----

static bool read_ctrl(char letter, uint32_t *key, struct err *err)
{
	char upper = (char)(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
	for (size_t i = 0; i < sizeof TAKEN / sizeof *TAKEN; i++)
		if (TAKEN[i].letter == upper)
			return err_set(err, ERR_INVALID,
				       "'^%c' and %s are one key to a terminal; write %s", upper,
				       TAKEN[i].name, TAKEN[i].name);
	*key = (uint32_t)(upper - CTRL);
	return (upper >= 'A' && upper <= 'Z') ||
	       err_set(err, ERR_INVALID, "there is no key '^%c'; Ctrl goes with A to Z", letter);
}

static bool complain(struct slice name, struct err *err)
{
	char *text = mem_slice(name);
	const char *near = NULL;
	for (size_t i = 0; i < NAME_COUNT && !near; i++)
		if (strcasecmp(text, NAMES[i].name) == 0 ||
		    (name.len > 2 && text_is_near(text, NAMES[i].name)))
			near = NAMES[i].name;
	err_set(err, ERR_INVALID, "there is no key '%s'%s%s%s", text,
		near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
	free(text);
	return false;
}

bool key_read(struct slice name, uint32_t *key, struct err *err)
{
	for (size_t i = 0; i < NAME_COUNT; i++)
		if (slice_is(name, NAMES[i].name)) {
			*key = NAMES[i].key;
			return true;
		}
	if (name.len == 2 && name.at[0] == '^' && (unsigned char)name.at[1] < 0x80)
		return read_ctrl(name.at[1], key, err);
	return (name.len && utf8_decode(name, key) == name.len && utf8_width(*key) > 0) ||
	       complain(name, err);
}
