// What the parts of the JSON reader share: the window of bytes, the cursor in it, the open lists
// and maps.
//
//	source -> doc_bytes.c (a window of UTF-8) -> doc_text.c (texts, numbers) -> doc_value.c
//(values, 	trees) -> doc.c (the walk)
#ifndef GAVEL_PLUGINS_SDK_DOC_DOC_PRIVATE_H
#define GAVEL_PLUGINS_SDK_DOC_DOC_PRIVATE_H

#include "plugins/sdk/doc/doc.h"

enum {
	DOC_WINDOW = 128 * 1024,
	DOC_PAD = 64,	       // bytes behind the window that can be read, and are no part of it
	DOC_NUMBER_MAX = 4096, // characters of a number
};

enum doc_form { DOC_UTF8, DOC_UTF16LE, DOC_UTF16BE };

struct doc_level {
	bool map, fresh; // fresh: nothing was met in it yet
	struct node *node, *last;
};

struct doc {
	struct source *source; // NULL: of `bytes`
	struct slice bytes;
	size_t step; // bytes taken at once, at most; 0: as many as there are
	const char *shown;

	char *window;
	const char *at, *end; // what is left of it
	int64_t before;	      // bytes in front of the window
	int64_t line, line_began;
	bool begun;
	enum doc_form form;
	unsigned char *raw; // UTF-16 not converted yet
	size_t raw_len;

	struct doc_level levels[DOC_DEPTH];
	int depth;
	bool pending; // a value stands at the cursor
	struct str key, text;
	uint32_t high; // half of a surrogate pair that waits for the other
	size_t text_max;
	bool text_cut;
	bool misread; // it failed by what stands there

	struct arena own, *arena;
	const struct node *root; // of the value being read
	size_t nodes, held;	 // of it: how many, and bytes of names and texts
	bool peek;		 // what is open at the end counts as closed

	bool failed;
	struct err fault;
};

// ---- Bytes ----

// More bytes when the window is used up; *more is false at the end.
bool doc_fill(struct doc *doc, bool *more, struct err *err);
// The byte at the cursor, which is behind blanks and stays; -1 at the end.
bool doc_look(struct doc *doc, int *c, struct err *err);
bool doc_pass_blanks(struct doc *doc, int *c, struct err *err);

// As doc_look, behind blanks; mostly there are none.
static inline bool doc_skip_blanks(struct doc *doc, int *c, struct err *err)
{
	if (doc->at < doc->end && (unsigned char)*doc->at > ' ') {
		*c = (unsigned char)*doc->at;
		return true;
	}
	return doc_pass_blanks(doc, c, err);
}

bool doc_fail(struct doc *doc, struct err *err, const char *what);
bool doc_cut_short(struct doc *doc, struct err *err);

// ---- Tokens ----

struct doc_text {
	struct slice bytes; // good until the next byte is asked for
	bool cut;
};

// From the opening quote to behind the closing one. Without `keep` only its form is checked.
bool doc_take_text(struct doc *doc, bool keep, struct doc_text *out, struct err *err);
bool doc_take_number(struct doc *doc, struct slice *out, struct err *err);
bool doc_take_word(struct doc *doc, const char *word, struct err *err);

// ---- Values ----

// On to the next item of the innermost list or map, or out of it. The cursor is behind an item or
// at the beginning. With `keep` a member's name is in doc->key.
bool doc_step(struct doc *doc, bool keep, bool *more, struct err *err);
bool doc_open_level(struct doc *doc, struct node *node, struct err *err);
// The whole value at the cursor; as nodes in doc->root when it is kept.
bool doc_value(struct doc *doc, bool keep, struct err *err);

#endif
