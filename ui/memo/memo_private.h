// Entries of the memo, shared by memo.c and memo_file.c. Private to them.
#ifndef GAVEL_UI_MEMO_MEMO_PRIVATE_H
#define GAVEL_UI_MEMO_MEMO_PRIVATE_H

#include "base/vec.h"
#include "ui/memo/memo.h"

enum { MEMO_VALUE_MAX = 16 * 1024, MEMO_ENTRIES_MAX = 200, MEMO_LINES_MAX = 100 };

struct entry {
	enum memo_kind kind;
	char *of;    // owned
	char *value; // owned; NULL: forgotten
	char *added; // of a history: the lines since the last save; owned, or NULL
	bool changed;
};

struct entries {
	vec(struct entry) list;
};

struct memo {
	char *folder; // or NULL
	struct entries entries;
	bool sealed; // the file must stay as it is
};

void entries_fini(struct entries *entries);
struct entry *entries_find(const struct entries *entries, enum memo_kind kind, const char *of);
// The entry, made when it is not there; NULL when there are too many.
struct entry *entries_put(struct entries *entries, enum memo_kind kind, const char *of);
void entry_set(struct entry *entry, const char *value); // NULL forgets
// Adds a history's lines to those it has, as memo_add_line does.
void entry_add_lines(struct entry *entry, struct slice lines);

const char *memo_kind_name(enum memo_kind kind);

// Reads the file into empty entries. ERR_NOT_FOUND when there is none; ERR_DENIED when it must stay
// as it is; ERR_INVALID when it is damaged.
bool memo_file_read(const char *folder, struct entries *out, struct err *err);
bool memo_file_write(const char *folder, const struct entries *entries, struct err *err);
// Makes the folder, 0700, and locks it against other consoles; *fd is closed to let go. ERR_BUSY
// when another one keeps it for longer than writing takes.
bool memo_file_lock(const char *folder, int *fd, struct err *err);

#endif
