// Words that look like a token, what a message quotes, and logins in addresses.
#include "plugins/scans/hide/hide_private.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// ---- What is quoted, and words like tokens ----

static bool begins_known(struct slice word)
{
	static const char *const KNOWN[] = {
		"ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "AKIA", "ASIA", "xox",
		"eyJ",	"sk-",	"sk_",	"npm_", "pypi-",       "AIza",	 "hf_",	 "r8_",	 "dapi"};
	for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
		if (slice_starts(word, KNOWN[i]) && word.len >= strlen(KNOWN[i]) + TOKEN_LEAST)
			return true;
	return false;
}

// Letters of both cases with digits among them: no word of a language, no digest.
static bool is_mixed(struct slice word)
{
	enum { LEAST = 12 };
	size_t kinds[3] = {0};
	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.at[i];
		kinds[isdigit(c) ? 0 : isupper(c) ? 1 : 2]++;
	}
	return word.len >= LEAST && kinds[0] > 1 && kinds[1] > 1 && kinds[2] > 1;
}

// "token X", "password: X": a word that says what the next one is.
static bool announces(struct slice word)
{
	static const char *const WORDS[] = {"token",  "password", "passwd", "pwd",   "secret",
					    "apikey", "api_key",  "bearer", "basic", "credential"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (word.len >= strlen(WORDS[i]) &&
		    !strncasecmp(word.at + word.len - strlen(WORDS[i]), WORDS[i], strlen(WORDS[i])))
			return true;
	return false;
}

static bool is_token(struct slice word, struct slice before)
{
	enum { LEAST = 6 };
	return begins_known(word) || is_mixed(word) ||
	       (announces(before) && word.len >= LEAST && secret_has_digit(word));
}

struct slice hide_tokens(struct arena *arena, struct slice text)
{
	struct str out = {0};
	struct slice before = {NULL, 0};
	bool found = false;
	for (size_t i = 0; i < text.len;) {
		size_t len = secret_run(slice_from(text, i), "_+=-");
		struct slice word = {text.at + i, len};
		bool jwt = slice_starts(word, "eyJ"); // its parts have dots between
		if (jwt)
			word.len = len = secret_run(slice_from(text, i), "_-.");
		bool token = is_token(word, before);
		found = found || token;
		if (token)
			str_add_text(&out, REDACTED);
		else
			str_add_slice(&out, word);
		before = len ? word : before;
		i += len;
		if (i < text.len && !len)
			str_add_char(&out, text.at[i++]);
	}
	if (found)
		return hide_keep(arena, &out);
	str_fini(&out);
	return text;
}

struct slice hide_quoted(struct arena *arena, struct slice text)
{
	struct str out = {0};
	for (size_t i = 0; i < text.len; i++) {
		str_add_char(&out, text.at[i]);
		size_t len = hide_opens(text, i) ? secret_quoted_length(text, i) : 0;
		if (!len)
			continue;
		str_add_text(&out, REDACTED);
		if (i + len + 1 < text.len)
			str_add_char(&out, text.at[i + len + 1]);
		i += len + 1;
	}
	return hide_tokens(arena, hide_keep(arena, &out));
}

// ---- Logins ----

static bool is_coded(struct slice text, size_t at, const char *digits)
{
	return at + 3 <= text.len && text.at[at] == '%' &&
	       !strncasecmp(text.at + at + 1, digits, 2);
}

// Who may read an address stands between its scheme and the last '@' before its path, in whatever
// way these are written.
static size_t login_length(struct slice rest)
{
	size_t len = 0, at = 0;
	for (; len < rest.len && !strchr("/?# \t\r\n'\"`<>", rest.at[len]) &&
	       !is_coded(rest, len, "2f");
	     len++)
		at = rest.at[len] == '@' ? len + 1 : is_coded(rest, len, "40") ? len + 3 : at;
	return at;
}

// How long the "//" is that begins there; 0: none does.
static size_t slashes_length(struct slice text, size_t at)
{
	if (is_coded(text, at, "2f") && is_coded(text, at + 3, "2f"))
		return 6;
	return text.at[at] == '/' && at + 1 < text.len && text.at[at + 1] == '/' ? 2 : 0;
}

struct slice hide_login(struct arena *arena, struct slice text)
{
	struct str out = {0};
	size_t done = 0;
	for (size_t i = 0; i < text.len; i++) {
		size_t slashes = slashes_length(text, i);
		size_t login = slashes ? login_length(slice_from(text, i + slashes)) : 0;
		if (!login)
			continue;
		str_add(&out, text.at + done, i + slashes - done);
		i = done = i + slashes + login;
		i--;
	}
	if (!done)
		return text;
	str_add(&out, text.at + done, text.len - done);
	return hide_keep(arena, &out);
}

// ---- What is about credentials ----

// Whether the word, in lower case, stands within the text in any.
static bool names(struct slice text, const char *word)
{
	size_t len = strlen(word);
	for (size_t at = 0; at + len <= text.len; at++)
		if ((text.at[at] | 0x20) == *word && !strncasecmp(text.at + at, word, len))
			return true;
	return false;
}

static bool names_any(struct slice text, const char *const *words)
{
	while (*words && !names(text, *words))
		words++;
	return *words;
}

// Weaknesses of credentials that stand in the code.
static bool is_of_credentials(struct slice cwe)
{
	static const char *const NUMBERS[] = {"CWE-798", "CWE-259", "CWE-321", "CWE-522"};
	for (struct slice word = slice_word(&cwe); word.len; word = slice_word(&cwe))
		for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
			if (slice_is(word, NUMBERS[i]))
				return true;
	return false;
}

bool hide_is_needed(const struct scan_finding *f)
{
	static const char *const CODED[] = {"hardcode", "hard-code", "hard_code", NULL};
	static const char *const NAMES[] = {"password", "secret", "credential", NULL};
	if (f->class == FINDING_SECRET)
		return !f->secret.len;
	return f->quotes_secret || names_any(f->rule, CODED) ||
	       (f->class == FINDING_CODE &&
		(names_any(f->rule, NAMES) || is_of_credentials(f->cwe)));
}
