#include "ui/place/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct tab_row TABS[PLACE_TABS] = {
	{"Docket", "docket", "", NULL},
	{"Cost", "cost", " cells bills restatements tags ", ""},
	{"Storage", "storage", "", NULL},
	{"Findings", "findings",
	 " finding scans sightings finding_events groups fixes trend repairs exceptions "
	 "acceptances sbom "
	 "components advisory_hits vex kev epss workloads ",
	 "findings state:open"},
	{"Risks", "risks", "", NULL},
	{"DSR", "dsr", "", NULL},
	{"Cards", "cards", "", NULL},
	{"Sources", "sources", " runs inputs scopes rejects ", NULL},
	{"Log", "log", "", NULL},
};

static const struct pane_class *const CLASSES[] = {&PANE_COST, &PANE_FINDINGS, &PANE_FINDING};

const struct tab_row *place_tab(size_t tab)
{
	return &TABS[tab];
}

void places_init(struct places *places, struct session *session)
{
	*places = (struct places){.session = session, .tab = 1};
}

void places_fini(struct places *places)
{
	for (size_t t = 0; t < PLACE_TABS; t++) {
		for (size_t i = 0; i < places->tabs[t].stack.len; i++) {
			struct pane *pane = &places->tabs[t].stack.at[i];
			pane->class->close(pane->state);
		}
		vec_fini(&places->tabs[t].stack);
	}
	for (size_t i = 0; i < places->visits.len; i++)
		free(places->visits.at[i].address);
	vec_fini(&places->visits);
	layouts_fini(&places->layouts);
}

struct pane *places_below(const struct places *places)
{
	size_t depth = places_depth(places);
	return depth > 1 ? &places->tabs[places->tab].stack.at[depth - 2] : NULL;
}

size_t places_depth(const struct places *places)
{
	return places->tabs[places->tab].stack.len;
}

struct pane *places_shown(const struct places *places)
{
	size_t depth = places_depth(places);
	return depth ? &places->tabs[places->tab].stack.at[depth - 1] : NULL;
}

// ---- Opening ----

static const struct pane_class *class_of(const char *view)
{
	for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
		if (strcmp(CLASSES[i]->view, view) == 0)
			return CLASSES[i];
	return &PANE_VIEW;
}

static size_t tab_of(const struct places *places, const char *view)
{
	char word[64];
	snprintf(word, sizeof word, " %s ", view);
	for (size_t t = 0; t < PLACE_TABS; t++)
		if (strcmp(TABS[t].view, view) == 0 || strstr(TABS[t].views, word))
			return t;
	return places->tab;
}

void places_push(struct places *places, struct pane pane)
{
	*vec_push(&places->tabs[places->tab].stack) = pane;
}

bool places_open(struct places *places, const char *address, bool here, struct err *err)
{
	struct slice rest = slice_of(*address ? address : "cost");
	struct slice name = slice_cut(&rest, ' ');
	const struct view *view = view_find(name);
	struct arena arena = {0};
	if (!view) {
		err_set(err, ERR_INVALID, "there is no view '%.*s'; there are %s", (int)name.len,
			name.at, view_names(&arena));
		arena_fini(&arena);
		return false;
	}
	struct pane pane = {.class = class_of(view->name)};
	if (!pane.class->open(places->session, &places->layouts, address, &pane.state, err))
		return false;
	if (!here)
		places->tab = tab_of(places, view->name);
	places_push(places, pane);
	return true;
}

bool places_pop(struct places *places)
{
	struct pane *pane = places_shown(places);
	if (places_depth(places) < 2)
		return false;
	pane->class->close(pane->state);
	places->tabs[places->tab].stack.len--;
	return true;
}

bool places_switch(struct places *places, size_t tab, struct err *err)
{
	const struct tab_row *row = &TABS[tab];
	if (places->tabs[tab].stack.len) {
		places->tab = tab;
		return true;
	}
	if (!view_find(slice_of(row->view)))
		return err_set(err, ERR_NOT_FOUND,
			       "%s is not here yet; 2 is Cost, 4 Findings, 8 Sources, 9 Log",
			       row->title);
	return places_open(places, row->first ? row->first : row->view, false, err);
}

// ---- Breadcrumbs ----

// The first word of an address says enough of where one came from, and what it holds.
static void add_crumb(const struct pane *pane, struct str *out)
{
	struct str address = {0};
	pane->class->address(pane->state, &address);
	struct slice rest = str_slice(&address);
	str_add_slice(out, pane->class->open ? slice_cut(&rest, ' ') : rest);
	str_add_text(out, " > ");
	str_fini(&address);
}

void places_crumbs(const struct places *places, struct str *out)
{
	size_t depth = places_depth(places);
	str_addf(out, "%zu ", places->tab + 1);
	for (size_t i = 0; i + 1 < depth; i++)
		add_crumb(&places->tabs[places->tab].stack.at[i], out);
}
