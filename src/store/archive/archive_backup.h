// A copy of the archive that is whole by itself, and back again.
//
//	TARGET/           an archive like any other, which may lie on another machine's disk
//	TARGET/backup     {"index":BYTES,"sha256":"…","runs":N}: what the index must be; written
// last
//
// Taken while others write: first the files of every run known, then the index up to those runs,
// each fsynced; then everything is read again and verified; then `backup` says that it is whole.
// The next one copies only what is not there yet. Must not: write into the archive it copies.
#ifndef GAVEL_STORE_ARCHIVE_ARCHIVE_BACKUP_H
#define GAVEL_STORE_ARCHIVE_ARCHIVE_BACKUP_H

#include "store/archive.h"

struct archive_copied {
	int64_t runs, files;  // in the copy
	int64_t fresh, bytes; // of the files, those that were copied now
};

// ERR_INVALID when the target holds another archive, or one that went on by itself; ERR_CORRUPT
// when what was copied does not verify, naming the first fault; ERR_BUSY during another backup.
bool archive_backup(struct archive *archive, const char *target, struct archive_copied *copied,
		    struct err *err);
// Into a folder where there is no archive. ERR_CORRUPT when the backup is not whole.
bool archive_restore(const char *backup, const char *folder, struct archive_copied *copied,
		     struct err *err);

#endif
