#include "plugins/sdk/doc/doc.h"

#include "plugins/sdk/doc/doc_pass.h"
#include "plugins/sdk/doc/doc_private.h"

#include <assert.h>
#include <stdlib.h>

static struct doc *doc_new(const char *shown)
{
	struct doc *doc = mem_alloc(sizeof *doc);
	doc->shown = shown;
	doc->window = mem_alloc(DOC_WINDOW + DOC_PAD);
	doc->at = doc->end = doc->window;
	doc->line = 1;
	doc->pending = true;
	doc->text_max = DOC_TEXT_MAX;
	doc->arena = &doc->own;
	return doc;
}

struct doc *doc_open(struct source *source, const char *shown)
{
	struct doc *doc = doc_new(shown);
	doc->source = source;
	return doc;
}

struct doc *doc_open_bytes(struct slice bytes, const char *shown)
{
	struct doc *doc = doc_new(shown);
	doc->bytes = bytes;
	return doc;
}

void doc_close(struct doc *doc)
{
	if (!doc)
		return;
	arena_fini(&doc->own);
	str_fini(&doc->key);
	str_fini(&doc->text);
	free(doc->raw);
	free(doc->window);
	free(doc);
}

void doc_forget(struct doc *doc)
{
	if (!doc)
		return;
	arena_clear(&doc->own);
	doc->root = NULL;
}

const struct node *doc_last(const struct doc *doc)
{
	return doc ? doc->root : NULL;
}

// A failed reader stays failed.
static bool is_good(const struct doc *doc, struct err *err)
{
	if (!doc)
		return err_set(err, ERR_INVALID, "not a JSON document");
	if (doc->failed)
		*err = doc->fault;
	return !doc->failed;
}

bool doc_kind(struct doc *doc, enum node_kind *out, struct err *err)
{
	int c;
	if (!is_good(doc, err) || !doc_skip_blanks(doc, &c, err))
		return false;
	switch (c) {
	case -1: return doc_cut_short(doc, err);
	case '{': *out = NODE_MAP; break;
	case '[': *out = NODE_LIST; break;
	case '"': *out = NODE_TEXT; break;
	case 'n': *out = NODE_NULL; break;
	case 't':
	case 'f': *out = NODE_BOOL; break;
	default: *out = NODE_NUMBER; break; // or nothing that JSON has, as reading it will tell
	}
	return true;
}

bool doc_enter(struct doc *doc, struct err *err)
{
	enum node_kind kind = NODE_NULL;
	if (!doc_kind(doc, &kind, err))
		return false;
	if (kind != NODE_LIST && kind != NODE_MAP)
		return doc_fail(doc, err, "a list or an object was expected");
	doc->pending = false;
	return doc_open_level(doc, NULL, err);
}

bool doc_next(struct doc *doc, struct slice *key, bool *more, struct err *err)
{
	if (!is_good(doc, err))
		return false;
	assert(doc->depth);
	if (doc->pending && !doc_skip(doc, err))
		return false;
	str_clear(&doc->key);
	if (!doc_step(doc, key != NULL, more, err))
		return false;
	doc->pending = *more;
	if (key)
		*key = str_slice(&doc->key);
	return true;
}

bool doc_leave(struct doc *doc, struct err *err)
{
	for (bool more = true; more;)
		if (!doc_next(doc, NULL, &more, err))
			return false;
	return true;
}

bool doc_read(struct doc *doc, const struct node **out, struct err *err)
{
	if (!is_good(doc, err))
		return false;
	assert(doc->pending);
	if (!doc_value(doc, true, err))
		return false;
	doc->pending = false;
	*out = doc->root;
	return true;
}

bool doc_skip(struct doc *doc, struct err *err)
{
	if (!is_good(doc, err))
		return false;
	assert(doc->pending);
	if (!doc_value(doc, false, err))
		return false;
	doc->pending = false;
	return true;
}

bool doc_pass(struct doc *doc, struct err *err)
{
	enum node_kind kind = NODE_NULL;
	if (!doc_kind(doc, &kind, err))
		return false;
	if (kind != NODE_LIST && kind != NODE_MAP)
		return doc_skip(doc, err);
	assert(doc->pending);
	if (!doc_pass_brackets(doc, err))
		return false;
	doc->pending = false;
	return true;
}

bool doc_follows(struct doc *doc, bool *more, struct err *err)
{
	int c;
	if (!is_good(doc, err))
		return false;
	assert(!doc->depth);
	if ((doc->pending && !doc_skip(doc, err)) || !doc_skip_blanks(doc, &c, err))
		return false;
	doc->pending = *more = c >= 0;
	return true;
}

bool doc_end(struct doc *doc, struct err *err)
{
	int c;
	if (!is_good(doc, err))
		return false;
	assert(!doc->depth);
	if (doc->pending && !doc_skip(doc, err))
		return false;
	if (!doc_skip_blanks(doc, &c, err))
		return false;
	return c < 0 || doc_fail(doc, err, "something follows the document");
}

int64_t doc_line(const struct doc *doc)
{
	return doc ? doc->line : 0;
}

int64_t doc_offset(const struct doc *doc)
{
	return doc ? doc->before + (doc->at - doc->window) : 0;
}

void doc_set_text_max(struct doc *doc, size_t bytes)
{
	if (doc)
		doc->text_max = bytes;
}

const struct node *doc_peek(struct slice head, struct arena *arena)
{
	struct doc *doc = doc_open_bytes(head, "");
	struct err ignored;
	doc->peek = true;
	doc->arena = arena;
	bool whole = doc_value(doc, true, &ignored);
	const struct node *root = doc->root;
	if (whole)
		doc->pending = false;
	// A word or a number alone is a document only when nothing follows; a list or map that did
	// not come to its first child is one when it does not go on at all.
	bool begins = root && (root->count || (whole && doc_end(doc, &ignored)));
	doc_close(doc);
	return begins ? root : NULL;
}
