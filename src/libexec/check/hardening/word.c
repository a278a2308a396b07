#include "libexec/check/hardening/word.h"

#include <ctype.h>
#include <string.h>

static size_t name_length(struct slice text)
{
	size_t len = 0;
	while (len < text.len && (isalnum((unsigned char)text.at[len]) || text.at[len] == '_'))
		len++;
	return len;
}

// What stands behind the name in braces: "", ":-word", ":+word" and the two without a colon.
static bool replace(const char *value, struct slice word, struct str *out)
{
	bool colon = slice_starts(word, ":");
	bool set = value && (!colon || *value);
	if (colon)
		word = (struct slice){word.at + 1, word.len - 1};
	struct slice other = word.len ? (struct slice){word.at + 1, word.len - 1} : word;
	if (slice_starts(word, "-"))
		str_add_slice(out, set ? slice_of(value) : other);
	else if (slice_starts(word, "+") && value)
		str_add_slice(out, set ? other : (struct slice){0});
	else if (value && !word.len && !colon)
		str_add_text(out, value);
	else
		return false;
	return true;
}

// "$NAME" or "${NAME…}" at the beginning of the text, moved behind it.
static bool read_variable(const struct word_reader *reader, struct slice *text, struct str *out)
{
	bool braces = text->len > 1 && text->at[1] == '{';
	*text = (struct slice){text->at + 1 + braces, text->len - 1 - braces};
	struct slice name = {text->at, name_length(*text)}, word = {0};
	*text = (struct slice){text->at + name.len, text->len - name.len};
	if (braces)
		word = slice_cut(text, '}');
	return replace(reader->value(reader->context, name), word, out);
}

// Of a character behind the escape, inside double quotes it escapes but three.
static bool is_escaped(const struct word_reader *reader, char quote, char c)
{
	return !quote || (quote == '"' && (c == '"' || c == '$' || c == reader->escape));
}

bool word_read(const struct word_reader *reader, struct slice text, struct str *out)
{
	char quote = 0;
	bool known = true;
	while (text.len) {
		char c = *text.at;
		if (c == '$' && quote != '\'') {
			known &= read_variable(reader, &text, out);
			continue;
		}
		if (c == reader->escape && text.len > 1 && is_escaped(reader, quote, text.at[1])) {
			str_add_char(out, text.at[1]);
			text = (struct slice){text.at + 2, text.len - 2};
			continue;
		}
		bool closes = quote && c == quote, opens = !quote && (c == '"' || c == '\'');
		if (closes || opens)
			quote = opens ? c : 0;
		else
			str_add_char(out, c);
		text = (struct slice){text.at + 1, text.len - 1};
	}
	return known;
}
