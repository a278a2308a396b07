// What stands where a value could, but is none.
#include "findings/secret/secret.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_within(struct slice text, const char *open, const char *close)
{
	size_t end = strlen(close);
	return slice_starts(text, open) && text.len >= end &&
	       !memcmp(text.at + text.len - end, close, end);
}

static bool is_word(struct slice text)
{
	static const char *const WORDS[] = {"none",  "null",	  "nil",    "true",
					    "false", "undefined", "string", "redacted"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (text.len == strlen(WORDS[i]) && !strncasecmp(text.at, WORDS[i], text.len))
			return true;
	return false;
}

// What stands for a value: a variable, a hole of a template, dots, or no value at all.
bool secret_is_stand_in(struct slice text)
{
	static const char *const PAIRS[][2] = {{"${", "}"}, {"{", "}"}, {"$(", ")"}, {"<", ">"},
					       {"[", "]"},  {"%(", ""}, {"%", "%"}};
	size_t same = 1;
	while (same < text.len && text.at[same] == *text.at)
		same++;
	if (same == text.len || is_word(text) || slice_starts(text, "arn:"))
		return true;
	for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
		if (is_within(text, PAIRS[i][0], PAIRS[i][1]))
			return true;
	return *text.at == '$' && secret_run(slice_from(text, 1), "_") == text.len - 1;
}

static bool has_capital(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (isupper((unsigned char)text.at[i]))
			return true;
	return false;
}

// A piece of code, a place or an identifier, as far as can be told.
bool secret_is_code(struct slice text)
{
	static const char *const HEADS[] = {"./", "../", "~/", "CVE-", "CWE-", "sha256:"};
	for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
		if (slice_starts(text, HEADS[i]))
			return true;
	return strchr("$%<{[(", *text.at) || memchr(text.at, '(', text.len) ||
	       memchr(text.at, '[', text.len) || memmem(text.at, text.len, "://", 3) ||
	       (*text.at == '/' && !has_capital(text));
}
