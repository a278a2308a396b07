#include "findings/identity.h"

#include <ctype.h>
#include <string.h>

// ---- Messages ----

static bool is_path_part(char c)
{
	return isalnum((unsigned char)c) || strchr("._-~/\\@+%", c);
}

// The word from `at` on, and whether it is a path: it has a slash inside.
static size_t word_end(struct slice text, size_t at, bool *path)
{
	*path = false;
	for (; at < text.len && text.at[at] && is_path_part(text.at[at]); at++)
		*path = *path || text.at[at] == '/' || text.at[at] == '\\';
	return at;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

// Behind the closing quote of the quoted part at `at`; 0: it is none ("don't").
static size_t quote_end(struct slice text, size_t at)
{
	char mark = text.at[at];
	if (!is_quote(mark))
		return 0;
	if (mark == '\'' && at && isalnum((unsigned char)text.at[at - 1]))
		return 0;
	const char *end = memchr(text.at + at + 1, mark, text.len - at - 1);
	return end ? (size_t)(end - text.at) + 1 : 0;
}

static void add_word(struct str *out, struct slice word, bool path)
{
	bool digit = false;
	if (path) {
		str_add_char(out, '/');
		return;
	}
	for (size_t i = 0; i < word.len; i++) {
		bool is = isdigit((unsigned char)word.at[i]);
		if (!is || !digit)
			str_add_char(out, is ? '0' : word.at[i]);
		digit = is;
	}
}

void identity_add_blanked(struct str *out, struct slice message)
{
	size_t at = 0, end;
	bool path;
	while (at < message.len) {
		if ((end = quote_end(message, at))) {
			str_add_char(out, '"');
		} else if ((end = word_end(message, at, &path)) > at) {
			add_word(out, (struct slice){message.at + at, end - at}, path);
		} else {
			end = at + 1;
			str_add_char(out, message.at[at]);
		}
		at = end;
	}
}

// Most messages quote nothing, which is soon seen.
static bool has_quotes(struct slice message)
{
	return message.len &&
	       (memchr(message.at, '"', message.len) || memchr(message.at, '\'', message.len) ||
		memchr(message.at, '`', message.len));
}

uint32_t identity_quoted(struct slice message)
{
	uint64_t sum = 0;
	size_t end;
	if (!has_quotes(message))
		return 0;
	for (size_t at = 0; at < message.len; at = end)
		if (is_quote(message.at[at]) && (end = quote_end(message, at)))
			sum = sum * 31 + key64_of((struct slice){message.at + at, end - at});
		else
			end = at + 1;
	return (uint32_t)(sum >> 32 ^ sum);
}

// ---- Addresses ----

// Digits alone, or a long run of hex digits and dashes: a number of some row, not a name.
static bool is_number_of_row(struct slice part)
{
	size_t digits = 0, hex = 0;
	for (size_t i = 0; i < part.len; i++) {
		digits += isdigit((unsigned char)part.at[i]) != 0;
		hex += isxdigit((unsigned char)part.at[i]) || part.at[i] == '-';
	}
	return part.len && (digits == part.len || (hex == part.len && part.len >= 16 && digits));
}

static const char *default_port(struct slice scheme)
{
	return slice_is(scheme, "https") ? ":443" : slice_is(scheme, "http") ? ":80" : "";
}

static void add_host(struct str *out, struct slice host, struct slice scheme)
{
	for (size_t i = 0; i < host.len; i++)
		str_add_char(out, (char)tolower((unsigned char)host.at[i]));
	if (host.len && !memchr(host.at, ':', host.len))
		str_add_text(out, default_port(scheme));
}

void identity_add_url(struct str *out, struct slice url)
{
	struct slice rest = url, scheme = {0};
	rest = slice_cut(&rest, '#');
	rest = slice_cut(&rest, '?');
	const char *mark = rest.len ? memmem(rest.at, rest.len, "://", 3) : NULL;
	if (mark) {
		scheme = (struct slice){rest.at, (size_t)(mark - rest.at)};
		rest = (struct slice){mark + 3, rest.len - scheme.len - 3};
	}
	add_host(out, slice_cut(&rest, '/'), scheme);
	while (rest.at && rest.len) {
		struct slice part = slice_cut(&rest, '/');
		str_add_char(out, '/');
		if (is_number_of_row(part))
			str_add_text(out, "{}");
		else
			str_add_slice(out, part);
	}
}
