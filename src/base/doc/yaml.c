#include "base/yaml.h"

#include "base/file.h"
#include "base/utf8.h"

#include <string.h>
#include <yaml.h>

enum { DEPTH_MAX = 32, FILE_MAX = 4 * 1024 * 1024 };

struct builder {
	yaml_parser_t parser;
	struct arena *arena;
	struct err *err;
	const char *name;
	struct slice text;
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
	if (!is_visible(text))
		return fail(b, &event->start_mark, "an invisible or control character");
	*out = new_node(b, event, YAML_SCALAR);
	(*out)->text = arena_slice(b->arena, text);
	(*out)->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return true;
}

static bool read_key(struct builder *b, const yaml_event_t *event, const struct yaml_node *map,
		     struct yaml_node **key)
{
	if (!is_allowed(b, event))
		return false;
	if (event->type != YAML_SCALAR_EVENT)
		return fail(b, &event->start_mark, "a key must be a plain text");
	if (!read_scalar(b, event, key))
		return false;
	if (yaml_get(map, (*key)->text))
		return fail(b, &event->start_mark,
			    arena_printf(b->arena, "key '%s' stands twice", (*key)->text));
	return true;
}

// The members up to the end event; keys only in a map.
static bool read_members(struct builder *b, struct yaml_node *parent, yaml_event_type_t end,
			 int depth)
{
	struct yaml_node **tail = &parent->child;
	for (;;) {
		yaml_event_t event;
		struct yaml_node *key = NULL;
		if (!next(b, &event))
			return false;
		bool ended = event.type == end, good = true;
		if (!ended && parent->kind == YAML_MAP) {
			good = read_key(b, &event, parent, &key);
			yaml_event_delete(&event);
			if (!good || !next(b, &event))
				return false;
		}
		if (!ended)
			good = read_node(b, &event, depth + 1, tail);
		yaml_event_delete(&event);
		if (ended || !good)
			return good;
		(*tail)->key = key ? key->text : NULL;
		(*tail)->key_line = key ? key->line : 0;
		tail = &(*tail)->next;
	}
}

static bool read_node(struct builder *b, const yaml_event_t *event, int depth,
		      struct yaml_node **out)
{
	if (!is_allowed(b, event))
		return false;
	if (depth > DEPTH_MAX)
		return fail(b, &event->start_mark, "nested too deep");
	if (event->type == YAML_SCALAR_EVENT)
		return read_scalar(b, event, out);
	bool map = event->type == YAML_MAPPING_START_EVENT;
	*out = new_node(b, event, map ? YAML_MAP : YAML_LIST);
	return read_members(b, *out, map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT, depth);
}

static bool read_stream(struct builder *b, struct yaml_node **root)
{
	int documents = 0;
	for (;;) {
		yaml_event_t event;
		if (!next(b, &event))
			return false;
		yaml_event_type_t type = event.type;
		bool good = true;
		if (type == YAML_DOCUMENT_START_EVENT && documents++)
			good = fail(b, &event.start_mark, "only one document is allowed");
		else if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
			 type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT)
			good = read_node(b, &event, 1, root);
		yaml_event_delete(&event);
		if (!good || type == YAML_STREAM_END_EVENT)
			return good;
	}
}

bool yaml_parse(const char *name, struct slice text, struct arena *arena, struct yaml_node **root,
		struct err *err)
{
	struct builder b = {.arena = arena, .err = err, .name = name, .text = text};
	*root = NULL;
	if (text.len > FILE_MAX)
		return err_set(err, ERR_INVALID, "%s: larger than %d bytes", name, FILE_MAX);
	if (!yaml_parser_initialize(&b.parser))
		return err_set(err, ERR_IO, "%s: no parser", name);
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)(text.at ? text.at : ""),
				     text.len);
	bool done = read_stream(&b, root);
	yaml_parser_delete(&b.parser);
	return done;
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
