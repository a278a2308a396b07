#define NCURSES_WIDECHAR 1

#include "ui/terminal/curses.h"

#include "base/utf8.h"
#include "ui/key.h"

#include <curses.h>
#include <limits.h>

static const struct {
	int of_curses;
	uint32_t key;
} SPECIAL[] = {
	{KEY_UP, KEY_GO_UP},	     {KEY_DOWN, KEY_GO_DOWN},  {KEY_LEFT, KEY_GO_LEFT},
	{KEY_RIGHT, KEY_GO_RIGHT},   {KEY_PPAGE, KEY_PAGE_UP}, {KEY_NPAGE, KEY_PAGE_DOWN},
	{KEY_HOME, KEY_FIRST},	     {KEY_END, KEY_LAST},      {KEY_ENTER, KEY_ENTER_KEY},
	{KEY_BTAB, KEY_TAB_BACK},    {KEY_DC, KEY_ERASE},      {KEY_IC, KEY_INSERT},
	{KEY_BACKSPACE, KEY_RUBOUT},
};

static uint32_t special_key(int code)
{
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return KEY_F_1 + (uint32_t)(code - KEY_F(1));
	for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++)
		if (SPECIAL[i].of_curses == code)
			return SPECIAL[i].key;
	return KEY_UNKNOWN;
}

static uint32_t ascii_key(int code)
{
	return code == '\n' ? KEY_ENTER_KEY : code == '\b' ? KEY_RUBOUT : (uint32_t)code;
}

// How many bytes a character has that begins so; Unicode 15, table 3-7.
static size_t length_of(unsigned char first)
{
	return first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
}

static uint32_t character_key(struct curses_character *character)
{
	uint32_t rune;
	struct slice bytes = {character->bytes, character->len};
	if (bytes.len < length_of((unsigned char)bytes.at[0]))
		return KEY_NONE;
	character->len = 0;
	return utf8_decode(bytes, &rune) ? rune : KEY_UNKNOWN;
}

bool curses_key(struct curses_character *character, int code, uint32_t *key)
{
	bool continues = code >= 0x80 && code < 0xc0;
	*key = KEY_UNKNOWN;
	if (character->len && !continues) {
		character->len = 0;
		return false;
	}
	if (code > UCHAR_MAX)
		*key = special_key(code);
	else if (code < 0x80)
		*key = ascii_key(code);
	else {
		character->bytes[character->len++] = (char)code;
		*key = character_key(character);
	}
	return true;
}
