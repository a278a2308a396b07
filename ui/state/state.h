// What the console remembers between two sessions: $XDG_STATE_HOME/gavel/console.json.
//
// Where the person was, columns per view, histories and drafts of prompts, when each view was last
// looked at. The folder is 0700, files 0600; the person's configuration is never written. The file
// is one JSON document of version 1; what is unreadable, another person's, or of another version is
// left out with a warning. Two consoles at once: saving merges under a lock, per key the later
// writer wins, of a history both keep their lines. Every text in it is as untrusted as any input.
//
//	state_open -> get, set, add … -> state_write (often) -> state_close
//
// Must not: know panes; be read or written by --screen, `gavel show` or the demo.
#ifndef GAVEL_UI_STATE_STATE_H
#define GAVEL_UI_STATE_STATE_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum state_kind {
	STATE_PLACE,   // "": the address that is shown, as gavel takes it; "row": the selected row
	STATE_LAYOUT,  // by view: its columns and order, as the sheet writes them
	STATE_HISTORY, // by prompt: its lines, the oldest first, each ended with '\n'
	STATE_DRAFT,   // by prompt or form: what is typed and not entered
	STATE_LOOKED,  // by view: the unix time of the last look
	STATE_KINDS
};

struct state;

// The folder, absolute; the caller frees. NULL when neither XDG_STATE_HOME nor HOME has one.
char *state_folder(void);
// Reads it. Never fails: what cannot be read is empty, and *warning (to be freed, or NULL) says why
// in words. Folder NULL: nothing is read or kept.
struct state *state_open(const char *folder, char **warning);
void state_close(struct state *state); // saves nothing; NULL is fine

// A value, or NULL; borrowed until the next set or add of it. `of` is a view, a prompt, or "".
const char *state_get(const struct state *state, enum state_kind kind, const char *of);
int64_t state_get_time(const struct state *state, enum state_kind kind, const char *of); // 0: never
// NULL forgets it. What is longer than 16 KiB is not kept.
void state_set(struct state *state, enum state_kind kind, const char *of, const char *value);
void state_set_time(struct state *state, enum state_kind kind, const char *of, int64_t time);
// Adds a line to a history; one that is there moves to the end. The newest 200 are kept.
void state_add_line(struct state *state, const char *prompt, const char *line);

bool state_is_changed(const struct state *state); // since it was opened or saved
// Merges what was set into the file; nothing when nothing was. ERR_DENIED when the file is another
// person's or of another version: it stays as it is.
bool state_write(struct state *state, struct err *err);

#endif
