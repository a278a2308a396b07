// What the console remembers between two sessions: $XDG_STATE_HOME/gavel/console.json.
//
// Where the person was, columns per view, histories and drafts of prompts, when each view was last
// looked at. The folder is 0700, files 0600; the person's configuration is never written. The file
// is one JSON document of version 1; what is unreadable, another person's, or of another version is
// left out with a warning. Two consoles at once: saving merges under a lock, per key the later
// writer wins, of a history both keep their lines. Every text in it is as untrusted as any input.
//
//	memo_open -> get, set, add … -> memo_save (often) -> memo_close
//
// Must not: know panes; be read or written by --screen, `gavel show` or the demo.
#ifndef GAVEL_UI_MEMO_MEMO_H
#define GAVEL_UI_MEMO_MEMO_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum memo_kind {
	MEMO_PLACE,   // "": the address that is shown, as gavel takes it; "row": the selected row
	MEMO_LAYOUT,  // by view: its columns and order, as the sheet writes them
	MEMO_HISTORY, // by prompt: its lines, the oldest first, each ended with '\n'
	MEMO_DRAFT,   // by prompt or form: what is typed and not entered
	MEMO_LOOKED,  // by view: the unix time of the last look
	MEMO_KINDS
};

struct memo;

// The folder, absolute; the caller frees. NULL when neither XDG_STATE_HOME nor HOME has one.
char *memo_folder(void);
// Reads it. Never fails: what cannot be read is empty, and *warning (to be freed, or NULL) says why
// in words. Folder NULL: nothing is read or kept.
struct memo *memo_open(const char *folder, char **warning);
void memo_close(struct memo *memo); // saves nothing; NULL is fine

// A value, or NULL; borrowed until the next set or add of it. `of` is a view, a prompt, or "".
const char *memo_get(const struct memo *memo, enum memo_kind kind, const char *of);
int64_t memo_get_time(const struct memo *memo, enum memo_kind kind, const char *of); // 0: never
// NULL forgets it. What is longer than 16 KiB is not kept.
void memo_set(struct memo *memo, enum memo_kind kind, const char *of, const char *value);
void memo_set_time(struct memo *memo, enum memo_kind kind, const char *of, int64_t time);
// Adds a line to a history; one that is there moves to the end. The newest 100 are kept.
void memo_add_line(struct memo *memo, const char *prompt, const char *line);

bool memo_is_changed(const struct memo *memo); // since it was opened or saved
// Merges what was set into the file; nothing when nothing was. ERR_DENIED when the file is another
// person's or of another version: it stays as it is.
bool memo_save(struct memo *memo, struct err *err);

#endif
