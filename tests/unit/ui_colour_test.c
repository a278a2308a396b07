// Colours of the themes that ship: legible, and told apart by every eye. The formulas are written
// here a second time, from their sources:
//   WCAG 2.2 "relative luminance" and "contrast ratio" (figures of known pairs below);
//   Machado, Oliveira, Fernandes 2009, "A Physiologically-based Model for Simulation of Color
//   Vision Deficiency", the matrices of severity 1.0, on linear RGB; CIE 1976 L*a*b* and its colour
//   difference, with the sRGB matrix and D65 of IEC 61966-2-1.
#include "ui/theme.h"

#include "base/file.h"
#include "tests/unit/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANNELS = 3, JUST_LEGIBLE = 450, CLEAR = 700, APART = 20 };

// ---- Formulas ----

static void linear(uint32_t rgb, double out[CHANNELS])
{
	for (int i = 0; i < CHANNELS; i++) {
		double c = (double)(rgb >> (16 - 8 * i) & 0xff) / 255;
		out[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
	}
}

// In hundredths, cut off: 4.499 is not 4.5.
static int contrast(uint32_t a, uint32_t b)
{
	double x[CHANNELS], y[CHANNELS];
	linear(a, x);
	linear(b, y);
	double of_x = 0.2126 * x[0] + 0.7152 * x[1] + 0.0722 * x[2];
	double of_y = 0.2126 * y[0] + 0.7152 * y[1] + 0.0722 * y[2];
	return (int)(100 * (fmax(of_x, of_y) + 0.05) / (fmin(of_x, of_y) + 0.05));
}

static const struct eye {
	const char *name;
	double matrix[CHANNELS][CHANNELS];
} EYES[] = {
	{"common vision", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
	{"protanopia",
	 {{0.152286, 1.052583, -0.204868},
	  {0.114503, 0.786281, 0.099216},
	  {-0.003882, -0.048116, 1.051998}}},
	{"deuteranopia",
	 {{0.367322, 0.860646, -0.227968},
	  {0.280085, 0.672501, 0.047413},
	  {-0.011820, 0.042940, 0.968881}}},
	{"tritanopia",
	 {{1.255528, -0.076749, -0.178779},
	  {-0.078411, 0.930809, 0.147602},
	  {0.004733, 0.691367, 0.303900}}},
};

static void multiply(const double matrix[CHANNELS][CHANNELS], const double in[CHANNELS],
		     double out[CHANNELS])
{
	for (int i = 0; i < CHANNELS; i++)
		out[i] = matrix[i][0] * in[0] + matrix[i][1] * in[1] + matrix[i][2] * in[2];
}

static double lab_curve(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static void seen_lab(const struct eye *eye, uint32_t rgb, double out[CHANNELS])
{
	static const double XYZ[CHANNELS][CHANNELS] = {{0.4124564, 0.3575761, 0.1804375},
						       {0.2126729, 0.7151522, 0.0721750},
						       {0.0193339, 0.1191920, 0.9503041}};
	double light[CHANNELS], seen[CHANNELS], xyz[CHANNELS];
	linear(rgb, light);
	multiply(eye->matrix, light, seen);
	for (int i = 0; i < CHANNELS; i++)
		seen[i] = fmin(1, fmax(0, seen[i]));
	multiply(XYZ, seen, xyz);
	double x = lab_curve(xyz[0] / 0.95047), y = lab_curve(xyz[1]),
	       z = lab_curve(xyz[2] / 1.08883);
	out[0] = 116 * y - 16;
	out[1] = 500 * (x - y);
	out[2] = 200 * (y - z);
}

static double difference(const struct eye *eye, uint32_t a, uint32_t b)
{
	double x[CHANNELS], y[CHANNELS];
	seen_lab(eye, a, x);
	seen_lab(eye, b, y);
	return sqrt(pow(x[0] - y[0], 2) + pow(x[1] - y[1], 2) + pow(x[2] - y[2], 2));
}

// Published: black on white is 21, #767676 the lightest grey that passes 4.5 on white, #595959 the
// lightest that passes 7; L* of #777777 is 50.03.
static void test_formulas(void)
{
	static const struct {
		uint32_t a, b;
		int hundredths;
	} PAIRS[] = {{0x000000, 0xffffff, 2100}, {0xffffff, 0x767676, 454},
		     {0x777777, 0xffffff, 447},	 {0x595959, 0xffffff, 700},
		     {0xff0000, 0xffffff, 399},	 {0x123456, 0x123456, 100}};
	for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
		test_int(__FILE__, (int)i, "contrast", contrast(PAIRS[i].a, PAIRS[i].b),
			 PAIRS[i].hundredths);
		test_int(__FILE__, (int)i, "ours",
			 (int)(100 * colour_contrast(PAIRS[i].a, PAIRS[i].b)), PAIRS[i].hundredths);
	}
	double lab[CHANNELS];
	seen_lab(&EYES[0], 0x777777, lab);
	expect_true(fabs(lab[0] - 50.03) < 0.01 && fabs(lab[1]) < 0.01 && fabs(lab[2]) < 0.02);
	// White stays white to every eye.
	for (size_t e = 0; e < sizeof EYES / sizeof *EYES; e++)
		expect_true(difference(&EYES[e], 0xffffff, 0x000000) > 99);
}

// ---- Names and numbers ----

// xterm's palette: corners of the cube, the ends of the greys.
static void test_palette(void)
{
	static const struct {
		const char *name;
		int colour;
		uint32_t rgb;
	} CASES[] = {
		{"black", 0, 0x000000},
		{"bright-white", 15, 0xffffff},
		{"16", 16, 0x000000},
		{"21", 21, 0x0000ff},
		{"46", 46, 0x00ff00},
		{"196", 196, 0xff0000},
		{"67", 67, 0x5f87af},
		{"231", 231, 0xffffff},
		{"232", 232, 0x080808},
		{"255", 255, 0xeeeeee},
		{"#5F87af", COLOUR_RGB + 0x5f87af, 0x5f87af},
		{"#000000", COLOUR_RGB, 0},
	};
	static const char *const NONE[] = {"",	      "256",	"-1",
					   "#",	      "#12345", "#1234567",
					   "#12345g", "grey",	"99999999999999999999"};
	int colour;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		expect_true(colour_read(slice_of(CASES[i].name), &colour));
		test_int(__FILE__, (int)i, CASES[i].name, colour, CASES[i].colour);
		test_int(__FILE__, (int)i, CASES[i].name, colour_rgb(colour), CASES[i].rgb);
	}
	for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
		test_int(__FILE__, (int)i, NONE[i], colour_read(slice_of(NONE[i]), &colour), 0);
}

static const struct {
	enum colour_depth depth;
	int foreground, background, fits_foreground, fits_background;
} FITS[] = {
	{DEPTH_NONE, 1, 2, -1, -1},
	{DEPTH_8, 1, -1, 1, -1},
	{DEPTH_8, 8, -1, -1, -1}, // bright black on who knows what: the terminal's own
	{DEPTH_8, 9, -1, 1, -1},
	{DEPTH_16, COLOUR_RGB + 0xfe0000, -1, 9, -1},
	{DEPTH_256, COLOUR_RGB + 0x5f87af, -1, 67, -1},
	{DEPTH_256, COLOUR_RGB + 0x5f88b0, COLOUR_RGB + 0x080808, 67, 232},
	{DEPTH_RGB, COLOUR_RGB + 0x5f88b0, 1, 0x5f88b0, 1},
	{DEPTH_RGB, 67, -1, 0x5f87af, -1},
	{DEPTH_RGB, COLOUR_RGB + 3, -1, 0, -1},
	// Grey on black would be black on black among eight: legible comes before near.
	{DEPTH_8, COLOUR_RGB + 0x606060, COLOUR_RGB, 7, 0},
	{DEPTH_16, COLOUR_RGB + 0xff8787, COLOUR_RGB, 9, 0}, // light red is red, not yellow
};

static void test_fits(void)
{
	for (size_t i = 0; i < sizeof FITS / sizeof *FITS; i++) {
		int foreground = FITS[i].foreground, background = FITS[i].background;
		colour_fit(&foreground, &background, FITS[i].depth);
		test_int(__FILE__, (int)i, "foreground", foreground, FITS[i].fits_foreground);
		test_int(__FILE__, (int)i, "background", background, FITS[i].fits_background);
	}
}

// ---- The themes that ship ----

static void expect_legible(const char *name, const struct theme *theme, int needed)
{
	static const int PALETTES[] = {DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_RGB};
	for (size_t r = 0; r < ROLE_COUNT; r++)
		for (size_t p = 0; p < sizeof PALETTES / sizeof *PALETTES; p++) {
			struct look look = theme->looks[r];
			char what[100];
			if (PALETTES[p] != DEPTH_RGB)
				colour_fit(&look.foreground, &look.background,
					   (enum colour_depth)PALETTES[p]);
			int got =
				contrast(colour_rgb(look.foreground), colour_rgb(look.background));
			snprintf(what, sizeof what, "%s, %s, depth %d: contrast %d", name,
				 role_name((enum role)r), PALETTES[p], got);
			test_int(__FILE__, __LINE__, what, got >= needed, 1);
			test_int(__FILE__, __LINE__, what, look.dim, 0);
		}
}

// Every theme that names a background, and no role of it without one.
static void test_contrast(void)
{
	char **names;
	size_t count, checked = 0;
	struct err err = {0};
	expect_true(file_list("themes", &names, &count, &err));
	for (size_t i = 0; i < count; i++) {
		struct theme theme;
		if (!slice_ends(slice_of(names[i]), ".theme"))
			continue;
		names[i][strlen(names[i]) - 6] = 0;
		expect_true(theme_load(names[i], &theme, &err));
		if (theme.looks[ROLE_TEXT].background == COLOUR_DEFAULT)
			continue;
		bool clear = strcmp(names[i], "contrast") == 0;
		expect_legible(names[i], &theme, clear ? CLEAR : JUST_LEGIBLE);
		checked++;
	}
	expect_true(checked >= 4);
	file_list_free(names, count);
}

static void expect_apart(const struct theme *theme, const enum role *roles, size_t count)
{
	for (size_t e = 0; e < sizeof EYES / sizeof *EYES; e++)
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < i; k++) {
				double got = difference(
					&EYES[e], colour_rgb(theme->looks[roles[i]].foreground),
					colour_rgb(theme->looks[roles[k]].foreground));
				char what[100];
				snprintf(what, sizeof what, "%s: %s and %s differ by %.1f",
					 EYES[e].name, role_name(roles[i]), role_name(roles[k]),
					 got);
				test_int(__FILE__, __LINE__, what, got >= APART, 1);
			}
}

// A difference of 2.3 is just noticed; side by side in small shapes it takes several times that.
static void test_apart(void)
{
	static const enum role STATES[] = {ROLE_GOOD, ROLE_WARN, ROLE_BAD};
	static const enum role SERIES[] = {ROLE_CHART, ROLE_CHART_BEFORE, ROLE_CHART_FORECAST,
					   ROLE_CHART_PARTIAL};
	struct theme theme;
	struct err err = {0};
	expect_true(theme_load("cvd", &theme, &err));
	expect_apart(&theme, STATES, sizeof STATES / sizeof *STATES);
	expect_apart(&theme, SERIES, sizeof SERIES / sizeof *SERIES);
	// The test can fail: red and green of one lightness are one colour to a deuteranope.
	expect_true(difference(&EYES[2], 0xb86000, 0x808000) < APART);
}

int main(void)
{
	setenv("GAVEL_SHARE", "build/share/gavel", 0);
	test_formulas();
	test_palette();
	test_fits();
	test_contrast();
	test_apart();
	return test_done("ui_colour");
}
