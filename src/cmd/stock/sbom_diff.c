#include "cmd/stock/sbom_diff.h"

#include "base/json.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "findings/version/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// An inventory of the two.
struct side {
	int64_t scope;
	const char *subject, *version, *digest, *tool, *part; // "" when it has none
	bool several;					      // other generators listed the same
	struct {
		struct listed *at;
		size_t len, room;
	} all;
};

struct listed { // a version of a package, in the order of keys
	const char *key, *name, *ecosystem, *version;
};

// A package whose versions differ: those that only one side has, commas between.
struct change {
	const struct listed *of;
	struct str old, new;
	size_t old_count, new_count; // of those
	size_t had, has;	     // versions in all
};

struct diff {
	struct cache *cache;
	struct arena arena;
	struct side sides[2];
	struct invocation *invocation;
	struct json_out json;
	int64_t counts[5]; // by word
	struct str rows;
};

enum word { ADDED, REMOVED, UPGRADED, DOWNGRADED, CHANGED };
static const char *const WORDS[] = {"added", "removed", "upgraded", "downgraded", "changed"};

static const char *column(struct diff *d, sqlite3_stmt *row, int at)
{
	const char *text = (const char *)sqlite3_column_text(row, at);
	return arena_text(&d->arena, text ? text : "");
}

// ---- Which two ----

static bool is_of(const struct side *side, struct slice tail)
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
static bool is_asked(const struct side *side, struct slice tail)
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
static bool find_side(struct diff *d, const char *subject, struct slice tail, struct side *out,
		      struct err *err)
{
	struct sql_value values[] = {SQL_T(subject)};
	sqlite3_stmt *row = cache_statement(d->cache, "sbom_find", values, 1);
	bool any = true, done = true;
	while (done && !out->scope && (done = cache_step(d->cache, row, &any, err)) && any) {
		struct side one = {.subject = column(d, row, 1),
				   .version = column(d, row, 2),
				   .digest = column(d, row, 3),
				   .tool = column(d, row, 4),
				   .part = column(d, row, 5),
				   .several = sqlite3_column_int(row, 6) != 0};
		one.scope = is_asked(&one, tail) ? sqlite3_column_int64(row, 0) : 0;
		*out = one;
	}
	cache_statement_done(row);
	return done;
}

static bool choose(struct diff *d, const char *asked, struct side *out, struct err *err)
{
	if (!find_side(d, asked, (struct slice){NULL, 0}, out, err))
		return false;
	for (const char *at = strpbrk(asked, "@:"); at && !out->scope; at = strpbrk(at + 1, "@:")) {
		const char *subject =
			arena_slice(&d->arena, (struct slice){asked, (size_t)(at - asked)});
		if (!find_side(d, subject, slice_of(at + 1), out, err))
			return false;
	}
	return out->scope ||
	       err_set(err, ERR_NOT_FOUND,
		       "%s: no stored inventory of this subject or digest; `gavel show "
		       "sbom` lists them",
		       asked);
}

static bool load(struct diff *d, struct side *side, struct err *err)
{
	struct sql_value values[] = {SQL_I(side->scope)};
	sqlite3_stmt *row = cache_statement(d->cache, "sbom_versions", values, 1);
	bool any, done;
	while ((done = cache_step(d->cache, row, &any, err)) && any)
		*vec_push(&side->all) = (struct listed){column(d, row, 0), column(d, row, 1),
							column(d, row, 2), column(d, row, 3)};
	cache_statement_done(row);
	return done;
}

// ---- Their differences ----

static bool has_version(const struct listed *list, size_t count, const char *version)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].version, version))
			return true;
	return false;
}

// The versions of `a` that `b` lacks.
static size_t add_only(const struct listed *a, size_t a_count, const struct listed *b,
		       size_t b_count, struct str *out)
{
	size_t count = 0;
	for (size_t i = 0; i < a_count; i++) {
		if (has_version(b, b_count, a[i].version))
			continue;
		str_addf(out, "%s%s", count++ ? ", " : "", *a[i].version ? a[i].version : "-");
	}
	return count;
}

static enum word word_of(const struct change *c)
{
	if (!c->had || !c->has)
		return c->had ? REMOVED : ADDED;
	if (c->old_count != 1 || c->new_count != 1)
		return CHANGED;
	int order = version_compare(version_scheme_of(slice_of(c->of->ecosystem)),
				    str_slice(&c->old), str_slice(&c->new));
	return order < 0 ? UPGRADED : order > 0 ? DOWNGRADED : CHANGED;
}

static void tell_json(struct diff *d, struct change *c, enum word word)
{
	struct json_out *json = &d->json;
	json_open_map(json, NULL);
	json_text(json, "change", WORDS[word]);
	json_text(json, "name", c->of->name);
	json_text(json, "package", c->of->key);
	json_text(json, "ecosystem", *c->of->ecosystem ? c->of->ecosystem : NULL);
	json_text(json, "old", c->old.len ? str_text(&c->old) : NULL);
	json_text(json, "new", c->new.len ? str_text(&c->new) : NULL);
	json_close_map(json);
}

// With its group or scope, where it has a package URL: behind "pkg:" and the type.
static const char *shown_name(const struct listed *listed)
{
	const char *slash = strncmp(listed->key, "pkg:", 4) ? NULL : strchr(listed->key, '/');
	return slash ? slash + 1 : listed->name;
}

static void tell_text(struct diff *d, struct change *c, enum word word)
{
	struct str *out = &d->rows;
	str_addf(out, "%-11s", WORDS[word]);
	utf8_add_safe(out, slice_of(shown_name(c->of)), false);
	str_add_text(out, "  ");
	utf8_add_safe(out, str_slice(&c->old), false);
	if (c->old.len && c->new.len)
		str_add_text(out, " -> ");
	utf8_add_safe(out, str_slice(&c->new), false);
	str_addf(out, "  %s\n", c->of->ecosystem);
}

static size_t run_of(const struct side *side, size_t from)
{
	size_t to = from;
	while (to < side->all.len && !strcmp(side->all.at[to].key, side->all.at[from].key))
		to++;
	return to - from;
}

static void tell_package(struct diff *d, const struct listed *a, size_t a_count,
			 const struct listed *b, size_t b_count)
{
	struct change c = {.of = a_count ? a : b, .had = a_count, .has = b_count};
	c.old_count = add_only(a, a_count, b, b_count, &c.old);
	c.new_count = add_only(b, b_count, a, a_count, &c.new);
	if (c.old_count || c.new_count) {
		enum word word = word_of(&c);
		d->counts[word]++;
		(d->invocation->json ? tell_json : tell_text)(d, &c, word);
	}
	str_fini(&c.old);
	str_fini(&c.new);
}

static void compare(struct diff *d)
{
	const struct side *a = &d->sides[0], *b = &d->sides[1];
	size_t i = 0, j = 0;
	while (i < a->all.len || j < b->all.len) {
		int order = i == a->all.len   ? 1
			    : j == b->all.len ? -1
					      : strcmp(a->all.at[i].key, b->all.at[j].key);
		size_t left = order <= 0 ? run_of(a, i) : 0, right = order >= 0 ? run_of(b, j) : 0;
		tell_package(d, a->all.at + i, left, b->all.at + j, right);
		i += left;
		j += right;
	}
}

// ---- As a whole ----

static void name_side(struct json_out *json, const char *key, const struct side *side)
{
	json_open_map(json, key);
	json_text(json, "subject", side->subject);
	json_text(json, "version", *side->version ? side->version : NULL);
	json_text(json, "digest", *side->digest ? side->digest : NULL);
	json_text(json, "part", *side->part ? side->part : NULL);
	json_text(json, "tool", *side->tool ? side->tool : NULL);
	json_close_map(json);
}

static void tell_all_json(struct diff *d)
{
	struct json_out *json = &d->json;
	json_open_map(json, NULL);
	json_text(json, "schema", "gavel.sbom-diff/1");
	name_side(json, "a", &d->sides[0]);
	name_side(json, "b", &d->sides[1]);
	json_open_list(json, "rows");
	compare(d);
	json_close_list(json);
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		json_int(json, WORDS[i], d->counts[i]);
	json_close_map(json);
	str_add_char(json->to, '\n');
}

static void add_side(struct str *out, const struct side *side)
{
	const char *tails[] = {*side->digest ? side->digest : side->version, side->part,
			       side->several ? side->tool : ""};
	utf8_add_safe(out, slice_of(side->subject), false);
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		str_add_text(out, *tails[i] ? "@" : "");
		utf8_add_safe(out, slice_of(tails[i]), false);
	}
}

static void tell_all_text(struct diff *d)
{
	struct str *out = &d->invocation->out;
	compare(d);
	add_side(out, &d->sides[0]);
	str_add_text(out, " -> ");
	add_side(out, &d->sides[1]);
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		str_addf(out, "%s %lld %s", i ? "," : ":", (long long)d->counts[i], WORDS[i]);
	str_add_char(out, '\n');
	str_add_slice(out, str_slice(&d->rows));
}

bool sbom_diff_run(struct invocation *invocation, struct err *err)
{
	struct diff d = {.invocation = invocation, .json = {.to = &invocation->out}};
	if (invocation->argument_count != 2)
		return err_set(err, ERR_INVALID, "sbom diff: name two inventories");
	bool done = session_cache(invocation->session, &d.cache, err);
	for (size_t i = 0; i < 2 && done; i++)
		done = choose(&d, invocation->arguments[i], &d.sides[i], err) &&
		       load(&d, &d.sides[i], err);
	if (done && d.sides[0].scope == d.sides[1].scope)
		done = err_set(err, ERR_INVALID,
			       "sbom diff: both are the same inventory; name versions, digests, "
			       "parts or generators");
	if (done)
		(invocation->json ? tell_all_json : tell_all_text)(&d);
	for (size_t i = 0; i < 2; i++)
		vec_fini(&d.sides[i].all);
	str_fini(&d.rows);
	arena_fini(&d.arena);
	return done;
}
