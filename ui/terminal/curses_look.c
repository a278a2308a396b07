#define NCURSES_WIDECHAR 1

#include "ui/terminal/curses.h"

#include <curses.h>

enum colour_depth curses_depth(bool rgb)
{
	return rgb && COLORS >= COLOUR_RGB ? DEPTH_RGB
	       : COLORS >= COLOUR_PALETTE  ? DEPTH_256
	       : COLORS >= 16		   ? DEPTH_16
	       : COLORS >= 8		   ? DEPTH_8
					   : DEPTH_NONE;
}

unsigned curses_look(const struct look *look, short pair, enum colour_depth depth)
{
	int foreground = look->foreground, background = look->background;
	attr_t a = (look->bold ? A_BOLD : 0) | (look->dim ? A_DIM : 0) |
		   (look->underline ? A_UNDERLINE : 0) | (look->reverse ? A_REVERSE : 0);
	colour_fit(&foreground, &background, depth);
	if ((foreground >= 0 || background >= 0) && pair < COLOR_PAIRS &&
	    init_extended_pair(pair, foreground, background) == OK)
		a |= (attr_t)COLOR_PAIR(pair);
	return a;
}
