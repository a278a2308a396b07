// Colours: numbers of a terminal's palette or RGB, how well one reads on the other, and the nearest
// that a terminal can show.
//
// Sources: WCAG 2.2, "relative luminance" and "contrast ratio"; xterm's default palette
// (XTerm-col.ad, and its 256colres: a cube of six levels and 24 greys). Must not: know a terminal.
#ifndef GAVEL_UI_LOOKS_COLOUR_H
#define GAVEL_UI_LOOKS_COLOUR_H

#include "base/str.h"

// A colour: COLOUR_DEFAULT (the terminal's own), 0 to 255 of the palette, or COLOUR_RGB + 0xRRGGBB.
enum { COLOUR_DEFAULT = -1, COLOUR_PALETTE = 256, COLOUR_RGB = 1 << 24 };

// "red", "bright-red", "default", "0" to "255", "#rrggbb". False when it is none of these.
bool colour_read(struct slice word, int *colour);
const char *colour_name(int colour); // of the first sixteen; else NULL
// 0xRRGGBB; of the palette what xterm makes of it. Not of COLOUR_DEFAULT.
uint32_t colour_rgb(int colour);
// 1 to 21.
double colour_contrast(uint32_t a, uint32_t b);
// How many colours a terminal has: these are told apart.
enum colour_depth { DEPTH_NONE, DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_RGB };
// The nearest colours that such a terminal has, as it numbers them. On a background that is named,
// a contrast of 4.5 stays one of 4.5 at least, and one of 10.5 one of 7. On one that is not, a
// foreground becomes neither black nor white.
void colour_fit(int *foreground, int *background, enum colour_depth depth);

#endif
