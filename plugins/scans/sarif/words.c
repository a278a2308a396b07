#include "plugins/scans/sarif/sarif.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static void add_word(struct str *out, const char *prefix, struct slice word)
{
	if (out->len)
		str_add_char(out, ' ');
	str_add_text(out, prefix);
	str_add_slice(out, word);
}

static struct slice digits(struct slice text)
{
	size_t len = 0;
	while (len < text.len && isdigit((unsigned char)text.at[len]))
		len++;
	return (struct slice){text.at, len};
}

// ---- CWE ----

static struct slice cwe_number(struct slice text)
{
	text = slice_trim(text);
	for (size_t at = 0; at + 4 < text.len; at++)
		if (!strncasecmp(text.at + at, "cwe", 3) &&
		    (text.at[at + 3] == '-' || text.at[at + 3] == '_')) {
			struct slice rest = {text.at + at + 4, text.len - at - 4};
			return digits(rest);
		}
	struct slice number = digits(text);
	return number.len == text.len ? number : (struct slice){0};
}

void sarif_add_cwe(struct str *out, const struct node *value)
{
	if (value && value->kind == NODE_LIST) {
		for (NODE_EACH(item, value))
			sarif_add_cwe(out, item->kind == NODE_LIST ? NULL : item);
		return;
	}
	struct slice number = node_text(value, "");
	number = cwe_number(number);
	bool fits = number.len && number.len < 8;
	while (number.len > 1 && *number.at == '0') // as scan_ids spells it
		number = slice_from(number, 1);
	if (fits)
		add_word(out, "CWE-", number);
}

// ---- CVE and GHSA ----

static size_t cve_length(struct slice text)
{
	if (text.len < 9 || strncasecmp(text.at, "CVE-", 4) != 0)
		return 0;
	struct slice rest = {text.at + 4, text.len - 4}, year = digits(rest);
	if (year.len != 4 || rest.len < 6 || rest.at[4] != '-')
		return 0;
	struct slice number = digits((struct slice){rest.at + 5, rest.len - 5});
	return number.len >= 4 ? 4 + 5 + number.len : 0;
}

static size_t ghsa_length(struct slice text)
{
	enum { LENGTH = 19 };
	if (text.len < LENGTH || strncasecmp(text.at, "GHSA-", 5) != 0)
		return 0;
	for (size_t i = 5; i < LENGTH; i++) {
		bool dash = i % 5 == 4;
		if (dash ? text.at[i] != '-' : !isalnum((unsigned char)text.at[i]))
			return 0;
	}
	return LENGTH;
}

void sarif_add_ids(struct str *out, struct slice text)
{
	while (text.len) {
		size_t len = cve_length(text);
		len = len ? len : ghsa_length(text);
		if (len)
			add_word(out, "", (struct slice){text.at, len});
		text.at += len ? len : 1;
		text.len -= len ? len : 1;
	}
}
