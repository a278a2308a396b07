#include "cmd/terminal/interrupt.h"

#include <stddef.h>
#include <time.h>

static const int STOPPERS[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOPPER_COUNT = sizeof STOPPERS / sizeof *STOPPERS };

void interrupt_hold(struct interrupt *interrupt)
{
	sigset_t mask;
	sigemptyset(&mask);
	for (size_t i = 0; i < STOPPER_COUNT; i++)
		sigaddset(&mask, STOPPERS[i]);
	sigprocmask(SIG_BLOCK, &mask, &interrupt->old_mask);
}

bool interrupt_keep_going(void *context)
{
	(void)context;
	sigset_t pending;
	sigpending(&pending);
	for (size_t i = 0; i < STOPPER_COUNT; i++)
		if (sigismember(&pending, STOPPERS[i]) == 1)
			return false;
	return true;
}

void interrupt_release(struct interrupt *interrupt)
{
	sigset_t mask;
	sigemptyset(&mask);
	for (size_t i = 0; i < STOPPER_COUNT; i++)
		sigaddset(&mask, STOPPERS[i]);
	while (sigtimedwait(&mask, NULL, &(struct timespec){0}) > 0)
		;
	sigprocmask(SIG_SETMASK, &interrupt->old_mask, NULL);
}
