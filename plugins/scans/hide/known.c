// Tokens that are known by their shape, private keys, and values that are assigned to names of
// secrets: whatever text they stand in. Lines of keys: RFC 7468 (PEM).
#include "plugins/scans/hide/hide_private.h"

#include <ctype.h>
#include <string.h>

// A text without so many letters, digits, '_' and '-' in a row has none of them.
enum { RUN_LEAST = 20 };

// What stands between the lines of a private key, or behind the first one to the text's end.
static size_t key_length(struct slice text, size_t at)
{
	static const char HEAD[] = "PRIVATE KEY-----";
	struct slice rest = slice_from(text, at), head = {HEAD, sizeof HEAD - 1};
	bool begins = rest.len >= head.len && at && !memcmp(rest.at, head.at, head.len);
	const char *begin = begins ? memrchr(text.at, '-', at) : NULL;
	if (!begin || strncmp(begin + 1, "BEGIN ", 6) != 0)
		return 0;
	rest = slice_from(rest, head.len);
	const char *end = rest.len ? memmem(rest.at, rest.len, "-----END", 8) : NULL;
	return end ? (size_t)(end - rest.at) : rest.len;
}

static struct slice replace(struct arena *arena, struct slice text)
{
	enum { HEAD = 16 };
	struct str out = {0};
	size_t done = 0;
	for (size_t i = 0; i < text.len; i++) {
		bool apart = !i || !isalnum((unsigned char)text.at[i - 1]);
		size_t token = apart ? secret_token(text, i) : 0;
		size_t key = !token && text.at[i] == 'P' ? key_length(text, i) : 0;
		if (!token && !key)
			continue;
		str_add(&out, text.at + done, i + (key ? HEAD : 0) - done);
		str_add_text(&out, REDACTED);
		done = i + (key ? HEAD + key : token);
		i = done - 1;
	}
	if (!done)
		return text;
	str_add(&out, text.at + done, text.len - done);
	return hide_keep(arena, &out);
}

static bool is_of_run(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

// Whether so long a run is in the text: looked for where one would have to be.
static bool has_run(struct slice text)
{
	for (size_t i = RUN_LEAST - 1; i < text.len; i += RUN_LEAST) {
		size_t from = i, to = i;
		if (!is_of_run(text.at[i]))
			continue;
		while (from && is_of_run(text.at[from - 1]))
			from--;
		while (to < text.len && is_of_run(text.at[to]))
			to++;
		if (to - from >= RUN_LEAST)
			return true;
	}
	return false;
}

static bool is_behind(struct slice text, size_t at, struct slice what)
{
	return at >= what.len && !memcmp(text.at + at - what.len, what.at, what.len);
}

// Most texts assign nothing, which is soon seen.
static bool may_assign(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (!secret_may_assign(c) && c != '-')
			continue;
		if (c == ' ' ? is_behind(text, i, SLICE("earer"))
			     : c != '-' || is_behind(text, i, SLICE("-")))
			return true;
	}
	return false;
}

static struct slice hide_assigned(struct arena *arena, struct slice text)
{
	struct str out = {0};
	size_t done = 0;
	if (!text.len || !may_assign(text))
		return text;
	for (size_t i = 1; i < text.len; i++) {
		struct slice value = {NULL, 0};
		if (secret_may_assign(text.at[i]))
			value = secret_assigned(text, i).value;
		if (!value.len)
			continue;
		size_t from = (size_t)(value.at - text.at);
		str_add(&out, text.at + done, from - done);
		str_add_text(&out, REDACTED);
		done = from + value.len;
		i = done - 1;
	}
	if (!done)
		return text;
	str_add(&out, text.at + done, text.len - done);
	return hide_keep(arena, &out);
}

struct slice hide_known(struct arena *arena, struct slice text)
{
	if (text.len >= RUN_LEAST && has_run(text))
		text = replace(arena, text);
	text = hide_assigned(arena, text);
	bool address =
		text.len && (memchr(text.at, '@', text.len) || memchr(text.at, '%', text.len));
	return address ? hide_login(arena, text) : text;
}
