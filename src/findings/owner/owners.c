#include "findings/owner/owners.h"

#include "findings/glob.h"
#include "findings/target.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool fits_one(const struct owner_words *words, const char *text)
{
	for (size_t i = 0; i < words->count; i++)
		if (glob_fits(words->at[i], text))
			return true;
	return !words->count;
}

// "semgrep" is any of its editions: "semgrep oss".
static bool fits_tool(const struct owner_words *tools, const char *tool)
{
	for (size_t i = 0; tool && i < tools->count; i++) {
		size_t len = strlen(tools->at[i]);
		if (strncmp(tools->at[i], tool, len) == 0 && tool[len] == ' ')
			return true;
	}
	return fits_one(tools, tool);
}

bool owner_target_fits(const char *pattern, const char *target)
{
	struct arena arena = {0};
	if (!target)
		return glob_fits(pattern, target);
	if (target_ignores_case(slice_of(target)))
		pattern = target_lower(slice_of(pattern), &arena).at;
	const char *name = arena_slice(&arena, (struct slice){target, target_name_len(target)});
	bool fits = glob_fits(pattern, target) || glob_fits(pattern, name);
	arena_fini(&arena);
	return fits;
}

static bool fits_target(const struct owner_words *targets, const char *target)
{
	for (size_t i = 0; i < targets->count; i++)
		if (owner_target_fits(targets->at[i], target))
			return true;
	return !targets->count;
}

static bool is_about(const struct owner_rule *rule, const struct owner_subject *subject)
{
	if (rule->classes && !(rule->classes & 1u << subject->class))
		return false;
	return fits_target(&rule->targets, subject->target) &&
	       fits_tool(&rule->tools, subject->tool) &&
	       (fits_one(&rule->packages, subject->package) ||
		fits_one(&rule->packages, subject->purl));
}

// As the repository has it: tools also write "./a.c", "/a.c" and where the repository lay.
static struct slice path_of(const struct owner_rule *rule, const char *file)
{
	const char *below = rule->below;
	size_t len = below ? strlen(below) : 0;
	while (len && below[len - 1] == '/')
		len--;
	if (len && strncmp(file, below, len) == 0 && file[len] == '/')
		file += len;
	for (;;)
		if (file[0] == '/')
			file++;
		else if (file[0] == '.' && file[1] == '/')
			file += 2;
		else
			return slice_of(file);
}

static bool ask_file(const struct owner_rule *rule, const struct owner_subject *subject,
		     struct owner *out)
{
	if (!subject->file || subject->class == FINDING_CONTAINER)
		return false;
	const struct codeowners_rule *found =
		codeowners_find(&rule->codeowners, path_of(rule, subject->file));
	if (found)
		*out = (struct owner){found->owners, rule->path, found->line};
	return found != NULL;
}

bool owners_find(const struct owners *owners, const struct owner_subject *subject,
		 struct owner *out)
{
	for (size_t i = owners->count; i > 0; i--) {
		const struct owner_rule *rule = &owners->rules[i - 1];
		if (!is_about(rule, subject))
			continue;
		if (rule->path && ask_file(rule, subject, out))
			return true;
		if (rule->path)
			continue;
		*out = (struct owner){rule->owners, rule->file, rule->line};
		return true;
	}
	return false;
}

static char *lower(const char *text)
{
	char *copy = mem_text(text);
	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

bool owners_have(const char *owners, const char *name)
{
	char *pattern = lower(name), *all = lower(owners), *rest = all;
	bool have = false;
	while (rest && !have)
		have = glob_fits(pattern, strsep(&rest, " "));
	free(pattern);
	free(all);
	return have;
}
