// A terminal for tests: a pty with libvterm behind it, a frame-done mark instead of sleeping.
#ifndef GAVEL_TESTS_PTY_PTY_H
#define GAVEL_TESTS_PTY_PTY_H

#include "base/str.h"

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

struct pty {
	int fd;
	pid_t child; // a job-control parent of the program, as a shell is
	VTerm *terminal;
	VTermScreen *screen;
	struct str raw; // everything since pty_forget, without the marks
	long frames;	// marks seen since pty_forget
	bool alternate, cursor_visible;
	struct termios found; // the modes before the program started
	bool gone;	      // the other side was closed
};

// Starts the program on a new terminal; `settings` are "NAME=value" on top of a bare environment.
void pty_open(struct pty *pty, char *const argv[], const char *const settings[], int columns,
	      int rows);
void pty_close(struct pty *pty);   // hangs up and waits until the program has gone
void pty_hang_up(struct pty *pty); // as when the connection drops
void pty_resize(struct pty *pty, int columns, int rows);

void pty_forget(struct pty *pty); // raw and frames begin anew
void pty_send(struct pty *pty, const char *keys);
// Reads until a frame is whole; false after ten seconds or when the program is gone.
bool pty_frame(struct pty *pty);
// Sends keys and waits for the frame they make: the bytes it took, -1 when none came.
long pty_key(struct pty *pty, const char *keys);
// Reads frames until the screen shows a text; false when it never does.
bool pty_until(struct pty *pty, const char *text);
// Reads until the terminal has its main screen and a cursor, as before; false when it never has.
bool pty_plain(struct pty *pty);
// Reads until nothing came for so long; returns the bytes.
long pty_quiet(struct pty *pty, int for_ms);

// The screen as lines, trailing blanks cut, as screen_text gives it. The caller frees.
char *pty_text(struct pty *pty);
void pty_cursor(struct pty *pty, int *row, int *column);

// The program's pid, from the job-control parent.
pid_t pty_program(struct pty *pty);
// Waits for a line of the parent: "stopped", "ended N", "killed N". False after ten seconds.
bool pty_told(struct pty *pty, const char *words);
void pty_continue(struct pty *pty); // as `fg` does

#endif
