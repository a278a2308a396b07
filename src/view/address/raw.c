#include "view/address/address_private.h"

#include <string.h>

size_t raw_find(struct slice text, size_t from, const char *chars)
{
	bool quoted = false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			quoted = !quoted;
		else if (!quoted && i >= from && text.at[i] && strchr(chars, text.at[i]))
			return i;
	}
	return text.len;
}

struct slice raw_cut(struct slice *rest, const char *chars)
{
	size_t at = raw_find(*rest, 0, chars);
	struct slice first = {rest->at, at};
	if (at == rest->len)
		*rest = (struct slice){NULL, 0};
	else
		*rest = (struct slice){rest->at + at + 1, rest->len - at - 1};
	return first;
}

struct slice raw_term(struct slice *rest)
{
	*rest = slice_trim(*rest);
	return raw_cut(rest, " \t\r\n");
}

const char *raw_unquote(struct slice text, struct arena *arena, struct raw_stars *stars)
{
	struct str out = {0};
	bool inside = false;
	for (size_t i = 0; i < text.len; i++) {
		bool quote = text.at[i] == '"';
		bool twice = quote && inside && i + 1 < text.len && text.at[i + 1] == '"';
		if (!quote || twice)
			str_add_char(&out, text.at[i]);
		if (stars && text.at[i] == '*')
			*(inside ? &stars->kept : &stars->free) = true;
		i += twice;
		inside = quote && !twice ? !inside : inside;
	}
	const char *copy = arena_slice(arena, str_slice(&out));
	str_fini(&out);
	return copy;
}

bool raw_is_closed(struct slice text)
{
	bool open = false;
	for (size_t i = 0; i < text.len; i++)
		open = open != (text.at[i] == '"');
	return !open;
}

const struct operator_row *raw_operator(struct slice text, size_t at)
{
	size_t count;
	const struct operator_row *rows = operator_rows(&count);
	for (size_t i = 0; at < text.len && i < count; i++)
		if (slice_starts((struct slice){text.at + at, text.len - at}, rows[i].text))
			return &rows[i];
	return NULL;
}

size_t raw_find_operator(struct slice text, size_t from)
{
	size_t at = raw_find(text, from, ":=<>!");
	while (at < text.len && !raw_operator(text, at))
		at = raw_find(text, at + 1, ":=<>!");
	return at;
}

size_t raw_find_key_end(struct slice text, size_t from)
{
	size_t colon = text.len;
	for (size_t at = raw_find_operator(text, from); at < text.len;
	     at = raw_find_operator(text, at + 1)) {
		if (text.at[at] != ':')
			return at;
		colon = at;
	}
	return colon;
}

bool raw_negated(struct slice *term)
{
	bool negated = term->len > 1 && (term->at[0] == '-' || term->at[0] == '!');
	if (negated)
		*term = (struct slice){term->at + 1, term->len - 1};
	return negated;
}
