// What the tests of the console share.
#ifndef GAVEL_TESTS_PTY_CONSOLE_H
#define GAVEL_TESTS_PTY_CONSOLE_H

#include "tests/pty/pty.h"

extern const char *const CONSOLE_PLAIN[]; // settings: colour, UTF-8

// Starts the console at an address and waits for its first frame.
void console_start(struct pty *pty, const char *address, int columns, int rows,
		   const char *const settings[]);
bool console_shows(struct pty *pty, const char *text); // else says what it shows instead
// The exit code of a command of the shell, where %s stands for the folder with the cache.
int console_shell(const char *command);

void test_walking(void); // walking.c: from a total to the bill's own lines; keys typed ahead
void test_leaving(void); // leaving.c: signals, ^Z; the terminal as it was found
void test_fuzzing(void); // fuzzing.c: keys and sizes by chance; SEED chooses others

#endif
