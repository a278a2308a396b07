#include "findings/owner/codeowners.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct arena *arena;
	vec(struct codeowners_rule) rules;
	vec(struct codeowners_problem) problems;
	int line;
};

// ---- Owners ----

static bool is_name(struct slice text, const char *others)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && (!c || !strchr(others, c)))
			return false;
	}
	return text.len > 0;
}

// @user, @org/team, or a mail address.
static bool is_owner(struct slice text)
{
	struct slice domain = text;
	struct slice name = slice_cut(&domain, '@');
	if (name.len)
		return is_name(name, "!#$%&'*+-/=?^_`{|}~.") && is_name(domain, "-.");
	struct slice team = domain;
	struct slice who = slice_cut(&team, '/');
	return domain.at && is_name(who, "-_.") && (!team.at || is_name(team, "-_."));
}

static int compare(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

bool codeowners_join(const struct slice *owners, size_t count, struct arena *arena,
		     const char **out, struct slice *bad)
{
	struct slice *sorted = arena_alloc(arena, (count + 1) * sizeof *sorted);
	struct str text = {0};
	for (size_t i = 0; i < count; i++) {
		*bad = sorted[i] = owners[i];
		if (!is_owner(owners[i]))
			return false;
	}
	qsort(sorted, count, sizeof *sorted, compare);
	for (size_t i = 0; i < count; i++) {
		if (i && slice_equal(sorted[i], sorted[i - 1]))
			continue;
		str_add_text(&text, i ? " " : "");
		str_add_slice(&text, sorted[i]);
	}
	*out = arena_slice(arena, str_slice(&text));
	str_fini(&text);
	return true;
}

// ---- Lines ----

static void tell(struct reading *r, const char *text)
{
	*vec_push(&r->problems) = (struct codeowners_problem){r->line, text};
}

// Up to a blank that has no '\' before it.
static struct slice take_pattern(struct slice *rest)
{
	size_t len = 0;
	while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != '\t')
		len += rest->at[len] == '\\' && len + 1 < rest->len ? 2 : 1;
	struct slice pattern = {rest->at, len};
	*rest = (struct slice){rest->at + len, rest->len - len};
	return pattern;
}

// A word that begins with '#' begins a remark.
static bool take_owners(struct reading *r, struct slice rest, const char **out)
{
	vec(struct slice) owners = {0};
	struct slice word, bad;
	while ((word = slice_word(&rest)).len && word.at[0] != '#')
		*vec_push(&owners) = word;
	bool done = codeowners_join(owners.at, owners.len, r->arena, out, &bad);
	if (!done)
		tell(r, arena_printf(r->arena, "'%.*s' is no @user, @org/team or mail address",
				     (int)bad.len, bad.at));
	vec_fini(&owners);
	return done;
}

static void read_line(struct reading *r, struct slice line)
{
	struct codeowners_rule rule = {.line = r->line};
	line = slice_trim(line);
	if (!line.len || line.at[0] == '#')
		return;
	struct slice text = take_pattern(&line);
	const char *why = path_pattern_read(text, r->arena, &rule.pattern);
	if (why)
		tell(r, why);
	else if (take_owners(r, line, &rule.owners))
		*vec_push(&r->rules) = rule;
}

static void *keep(struct arena *arena, const void *at, size_t size)
{
	void *copy = arena_alloc(arena, size + 1);
	if (size)
		memcpy(copy, at, size);
	return copy;
}

void codeowners_parse(struct slice text, struct arena *arena, struct codeowners *out)
{
	struct reading r = {.arena = arena};
	if (slice_starts(text, "\xef\xbb\xbf"))
		text = (struct slice){text.at + 3, text.len - 3};
	while (text.at) {
		r.line++;
		read_line(&r, slice_cut(&text, '\n'));
	}
	*out = (struct codeowners){
		.rules = keep(arena, r.rules.at, r.rules.len * sizeof *r.rules.at),
		.count = r.rules.len,
		.problems = keep(arena, r.problems.at, r.problems.len * sizeof *r.problems.at),
		.problem_count = r.problems.len,
	};
	vec_fini(&r.rules);
	vec_fini(&r.problems);
}

const struct codeowners_rule *codeowners_find(const struct codeowners *file, struct slice path)
{
	for (size_t i = file->count; i > 0; i--)
		if (path_pattern_fits(&file->rules[i - 1].pattern, path))
			return &file->rules[i - 1];
	return NULL;
}
