#include "plugins/sdk/doc/xml.h"

#include "plugins/sdk/doc/piece.h"
#include "plugins/sdk/doc/xml_names.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 64 * 1024,
	PATH_MOST = 1024, // bytes
};

struct level {
	struct node *node, *last; // NULL outside of what is wanted
	size_t path;		  // length of the path above
	size_t tag;		  // bytes of the opening tag
	struct str text;
};

struct xml {
	XML_Parser parser;
	struct source *source;
	struct slice bytes;
	const char *shown;
	const struct xml_want *wants;
	size_t want_count;
	struct level levels[DOC_DEPTH];
	int depth, item; // item: depth at which the wanted element began; 0 = in none
	struct str path;
	struct xml_names names;
	struct arena arena;
	size_t nodes, held; // of the item, and bytes of its text
	size_t tags;	    // bytes of the opening tags of what is open
	const struct node *ready;
	size_t ready_want, item_want;
	int64_t line;		     // at which it begins
	bool suspended, ended, over; // over: the reader of the head has what it wants
	const char *fault;
	char encoding[32];  // that is declared and not known
	struct slice space; // of the root
};

static void refuse(struct xml *xml, const char *fault)
{
	if (!xml->fault)
		xml->fault = fault;
	XML_StopParser(xml->parser, XML_FALSE);
}

// ---- Names ----

// The place of what is wanted at the path, or the count.
static size_t wanted(const struct xml *xml)
{
	size_t i = 0;
	while (i < xml->want_count && !slice_is(str_slice(&xml->path), xml->wants[i].path))
		i++;
	return i;
}

// ---- Nodes ----

static struct node *add_node(struct xml *xml, struct level *level, struct slice key)
{
	struct node *node = arena_alloc(&xml->arena, sizeof *node);
	node->key = (struct slice){arena_slice(&xml->arena, key), key.len};
	node->kind = NODE_MAP;
	if (++xml->nodes > DOC_NODES_MAX)
		refuse(xml, "an element too large to be read whole");
	if (!level || !level->node)
		return node;
	if (level->last)
		level->last->next = node;
	else
		level->node->first = node;
	level->last = node;
	level->node->count++;
	return node;
}

static void add_text(struct xml *xml, struct level *level, struct slice key, struct slice text)
{
	struct node *node = add_node(xml, level, key);
	node->kind = NODE_TEXT;
	node->text = (struct slice){arena_slice(&xml->arena, text), text.len};
}

static void hold(struct xml *xml, size_t bytes)
{
	xml->held += bytes;
	if (xml->held > DOC_VALUE_MAX)
		refuse(xml, "an element too large to be read whole");
}

static void add_attributes(struct xml *xml, struct level *level, const char **attributes)
{
	struct str key = {0};
	for (; attributes[0]; attributes += 2) {
		str_clear(&key);
		str_add_char(&key, '@');
		str_add_slice(&key, xml_local_name(attributes[0]));
		hold(xml, strlen(attributes[1]));
		add_text(xml, level, str_slice(&key), slice_of(attributes[1]));
	}
	str_fini(&key);
}

static void hand_out(struct xml *xml, const struct node *node, size_t want)
{
	xml->ready = node;
	xml->ready_want = want;
	XML_StopParser(xml->parser, XML_TRUE);
}

// ---- What expat calls ----

// Why the element is not read, or NULL.
static const char *fault_of_tag(struct xml *xml, const char *name, const char **attributes)
{
	const char *fault = xml_names_of_tag(&xml->names, name, attributes);
	if (fault)
		return fault;
	if (xml->depth == DOC_DEPTH || xml->path.len + xml_local_name(name).len > PATH_MOST)
		return "elements lie too deep in one another";
	if (xml->tags + (size_t)XML_GetCurrentByteCount(xml->parser) > DOC_VALUE_MAX)
		return "the tags of elements in one another are too long";
	return NULL;
}

static void XMLCALL begin_prefix(void *context, const char *prefix, const char *uri)
{
	struct xml *xml = context;
	const char *fault = xml_names_of_space(&xml->names, prefix, uri);
	if (fault)
		refuse(xml, fault);
}

static void XMLCALL begin_element(void *context, const char *name, const char **attributes)
{
	struct xml *xml = context;
	struct slice local = xml_local_name(name);
	const char *fault = fault_of_tag(xml, name, attributes);
	if (fault) {
		refuse(xml, fault);
		return;
	}
	struct level *parent = xml->depth ? &xml->levels[xml->depth - 1] : NULL;
	struct level *level = &xml->levels[xml->depth++];
	level->path = xml->path.len;
	level->tag = (size_t)XML_GetCurrentByteCount(xml->parser);
	xml->tags += level->tag;
	level->node = level->last = NULL;
	str_clear(&level->text);
	if (xml->path.len)
		str_add_char(&xml->path, '/');
	str_add_slice(&xml->path, local);
	if (!parent)
		xml->space =
			(struct slice){arena_slice(&xml->arena, slice_of(name)),
				       strlen(name) > local.len ? strlen(name) - local.len - 1 : 0};
	size_t want = xml->item ? xml->want_count : wanted(xml);
	if (!xml->item && want == xml->want_count)
		return;
	level->node = add_node(xml, parent, local);
	add_attributes(xml, level, attributes);
	if (xml->item)
		return;
	xml->line = (int64_t)XML_GetCurrentLineNumber(xml->parser);
	if (xml->wants[want].open) {
		hand_out(xml, level->node, want);
		level->node = level->last = NULL;
		return;
	}
	xml->item = xml->depth;
	xml->item_want = want;
}

static void XMLCALL end_element(void *context, const char *name)
{
	struct xml *xml = context;
	(void)name;
	if (xml->fault)
		return;
	struct level *level = &xml->levels[xml->depth - 1];
	if (level->node) {
		struct slice text = slice_trim(str_slice(&level->text));
		if (text.len)
			add_text(xml, level, SLICE("#text"), text);
		if (text.len)
			level->node->text = level->last->text;
	}
	xml->path.len = level->path;
	xml->tags -= level->tag;
	if (xml->item == xml->depth) {
		xml->item = 0;
		hand_out(xml, level->node, xml->item_want);
	}
	xml->depth--;
}

static void XMLCALL take_text(void *context, const char *text, int len)
{
	struct xml *xml = context;
	struct level *level = xml->depth ? &xml->levels[xml->depth - 1] : NULL;
	if (!xml->item || !level || !level->node)
		return;
	hold(xml, (size_t)len);
	size_t room = DOC_TEXT_MAX - level->text.len;
	str_add(&level->text, text, (size_t)len < room ? (size_t)len : room);
}

// What a DTD declares can make a small document huge, and reading it slow.
static void XMLCALL begin_doctype(void *context, const char *name, const char *system_id,
				  const char *public_id, int declares)
{
	(void)name, (void)system_id, (void)public_id;
	if (declares)
		refuse(context, "it declares what it is made of (a DTD), which a report has no use "
				"for; have the tool write it without");
}

static void XMLCALL skip_entity(void *context, const char *name, int is_parameter)
{
	(void)name, (void)is_parameter;
	refuse(context, "an entity that is declared elsewhere");
}

static int XMLCALL refuse_encoding(void *context, const char *name, XML_Encoding *out)
{
	struct xml *xml = context;
	(void)out;
	snprintf(xml->encoding, sizeof xml->encoding, "%s", name);
	return XML_STATUS_ERROR;
}

// ---- Opening ----

static struct xml *xml_new(const char *shown, const struct xml_want *wants, size_t count)
{
	static const XML_Memory_Handling_Suite pieces = {piece_take, piece_grow, free};
	struct xml *xml = mem_alloc(sizeof *xml);
	xml->shown = shown;
	xml->wants = wants;
	xml->want_count = count;
	xml->parser = XML_ParserCreate_MM(NULL, &pieces, (const char[]){XML_SEPARATOR, 0});
	if (!xml->parser)
		abort();
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, begin_element, end_element);
	XML_SetStartNamespaceDeclHandler(xml->parser, begin_prefix);
	XML_SetCharacterDataHandler(xml->parser, take_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, begin_doctype);
	XML_SetSkippedEntityHandler(xml->parser, skip_entity);
	XML_SetUnknownEncodingHandler(xml->parser, refuse_encoding, xml);
	return xml;
}

struct xml *xml_open(struct source *source, const char *shown, const struct xml_want *wants,
		     size_t count)
{
	struct xml *xml = xml_new(shown, wants, count);
	xml->source = source;
	return xml;
}

struct xml *xml_open_bytes(struct slice bytes, const char *shown, const struct xml_want *wants,
			   size_t count)
{
	struct xml *xml = xml_new(shown, wants, count);
	xml->bytes = bytes;
	return xml;
}

void xml_close(struct xml *xml)
{
	if (!xml)
		return;
	XML_ParserFree(xml->parser);
	for (int i = 0; i < DOC_DEPTH; i++)
		str_fini(&xml->levels[i].text);
	str_fini(&xml->path);
	xml_names_fini(&xml->names);
	arena_fini(&xml->arena);
	free(xml);
}

// ---- Reading ----

static bool fail(struct xml *xml, struct err *err)
{
	enum XML_Error code = XML_GetErrorCode(xml->parser);
	const char *what = xml->fault ? xml->fault : XML_ErrorString(code);
	if (!xml->fault && code == XML_ERROR_NO_MEMORY)
		what = "a tag, a comment or all the names are too large to be held";
	if (!xml->fault && xml->ended)
		what = xml->depth || code != XML_ERROR_NO_ELEMENTS
			       ? "cut short: the document ends here before it is whole"
			       : "the document is empty";
	xml->fault = what;
	if (code == XML_ERROR_UNKNOWN_ENCODING)
		return err_set(err, ERR_INVALID,
			       "%s: text in %s, which is not read; have it written in UTF-8",
			       xml->shown, xml->encoding);
	return err_set(err, ERR_INVALID, "%s:%lu:%lu: %s", xml->shown,
		       (unsigned long)XML_GetCurrentLineNumber(xml->parser),
		       (unsigned long)XML_GetCurrentColumnNumber(xml->parser) + 1, what);
}

static bool read_some(struct xml *xml, char *to, size_t *len, struct err *err)
{
	if (xml->source)
		return source_read(xml->source, to, CHUNK, len, err);
	*len = xml->bytes.len < CHUNK ? xml->bytes.len : CHUNK;
	if (*len)
		memcpy(to, xml->bytes.at, *len);
	xml->bytes.at += *len;
	xml->bytes.len -= *len;
	return true;
}

static bool parse_more(struct xml *xml, struct err *err)
{
	enum XML_Status status;
	if (xml->suspended) {
		status = XML_ResumeParser(xml->parser);
	} else {
		char *room = XML_GetBuffer(xml->parser, CHUNK);
		size_t len;
		if (!room)
			return fail(xml, err);
		if (!read_some(xml, room, &len, err))
			return false;
		xml->ended = !len;
		status = XML_ParseBuffer(xml->parser, (int)len, !len);
	}
	xml->suspended = status == XML_STATUS_SUSPENDED;
	return status != XML_STATUS_ERROR || fail(xml, err);
}

static bool finished(struct xml *xml)
{
	XML_ParsingStatus status;
	XML_GetParsingStatus(xml->parser, &status);
	return status.parsing == XML_FINISHED;
}

bool xml_next(struct xml *xml, size_t *want, const struct node **out, bool *more, struct err *err)
{
	xml->ready = NULL;
	if (!xml->item)
		arena_fini(&xml->arena);
	xml->nodes = xml->held = 0;
	while (!xml->ready && !finished(xml))
		if (!parse_more(xml, err))
			return false;
	if (xml->fault)
		return fail(xml, err);
	*more = xml->ready != NULL;
	*out = xml->ready;
	*want = xml->ready_want;
	return true;
}

bool xml_is_misread(const struct xml *xml)
{
	return xml->fault && !xml->ended;
}

int64_t xml_line(const struct xml *xml)
{
	return xml->line;
}

// ---- The beginning ----

static void XMLCALL take_root(void *context, const char *name, const char **attributes)
{
	struct xml *xml = context;
	begin_element(context, name, attributes);
	xml->over = true;
	XML_StopParser(xml->parser, XML_FALSE);
}

bool xml_peek(struct slice head, struct arena *arena, struct slice *name, struct slice *space)
{
	struct xml *xml = xml_new("", NULL, 0);
	XML_SetElementHandler(xml->parser, take_root, NULL);
	int len = head.len > DOC_VALUE_MAX ? DOC_VALUE_MAX : (int)head.len;
	XML_Parse(xml->parser, head.at ? head.at : "", len, 0);
	bool found = xml->over && !xml->fault;
	if (found) {
		*name = (struct slice){arena_slice(arena, str_slice(&xml->path)), xml->path.len};
		*space = (struct slice){arena_slice(arena, xml->space), xml->space.len};
	}
	xml_close(xml);
	return found;
}
