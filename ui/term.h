// The terminal: the only file that knows curses.
//
// Copies a screen to it, giving curses the changed rows; what curses makes of that is collected
// in memory and goes out in one write per frame. Asks the terminal nothing, ever: what it can do
// comes from terminfo. Raw mode, so that no Ctrl key acts behind our back; the alternate screen;
// no mouse, so that selecting text stays the terminal's.
#ifndef GAVEL_UI_TERM_H
#define GAVEL_UI_TERM_H

#include "base/err.h"
#include "ui/key.h"
#include "ui/screen.h"
#include "ui/theme.h"

struct term;

enum term_event { TERM_KEY, TERM_RESIZED, TERM_STOP, TERM_LEAVE, TERM_GONE, TERM_TIME, TERM_OTHER };

// Takes over /dev/tty. ERR_NOT_FOUND without one, ERR_INVALID when $TERM is unknown.
bool term_open(struct term **out, struct err *err);
void term_close(struct term *term); // the terminal is as it was
bool term_has_colour(const struct term *term);
bool term_is_ascii(void); // the locale's character set is not UTF-8
void term_use(struct term *term, const struct theme *theme);
struct size term_size(const struct term *term);

// One frame, one write. With $GAVEL_TEST an OSC 7777 sequence after it says that it is whole:
// nothing more comes before another key (`whole`); a frame that nothing asked for and that shows
// nothing new has none.
bool term_paint(struct term *term, const struct screen *screen, bool whole, struct err *err);
// A sequence of our own making that shows nothing (OSC 52), between two frames.
bool term_send(struct term *term, struct slice bytes, struct err *err);
void term_redraw(struct term *term); // the next frame paints every cell
// The next key that waits, KEY_NONE when none does.
uint32_t term_key(struct term *term);
// Sleeps until something happens, `other` (-1: none) can be read, or the time is over.
enum term_event term_wait(struct term *term, int other, int most_ms);
bool term_waiting(void *term); // does a key or a signal wait? For interrupting slow work
// Back to the shell; returns when continued. `group`: the person pressed the key for it.
void term_stop(struct term *term, bool group);

#endif
