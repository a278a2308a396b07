// What the tests of the console share.
#ifndef GAVEL_TESTS_PTY_CONSOLE_H
#define GAVEL_TESTS_PTY_CONSOLE_H

#include "tests/pty/pty.h"

extern const char *const CONSOLE_PLAIN[]; // settings: colour, UTF-8

// Starts the console at an address and waits for its first frame.
void console_start(struct pty *pty, const char *address, int columns, int rows,
		   const char *const settings[]);
// Without waiting, with another configuration than gavel.yaml in the test's folder.
void console_open(struct pty *pty, const char *config, const char *address,
		  const char *const settings[]);
// Writes a file below the test's folder; the caller frees its path.
char *console_path(const char *name); // below that folder; the caller frees
char *console_put(const char *name, const char *text);
// Takes in a bill in another process, as `gavel import` does.
bool console_import(const char *bill);
bool console_import_scan(const char *target, const char *report); // in SARIF
bool console_sync(const char *config, const char *source);	  // one source of a configuration
bool console_shows(struct pty *pty, const char *text);		  // else says what it shows instead
// The exit code of a command of the shell, where %s stands for the folder with the cache.
int console_shell(const char *command);

void test_maps(void);	      // keys.c: the maps and the person's own keys
void test_hostile(void);      // hostile.c: no byte of a bill acts on the terminal
void test_resume(void);	      // resume.c: what comes back after the connection dropped
void test_themes(void);	      // themes.c: the colours that each kind of terminal gets
void test_grammar(void);      // grammar.c: what every pane of rows can do
void test_walking(void);      // walking.c: from a total to the bill's own lines; keys typed ahead
void test_leaving(void);      // leaving.c: signals, ^Z; the terminal as it was found
void test_budgets(void);      // budgets.c: bytes on the line
void test_idle(void);	      // idle.c: nothing to do is nothing done
void test_resized_back(void); // outside.c: sizes that change back
void test_news(void);	      // and writing that brings a row
void test_no_news(void);      // and writing that changes no row
void test_news_in_part(void); // and writing that changes what is around them
void test_fuzzing(void);      // fuzzing.c: keys and sizes by chance; SEED chooses others

#endif
