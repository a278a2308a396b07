#include "plugins/scans/sarif/sarif.h"

#include <string.h>

// ---- Of rules and tools ----

// A value that outlives doc_forget.
static struct node *copy(struct arena *arena, const struct node *from)
{
	struct node *to = arena_alloc(arena, sizeof *to), *last = NULL;
	*to = *from;
	to->key.at = arena_slice(arena, from->key);
	to->text.at = arena_slice(arena, from->text);
	to->first = to->next = NULL;
	for (NODE_EACH(item, from)) {
		struct node *child = copy(arena, item);
		*(last ? &last->next : &to->first) = child;
		last = child;
	}
	return to;
}

// Message strings are a map of maps of texts (§3.49.11); anything deeper is none.
const struct node *sarif_keep_messages(struct sarif_run *run, const struct node *map)
{
	for (NODE_EACH(item, map))
		for (NODE_EACH(text, item))
			if (text->count)
				return NULL;
	return map ? copy(run->file->arena, map) : NULL;
}

// A message string may be looked up (§3.11.7) in the rule, then in the component.
static struct slice looked_up(const struct sarif_result *r, struct slice id)
{
	struct slice text = {0};
	const struct node *maps[] = {r->rule ? r->rule->messages : NULL,
				     r->component ? r->component->messages : NULL};
	for (size_t i = 0; i < 2 && !text.len; i++)
		for (NODE_EACH(item, maps[i]))
			if (slice_equal(item->key, id))
				text = node_text(item, "text");
	return text;
}

// Of a message, long before it is cut: arguments may make a short one as long as they like.
enum { MESSAGE_MOST = 64 * 1024 };

// ---- Placeholders (§3.11.5) ----

struct arguments {
	struct slice *texts; // by their numbers
	size_t count;
};

static struct arguments arguments_of(struct arena *arena, const struct node *list)
{
	struct arguments arguments = {arena_alloc(arena, list->count * sizeof(struct slice)), 0};
	for (NODE_EACH(item, list))
		arguments.texts[arguments.count++] = item->text;
	return arguments;
}

// The length of "{0}" at the beginning and the argument it stands for; 0 when it is none, or the
// argument is missing.
static size_t placeholder(struct slice text, struct arguments arguments, struct slice *out)
{
	size_t number = 0;
	size_t at = 1;
	while (at < text.len && at < 6 && text.at[at] >= '0' && text.at[at] <= '9')
		number = number * 10 + (size_t)(text.at[at++] - '0');
	if (at == 1 || at >= text.len || text.at[at] != '}' || number >= arguments.count)
		return 0;
	*out = arguments.texts[number];
	return at + 1;
}

static void fill(struct slice text, struct arguments arguments, struct str *out)
{
	while (text.len && out->len < MESSAGE_MOST) {
		struct slice value = {0};
		size_t len = 1;
		bool pair = text.len > 1 && text.at[1] == text.at[0];
		if ((text.at[0] == '{' || text.at[0] == '}') && pair) {
			str_add_char(out, text.at[0]);
			len = 2;
		} else if (text.at[0] == '{' && (len = placeholder(text, arguments, &value))) {
			size_t room = MESSAGE_MOST - out->len;
			str_add(out, value.at, value.len < room ? value.len : room);
		} else {
			str_add_char(out, text.at[0]);
			len = 1;
		}
		text.at += len;
		text.len -= len;
	}
}

// ---- Links (§3.11.6) ----

// "[value](1)" is a link to a related location: its text stays.
static size_t link_length(struct slice text, struct slice *shown)
{
	const char *close = text.len ? memchr(text.at, ']', text.len) : NULL;
	size_t at = close ? (size_t)(close - text.at) + 1 : 0;
	if (!close || at + 2 >= text.len || text.at[at] != '(')
		return 0;
	size_t digits = at + 1;
	while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9')
		digits++;
	if (digits == at + 1 || digits >= text.len || text.at[digits] != ')')
		return 0;
	*shown = (struct slice){text.at + 1, at - 2};
	return digits + 1;
}

static void without_links(struct slice text, struct str *out)
{
	while (text.len) {
		const char *open = memchr(text.at, '[', text.len);
		size_t plain = open ? (size_t)(open - text.at) : text.len;
		struct slice shown;
		str_add(out, text.at, plain);
		text.at += plain;
		text.len -= plain;
		size_t link = link_length(text, &shown);
		if (link)
			str_add_slice(out, shown);
		else if (text.len)
			str_add_char(out, '[');
		text.at += link ? link : text.len > 0;
		text.len -= link ? link : text.len > 0;
	}
}

struct slice sarif_message(const struct sarif_result *r)
{
	const struct node *message = r->parts[PART_MESSAGE];
	const struct node *arguments = node_member(message, "arguments");
	struct slice text = node_text(message, "text"), id = node_text(message, "id");
	struct str *room = &r->run->text;
	if (!text.len && id.len)
		text = looked_up(r, id);
	if (!text.len)
		text = node_text(message, "markdown");
	if (arguments && arguments->kind == NODE_LIST && text.len) {
		str_clear(room);
		fill(text, arguments_of(&r->run->scratch, arguments), room);
		text = sarif_hold(r->run, room);
	}
	text.len = text.len < MESSAGE_MOST ? text.len : MESSAGE_MOST;
	if (!text.len || !memmem(text.at, text.len, "](", 2))
		return text;
	str_clear(room);
	without_links(text, room);
	return sarif_hold(r->run, room);
}
