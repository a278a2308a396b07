// The addresses of pages that were met: who may read one is nobody's to see.
//
// A session may stand in the path, as a parameter of one of its parts (Servlet specification,
// "URL Rewriting"; RFC 3986, section 3.3), the signs before name and value also as "%3B" and "%3D".
#include "plugins/scans/words/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// How long the sign is that begins the text; 0: it does not.
static size_t sign(struct slice text, const char *plain, const char *coded)
{
	if (slice_starts(text, plain))
		return 1;
	return text.len >= 3 && !strncasecmp(text.at, coded, 3) ? 3 : 0;
}

static size_t before_sign(struct slice text, const char *plain, const char *coded)
{
	size_t at = 0;
	while (at < text.len && text.at[at] != '/' && !sign(slice_from(text, at), plain, coded))
		at++;
	return at;
}

static bool is_session(struct slice name)
{
	static const char *const WHOLE[] = {"sid", "cfid"};
	static const char *const END[] = {"sessionid", "sessid", "session", "token"};
	enum { LONGEST = 64 };
	char word[LONGEST];
	size_t len = 0;
	if (name.len > LONGEST)
		name = slice_from(name, name.len - LONGEST);
	for (size_t i = 0; i < name.len; i++)
		if (isalnum((unsigned char)name.at[i]))
			word[len++] = (char)tolower((unsigned char)name.at[i]);
	struct slice small = {word, len};
	bool is = slice_starts(small, "aspsessionid");
	for (size_t i = 0; i < sizeof WHOLE / sizeof *WHOLE; i++)
		is |= slice_is(small, WHOLE[i]);
	for (size_t i = 0; i < sizeof END / sizeof *END; i++)
		is |= slice_ends(small, END[i]);
	return is;
}

// The length of the parameter that begins the text, with its sign, if it tells a session; else 0.
static size_t session_length(struct slice text)
{
	size_t begin = sign(text, ";", "%3b");
	struct slice rest = slice_from(text, begin);
	rest.len = begin ? before_sign(rest, ";", "%3b") : 0;
	size_t name = before_sign(rest, "=", "%3d");
	bool is = name < rest.len && is_session((struct slice){rest.at, name});
	return is ? begin + rest.len : 0;
}

struct slice words_url(struct slice url, struct arena *arena)
{
	struct str out = {0};
	size_t done = 0, len = 0;
	while (len < url.len && url.at[len] != '?' && url.at[len] != '#')
		len++;
	url.len = len;
	for (size_t i = 0; i < url.len; i++) {
		size_t session = session_length(slice_from(url, i));
		if (!session)
			continue;
		str_add(&out, url.at + done, i - done);
		done = i + session;
		i = done - 1;
	}
	if (!done)
		return url;
	str_add(&out, url.at + done, url.len - done);
	url = words_keep(arena, str_slice(&out));
	str_fini(&out);
	return url;
}
