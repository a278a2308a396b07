#include "plugins/sdk/doc/doc_private.h"

#include <string.h>

// ---- Nodes ----

// The bytes of key and text stand behind the node, each with a NUL.
static struct node *add_node(struct doc *doc, enum node_kind kind, struct slice text)
{
	struct doc_level *level = doc->depth ? &doc->levels[doc->depth - 1] : NULL;
	bool child = level && level->node;
	struct slice key = child && level->map ? str_slice(&doc->key) : (struct slice){0};
	struct node *node = arena_take(doc->arena, sizeof *node + key.len + text.len + 2);
	char *name = (char *)(node + 1), *bytes = name + key.len + 1;
	if (key.len)
		memcpy(name, key.at, key.len);
	if (text.len)
		memcpy(bytes, text.at, text.len);
	name[key.len] = bytes[text.len] = 0;
	*node = (struct node){.kind = kind, .key = {name, key.len}, .text = {bytes, text.len}};
	doc->nodes++;
	doc->held += key.len + text.len;
	if (!child) {
		doc->root = node;
		return node;
	}
	if (level->last)
		level->last->next = node;
	else
		level->node->first = node;
	level->last = node;
	level->node->count++;
	return node;
}

static bool is_too_large(const struct doc *doc)
{
	return doc->nodes > DOC_NODES_MAX || doc->held > DOC_VALUE_MAX;
}

// ---- Levels ----

bool doc_open_level(struct doc *doc, struct node *node, struct err *err)
{
	if (doc->depth == DOC_DEPTH)
		return doc_fail(doc, err, "nested more than 512 deep");
	doc->levels[doc->depth++] =
		(struct doc_level){.map = *doc->at == '{', .fresh = true, .node = node};
	doc->at++;
	return true;
}

static bool take_key(struct doc *doc, bool keep, struct err *err)
{
	int c;
	struct doc_text name;
	if (!doc_skip_blanks(doc, &c, err))
		return false;
	if (c != '"')
		return c < 0 ? doc_cut_short(doc, err)
			     : doc_fail(doc, err, "a name in quotes was expected");
	if (!doc_take_text(doc, keep, &name, err))
		return false;
	if (keep) {
		doc->key.len = 0;
		str_add_slice(&doc->key, name.bytes);
	}
	if (!doc_skip_blanks(doc, &c, err))
		return false;
	if (c != ':')
		return c < 0 ? doc_cut_short(doc, err) : doc_fail(doc, err, "':' was expected");
	doc->at++;
	return true;
}

bool doc_step(struct doc *doc, bool keep, bool *more, struct err *err)
{
	struct doc_level *level = &doc->levels[doc->depth - 1];
	int c;
	if (!doc_skip_blanks(doc, &c, err))
		return false;
	*more = c != (level->map ? '}' : ']');
	if (!*more) {
		doc->at++;
		doc->depth--;
		return true;
	}
	if (c < 0)
		return doc_cut_short(doc, err);
	if (!level->fresh && c != ',')
		return doc_fail(doc, err,
				level->map ? "',' or '}' was expected" : "',' or ']' was expected");
	doc->at += !level->fresh;
	level->fresh = false;
	return !level->map || take_key(doc, keep, err);
}

// ---- Values ----

static bool take_word(struct doc *doc, enum node_kind kind, const char *word, bool keep,
		      struct err *err)
{
	if (!doc_take_word(doc, word, err))
		return false;
	if (keep)
		add_node(doc, kind, kind == NODE_BOOL ? slice_of(word) : (struct slice){0});
	return true;
}

static bool take_text(struct doc *doc, bool keep, struct err *err)
{
	struct doc_text text;
	if (!doc_take_text(doc, keep, &text, err))
		return false;
	if (keep)
		add_node(doc, NODE_TEXT, text.bytes)->cut = text.cut;
	return true;
}

static bool take_number(struct doc *doc, bool keep, struct err *err)
{
	struct slice text;
	if (!doc_take_number(doc, &text, err))
		return false;
	if (keep)
		add_node(doc, NODE_NUMBER, text);
	return true;
}

// A value without children, or the beginning of one with.
static bool begin_value(struct doc *doc, bool keep, struct err *err)
{
	int c;
	if (!doc_skip_blanks(doc, &c, err))
		return false;
	switch (c) {
	case '"': return take_text(doc, keep, err);
	case '{':
		return doc_open_level(doc, keep ? add_node(doc, NODE_MAP, (struct slice){0}) : NULL,
				      err);
	case '[':
		return doc_open_level(
			doc, keep ? add_node(doc, NODE_LIST, (struct slice){0}) : NULL, err);
	case 't': return take_word(doc, NODE_BOOL, "true", keep, err);
	case 'f': return take_word(doc, NODE_BOOL, "false", keep, err);
	case 'n': return take_word(doc, NODE_NULL, "null", keep, err);
	case -1: return doc_cut_short(doc, err);
	default: break;
	}
	if (c == '-' || (c >= '0' && c <= '9'))
		return take_number(doc, keep, err);
	return doc_fail(doc, err, "a value was expected");
}

bool doc_value(struct doc *doc, bool keep, struct err *err)
{
	int floor = doc->depth;
	doc->root = NULL;
	doc->nodes = doc->held = 0;
	for (;;) {
		bool more = false;
		if (!begin_value(doc, keep, err))
			return false;
		if (keep && is_too_large(doc))
			return doc_fail(doc, err, "a value too large to be read whole");
		while (!more && doc->depth > floor)
			if (!doc_step(doc, keep, &more, err))
				return false;
		if (!more)
			return true;
	}
}
