#include "findings/identity.h"

#include "findings/ids.h"
#include "findings/purl.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

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

// Behind the closing quote of the quoted part at `at`; 0: it is none ("don't").
static size_t quote_end(struct slice text, size_t at)
{
	char mark = text.at[at];
	if (mark != '"' && mark != '\'' && mark != '`')
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

// ---- Keys: parts with a NUL behind each ----

struct keying {
	const struct identity_said *said;
	struct str *to;
	bool fileless; // the file is no part of the identity
	bool single;
};

static void put(struct keying *k, struct slice part)
{
	str_add_slice(k->to, part);
	str_add_char(k->to, 0);
}

static void put_rule(struct keying *k)
{
	rule_add(k->to, k->said->rule);
	str_add_char(k->to, 0);
}

static void put_message(struct keying *k)
{
	const struct identity_said *s = k->said;
	identity_add_blanked(k->to, s->text.len ? s->text : s->title);
	str_add_char(k->to, 0);
}

static void put_code(struct keying *k)
{
	put_rule(k);
	put(k, k->said->logical);
	if (k->said->snippet.len)
		put(k, k->said->snippet);
	else
		put_message(k);
}

static void put_resource(struct keying *k)
{
	put_rule(k);
	put(k, k->said->resource);
	k->fileless = k->said->resource.len > 0;
	if (!k->fileless)
		put_message(k);
}

static void put_package(struct keying *k)
{
	struct str ids = {0};
	ids_add(&ids, k->said->ids);
	if (!ids.len)
		rule_add(&ids, k->said->rule);
	put(k, ids_first(str_slice(&ids)));
	str_fini(&ids);
	size_t before = k->to->len;
	purl_add_package(k->to, k->said->purl);
	if (k->to->len == before)
		str_add_slice(k->to, k->said->package);
	str_add_char(k->to, 0);
}

static void put_container(struct keying *k)
{
	if (k->said->ids.len || k->said->purl.len || k->said->package.len)
		put_package(k);
	else
		put_resource(k);
}

static void put_secret(struct keying *k)
{
	put_rule(k);
	if (k->said->secret.len)
		put(k, k->said->secret);
	else
		put_message(k);
}

static void put_dast(struct keying *k)
{
	put_rule(k);
	identity_add_url(k->to, k->said->url.len ? k->said->url : k->said->resource);
	str_add_char(k->to, 0);
	put(k, k->said->method);
	put(k, k->said->param);
	k->fileless = true;
}

static void put_posture(struct keying *k)
{
	k->fileless = true;
	k->single = k->said->uid.len > 0;
	if (k->single) {
		put(k, k->said->uid);
		return;
	}
	put_rule(k);
	put(k, k->said->resource);
	put(k, k->said->param);
}

static void put_load(struct keying *k)
{
	put_rule(k);
	put(k, k->said->resource);
	put(k, k->said->param);
	k->fileless = true;
}

static void (*const PUTS[FINDING_CLASSES])(struct keying *) = {
	[FINDING_CODE] = put_code,	   [FINDING_DEPENDENCY] = put_package,
	[FINDING_CONTAINER] = put_container, [FINDING_IAC] = put_resource,
	[FINDING_SECRET] = put_secret,	   [FINDING_DAST] = put_dast,
	[FINDING_POSTURE] = put_posture,   [FINDING_HARDENING] = put_resource,
	[FINDING_LOAD] = put_load,
};

static struct slice plain_path(struct slice path)
{
	while (slice_starts(path, "./"))
		path = (struct slice){path.at + 2, path.len - 2};
	while (slice_starts(path, "/"))
		path = (struct slice){path.at + 1, path.len - 1};
	return path;
}

// A tool's word that there is none.
static bool is_print(struct slice print)
{
	return print.len && !slice_is(print, "requires login");
}

// Of one version of a package the place is the version: two may stand beside each other.
static int32_t place_of(const struct identity_said *said)
{
	bool package = said->class == FINDING_DEPENDENCY || said->class == FINDING_CONTAINER;
	if (!said->line && package && said->version.len)
		return (int32_t)(key64_of(said->version) & INT32_MAX);
	return said->line < INT32_MAX ? (int32_t)said->line : INT32_MAX;
}

void identity_of(const struct identity_said *said, struct str *scratch, struct identity *out)
{
	struct keying keying = {.said = said, .to = scratch};
	str_clear(scratch);
	str_addf(scratch, "%d", IDENTITY_VERSION);
	str_add_char(scratch, 0);
	put(&keying, slice_of(finding_class_name(said->class)));
	PUTS[said->class](&keying);
	*out = (struct identity){.key = key128_of(str_slice(scratch)),
				 .line = place_of(said),
				 .single = keying.single};
	struct slice file = plain_path(said->file);
	out->file = file.len && !keying.fileless ? key64_of(file) : 0;
	if (said->class != FINDING_CODE || !is_print(said->print))
		return;
	str_clear(scratch);
	put_rule(&keying);
	put(&keying, said->logical);
	put(&keying, said->print);
	out->print = key64_of(str_slice(scratch));
}
