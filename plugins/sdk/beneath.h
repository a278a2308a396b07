// Opens files below a folder and nowhere else: no symbolic link on the way, no "..", nothing that
// is not a regular file.
//
// What stands in a folder may change between the moment gavel listed it and now.
#ifndef GAVEL_PLUGINS_SDK_BENEATH_H
#define GAVEL_PLUGINS_SDK_BENEATH_H

#include "base/err.h"

// A descriptor for reading, or -1 with the reason; `shown` names the file in it.
// Source: openat2(2), RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS. Kernels before 5.6 have no such
// call: there only the last name is checked for being a link. With AT_FDCWD any path will do.
int beneath_open(int folder, const char *name, const char *shown, struct err *err);

#endif
