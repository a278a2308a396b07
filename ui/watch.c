#include "ui/watch.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { TOLD = IN_MODIFY | IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE };

int watch_open(const char *path)
{
	char *folder = file_folder(path);
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (fd >= 0 && inotify_add_watch(fd, folder, TOLD) < 0) {
		close(fd);
		fd = -1;
	}
	free(folder);
	return fd;
}

void watch_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

bool watch_take(int fd, const char *path)
{
	_Alignas(struct inotify_event) char bytes[4096];
	const char *name = file_base(path);
	bool about = false;
	ssize_t got;
	while ((got = read(fd, bytes, sizeof bytes)) > 0)
		for (ssize_t at = 0; at < got;) {
			struct inotify_event event;
			memcpy(&event, bytes + at, sizeof event);
			const char *of = bytes + at + sizeof event;
			about = about || (event.mask & IN_Q_OVERFLOW) ||
				(event.len && strncmp(of, name, strlen(name)) == 0);
			at += (ssize_t)(sizeof event + event.len);
		}
	return about;
}
