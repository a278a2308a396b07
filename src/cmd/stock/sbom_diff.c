#include "cmd/stock/sbom_diff.h"
#include "cmd/stock/sbom_side.h"

#include "base/json.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "findings/version/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// An inventory of the two.
struct side {
	struct sbom_side of;
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

static bool load(struct diff *d, struct side *side, struct err *err)
{
	struct sql_value values[] = {SQL_I(side->of.scope)};
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

static void tell_all_json(struct diff *d)
{
	struct json_out *json = &d->json;
	json_open_map(json, NULL);
	json_text(json, "schema", "gavel.sbom-diff/1");
	sbom_side_tell(json, "a", &d->sides[0].of);
	sbom_side_tell(json, "b", &d->sides[1].of);
	json_open_list(json, "rows");
	compare(d);
	json_close_list(json);
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		json_int(json, WORDS[i], d->counts[i]);
	json_close_map(json);
	str_add_char(json->to, '\n');
}

static void tell_all_text(struct diff *d)
{
	struct str *out = &d->invocation->out;
	compare(d);
	sbom_side_add(out, &d->sides[0].of);
	str_add_text(out, " -> ");
	sbom_side_add(out, &d->sides[1].of);
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
	struct sbom_finder finder = {d.cache, &d.arena, NULL};
	for (size_t i = 0; i < 2 && done; i++, finder.part = d.sides[0].of.part)
		done = sbom_side_find(&finder, invocation->arguments[i], &d.sides[i].of, err) &&
		       load(&d, &d.sides[i], err);
	if (done && d.sides[0].of.scope == d.sides[1].of.scope)
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
