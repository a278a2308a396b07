#include "base/yaml.h"

#include "base/doc/yaml_private.h"
#include "base/file.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEPTH_MAX = 32, FILE_MAX = 4 * 1024 * 1024 };

// What a node was that others may name.
struct anchor {
	const struct yaml_node *node;
	int nodes, height;
};

struct builder {
	yaml_parser_t parser;
	struct arena *arena;
	struct err *err;
	const char *name;
	struct slice text;
	bool foreign;		 // yaml_parse_foreign
	int nodes, deepest;	 // so far
	struct map anchor_names; // -> index of
	vec(struct anchor) anchors;
};

static bool fail(struct builder *b, const yaml_mark_t *mark, const char *what)
{
	return err_set(b->err, ERR_INVALID, "%s:%zu: %s", b->name, mark->line + 1, what);
}

// libyaml has no mark for bytes that it cannot decode, only their offset.
static bool fail_reading(struct builder *b)
{
	yaml_mark_t mark = {0};
	for (size_t i = 0; i < b->parser.problem_offset && i < b->text.len; i++)
		mark.line += b->text.at[i] == '\n';
	return fail(b, &mark, b->parser.problem);
}

static bool next(struct builder *b, yaml_event_t *event)
{
	if (yaml_parser_parse(&b->parser, event))
		return true;
	if (b->parser.error == YAML_READER_ERROR)
		return fail_reading(b);
	return fail(b, &b->parser.problem_mark, b->parser.problem ? b->parser.problem : "not YAML");
}

static struct yaml_node *new_node(struct builder *b, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml_node *node = arena_alloc(b->arena, sizeof *node);
	b->nodes++;
	node->kind = kind;
	node->line = (int)event->start_mark.line + 1;
	node->column = (int)event->start_mark.column + 1;
	return node;
}

static bool is_visible(struct slice text)
{
	struct grapheme g;
	while (utf8_next(&text, &g))
		if (g.marked && g.rune != '\n' && g.rune != '\t')
			return false;
	return true;
}

static const yaml_char_t *anchor_of(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT: return event->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT: return event->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT: return event->data.mapping_start.anchor;
	default: return NULL;
	}
}

static const yaml_char_t *tag_of(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT: return event->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT: return event->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT: return event->data.mapping_start.tag;
	default: return NULL;
	}
}

static bool is_allowed(struct builder *b, const yaml_event_t *event)
{
	if (b->foreign)
		return true;
	if (event->type == YAML_ALIAS_EVENT || anchor_of(event))
		return fail(b, &event->start_mark, "anchors and aliases are not allowed");
	if (tag_of(event))
		return fail(b, &event->start_mark, "tags are not allowed");
	return true;
}

static bool read_node(struct builder *b, const yaml_event_t *event, int depth,
		      struct yaml_node **out);

static bool read_scalar(struct builder *b, const yaml_event_t *event, struct yaml_node **out)
{
	struct slice text = {(const char *)event->data.scalar.value, event->data.scalar.length};
	if (b->foreign ? memchr(text.at, 0, text.len) != NULL : !is_visible(text))
		return fail(b, &event->start_mark, "an invisible or control character");
	*out = new_node(b, event, YAML_SCALAR);
	(*out)->text = arena_slice(b->arena, text);
	(*out)->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return true;
}

static bool read_key(struct builder *b, const yaml_event_t *event, struct key_set *keys,
		     struct yaml_node **key)
{
	if (!is_allowed(b, event))
		return false;
	if (event->type != YAML_SCALAR_EVENT)
		return fail(b, &event->start_mark, "a key must be a plain text");
	if (!read_scalar(b, event, key))
		return false;
	if (!key_set_add(keys, (*key)->text))
		return fail(b, &event->start_mark,
			    arena_printf(b->arena, "key '%.200s' stands twice", (*key)->text));
	return true;
}

// The next member's key, and the event of its value.
static bool next_key(struct builder *b, yaml_event_t *event, struct key_set *keys,
		     struct yaml_node **key)
{
	bool good = read_key(b, event, keys, key);
	yaml_event_delete(event);
	return good && next(b, event);
}

// The members up to the end event; keys only in a map.
static bool read_members(struct builder *b, struct yaml_node *parent, yaml_event_type_t end,
			 int depth)
{
	struct key_set keys = {.map = parent};
	struct yaml_node **tail = &parent->child;
	bool ended = false, good = true;
	while (good && !ended) {
		yaml_event_t event;
		struct yaml_node *key = NULL;
		good = next(b, &event);
		ended = good && event.type == end;
		if (good && !ended && parent->kind == YAML_MAP)
			good = next_key(b, &event, &keys, &key);
		if (good && !ended)
			good = read_node(b, &event, depth + 1, tail);
		if (good && !ended) {
			(*tail)->key = key ? key->text : NULL;
			(*tail)->key_line = key ? key->line : 0;
			tail = &(*tail)->next;
		}
		yaml_event_delete(&event);
	}
	key_set_fini(&keys);
	return good;
}

static bool has_room(struct builder *b, const yaml_event_t *event, int depth)
{
	if (depth > (b->foreign ? FOREIGN_DEPTH : DEPTH_MAX))
		return fail(b, &event->start_mark, "nested too deep");
	if (b->foreign && b->nodes > FOREIGN_NODES)
		return fail(b, &event->start_mark, "more values than are read of one file");
	b->deepest = depth > b->deepest ? depth : b->deepest;
	return true;
}

static bool read_plain_node(struct builder *b, const yaml_event_t *event, int depth,
			    struct yaml_node **out)
{
	if (!has_room(b, event, depth))
		return false;
	if (event->type == YAML_SCALAR_EVENT)
		return read_scalar(b, event, out);
	bool map = event->type == YAML_MAPPING_START_EVENT;
	*out = new_node(b, event, map ? YAML_MAP : YAML_LIST);
	return read_members(b, *out, map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT, depth);
}

// ---- What only foreign files may have ----

static void keep_tag(struct builder *b, const yaml_event_t *event, struct yaml_node *node)
{
	static const char CORE[] = "tag:yaml.org,2002:";
	const char *tag = (const char *)tag_of(event);
	if (!tag)
		return;
	if (strncmp(tag, CORE, sizeof CORE - 1) && strcmp(tag, "!"))
		node->tag = arena_text(b->arena, tag);
	else if (!strcmp(tag, "!") || !strcmp(tag + sizeof CORE - 1, "str"))
		node->quoted = true;
}

// What the alias stands for, with a place of its own. Inside itself a node has no name yet.
static bool read_alias(struct builder *b, const yaml_event_t *event, int depth,
		       struct yaml_node **out)
{
	const char *name = (const char *)event->data.alias.anchor;
	const int64_t *index = map_get(&b->anchor_names, slice_of(name));
	if (!index)
		return fail(b, &event->start_mark, "an alias of nothing");
	const struct anchor *anchor = &b->anchors.at[*index];
	*out = new_node(b, event, anchor->node->kind);
	int line = (*out)->line, column = (*out)->column;
	**out = *anchor->node;
	(*out)->line = line;
	(*out)->column = column;
	(*out)->next = NULL;
	b->nodes += anchor->nodes;
	return has_room(b, event, depth + anchor->height);
}

static bool read_anchored(struct builder *b, const yaml_event_t *event, int depth,
			  struct yaml_node **out)
{
	const char *name = (const char *)anchor_of(event);
	int nodes = b->nodes, deepest = b->deepest;
	b->deepest = depth;
	if (!read_plain_node(b, event, depth, out))
		return false;
	keep_tag(b, event, *out);
	*map_put(&b->anchor_names, slice_of(name), NULL) = (int64_t)b->anchors.len;
	*vec_push(&b->anchors) = (struct anchor){*out, b->nodes - nodes, b->deepest - depth};
	b->deepest = b->deepest > deepest ? b->deepest : deepest;
	return true;
}

static bool read_node(struct builder *b, const yaml_event_t *event, int depth,
		      struct yaml_node **out)
{
	if (!is_allowed(b, event))
		return false;
	if (event->type == YAML_ALIAS_EVENT)
		return read_alias(b, event, depth, out);
	if (anchor_of(event))
		return read_anchored(b, event, depth, out);
	if (!read_plain_node(b, event, depth, out))
		return false;
	keep_tag(b, event, *out);
	return true;
}

// ---- Streams ----

// An alias names what stands before it in its own document.
static void forget_anchors(struct builder *b)
{
	map_fini(&b->anchor_names);
	b->anchors.len = 0;
}

static bool begin_document(struct builder *b, const yaml_event_t *event, int documents)
{
	forget_anchors(b);
	return b->foreign || !documents ||
	       fail(b, &event->start_mark, "only one document is allowed");
}

static bool read_stream(struct builder *b, struct yaml_node **tail)
{
	int documents = 0;
	for (;;) {
		yaml_event_t event;
		if (!next(b, &event))
			return false;
		yaml_event_type_t type = event.type;
		bool good = true;
		if (type == YAML_DOCUMENT_START_EVENT) {
			good = begin_document(b, &event, documents++);
		} else if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
			   type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT) {
			good = read_node(b, &event, 1, tail);
			tail = good ? &(*tail)->next : tail;
		}
		yaml_event_delete(&event);
		if (!good || type == YAML_STREAM_END_EVENT)
			return good;
	}
}

static bool parse(struct builder *b, struct yaml_node **first)
{
	int max = b->foreign ? FOREIGN_BYTES : FILE_MAX;
	if (b->text.len > (size_t)max)
		return err_set(b->err, ERR_INVALID, "%s: larger than %d bytes", b->name, max);
	if (!yaml_parser_initialize(&b->parser))
		return err_set(b->err, ERR_IO, "%s: no parser", b->name);
	yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		&b->parser, (const unsigned char *)(b->text.at ? b->text.at : ""), b->text.len);
	bool done = read_stream(b, first);
	yaml_parser_delete(&b->parser);
	forget_anchors(b);
	vec_fini(&b->anchors);
	return done;
}

bool yaml_parse(const char *name, struct slice text, struct arena *arena, struct yaml_node **root,
		struct err *err)
{
	struct builder b = {.arena = arena, .err = err, .name = name, .text = text};
	*root = NULL;
	return parse(&b, root);
}

bool yaml_parse_foreign(const char *name, struct slice text, struct arena *arena,
			struct yaml_node **documents, struct err *err)
{
	struct builder b = {
		.arena = arena, .err = err, .name = name, .text = text, .foreign = true};
	struct yaml_node *list = arena_alloc(arena, sizeof *list);
	*list = (struct yaml_node){.kind = YAML_LIST, .line = 1, .column = 1};
	*documents = list;
	return parse(&b, &list->child);
}

bool yaml_load(const char *path, struct arena *arena, struct yaml_node **root, struct err *err)
{
	struct str text = {0};
	bool done = file_read(path, FILE_MAX, &text, err) &&
		    yaml_parse(path, str_slice(&text), arena, root, err);
	str_fini(&text);
	return done;
}

struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (struct yaml_node *child = map->child; child; child = child->next)
		if (child->key && strcmp(child->key, key) == 0)
			return child;
	return NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
	static const char *const NULLS[] = {"", "~", "null", "Null", "NULL"};
	if (!node)
		return true;
	if (node->kind != YAML_SCALAR || node->quoted)
		return false;
	for (size_t i = 0; i < sizeof NULLS / sizeof *NULLS; i++)
		if (strcmp(node->text, NULLS[i]) == 0)
			return true;
	return false;
}
