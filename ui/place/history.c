#include "ui/place/place.h"

#include <stdlib.h>
#include <string.h>

static void shown_address(const struct pane *pane, struct str *out)
{
	pane->class->address(pane->state, out);
}

static void forget_from(struct places *places, size_t from)
{
	for (size_t i = from; i < places->visits.len; i++)
		free(places->visits.at[i].address);
	places->visits.len = from;
}

static bool is_present(const struct places *places, const char *address)
{
	const struct visit *now = places->visits.len ? &places->visits.at[places->visit] : NULL;
	return now && now->tab == places->tab && strcmp(now->address, address) == 0;
}

void places_visited(struct places *places)
{
	struct pane *pane = places_shown(places);
	struct str address = {0};
	if (!pane || !pane->class->open)
		return;
	shown_address(pane, &address);
	if (is_present(places, str_text(&address))) {
		str_fini(&address);
		return;
	}
	if (places->visits.len)
		forget_from(places, places->visit + 1);
	if (places->visits.len == PLACE_VISITS) {
		free(places->visits.at[0].address);
		memmove(places->visits.at, places->visits.at + 1,
			--places->visits.len * sizeof *places->visits.at);
		places->visit -= places->visit > 0;
	}
	places->previous = places->visit;
	*vec_push(&places->visits) = (struct visit){places->tab, str_take(&address)};
	places->visit = places->visits.len - 1;
}

// Is the address among the panes of its tab? Those above it are left.
static bool unwind(struct places *places, const struct visit *to)
{
	for (size_t i = places->tabs[to->tab].stack.len; i > 0; i--) {
		struct str address = {0};
		shown_address(&places->tabs[to->tab].stack.at[i - 1], &address);
		bool same = strcmp(str_text(&address), to->address) == 0;
		str_fini(&address);
		if (!same)
			continue;
		places->tab = to->tab;
		while (places_depth(places) > i)
			places_pop(places);
		return true;
	}
	return false;
}

bool places_go(struct places *places, long by, bool *opened, struct err *err)
{
	long to = (long)places->visit + by;
	*opened = false;
	if (to < 0 || to >= (long)places->visits.len)
		return err_set(err, ERR_NOT_FOUND, "there is no place %s",
			       by < 0 ? "before this one" : "after this one");
	const struct visit *visit = &places->visits.at[to];
	if (!unwind(places, visit)) {
		*opened = true;
		if (!places_open(places, visit->address, err))
			return false;
	}
	places->previous = places->visit;
	places->visit = (size_t)to;
	return true;
}
