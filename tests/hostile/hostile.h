// A collector that tries to get out: one attempt a run, named by its source's key `attempt`.
//
// It says on stderr "W! got NAME" when the attempt succeeded, and otherwise "W! NAME: why not",
// then prints an empty but proper run. Attempts that would hurt outside of a sandbox stop short of
// it.
#ifndef GAVEL_TESTS_HOSTILE_HOSTILE_H
#define GAVEL_TESTS_HOSTILE_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct attempt {
	const char *name;
	// 0, or an errno. argument: the source's key `with`, "" without one.
	int (*run)(const char *argument);
};

const struct attempt *attempts_on_files(size_t *count);
const struct attempt *attempts_by_calls(size_t *count);
const struct attempt *attempts_by_amount(size_t *count);

int root_fd(void); // of the request; -1 without one
// Something to tell besides the outcome, as a line of the log.
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
