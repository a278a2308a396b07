#include "collect/event/event.h"

#include <string.h>

enum { DEPTH = 8 }; // of wrappings in each other

struct unwrapping {
	const struct event_reader *reader;
	int line, depth;
};

static void fault(const struct unwrapping *u, const char *what)
{
	struct str text = {0};
	str_addf(&text, "%s:%d: %s", u->reader->name, u->line, what);
	u->reader->fault(u->reader->context, str_text(&text));
	str_fini(&text);
}

static const char *text_of(const json_t *map, const char *key)
{
	return json_string_value(json_object_get(map, key));
}

// ---- S3's own notification ----

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

// Keys are written as in a form: '+' is a blank, %xx a byte.
static json_t *decode_key(const char *key)
{
	struct str out = {0};
	for (const char *c = key; *c; c++) {
		int high = *c == '%' ? hex(c[1]) : -1, low = high >= 0 ? hex(c[2]) : -1;
		if (low >= 0)
			c += 2;
		str_add_char(&out, low >= 0 ? (char)(high * 16 + low) : *c == '+' ? ' ' : *c);
	}
	json_t *text = json_stringn(str_text(&out), out.len);
	str_fini(&out);
	return text;
}

// "ObjectCreated:Put" is EventBridge's "Object Created".
static const struct {
	const char *prefix, *detail_type;
} NAMES[] = {
	{"ObjectCreated:", "Object Created"},
	{"ObjectRemoved:", "Object Deleted"},
	{"ObjectRestore:Completed", "Object Restore Completed"},
	{"ObjectRestore:Post", "Object Restore Initiated"},
	{"ObjectTagging:Put", "Object Tags Added"},
	{"ObjectTagging:Delete", "Object Tags Deleted"},
};

static const char *detail_type_of(const char *name)
{
	if (!strncmp(name, "s3:", 3))
		name += 3;
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (!strncmp(name, NAMES[i].prefix, strlen(NAMES[i].prefix)))
			return NAMES[i].detail_type;
	return name;
}

// A record has no id of its own; S3's sequencer tells two changes of one key apart.
static json_t *record_id(const json_t *record, const json_t *s3)
{
	const json_t *object = json_object_get(s3, "object");
	const char *sequencer = text_of(object, "sequencer"), *key = text_of(object, "key"),
		   *bucket = text_of(json_object_get(s3, "bucket"), "name"),
		   *name = text_of(record, "eventName");
	if (!sequencer || !key || !bucket || !name)
		return NULL;
	return json_sprintf("s3:%s/%s/%s/%s", bucket, key, sequencer, name);
}

// "o?" leaves out what is not there and takes over the reference.
static json_t *from_record(const json_t *record)
{
	const json_t *s3 = json_object_get(record, "s3"), *object = json_object_get(s3, "object");
	const char *name = text_of(record, "eventName"), *key = text_of(object, "key"),
		   *bucket = text_of(json_object_get(s3, "bucket"), "name");
	if (!name || !key || !bucket)
		return NULL;
	return json_pack(
		"{s:o*, s:s, s:s, s:s*, s:s*, s:{s:{s:s}, s:{s:o, s:O*, s:s*, s:s*, s:s*}}}", "id",
		record_id(record, s3), "source", "aws.s3", "detail-type", detail_type_of(name),
		"region", text_of(record, "awsRegion"), "time", text_of(record, "eventTime"),
		"detail", "bucket", "name", bucket, "object", "key", decode_key(key), "size",
		json_object_get(object, "size"), "etag", text_of(object, "eTag"), "version-id",
		text_of(object, "versionId"), "sequencer", text_of(object, "sequencer"));
}

// ---- Unwrapping ----

static void unwrap(struct unwrapping *u, json_t *value);

static void unwrap_each(struct unwrapping *u, json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		unwrap(u, json_array_get(list, i));
}

static void unwrap_text(struct unwrapping *u, json_t *text)
{
	json_error_t where;
	json_t *inner = json_loadb(json_string_value(text), json_string_length(text),
				   JSON_REJECT_DUPLICATES, &where);
	if (inner)
		unwrap(u, inner);
	else
		fault(u, "the text inside a message is not JSON");
	json_decref(inner);
}

static void unwrap_record(struct unwrapping *u, json_t *map)
{
	json_t *event = from_record(map);
	if (event)
		u->reader->event(u->reader->context, event, u->line);
	else
		fault(u, "an S3 record without eventName, bucket or key");
	json_decref(event);
}

// A key that shows what a map wraps, and of which type it is.
static const struct {
	const char *key;
	void (*take)(struct unwrapping *u, json_t *value);
	json_type type;
	bool whole; // take is given the map itself
} WRAPPINGS[] = {
	{"Records", unwrap_each, JSON_ARRAY, false},  {"Messages", unwrap_each, JSON_ARRAY, false},
	{"s3", unwrap_record, JSON_OBJECT, true},     {"body", unwrap_text, JSON_STRING, false},
	{"Body", unwrap_text, JSON_STRING, false},    {"Sns", unwrap, JSON_OBJECT, false},
	{"Message", unwrap_text, JSON_STRING, false},
};

static bool is_event(const json_t *map)
{
	return text_of(map, "source") && text_of(map, "detail-type");
}

static void unwrap_map(struct unwrapping *u, json_t *map)
{
	for (size_t i = 0; i < sizeof WRAPPINGS / sizeof *WRAPPINGS; i++) {
		json_t *value = json_object_get(map, WRAPPINGS[i].key);
		if (!value || json_typeof(value) != WRAPPINGS[i].type)
			continue;
		WRAPPINGS[i].take(u, WRAPPINGS[i].whole ? map : value);
		return;
	}
	fault(u, "no event: it has no 'source' and 'detail-type', and wraps none");
}

static void unwrap(struct unwrapping *u, json_t *value)
{
	if (u->depth == DEPTH) {
		fault(u, "wrapped too deep");
		return;
	}
	u->depth++;
	if (json_is_array(value))
		unwrap_each(u, value);
	else if (!json_is_object(value))
		fault(u, "an event, a JSON object, was expected");
	else if (is_event(value))
		u->reader->event(u->reader->context, value, u->line);
	else
		unwrap_map(u, value);
	u->depth--;
}

// ---- Documents one after the other ----

static void skip(struct slice *rest, size_t bytes, int *line)
{
	for (size_t i = 0; i < bytes; i++)
		*line += rest->at[i] == '\n';
	*rest = (struct slice){rest->at + bytes, rest->len - bytes};
}

static size_t blanks(struct slice text)
{
	size_t count = 0;
	while (count < text.len && text.at[count] && strchr(" \t\r\n", text.at[count]))
		count++;
	return count;
}

// Behind what cannot be read: the next line on which a document may begin.
static size_t to_next(struct slice text)
{
	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.at[i] == '\n' && (text.at[i + 1] == '{' || text.at[i + 1] == '['))
			return i + 1;
	return text.len;
}

static void read_document(struct slice *rest, struct unwrapping *u)
{
	json_error_t where;
	json_t *document = json_loadb(rest->at, rest->len,
				      JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &where);
	int begins = u->line;
	if (document) {
		unwrap(u, document);
		skip(rest, (size_t)where.position, &u->line);
	} else {
		u->line += where.line > 0 ? where.line - 1 : 0;
		fault(u, where.text);
		u->line = begins;
		skip(rest, to_next(*rest), &u->line);
	}
	json_decref(document);
}

void event_read(struct slice text, const struct event_reader *reader)
{
	struct unwrapping u = {.reader = reader, .line = 1};
	if (slice_starts(text, "\xef\xbb\xbf"))
		text = (struct slice){text.at + 3, text.len - 3};
	skip(&text, blanks(text), &u.line);
	while (text.len) {
		read_document(&text, &u);
		skip(&text, blanks(text), &u.line);
	}
}
