// Secrets that a report names, and values within a line of code that holds one.
#include "plugins/scans/hide/hide_private.h"

#include <string.h>

enum {
	SECRET_LINE = 8, // bytes of a line of a secret that is hidden by itself
	VALUES = 32,	 // looked at in a line
	VALUE_LEAST = 3,
};

// ---- Replacing ----

// Whether it is a word of its own there.
static bool is_apart(struct slice text, size_t at, size_t len)
{
	return (!at || !secret_is_word(text.at[at - 1])) &&
	       (at + len >= text.len || !secret_is_word(text.at[at + len]));
}

static struct slice replace(struct arena *arena, struct slice text, struct slice what, bool apart)
{
	const char *found =
		what.len && text.len ? memmem(text.at, text.len, what.at, what.len) : NULL;
	struct str out = {0};
	size_t done = 0;
	if (!found)
		return text;
	while (found) {
		size_t at = (size_t)(found - text.at);
		if (!apart || is_apart(text, at, what.len)) {
			str_add(&out, text.at + done, at - done);
			str_add_text(&out, REDACTED);
			done = at + what.len;
		}
		struct slice rest = slice_from(text, at + what.len);
		found = rest.len ? memmem(rest.at, rest.len, what.at, what.len) : NULL;
	}
	str_add(&out, text.at + done, text.len - done);
	return hide_keep(arena, &out);
}

struct slice hide_secret(struct arena *arena, struct slice text, struct slice secret)
{
	struct slice bare = slice_trim(secret);
	text = replace(arena, text, secret, false);
	if (bare.len < secret.len)
		text = replace(arena, text, bare, false);
	if (!bare.len || !memchr(bare.at, '\n', bare.len))
		return text;
	// A key of several lines may stand in the text in other lines, or in part.
	for (struct slice rest = bare; rest.len;) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));
		if (line.len >= SECRET_LINE)
			text = replace(arena, text, line, false);
	}
	return text;
}

// ---- Values within a line of code ----

struct values {
	struct slice at[VALUES];
	size_t len;
};

static void add_value(struct values *values, struct slice value)
{
	value = slice_trim(value);
	if (values->len < VALUES && value.len >= VALUE_LEAST)
		values->at[values->len++] = value;
}

// What stands behind "=" or ":", up to a blank or what ends a value.
static struct slice assigned(struct slice rest)
{
	rest = slice_trim(rest);
	size_t len = 0;
	while (len < rest.len && !strchr(" \t\r\n,;@'\"`", rest.at[len]))
		len++;
	return (struct slice){rest.at, len};
}

static void find_values(struct slice line, struct values *values)
{
	for (size_t i = 0; i < line.len; i++) {
		if (hide_opens(line, i))
			add_value(values,
				  (struct slice){line.at + i + 1, secret_quoted_length(line, i)});
		else if (line.at[i] == '=' || line.at[i] == ':')
			add_value(values, assigned(slice_from(line, i + 1)));
	}
	for (size_t i = 0; i < line.len; i++) {
		size_t len = secret_run(slice_from(line, i), "_+/=.-");
		struct slice token = {line.at + i, len};
		if (len >= TOKEN_LEAST && secret_has_digit(token))
			add_value(values, token);
		i += len;
	}
}

struct slice hide_values(struct arena *arena, struct slice text, struct slice line, bool plain)
{
	struct values values = {.len = 0};
	if (!text.len || !line.len)
		return text;
	find_values(line, &values);
	for (size_t i = 0; i < values.len; i++) {
		struct slice value = values.at[i];
		bool token = value.len >= TOKEN_LEAST && secret_has_digit(value);
		if (token || plain)
			text = replace(arena, text, value, !token);
	}
	return text;
}
