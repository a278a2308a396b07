#include "plugins/sdk/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_resolved(int folder, const char *name)
{
	// O_NONBLOCK: a pipe that took the file's place must not hold us.
	const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;
	struct open_how how = {.flags = (uint64_t)flags,
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
	if (folder == AT_FDCWD) // no folder was given to stay below
		return openat(folder, name, flags & ~O_NOFOLLOW);
	int fd = (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
	if (fd < 0 && errno == ENOSYS && *name != '/' && !strstr(name, ".."))
		fd = openat(folder, name, flags);
	return fd;
}

int beneath_open(int folder, const char *name, const char *shown, struct err *err)
{
	struct stat s;
	int fd = open_resolved(folder, name);
	if (fd < 0 && (errno == ELOOP || errno == EXDEV))
		err_set(err, ERR_INVALID, "%s: leads out of the folder, or is a symbolic link",
			shown);
	else if (fd < 0)
		err_errno(err, "%s", shown);
	if (fd < 0)
		return -1;
	if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode))
		return fd;
	err_set(err, ERR_INVALID, "%s: not a regular file", shown);
	close(fd);
	return -1;
}
