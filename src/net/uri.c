#include "net/uri.h"

#include <ctype.h>
#include <string.h>

static const char DIGITS[] = "0123456789ABCDEF";

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void uri_encode(struct str *out, struct slice bytes, bool keep_slashes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.at[i];
		if (is_unreserved((char)c) || (c == '/' && keep_slashes)) {
			str_add_char(out, (char)c);
			continue;
		}
		const char text[] = {'%', DIGITS[c >> 4], DIGITS[c & 15]};
		str_add(out, text, sizeof text);
	}
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void uri_decode(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool room = text.at[i] == '%' && i + 2 < text.len;
		int high = room ? hex_value(text.at[i + 1]) : -1;
		int low = high >= 0 ? hex_value(text.at[i + 2]) : -1;
		str_add_char(out, low >= 0 ? (char)(high * 16 + low) : text.at[i]);
		i += low >= 0 ? 2 : 0;
	}
}

void uri_add_param(struct str *query, const char *name, const char *value)
{
	if (query->len)
		str_add_char(query, '&');
	uri_encode(query, slice_of(name), false);
	if (!value)
		return;
	str_add_char(query, '=');
	uri_encode(query, slice_of(value), false);
}

// ---- Addresses ----

static const struct {
	const char *prefix, *port;
} SCHEMES[] = {{"https://", ":443"}, {"http://", ":80"}};

enum { SCHEME_COUNT = sizeof SCHEMES / sizeof *SCHEMES };

static size_t find_scheme(const char *text)
{
	size_t i = 0;
	while (i < SCHEME_COUNT && strncasecmp(text, SCHEMES[i].prefix, strlen(SCHEMES[i].prefix)))
		i++;
	return i;
}

static bool is_visible(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			return false;
	return true;
}

// A name, an IPv4 address or an [IPv6] one, and a port of digits.
static bool is_authority(struct slice text)
{
	struct slice rest = text, host = slice_cut(&rest, ':');
	if (slice_starts(text, "[")) {
		const char *end = memchr(text.at, ']', text.len);
		if (!end)
			return false;
		host = (struct slice){text.at, (size_t)(end - text.at) + 1};
		rest = (struct slice){end + 1, text.len - host.len};
		if (rest.len && *rest.at++ != ':')
			return false;
		rest.len -= rest.len > 0;
	}
	for (size_t i = 0; i < host.len; i++)
		if (!isalnum((unsigned char)host.at[i]) && !strchr("-._:[]", host.at[i]))
			return false;
	for (size_t i = 0; i < rest.len; i++)
		if (!isdigit((unsigned char)rest.at[i]))
			return false;
	return host.len > 0 && rest.len <= 5;
}

static void take_host(struct slice authority, size_t scheme, struct arena *arena, struct uri *out)
{
	char *host = arena_slice(arena, authority);
	for (char *c = host; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (slice_ends(authority, SCHEMES[scheme].port))
		host[authority.len - strlen(SCHEMES[scheme].port)] = 0;
	out->host = host;
	out->origin = arena_printf(arena, "%s%s", SCHEMES[scheme].prefix, host);
}

bool uri_parse(const char *text, struct arena *arena, struct uri *out, struct err *err)
{
	size_t scheme = find_scheme(text);
	*out = (struct uri){0};
	if (scheme == SCHEME_COUNT)
		return err_set(err, ERR_INVALID, "address does not begin with https:// or http://");
	const char *at = text + strlen(SCHEMES[scheme].prefix);
	struct slice authority = {at, strcspn(at, "/?#")}, rest = slice_of(at + authority.len);
	if (memchr(authority.at, '@', authority.len))
		return err_set(err, ERR_INVALID, "address holds a name or password before '@'");
	if (!is_visible(text) || !is_authority(authority))
		return err_set(err, ERR_INVALID, "address has no host that can be one, or a blank");
	take_host(authority, scheme, arena, out);
	rest = slice_cut(&rest, '#');
	struct slice path = slice_cut(&rest, '?');
	out->path = path.len ? arena_slice(arena, path) : "/";
	out->query = rest.at ? arena_slice(arena, rest) : NULL;
	return true;
}

bool uri_is_plain(const struct uri *uri)
{
	return strncmp(uri->origin, "http://", 7) == 0;
}

bool uri_is_loopback(const struct uri *uri)
{
	size_t len = uri->host[0] == '[' ? strcspn(uri->host, "]") + 1 : strcspn(uri->host, ":");
	struct slice host = {uri->host, len};
	bool is_number = strspn(uri->host, "0123456789.") == len;
	return slice_is(host, "localhost") || slice_is(host, "[::1]") ||
	       (slice_starts(host, "127.") && is_number);
}
