// Tells that a file or its companions (NAME-wal) were written, without looking now and then.
//
// Watches the folder, so that a file put in its place by another name is noticed too. Never
// reads what was written.
#ifndef GAVEL_UI_WATCH_H
#define GAVEL_UI_WATCH_H

#include <stdbool.h>

// A descriptor that becomes readable; -1 where the system has none to give: nothing is noticed.
int watch_open(const char *path);
void watch_close(int fd);
// Takes all that is told; was any of it about the file?
bool watch_take(int fd, const char *path);

#endif
