#include "cmd/terminal/nothing.h"

#include "base/utf8.h"
#include "findings/target.h"
#include "view/gate/targets.h"

#include <stdio.h>
#include <string.h>

static bool names_targets(const struct filter *filter)
{
	return filter->column && filter->op == FILTER_IS && !filter->negated &&
	       strcmp(filter->column->name, "target") == 0;
}

static void say_value(const struct gate_words *known, const char *value, struct arena *arena)
{
	const char *near = target_guess(value, known->at, known->count, arena);
	struct str safe = {0};
	if (!near)
		return;
	utf8_add_safe(&safe, slice_of(arena_printf(arena, "%s; did you mean %s?", value, near)),
		      false);
	fprintf(stderr, "gavel: no scan is of the target %s\n", str_text(&safe));
	str_fini(&safe);
}

static void say_near(const struct gate_words *known, const struct filter *filter,
		     struct arena *arena)
{
	for (size_t i = 0; names_targets(filter) && i < filter->value_count; i++)
		say_value(known, filter->values[i], arena);
}

bool say_nothing(struct session *session, const struct select *select, struct err *err)
{
	struct gate_words known = {0};
	struct arena arena = {0};
	struct cache *cache;
	struct err ignored = {0};
	if (session_cache(session, &cache, &ignored) &&
	    gate_targets_read(cache, &arena, &known, &ignored))
		for (size_t i = 0; i < select->filter_count; i++)
			say_near(&known, &select->filters[i], &arena);
	arena_fini(&arena);
	return err_set(err, ERR_CHECK, "nothing matches");
}
