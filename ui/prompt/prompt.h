// One line that a person types: caret, completion, history, and where it is wrong.
//
// Knows nothing of what the line means; its owner does (filter: the view's terms; command:
// palette.h). Must not: lose what was typed, but for Esc, which says so.
#ifndef GAVEL_UI_PROMPT_PROMPT_H
#define GAVEL_UI_PROMPT_PROMPT_H

#include "base/vec.h"
#include "ui/screen.h"
#include "view/address.h"

enum prompt_kind { PROMPT_NONE, PROMPT_FILTER, PROMPT_COMMAND, PROMPT_KINDS };

// What a key did to the line.
enum prompt_event {
	PROMPT_NOTHING, // the caret moved, or nothing did
	PROMPT_TYPED,	// the text is another one
	PROMPT_ENTERED,
	PROMPT_LEFT, // Esc, or Backspace in an empty line
};

struct prompt {
	enum prompt_kind kind; // PROMPT_NONE: there is none
	struct str text;
	size_t caret; // in bytes, at a character
	// What may stand at the caret; the owner sets them after PROMPT_TYPED. Memory: arena.
	struct candidates candidates;
	struct arena arena;
	bool listed;	   // they are shown above the line
	size_t chosen;	   // the one that Tab put in, + 1; 0: none yet
	struct piece into; // what it put in
	char *fault;	   // what is wrong with the line, or NULL
	struct piece wrong;
	struct {
		vec(char *) lines;
	} history[PROMPT_KINDS];
	size_t recalled; // lines back; 0 = what is being typed
	char *draft;	 // that, while older lines are shown
};

void prompt_open(struct prompt *prompt, enum prompt_kind kind, struct slice text);
void prompt_close(struct prompt *prompt, bool keep); // `keep`: into the history
void prompt_fini(struct prompt *prompt);
enum prompt_event prompt_key(struct prompt *prompt, uint32_t key);
// Says what is wrong, without moving the caret; NULL: nothing is.
void prompt_fault(struct prompt *prompt, const char *text, struct piece wrong);
void prompt_go_to_fault(struct prompt *prompt);
// The lowest row is the line, above it the fault and what may stand at the caret.
void prompt_paint(struct prompt *prompt, struct area area);

#endif
