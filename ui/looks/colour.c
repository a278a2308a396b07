#include "ui/looks/colour.h"

#include <math.h>

enum {
	NAMED = 16,
	ANSI = 8,
	CUBE = 16,
	GREYS = 232,
	DIRECT_ANSI = 8,
	GREYISH = 40,
	OTHER_KIND = 60000
};

static const struct {
	const char *name;
	uint32_t rgb;
} NAMES[NAMED] = {
	{"black", 0x000000},	    {"red", 0xcd0000},
	{"green", 0x00cd00},	    {"yellow", 0xcdcd00},
	{"blue", 0x0000ee},	    {"magenta", 0xcd00cd},
	{"cyan", 0x00cdcd},	    {"white", 0xe5e5e5},
	{"bright-black", 0x7f7f7f}, {"bright-red", 0xff0000},
	{"bright-green", 0x00ff00}, {"bright-yellow", 0xffff00},
	{"bright-blue", 0x5c5cff},  {"bright-magenta", 0xff00ff},
	{"bright-cyan", 0x00ffff},  {"bright-white", 0xffffff},
};

// WCAG 2.2, criteria 1.4.3 and 1.4.6.
static const double AAA = 7, AA = 4.5, LARGE = 3;

// ---- Reading ----

static bool read_number(struct slice word, int *colour)
{
	int number = 0;
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] < '0' || word.at[i] > '9' || number >= COLOUR_PALETTE)
			return false;
		number = number * 10 + (word.at[i] - '0');
	}
	*colour = number;
	return word.len && number < COLOUR_PALETTE;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static bool read_rgb(struct slice word, int *colour)
{
	*colour = 0;
	for (size_t i = 1; i < word.len && word.len == sizeof "#rrggbb" - 1; i++) {
		int digit = hex_digit(word.at[i]);
		if (digit < 0)
			return false;
		*colour = *colour * 16 + digit;
	}
	*colour += COLOUR_RGB;
	return word.len == sizeof "#rrggbb" - 1;
}

bool colour_read(struct slice word, int *colour)
{
	*colour = COLOUR_DEFAULT;
	if (slice_is(word, "default"))
		return true;
	for (int i = 0; i < NAMED; i++)
		if (slice_is(word, NAMES[i].name)) {
			*colour = i;
			return true;
		}
	return slice_starts(word, "#") ? read_rgb(word, colour) : read_number(word, colour);
}

const char *colour_name(int colour)
{
	return colour >= 0 && colour < NAMED ? NAMES[colour].name : NULL;
}

// ---- What they look like ----

uint32_t colour_rgb(int colour)
{
	static const uint32_t LEVELS[] = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
	if (colour >= COLOUR_RGB)
		return (uint32_t)(colour - COLOUR_RGB);
	if (colour < NAMED)
		return NAMES[colour].rgb;
	uint32_t at = (uint32_t)colour - CUBE, grey = 8 + 10 * ((uint32_t)colour - GREYS);
	if (colour >= GREYS)
		return grey << 16 | grey << 8 | grey;
	return LEVELS[at / 36] << 16 | LEVELS[at / 6 % 6] << 8 | LEVELS[at % 6];
}

static double channel(uint32_t rgb, int shift)
{
	double c = (double)(rgb >> shift & 0xff) / 255;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * channel(rgb, 16) + 0.7152 * channel(rgb, 8) + 0.0722 * channel(rgb, 0);
}

double colour_contrast(uint32_t a, uint32_t b)
{
	double of_a = luminance(a) + 0.05, of_b = luminance(b) + 0.05;
	return of_a > of_b ? of_a / of_b : of_b / of_a;
}

// ---- What a terminal has of them ----

struct channels {
	int of[3], least, range;
};

static struct channels split(uint32_t rgb)
{
	struct channels c = {.of = {rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff}};
	int most = c.of[0];
	c.least = c.of[0];
	for (int i = 1; i < 3; i++) {
		most = c.of[i] > most ? c.of[i] : most;
		c.least = c.of[i] < c.least ? c.of[i] : c.least;
	}
	c.range = most - c.least;
	return c;
}

static bool is_grey(uint32_t rgb)
{
	return split(rgb).range < GREYISH;
}

static int difference(const struct channels *a, const struct channels *b)
{
	int sum = 0;
	for (int i = 0; i < 3; i++)
		sum += (a->of[i] - b->of[i]) * (a->of[i] - b->of[i]);
	return sum;
}

// The colour at its strongest: what is left when its grey is taken away.
static struct channels hue(struct channels c)
{
	for (int i = 0; i < 3; i++)
		c.of[i] = (c.of[i] - c.least) * 255 / c.range;
	return c;
}

// Among few colours the hue counts most: light red is nearer to red than to yellow.
static int distance(uint32_t a, uint32_t b, enum colour_depth depth)
{
	struct channels x = split(a), y = split(b);
	int plain = difference(&x, &y);
	if (depth == DEPTH_256)
		return plain;
	if (is_grey(a) != is_grey(b))
		return plain + OTHER_KIND;
	if (is_grey(a))
		return plain;
	x = hue(x);
	y = hue(y);
	return plain + 2 * difference(&x, &y);
}

// The candidates: of 256, those that no person's palette changes.
static void candidates(enum colour_depth depth, int *first, int *end)
{
	*first = depth == DEPTH_256 ? CUBE : 0;
	*end = depth == DEPTH_256 ? COLOUR_PALETTE : depth == DEPTH_16 ? NAMED : ANSI;
}

static bool is_ours_already(int colour, enum colour_depth depth)
{
	int first, end;
	candidates(depth, &first, &end);
	return colour < end;
}

// On a background that nobody knows: a colour, or the terminal's own.
static int nearest_hue(int colour, enum colour_depth depth)
{
	int first, end, best = COLOUR_DEFAULT;
	uint32_t rgb = colour_rgb(colour);
	candidates(depth, &first, &end);
	for (int i = first; i < end; i++)
		if (depth == DEPTH_256 || !is_grey(NAMES[i].rgb))
			if (best < 0 || distance(colour_rgb(i), rgb, depth) <
						distance(colour_rgb(best), rgb, depth))
				best = i;
	return depth != DEPTH_256 && is_grey(rgb) ? COLOUR_DEFAULT : best;
}

static int nearest(uint32_t rgb, enum colour_depth depth)
{
	int first, end;
	candidates(depth, &first, &end);
	int best = first;
	for (int i = first; i < end; i++)
		if (distance(colour_rgb(i), rgb, depth) < distance(colour_rgb(best), rgb, depth))
			best = i;
	return best;
}

// The nearest that reads well enough on a background; the best there is when none does.
static int nearest_legible(uint32_t rgb, uint32_t on, double needed, enum colour_depth depth)
{
	int first, end;
	candidates(depth, &first, &end);
	int best = COLOUR_DEFAULT, clearest = first;
	for (int i = first; i < end; i++) {
		double contrast = colour_contrast(colour_rgb(i), on);
		if (contrast > colour_contrast(colour_rgb(clearest), on))
			clearest = i;
		if (contrast >= needed &&
		    (best < 0 ||
		     distance(colour_rgb(i), rgb, depth) < distance(colour_rgb(best), rgb, depth)))
			best = i;
	}
	return best < 0 ? clearest : best;
}

// A terminal of RGB takes the first eight for those of its palette.
static int direct(int colour)
{
	if (colour < DIRECT_ANSI)
		return colour;
	uint32_t rgb = colour_rgb(colour);
	return rgb < DIRECT_ANSI ? 0 : (int)rgb;
}

// What must be left of a contrast: the level that it had; AAA where it had half as much again.
static double least(double contrast)
{
	return contrast >= AAA * 1.5 ? AAA : contrast >= AA ? AA : contrast >= LARGE ? LARGE : 1;
}

static void fit_pair(int *foreground, int *background, enum colour_depth depth)
{
	uint32_t front = colour_rgb(*foreground), behind = colour_rgb(*background);
	double needed = least(colour_contrast(front, behind));
	if (!is_ours_already(*background, depth))
		*background = nearest(behind, depth);
	if (!is_ours_already(*foreground, depth) ||
	    colour_contrast(front, colour_rgb(*background)) < needed)
		*foreground = nearest_legible(front, colour_rgb(*background), needed, depth);
}

void colour_fit(int *foreground, int *background, enum colour_depth depth)
{
	if (depth == DEPTH_NONE) {
		*foreground = *background = COLOUR_DEFAULT;
	} else if (depth == DEPTH_RGB) {
		*foreground = direct(*foreground);
		*background = direct(*background);
	} else if (*foreground >= 0 && *background >= 0) {
		fit_pair(foreground, background, depth);
	} else if (*foreground >= 0) {
		if (!is_ours_already(*foreground, depth))
			*foreground = nearest_hue(*foreground, depth);
	} else if (*background >= 0 && !is_ours_already(*background, depth)) {
		*background = nearest_hue(*background, depth);
	}
}
