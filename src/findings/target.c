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

const char *target_guess(const char *name, const char *const *known, size_t count,
			 struct arena *arena)
{
	enum { MOST = 3 };
	const char *out = NULL, *last = "";
	for (int told = 0; told < MOST; told++) {
		const char *next = NULL;
		for (size_t i = 0; i < count; i++)
			if (known[i] && strcmp(known[i], last) > 0 && may_be(known[i], name) &&
			    (!next || strcmp(known[i], next) < 0))
				next = known[i];
		if (!next)
			return out;
		if (strcmp(next, name) == 0)
			return NULL;
		out = out ? arena_printf(arena, "%s or %s", out, next) : arena_text(arena, next);
		last = next;
	}
	return out;
}
