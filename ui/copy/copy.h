// Copying: text to the person's clipboard, by the surest way there is, and in words which it was.
//
//	tmux    `tmux load-buffer -w -` in a child: tmux drops escape sequences from inside it
//	osc52   the terminal's own sequence (XTerm Control Sequences), which nothing answers
//	file    a file of the state folder, 0600
//
// "auto" goes down this ladder, and names the step it came to. What a terminal could act on becomes
// visible marks first, but for line ends: what is copied will be pasted. Must not: write to a
// terminal itself, or ask it anything.
#ifndef GAVEL_UI_COPY_COPY_H
#define GAVEL_UI_COPY_COPY_H

#include "base/err.h"
#include "base/str.h"

// Terminals that take OSC 52 take this much base64, and many no more.
enum { COPY_BASE64_MAX = 74994, COPY_BYTES_MAX = COPY_BASE64_MAX / 4 * 3 };

struct copy_place {
	const char *setting;	 // "auto", "tmux", "osc52", "file" or "off"
	const char *folder;	 // of the file; NULL: there is none
	const char *term;	 // $TERM, or NULL
	const char *tmux;	 // $TMUX, or NULL: not inside of it
	const char *multiplexer; // $STY: GNU screen, which takes no OSC 52; or NULL
	const char *path;	 // $PATH, where tmux is looked for
};
// Where this process is.
struct copy_place copy_place_here(const char *setting, const char *folder);

// Copies, and says where to in words. What is to be written to the terminal at once is appended to
// `send`. ERR_DENIED when copying is off; ERR_INVALID when the one way that is set cannot be gone.
bool copy_text(const struct copy_place *place, struct slice text, struct str *send,
	       struct str *said, struct err *err);
// The sequence alone. ERR_INVALID when the text is larger than terminals take.
bool copy_osc52(struct slice text, struct str *send, struct err *err);

#endif
