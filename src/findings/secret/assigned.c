// Values assigned to names that are names of secrets: whatever text they stand in.
//
// What is quoted is a value. What is not may be a word of prose or a piece of code: it is taken for
// one where only a value can stand (`PASSWORD=x` of a shell, `?sig=x` of an address,
// `<password>x`), and else if it has a digit, and is long where blanks stand around it.
#include "findings/secret/secret.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { VALUE_LEAST = 3, PLAIN_LEAST = 6, PLAIN_MOST = 1024, BEARER_LEAST = 12 };

// Ends of names, in small letters; '_', '-', '.' and blanks within a name count for nothing.
#define NAME(of) .word = (of), .len = sizeof(of) - 1

static const struct name {
	const char *word;
	size_t len;
	bool password; // people make it up
	bool whole;    // nothing but these signs before it
	bool literal;  // only where nothing but a value can stand
} NAMES[] = {
	{NAME("password"), .password = true},
	{NAME("passwd"), .password = true},
	{NAME("pwd"), .password = true},
	{NAME("pass"), .password = true, .whole = true},
	{NAME("passphrase"), .password = true},
	{NAME("secret")},
	{NAME("token")},
	{NAME("apikey")},
	{NAME("accesskey")},
	{NAME("accountkey")},
	{NAME("secretkey")},
	{NAME("privatekey")},
	{NAME("encryptionkey")},
	{NAME("signingkey")},
	{NAME("masterkey")},
	{NAME("storagekey")},
	{NAME("authkey")},
	{NAME("kagglekey")},
	{NAME("credential")},
	{NAME("authorization")},
	{NAME("sig"), .whole = true, .literal = true},
	{NAME("signature"), .whole = true, .literal = true},
};

// ---- The name ----

static bool is_between(char c)
{
	return c == '_' || c == '-' || c == ' ' || c == '.';
}

// Whether the text ends with the name.
static bool ends_with(struct slice text, const struct name *name)
{
	size_t at = text.len;
	for (size_t left = name->len; left; left--) {
		while (at && left < name->len && is_between(text.at[at - 1]))
			at--;
		if (!at || tolower((unsigned char)text.at[at - 1]) != name->word[left - 1])
			return false;
		at--;
	}
	return !name->whole || !at || !isalnum((unsigned char)text.at[at - 1]);
}

static const struct name *name_of(struct slice text)
{
	int last = text.len ? tolower((unsigned char)text.at[text.len - 1]) : 0;
	for (size_t i = 0; last && i < sizeof NAMES / sizeof *NAMES; i++)
		if (NAMES[i].word[NAMES[i].len - 1] == last && ends_with(text, &NAMES[i]))
			return &NAMES[i];
	return NULL;
}

// "unexpected token: 'x'" is of a parser.
static bool is_of_parser(struct slice text)
{
	static const char WORDS[] = "unexpected token";
	size_t len = sizeof WORDS - 1;
	return text.len >= len && !strncasecmp(text.at + text.len - len, WORDS, len);
}

// What ends with the name before a separator: without blanks and what closes a quotation or index.
static struct slice before(struct slice text, size_t at)
{
	while (at && strchr(" \t", text.at[at - 1]))
		at--;
	while (at && strchr("\"'`])\\", text.at[at - 1]))
		at--;
	return (struct slice){text.at, at};
}

// Whether only a value can stand behind the separator at `at`.
static bool is_literal(struct slice text, size_t at)
{
	size_t from = at;
	bool small = false;
	while (from && (secret_is_word(text.at[from - 1]) || strchr("-.", text.at[from - 1])))
		small |= islower((unsigned char)text.at[--from]) != 0;
	char first = from ? text.at[from - 1] : 0;
	if (text.at[at] == '>')
		return first == '<';
	return text.at[at] == '=' && from < at &&
	       (!small || (first && strchr("?&;", first)) ||
		slice_starts(slice_from(text, from), "--"));
}

// ---- The value ----

// What is not quoted, up to a blank or what ends a value.
static struct slice plain(struct slice rest)
{
	size_t len = 0;
	while (len < rest.len && !strchr(" \t\r\n,;'\"`&<>)]}\\|", rest.at[len]))
		len++;
	while (len && rest.at[len - 1] == '.')
		len--;
	return (struct slice){rest.at, len};
}

// Between quotes that are themselves behind a backslash: up to the next such one.
static struct slice escaped(struct slice rest)
{
	const char *end = rest.len > 2 ? memmem(rest.at + 2, rest.len - 2, rest.at, 2) : NULL;
	return (struct slice){rest.at + 2, end ? (size_t)(end - rest.at) - 2 : rest.len - 2};
}

static bool is_quote_at(struct slice text, size_t at)
{
	return at < text.len && strchr("\"'`", text.at[at]);
}

// What is quoted at the beginning, as languages may write it; NULL: nothing is.
static struct slice quoted(struct slice rest)
{
	if (rest.len > 1 && strchr("bBfFrRuUL@$([", *rest.at) && is_quote_at(rest, 1))
		rest = slice_from(rest, 1);
	if (is_quote_at(rest, 2) && rest.at[0] == rest.at[2] && rest.at[1] == rest.at[2])
		rest = slice_from(rest, 2);
	if (is_quote_at(rest, 1) && *rest.at == '\\')
		return escaped(rest);
	if (!is_quote_at(rest, 0))
		return (struct slice){NULL, 0};
	return (struct slice){rest.at + 1, secret_quoted_length(rest, 0)};
}

static struct slice skip_blanks(struct slice rest)
{
	while (rest.len && strchr(" \t", *rest.at))
		rest = slice_from(rest, 1);
	return rest;
}

// Behind the rest of ":=", "==" or "=>", and behind a type: "password: str = 'x'".
static struct slice skip_separator(struct slice rest)
{
	if (rest.len && strchr("=>", *rest.at))
		rest = slice_from(rest, 1);
	rest = skip_blanks(rest);
	size_t type = secret_run(rest, "_.[]|");
	struct slice behind = skip_blanks(slice_from(rest, type));
	bool typed = type && behind.len > 1 && behind.at[0] == '=' && behind.at[1] == ' ';
	return typed ? skip_blanks(slice_from(behind, 1)) : rest;
}

// Behind the scheme of "Authorization: Bearer x".
static struct slice skip_scheme(struct slice rest)
{
	static const char *const SCHEMES[] = {"bearer ", "basic ", "token ", "apikey "};
	for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
		if (rest.len > strlen(SCHEMES[i]) &&
		    !strncasecmp(rest.at, SCHEMES[i], strlen(SCHEMES[i])))
			return skip_blanks(slice_from(rest, strlen(SCHEMES[i])));
	return rest;
}

// Whether what is not quoted is a value and no prose: what is so long is none in any case.
static bool is_value(struct slice value, size_t least, bool of_scheme)
{
	if (value.len < least || value.len > PLAIN_MOST)
		return value.len > PLAIN_MOST;
	bool random = of_scheme ? !secret_is_of_words(value) : secret_has_digit(value);
	return random && !secret_is_code(value) && !name_of(value);
}

static struct slice plain_value(struct slice rest, size_t least, bool literal)
{
	struct slice behind = skip_scheme(rest), value = plain(behind);
	if (literal ? value.len < VALUE_LEAST : !is_value(value, least, behind.at != rest.at))
		value.len = 0;
	return value;
}

static bool is_separator(char c)
{
	return c == '=' || c == ':' || c == '>';
}

// What is assigned at the separator; empty: no secret is.
static struct slice assigned(struct slice text, size_t at)
{
	struct slice named = before(text, at), rest = slice_from(text, at + 1);
	const struct name *name = name_of(named);
	bool literal = name && is_literal(text, at);
	if (!name || is_of_parser(named) || ((name->literal || text.at[at] == '>') && !literal))
		return (struct slice){NULL, 0};
	// "arn:aws:…:secret:x": a name among others
	bool spaced = rest.len && strchr(" \t=", *rest.at);
	rest = skip_separator(rest);
	struct slice value = quoted(rest);
	if (value.at)
		return value.len >= VALUE_LEAST ? value : (struct slice){NULL, 0};
	return spaced || text.at[at] != ':'
		       ? plain_value(rest, spaced ? PLAIN_LEAST : VALUE_LEAST, literal && !spaced)
		       : (struct slice){NULL, 0};
}

// "--password x" of a command.
static struct slice option(struct slice text, size_t at)
{
	size_t from = at;
	while (from && (secret_is_word(text.at[from - 1]) || text.at[from - 1] == '-'))
		from--;
	struct slice named = {text.at, at}, rest = skip_blanks(slice_from(text, at));
	if (!slice_starts(slice_from(text, from), "--") || !name_of(named))
		return (struct slice){NULL, 0};
	return plain_value(rest, VALUE_LEAST, false);
}

// "Bearer x", without a header's name.
static struct slice borne(struct slice text, size_t at)
{
	if (at < 6 || strncasecmp(text.at + at - 6, "bearer", 6) != 0)
		return (struct slice){NULL, 0};
	struct slice value = plain(skip_blanks(slice_from(text, at)));
	if (!is_value(value, BEARER_LEAST, false))
		value.len = 0;
	return value;
}

// A name behind the option or before the separator there.
static const struct name *name_at(struct slice text, size_t at)
{
	return name_of(is_separator(text.at[at]) ? before(text, at) : (struct slice){text.at, at});
}

struct secret_value secret_assigned(struct slice text, size_t at)
{
	char c = text.at[at];
	struct slice value = {NULL, 0};
	if (!secret_may_assign(c))
		return (struct secret_value){value, false};
	if (is_separator(c))
		value = assigned(text, at);
	else if (c == ' ' && at && (text.at[at - 1] | 0x20) == 'r')
		value = borne(text, at);
	else if (c == ' ' && at && secret_is_word(text.at[at - 1]))
		value = option(text, at);
	if (value.len && value.len <= PLAIN_MOST && secret_is_stand_in(value))
		value.len = 0;
	const struct name *name = value.len ? name_at(text, at) : NULL;
	return (struct secret_value){value, name && name->password};
}

bool secret_is_name(struct slice name, bool *password)
{
	const struct name *found = name_of(name);
	*password = found && found->password;
	return found && !found->literal;
}
