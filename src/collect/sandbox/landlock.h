// Landlock by its system calls: Debian 12's header knows fewer rights than newer kernels have.
//
//	ABI  kernel  adds
//	1    5.13    files by path
//	2    5.19    moving between folders
//	3    6.2     truncating
//	4    6.7     TCP
//	5    6.10    ioctl(2) on devices
//	6    6.12    signals and abstract sockets
//
// The numbers are those of the kernel's uapi/linux/landlock.h. What is not granted is denied.
// Must not: know profiles.
#ifndef GAVEL_COLLECT_SANDBOX_LANDLOCK_H
#define GAVEL_COLLECT_SANDBOX_LANDLOCK_H

#include "base/err.h"

#include <stdint.h>

enum { LANDLOCK_NEWEST = 6 }; // the ABI whose rights we know

int landlock_abi(void); // 0 = none
// A rule set that handles all that this ABI can and grants nothing, but to connect by TCP when
// asked for. -1 with *err set.
int landlock_create(int abi, bool may_connect, struct err *err);
// uses: bits of enum path_use. Rights that only folders have are left out for a file. errno is set
// when it fails.
bool landlock_grant(int ruleset, int abi, int path_fd, unsigned uses);
// Both are safe between fork and exec.
bool landlock_grant_self(int ruleset); // the caller's own folder in /proc, to read
bool landlock_enter(int ruleset);

#endif
