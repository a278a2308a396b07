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

// Rows that were filtered or sorted anew are the same place, with another address.
static bool is_present(struct places *places, const struct pane *pane, const char *address)
{
	struct visit *now = places->visits.len ? &places->visits.at[places->visit] : NULL;
	if (!now || now->tab != places->tab)
		return false;
	if (now->state == pane->state && !pane->class->return_to) {
		free(now->address);
		now->address = mem_text(address);
	}
	return strcmp(now->address, address) == 0;
}

void places_visited(struct places *places)
{
	struct pane *pane = places_shown(places);
	struct str address = {0};
	if (!pane || !pane->class->open)
		return;
	shown_address(pane, &address);
	if (is_present(places, pane, str_text(&address))) {
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
	*vec_push(&places->visits) = (struct visit){places->tab, pane->state, str_take(&address)};
	places->visit = places->visits.len - 1;
}

static bool is_at(struct pane *pane, const char *address)
{
	struct str shown = {0};
	shown_address(pane, &shown);
	bool same = strcmp(str_text(&shown), address) == 0;
	str_fini(&shown);
	if (same || !pane->class->return_to)
		return same;
	bool returned = pane->class->return_to(pane->state, address);
	pane->loaded = pane->loaded && !returned;
	return returned;
}

// Is the address among the panes of its tab? Those above it are left.
static bool unwind(struct places *places, const struct visit *to)
{
	for (size_t i = places->tabs[to->tab].stack.len; i > 0; i--) {
		if (!is_at(&places->tabs[to->tab].stack.at[i - 1], to->address))
			continue;
		places->tab = to->tab;
		while (places_depth(places) > i)
			places_pop(places);
		return true;
	}
	return false;
}

bool places_go(struct places *places, long by, struct err *err)
{
	long to = (long)places->visit + by;
	if (to < 0 || to >= (long)places->visits.len)
		return err_set(err, ERR_NOT_FOUND, "there is no place %s",
			       by < 0 ? "before this one" : "after this one");
	const struct visit *visit = &places->visits.at[to];
	bool there = unwind(places, visit);
	places->tab = visit->tab;
	if (!there && !places_open(places, visit->address, true, err))
		return false;
	places->previous = places->visit;
	places->visit = (size_t)to;
	places->visits.at[to].state = places_shown(places)->state;
	return true;
}
