// What a backup says of itself: the file `backup` in it, and the index that it speaks of.
// Private to archive_backup.c.
#ifndef GAVEL_STORE_ARCHIVE_BACKUP_NOTE_H
#define GAVEL_STORE_ARCHIVE_BACKUP_NOTE_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

// The bytes of DIR/index; none when there is none.
bool backup_index(const char *folder, struct str *out, struct err *err);
// Whether the target is an earlier state of the archive with that index, or nothing. ERR_INVALID.
bool backup_is_earlier(const char *target, struct slice index, struct err *err);
// Says that the target is whole.
bool backup_note_put(const char *target, struct slice index, int64_t runs, struct err *err);
// Whether it said so, of the index that is there. ERR_CORRUPT.
bool backup_note_check(const char *folder, struct err *err);
// Removes what a killed backup was about to rename; the caller's lock says that nobody is.
bool backup_drop_halves(const char *target, struct err *err);
// An archive that goes on is no backup.
void backup_note_drop(const char *folder);

#endif
