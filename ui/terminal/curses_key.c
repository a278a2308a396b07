#define NCURSES_WIDECHAR 1

#include "ui/terminal/curses.h"

#include "ui/key.h"

#include <curses.h>

static const struct {
	wint_t of_curses;
	uint32_t key;
} SPECIAL[] = {
	{KEY_UP, KEY_GO_UP},	     {KEY_DOWN, KEY_GO_DOWN},  {KEY_LEFT, KEY_GO_LEFT},
	{KEY_RIGHT, KEY_GO_RIGHT},   {KEY_PPAGE, KEY_PAGE_UP}, {KEY_NPAGE, KEY_PAGE_DOWN},
	{KEY_HOME, KEY_FIRST},	     {KEY_END, KEY_LAST},      {KEY_ENTER, KEY_ENTER_KEY},
	{KEY_BTAB, KEY_TAB_BACK},    {KEY_DC, KEY_ERASE},      {KEY_IC, KEY_INSERT},
	{KEY_BACKSPACE, KEY_RUBOUT},
};

static uint32_t character_key(wint_t character)
{
	return character == '\n'   ? KEY_ENTER_KEY
	       : character == '\b' ? KEY_RUBOUT
				   : (uint32_t)character;
}

uint32_t curses_key(bool special, wint_t code)
{
	if (!special)
		return character_key(code);
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return KEY_F_1 + (uint32_t)(code - KEY_F(1));
	for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++)
		if (SPECIAL[i].of_curses == code)
			return SPECIAL[i].key;
	return KEY_UNKNOWN;
}
