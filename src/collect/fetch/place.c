#include "collect/fetch/place.h"

#include "base/digest.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

static const char S3[] = "s3://", HTTPS[] = "https://", AWS[] = "aws://";
static const char ETAG[] = "#etag=", MODIFIED[] = "#modified=";

static bool is_s3(const char *address)
{
	return !strncmp(address, S3, sizeof S3 - 1);
}

// "user:hun" of "user:hun/ter2@host" is a name and the beginning of a password; "host:8080" and
// "[::1]" are none.
static bool is_user(const char *server, size_t len)
{
	const char *colon = *server == '[' ? NULL : memchr(server, ':', len);
	size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
	return colon && (digits > 5 || colon + 1 + digits != server + len);
}

// Where the name and password of an address end, behind their '@'; its server begins there. Where
// it cannot be told, nothing is left.
static const char *behind_user(const char *server)
{
	size_t len = strcspn(server, "/?#");
	const char *user = memrchr(server, '@', len);
	if (user || !is_user(server, len) || !strchr(server, '@'))
		return user ? user + 1 : server;
	user = memrchr(server, '@', strcspn(server, "?#"));
	return user ? user + 1 : server + strlen(server);
}

const char *place_shown(const char *address, struct arena *arena)
{
	if (is_s3(address))
		return arena_text(arena, address);
	const char *scheme = strstr(address, "://");
	const char *start = scheme ? scheme + 3 : address;
	const char *server = scheme ? behind_user(start) : start;
	return arena_printf(arena, "%.*s%s%.*s", (int)(start - address), address,
			    server > start ? "\xe2\x80\xa6@" : "", (int)strcspn(server, "?#"),
			    server);
}

static void encode(struct str *out, const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || strchr("%#?\x7f", *text))
			str_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
		else
			str_add_char(out, *text);
}

static int hex_value(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 32) : NULL;
	return at ? (int)(at - digits) : -1;
}

static void decode(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool escape = text.at[i] == '%' && i + 2 < text.len;
		int high = escape ? hex_value(text.at[i + 1]) : -1;
		int low = high >= 0 ? hex_value(text.at[i + 2]) : -1;
		str_add_char(out, low >= 0 ? (char)(high * 16 + low) : text.at[i]);
		i += low >= 0 ? 2 : 0;
	}
}

const char *place_of_file(const char *root, const struct file_entry *file, struct arena *arena)
{
	struct str uri = {0};
	const char *place = arena_printf(arena, "%s/%s", root, file->name);
	if (is_s3(root))
		encode(&uri, place);
	else
		str_add_text(&uri, place);
	if (file->etag) {
		str_add_text(&uri, ETAG);
		encode(&uri, file->etag);
	} else {
		str_addf(&uri, "%s%lld,%lld", MODIFIED, (long long)file->mtime,
			 (long long)file->bytes);
	}
	const char *copy = arena_slice(arena, str_slice(&uri));
	str_fini(&uri);
	return copy;
}

// ---- Back again ----

// The address without what stands behind '#', and that.
static struct slice cut(const char *uri, const char **mark)
{
	bool address = is_s3(uri) || !strncmp(uri, HTTPS, sizeof HTTPS - 1) ||
		       !strncmp(uri, AWS, sizeof AWS - 1);
	const char *at = address ? strrchr(uri, '#') : NULL;
	bool ours = at && (!strncmp(at, ETAG, sizeof ETAG - 1) ||
			   !strncmp(at, MODIFIED, sizeof MODIFIED - 1));
	*mark = ours ? at : NULL;
	return (struct slice){uri, ours ? (size_t)(at - uri) : strlen(uri)};
}

void place_add(const char *uri, struct str *out)
{
	const char *mark;
	struct slice place = cut(uri, &mark);
	if (mark && is_s3(uri))
		decode(out, place);
	else
		str_add_slice(out, place);
}

static const char *decoded(const char *uri, struct arena *arena)
{
	struct str text = {0};
	place_add(uri, &text);
	const char *copy = arena_slice(arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

bool place_parse(const char *uri, struct arena *arena, const char **place, struct file_entry *out)
{
	const char *mark;
	cut(uri, &mark);
	if (!mark)
		return false;
	*place = decoded(uri, arena);
	*out = (struct file_entry){.bytes = -1};
	const char *key = is_s3(uri) ? strchr(*place + sizeof S3 - 1, '/') : strrchr(*place, '/');
	out->name = key ? key + 1 : "";
	if (!strncmp(mark, ETAG, sizeof ETAG - 1)) {
		struct str etag = {0};
		decode(&etag, slice_of(mark + sizeof ETAG - 1));
		out->etag = arena_slice(arena, str_slice(&etag));
		str_fini(&etag);
	} else {
		char *end;
		out->mtime = strtoll(mark + sizeof MODIFIED - 1, &end, 10);
		out->bytes = *end == ',' ? strtoll(end + 1, NULL, 10) : -1;
	}
	return *out->name;
}

// How much of the place the source's address is; 0 = it does not lie there.
static size_t covers(const char *path, const char *place)
{
	struct arena arena = {0};
	const char *shown = path && config_is_address(path) ? place_shown(path, &arena) : "";
	size_t len = strlen(shown);
	while (len && shown[len - 1] == '/')
		len--;
	bool below = len && !strncmp(place, shown, len) && (!place[len] || place[len] == '/');
	arena_fini(&arena);
	return below ? len : 0;
}

const struct source_config *place_source(const struct config *config, const char *place)
{
	const struct source_config *best = NULL;
	size_t most = 0;
	for (size_t i = 0; i < config->source_count; i++) {
		size_t len = covers(config->sources[i].path, place);
		best = len > most ? &config->sources[i] : best;
		most = len > most ? len : most;
	}
	return best;
}

void place_spool_name(const char *uri, char out[SPOOL_NAME])
{
	digest_bytes(uri, strlen(uri), out);
}
