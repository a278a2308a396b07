#include "plugins/bill/delivery/cursor.h"

#include "base/digest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Half of a SHA-256 tells deliveries apart, and the line stays short: at most 64 KiB, of which
// escaping the cursor's quotes takes a part.
enum { STAMP = 33, CURSOR_MAX = 40000 };

static const char FORMAT[] = "gavel-bills-1";

struct cursor {
	int root_fd;
	char of[STAMP];	    // what the cursor is about
	json_t *old, *kept; // stamp -> list of scopes
	size_t bytes;	    // of kept, when written
	char stamp[STAMP];  // of the delivery at hand; "" = none can be made
	json_t *scopes;	    // of the delivery at hand
};

static void take_stamp(const struct str *text, char out[STAMP])
{
	char hex[DIGEST_HEX];
	digest_bytes(text->at, text->len, hex);
	memcpy(out, hex, STAMP - 1);
	out[STAMP - 1] = 0;
}

// ---- The cursor as a whole ----

static void name_subject(const struct plug_request *request, char out[STAMP])
{
	struct str text = {0};
	char *config = json_dumps(request->config, JSON_COMPACT | JSON_SORT_KEYS);
	str_addf(&text, "%s\n%s\n%s\n%s\n%s", FORMAT, GAVEL_VERSION,
		 request->root ? request->root : "", request->format ? request->format : "",
		 config ? config : "");
	take_stamp(&text, out);
	free(config);
	str_fini(&text);
}

// What the last run left, when it is ours.
static json_t *read_old(const struct cursor *cursor, const char *state)
{
	json_t *whole = state ? json_loads(state, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const char *of = json_string_value(json_object_get(whole, "of"));
	bool ours = of && strcmp(of, cursor->of) == 0;
	json_t *read = ours ? json_incref(json_object_get(whole, "read")) : NULL;
	json_decref(whole);
	return read;
}

struct cursor *cursor_new(const struct plug_request *request)
{
	struct cursor *cursor = mem_alloc(sizeof *cursor);
	cursor->root_fd = request->root_fd;
	name_subject(request, cursor->of);
	cursor->old = read_old(cursor, request->state);
	cursor->kept = json_object();
	return cursor;
}

void cursor_free(struct cursor *cursor)
{
	if (!cursor)
		return;
	json_decref(cursor->old);
	json_decref(cursor->kept);
	json_decref(cursor->scopes);
	free(cursor);
}

// ---- One delivery ----

static bool add_part(const struct cursor *cursor, const struct plug_file *part, struct str *out)
{
	struct stat s;
	if (part->etag) {
		str_addf(out, "\n%s %lld %lld %s", part->name, (long long)part->bytes,
			 (long long)part->mtime, part->etag);
		return true;
	}
	if (fstatat(cursor->root_fd, part->name, &s, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	str_addf(out, "\n%s %lld %lld.%09ld", part->name, (long long)s.st_size,
		 (long long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
	return true;
}

// Taken before the delivery is read: what changes meanwhile has another stamp next time.
static void stamp_delivery(struct cursor *cursor, const struct delivery *d)
{
	struct str text = {0};
	str_addf(&text, "%s\n%s\n%lld\n%s\n%s", d->report, d->id ? d->id : "", (long long)d->at,
		 d->payer, d->period);
	bool whole = !d->fault;
	for (size_t i = 0; whole && i < d->parts.len; i++)
		whole = add_part(cursor, d->parts.at[i], &text);
	cursor->stamp[0] = 0;
	if (whole)
		take_stamp(&text, cursor->stamp);
	str_fini(&text);
}

static void tell_scope(struct plug_out *out, const json_t *scope)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_open_map(&json, NULL);
	json_text(&json, "t", "unchanged");
	json_text(&json, "kind", "cost");
	json_open_list(&json, "key");
	const char *key[3];
	for (size_t i = 0; i < 3; i++) {
		const char *text = json_string_value(json_array_get(scope, i));
		json_text(&json, NULL, key[i] = text ? text : "");
	}
	json_close_list(&json);
	plug_claim(out, key, 3);
	json_int(&json, "rows", json_integer_value(json_array_get(scope, 3)));
	json_close_map(&json);
	plug_send(out, &line);
	str_fini(&line);
}

static void keep(struct cursor *cursor, json_t *scopes)
{
	char *text = json_dumps(scopes, JSON_COMPACT);
	size_t bytes = STAMP + 8 + (text ? strlen(text) : 0);
	if (text && cursor->bytes + bytes <= CURSOR_MAX) {
		json_object_set(cursor->kept, cursor->stamp, scopes);
		cursor->bytes += bytes;
	}
	free(text);
}

bool cursor_knows(struct cursor *cursor, const struct delivery *delivery)
{
	stamp_delivery(cursor, delivery);
	return *cursor->stamp && json_is_array(json_object_get(cursor->old, cursor->stamp));
}

bool cursor_keeps(struct cursor *cursor, const struct delivery *delivery, struct plug_out *out)
{
	bool knows = cursor_knows(cursor, delivery);
	json_decref(cursor->scopes);
	cursor->scopes = json_array();
	if (!knows)
		return false;
	json_t *known = json_object_get(cursor->old, cursor->stamp);
	for (size_t i = 0; i < json_array_size(known); i++)
		tell_scope(out, json_array_get(known, i));
	keep(cursor, known);
	return true;
}

void cursor_scope(struct cursor *cursor, const struct cursor_scope *scope)
{
	json_array_append_new(cursor->scopes, json_pack("[s,s,s,I]", scope->payer, scope->report,
							scope->period, (json_int_t)scope->rows));
}

void cursor_note(struct cursor *cursor)
{
	if (*cursor->stamp)
		keep(cursor, cursor->scopes);
}

void cursor_send(struct cursor *cursor, struct plug_out *out)
{
	struct str line = {0};
	struct json_out json = {.to = &line};
	json_t *whole = json_pack("{s:s,s:O}", "of", cursor->of, "read", cursor->kept);
	char *text = json_dumps(whole, JSON_COMPACT);
	json_open_map(&json, NULL);
	json_text(&json, "t", "state");
	json_text(&json, "cursor", text ? text : "");
	json_close_map(&json);
	plug_send(out, &line);
	free(text);
	json_decref(whole);
	str_fini(&line);
}
