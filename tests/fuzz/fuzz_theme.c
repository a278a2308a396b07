// Any bytes as a theme: every look is one a terminal can be given, or the line at fault is named.
#include "ui/theme.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_colour(int colour)
{
	return colour >= COLOUR_DEFAULT &&
	       (colour < COLOUR_PALETTE ||
		(colour >= COLOUR_RGB && colour <= COLOUR_RGB + 0xffffff));
}

// Whatever a theme says, a terminal gets what it has.
static void check_fit(const struct look *look)
{
	static const int ENDS[] = {0, 8, 16, 256, COLOUR_RGB};
	for (int depth = DEPTH_NONE; depth <= DEPTH_RGB; depth++) {
		int foreground = look->foreground, background = look->background;
		colour_fit(&foreground, &background, (enum colour_depth)depth);
		assert(foreground >= COLOUR_DEFAULT && foreground < ENDS[depth]);
		assert(background >= COLOUR_DEFAULT && background < ENDS[depth]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct theme theme;
	struct err err = {0};
	struct slice text = {(const char *)data, size};
	bool done = theme_parse(text, "theme", &theme, &err);
	if (!done) {
		assert(err.code == ERR_INVALID && strncmp(err.text, "theme:", 6) == 0);
		assert(atoi(err.text + 6) >= 1);
		return 0;
	}
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		assert(is_colour(theme.looks[i].foreground) &&
		       is_colour(theme.looks[i].background));
		check_fit(&theme.looks[i]);
	}
	return 0;
}
