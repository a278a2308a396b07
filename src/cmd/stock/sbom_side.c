#include "cmd/stock/sbom_side.h"

#include "base/utf8.h"

#include <string.h>

static const char *column(struct arena *arena, sqlite3_stmt *row, int at)
{
	const char *text = (const char *)sqlite3_column_text(row, at);
	return arena_text(arena, text ? text : "");
}

static bool is_of(const struct sbom_side *side, struct slice tail)
{
	return !tail.len || slice_is(tail, side->version) ||
	       (strlen(side->digest) >= tail.len && !memcmp(side->digest, tail.at, tail.len));
}

// A name is taken off the end of the tail, with the '@' before it.
static void take_off(struct slice *tail, const char *name)
{
	size_t len = strlen(name), left = tail->len - len;
	if (!len || tail->len < len || memcmp(tail->at + left, name, len) != 0)
		return;
	if (!left || tail->at[left - 1] == '@')
		tail->len = left ? left - 1 : 0;
}

// A version or the beginning of a digest, a part, a generator, or several, in this order.
static bool is_asked(const struct sbom_side *side, struct slice tail)
{
	if (is_of(side, tail))
		return true;
	take_off(&tail, side->tool);
	if (is_of(side, tail))
		return true;
	take_off(&tail, side->part);
	return is_of(side, tail);
}

// The newest of the subject that fits what stands behind its '@', or ':' of an image.
static bool find_side(const struct sbom_finder *f, const char *subject, struct slice tail,
		      struct sbom_side *out, struct err *err)
{
	struct sql_value values[] = {SQL_T(subject), SQL_T(f->part)};
	sqlite3_stmt *row = cache_statement(f->cache, "sbom_find", values, 2);
	bool any = true, done = true;
	while (done && !out->scope && (done = cache_step(f->cache, row, &any, err)) && any) {
		struct sbom_side one = {.subject = column(f->arena, row, 1),
					.version = column(f->arena, row, 2),
					.digest = column(f->arena, row, 3),
					.tool = column(f->arena, row, 4),
					.part = column(f->arena, row, 5),
					.several = sqlite3_column_int(row, 6) != 0};
		one.scope = is_asked(&one, tail) ? sqlite3_column_int64(row, 0) : 0;
		*out = one;
	}
	cache_statement_done(row);
	return done;
}

bool sbom_side_find(const struct sbom_finder *f, const char *asked, struct sbom_side *out,
		    struct err *err)
{
	if (!find_side(f, asked, (struct slice){NULL, 0}, out, err))
		return false;
	for (const char *at = strpbrk(asked, "@:"); at && !out->scope; at = strpbrk(at + 1, "@:")) {
		const char *subject =
			arena_slice(f->arena, (struct slice){asked, (size_t)(at - asked)});
		if (!find_side(f, subject, slice_of(at + 1), out, err))
			return false;
	}
	return out->scope ||
	       err_set(err, ERR_NOT_FOUND,
		       "%s: no stored inventory of this subject or digest; `gavel show "
		       "sbom` lists them",
		       asked);
}

void sbom_side_tell(struct json_out *json, const char *key, const struct sbom_side *side)
{
	json_open_map(json, key);
	json_text(json, "subject", side->subject);
	json_text(json, "version", *side->version ? side->version : NULL);
	json_text(json, "digest", *side->digest ? side->digest : NULL);
	json_text(json, "part", *side->part ? side->part : NULL);
	json_text(json, "tool", *side->tool ? side->tool : NULL);
	json_close_map(json);
}

void sbom_side_add(struct str *out, const struct sbom_side *side)
{
	const char *tails[] = {*side->digest ? side->digest : side->version, side->part,
			       side->several ? side->tool : ""};
	utf8_add_safe(out, slice_of(side->subject), false);
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		str_add_text(out, *tails[i] ? "@" : "");
		utf8_add_safe(out, slice_of(tails[i]), false);
	}
}
