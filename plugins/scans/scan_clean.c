#include "base/utf8.h"
#include "plugins/scans/scan_private.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
	BLIND_DIGITS = 32, // half of the HMAC
	DIGEST_BYTES = 16, // half of the digest
};

// ---- Length ----

static struct slice without_nul(struct scan_state *state, struct slice text)
{
	struct str good = {0};
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i])
			str_add_char(&good, text.at[i]);
		else
			str_add_text(&good, "\xef\xbf\xbd");
	text = (struct slice){arena_slice(&state->texts, str_slice(&good)), good.len};
	str_fini(&good);
	return text;
}

struct slice scan_cap(struct scan_state *state, struct slice text, size_t most)
{
	if (text.len > most) {
		state->cut = true;
		text.len = most;
		while (text.len && (text.at[text.len] & 0xc0) == 0x80)
			text.len--;
	}
	return text.len && memchr(text.at, 0, text.len) ? without_nul(state, text) : text;
}

// ---- Secrets ----

const char *scan_blind(struct scan_state *state, struct slice secret)
{
	unsigned char raw[DIGEST_RAW];
	char hex[DIGEST_HEX];
	digest_hmac(state->run->key, slice_trim(secret), raw);
	digest_to_hex(raw, sizeof raw, hex);
	hex[BLIND_DIGITS] = 0;
	return arena_text(&state->texts, hex);
}

struct slice scan_cap_name(struct scan_state *state, struct slice text, size_t most)
{
	enum { HASH_DIGITS = 16 };
	char hex[DIGEST_HEX];
	if (text.len <= most)
		return scan_cap(state, text, most);
	digest_bytes(text.at, text.len, hex);
	struct slice head = scan_cap(state, text, most - HASH_DIGITS - 1);
	const char *name = arena_printf(&state->texts, "%.*s~%.*s", (int)head.len, head.at,
					(int)HASH_DIGITS, hex);
	return slice_of(name);
}

// ---- Code ----

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *scan_digest(struct scan_state *state, struct slice snippet)
{
	unsigned char raw[DIGEST_RAW];
	char hex[DIGEST_HEX];
	char *plain = arena_alloc(&state->texts, snippet.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < snippet.len; i++)
		if (!is_blank(snippet.at[i]))
			plain[len++] = snippet.at[i];
	if (!len)
		return NULL;
	if (!state->digest)
		state->digest = digest_new();
	digest_add(state->digest, plain, len);
	digest_raw(state->digest, raw);
	digest_again(state->digest);
	digest_to_hex(raw, DIGEST_BYTES, hex);
	return arena_text(&state->texts, hex);
}

// ---- Ids ----

static void spell(struct slice word, struct str *out)
{
	static const struct {
		const char *prefix;
		bool lower; // what stands behind it
	} KINDS[] = {{"CVE-", false}, {"GHSA-", true}, {"CWE-", false}};
	size_t start = out->len;
	str_add_slice(out, word);
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		size_t prefix = strlen(KINDS[i].prefix);
		if (word.len <= prefix || strncasecmp(word.at, KINDS[i].prefix, prefix) != 0)
			continue;
		for (size_t k = 0; k < word.len; k++)
			out->at[start + k] = (char)(k >= prefix && KINDS[i].lower
							    ? tolower((unsigned char)word.at[k])
							    : toupper((unsigned char)word.at[k]));
		return;
	}
}

static bool holds_word(struct slice words, struct slice word)
{
	for (struct slice next = slice_word(&words); next.len; next = slice_word(&words))
		if (slice_equal(next, word))
			return true;
	return false;
}

// CWE-079 is CWE-79.
static struct slice without_zeros(struct slice word, struct str *room)
{
	size_t at = 4;
	if (!slice_starts(word, "CWE-"))
		return word;
	while (at + 1 < word.len && word.at[at] == '0')
		at++;
	str_clear(room);
	str_add_text(room, "CWE-");
	str_add(room, word.at + at, word.len - at);
	return str_slice(room);
}

// A single word that is spelled already, as nearly all are.
static bool is_spelled(struct slice word)
{
	size_t at = slice_starts(word, "CWE-") || slice_starts(word, "CVE-") ? 4 : word.len;
	if (at == word.len || word.at[at] == '0')
		return false;
	for (; at < word.len; at++)
		if (word.at[at] != '-' && (word.at[at] < '0' || word.at[at] > '9'))
			return false;
	return true;
}

struct slice scan_ids(struct scan_state *state, struct slice words)
{
	if (is_spelled(words))
		return words;
	struct str out = {0}, one = {0}, room = {0};
	for (struct slice word = slice_word(&words); word.len; word = slice_word(&words)) {
		str_clear(&one);
		spell(word, &one);
		struct slice spelled = without_zeros(str_slice(&one), &room);
		if (holds_word(str_slice(&out), spelled))
			continue;
		if (out.len)
			str_add_char(&out, ' ');
		str_add_slice(&out, spelled);
	}
	struct slice ids = {arena_slice(&state->texts, str_slice(&out)), out.len};
	str_fini(&out);
	str_fini(&one);
	str_fini(&room);
	return ids;
}

// ---- Tools ----

struct slice scan_tool(struct slice name)
{
	static const char *const NAMES[][2] = {{"semgrep oss", "semgrep"},
					       {"semgrep pro", "semgrep"},
					       {"semgrep code", "semgrep"},
					       {"opengrep oss", "opengrep"}};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (slice_is(name, NAMES[i][0]))
			return slice_of(NAMES[i][1]);
	return name;
}
