#include "plugins/scans/words/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool words_same(struct slice a, const char *b)
{
	return a.len == strlen(b) && strncasecmp(a.at, b, a.len) == 0;
}

struct slice words_keep(struct arena *arena, struct slice text)
{
	return (struct slice){arena_slice(arena, text), text.len};
}

struct slice words_cat(struct arena *arena, const struct slice *texts, size_t count)
{
	size_t len = 0;
	for (size_t i = 0; i < count; i++)
		len += texts[i].len;
	char *all = arena_alloc(arena, len + 1), *at = all;
	for (size_t i = 0; i < count; i++) {
		if (texts[i].len)
			memcpy(at, texts[i].at, texts[i].len);
		at += texts[i].len;
	}
	return (struct slice){all, len};
}

static struct slice keep(struct str *text, struct arena *arena)
{
	struct slice kept = {arena_slice(arena, str_slice(text)), text->len};
	str_fini(text);
	return kept;
}

struct slice words_title(struct slice text)
{
	text = slice_trim(text);
	while (text.len && text.at[0] == '\n')
		text = slice_trim((struct slice){text.at + 1, text.len - 1});
	for (size_t i = 0; i < text.len; i++) {
		bool stop = text.at[i] == '.' && i + 1 < text.len &&
			    strchr(" \n\r\t", text.at[i + 1]) && i > 20;
		if (text.at[i] == '\n' || stop)
			return slice_trim((struct slice){text.at, i});
	}
	return text;
}

// ---- Numbers of weaknesses ----

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void add_number(struct str *out, struct slice *text)
{
	while (text->len && text->at[0] == '0')
		*text = (struct slice){text->at + 1, text->len - 1};
	size_t digits = 0;
	while (digits < text->len && digits < 8 && is_digit(text->at[digits]))
		digits++;
	if (digits)
		str_addf(out, "%sCWE-%.*s", out->len ? " " : "", (int)digits, text->at);
	*text = (struct slice){text->at + digits, text->len - digits};
}

static void add_cwe(struct str *out, struct slice text)
{
	if (text.len && is_digit(text.at[0])) {
		add_number(out, &text);
		return;
	}
	while (text.len > 4) {
		bool named = strncasecmp(text.at, "cwe-", 4) == 0;
		text = (struct slice){text.at + (named ? 4 : 1), text.len - (named ? 4 : 1)};
		if (named && is_digit(text.at[0]))
			add_number(out, &text);
	}
}

struct slice words_cwe(const struct node *node, struct arena *arena)
{
	struct str out = {0};
	if (node)
		add_cwe(&out, node->text);
	for (NODE_EACH(item, node))
		add_cwe(&out, item->text);
	return keep(&out, arena);
}

struct slice words_join(const struct node *list, const char *member, struct arena *arena)
{
	struct str out = {0};
	for (NODE_EACH(item, list)) {
		struct slice text = node_text(item, member);
		if (text.len && out.len)
			str_add_char(&out, ' ');
		str_add_slice(&out, text);
	}
	return keep(&out, arena);
}

// ---- Places ----

struct slice words_path(struct slice path, struct arena *arena)
{
	while (slice_starts(path, "./"))
		path = (struct slice){path.at + 2, path.len - 2};
	if (!path.len || memchr(path.at, '/', path.len) || !memchr(path.at, '\\', path.len))
		return path;
	char *copy = arena_slice(arena, path);
	for (size_t i = 0; i < path.len; i++)
		if (copy[i] == '\\')
			copy[i] = '/';
	return (struct slice){copy, path.len};
}
