// What a program wrote to a terminal, judged byte by byte.
#ifndef GAVEL_TESTS_PTY_WIRE_H
#define GAVEL_TESTS_PTY_WIRE_H

#include "base/str.h"

// The first thing in the bytes that a console must never send: an escape sequence that is not for
// moving, copying, colour, erasing, scrolling, the modes of a full-screen program or a character
// set; a C0 or C1 control; ill-formed UTF-8; a character that is invisible, reorders text or has no
// meaning (bidi controls, zero width, tags, variation selectors, private use, noncharacters). Says
// what it is, in a static text, and *at is where; NULL when there is none, and *at is where a
// sequence begins whose end has not come yet, or the end.
const char *wire_fault(struct slice bytes, size_t *at);

#endif
