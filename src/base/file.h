// Files: whole reads with a cap, atomic durable writes, locks, and the kind of file system.
#ifndef GAVEL_BASE_FILE_H
#define GAVEL_BASE_FILE_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>
#include <sys/types.h>

// Reads a whole file of at most max_bytes. ERR_INVALID when larger, "path: larger than N bytes".
bool file_read(const char *path, size_t max_bytes, struct str *out, struct err *err);
// Writes beside it, fsyncs, renames over, fsyncs the folder: after a crash old or new, never half.
bool file_write(const char *path, struct slice bytes, mode_t mode, struct err *err);
bool file_write_all(int fd, struct slice bytes, struct err *err); // through EINTR and short writes
bool file_make_folders(const char *path, mode_t mode, struct err *err); // mkdir -p
bool file_sync_folder(const char *path, struct err *err);
// Opens for handing over to a child: at a number above 9, where no standard stream and no shell's
// own descriptor is in the way. -1 with the reason; `path` is below the folder, or AT_FDCWD.
int file_open_high(int folder, const char *path, int flags, struct err *err);
bool file_exists(const char *path);
bool file_is_folder(const char *path);
bool file_remove_tree(const char *path, struct err *err); // follows no symlink
// Names in a folder without "." and "..", sorted by bytes; the caller frees list and names.
bool file_list(const char *path, char ***names, size_t *count, struct err *err);
void file_list_free(char **names, size_t count);

// An exclusive flock on path (made if missing); *fd is closed to let go. With wait false,
// ERR_BUSY naming the path when another process holds it.
bool file_lock(const char *path, bool wait, int *fd, struct err *err);
// The name of the network file system that path lies on ("nfs", "cifs", "fuse.sshfs" as "fuse"…),
// or NULL when it is local. By statfs(2) magic numbers; of what does not exist yet, where its
// nearest folder lies.
const char *file_network_system(const char *path);

// Joins with one '/'. The caller frees.
char *file_join(const char *folder, const char *name);
const char *file_base(const char *path); // after the last '/'; borrows
char *file_folder(const char *path);	 // before the last '/', "." when none; the caller frees

#endif
