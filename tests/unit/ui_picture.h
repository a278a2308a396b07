// Pictures of the cell grid.
#ifndef GAVEL_TESTS_UNIT_UI_PICTURE_H
#define GAVEL_TESTS_UNIT_UI_PICTURE_H

#include "tests/unit/test.h"
#include "ui/screen.h"

static inline struct area start(struct screen *screen, int columns, int rows, bool ascii)
{
	screen_init(screen, (struct size){columns, rows});
	screen->ascii = ascii;
	return screen_area(screen);
}

static inline void expect_picture(struct screen *screen, int line, const char *expected)
{
	struct str out = {0};
	screen_text(screen, &out);
	test_text(__FILE__, line, "picture", str_text(&out), expected);
	str_fini(&out);
	screen_fini(screen);
}

#endif
