// ^C while something long runs: the signals wait in the kernel and are looked for between two
// steps, so that whatever is going on ends in order.
#ifndef GAVEL_CMD_TERMINAL_INTERRUPT_H
#define GAVEL_CMD_TERMINAL_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct interrupt {
	sigset_t old_mask;
};

void interrupt_hold(struct interrupt *interrupt);
// Forgets the signals that came: what was going on has ended because of them.
void interrupt_release(struct interrupt *interrupt);
// False once INT, TERM or HUP came. The argument is not looked at, so that it serves as a callback.
bool interrupt_keep_going(void *context);

#endif
