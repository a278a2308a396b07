#include "findings/target.h"

#include <string.h>

size_t target_name_len(const char *target)
{
	const char *at = *target ? strchr(target + 1, '@') : NULL;
	return at ? (size_t)(at - target) : strlen(target);
}

bool target_is_of(const char *target, const char *name)
{
	size_t len = strlen(name);
	return target && len && strncmp(target, name, len) == 0 &&
	       (!target[len] || target[len] == '@');
}

// Its branches and builds, the same with a host before it, or a slip of the pen.
static bool may_be(const char *target, const char *name)
{
	size_t len = strlen(name), own = target_name_len(target);
	bool end = len && own > len && target[own - len - 1] == '/' &&
		   strncmp(target + own - len, name, len) == 0;
	return end || target_is_of(target, name) || text_is_near(target, name);
}

// Of the known that may be meant the first behind `last`; NULL: none.
static const char *guess_next(const char *name, const char *const *known, size_t count,
			      const char *last)
{
	const char *next = NULL;
	for (size_t i = 0; i < count; i++)
		if (known[i] && strcmp(known[i], last) > 0 && may_be(known[i], name) &&
		    (!next || strcmp(known[i], next) < 0))
			next = known[i];
	return next;
}

size_t target_guesses(const char *name, const char *const *known, size_t count,
		      const char *out[TARGET_GUESSES])
{
	const char *last = "";
	for (size_t told = 0; told < TARGET_GUESSES; told++) {
		out[told] = guess_next(name, known, count, last);
		if (!out[told])
			return told;
		if (strcmp(out[told], name) == 0)
			return 0;
		last = out[told];
	}
	return TARGET_GUESSES;
}

const char *target_guess(const char *name, const char *const *known, size_t count,
			 struct arena *arena)
{
	const char *guesses[TARGET_GUESSES], *out = NULL;
	size_t told = target_guesses(name, known, count, guesses);
	for (size_t i = 0; i < told; i++)
		out = out ? arena_printf(arena, "%s or %s", out, guesses[i])
			  : arena_text(arena, guesses[i]);
	return out;
}
