// The Findings pane: what stands and how it went, above the rows.
#include "ui/findings/head.h"
#include "ui/view/pane_view.h"
#include "view/narrow.h"

#include <stdlib.h>

struct findings_pane {
	struct view_pane rows; // first: PANE_VIEW's functions take it for their state
	struct head head;
};

static bool pane_open(struct session *session, struct layouts *layouts, const char *address,
		      void **state, struct err *err)
{
	struct findings_pane *pane = mem_alloc(sizeof *pane);
	bool done = view_pane_open(&pane->rows, session, layouts, address, err);
	*state = pane;
	if (!done)
		free(pane);
	return done;
}

static void pane_close(void *state)
{
	PANE_VIEW.close(state);
}

static bool pane_load(void *state, struct err *err)
{
	struct findings_pane *pane = state;
	return PANE_VIEW.load(state, err) && head_load(pane->rows.sheet.session, &pane->head, err);
}

static void pane_paint(void *state, struct area area)
{
	struct findings_pane *pane = state;
	int rows = head_rows(&pane->head, area.rows);
	if (area.rows < rows + 6)
		rows = 0; // the rows matter most
	if (rows && pane->rows.sheet.ready)
		head_paint(&pane->head, area_cut(area, 1, 0, rows, area.columns));
	view_pane_paint(&pane->rows,
			area_cut(area, 1 + rows, 0, area.rows - 1 - rows, area.columns));
}

static void pane_address(const void *state, struct str *out)
{
	PANE_VIEW.address(state, out);
}

static enum role pane_facts(const void *state, struct str *out)
{
	return PANE_VIEW.facts(state, out);
}

static struct sheet *pane_sheet(void *state)
{
	return PANE_VIEW.sheet(state);
}

// ---- Actions ----

static const char *pane_refusal(const void *state, enum action action)
{
	return action == ACTION_BY ? NULL : PANE_VIEW.refusal(state, action);
}

static bool pane_act(void *state, enum action action, struct outcome *out, struct err *err)
{
	return PANE_VIEW.act(state, action, out, err);
}

// Findings in groups are a view of their own, under the same conditions.
static bool pane_list(void *state, enum action action, struct list *out)
{
	(void)state;
	if (action != ACTION_BY)
		return false;
	view_pane_list(relation_find("finding_groups"), out);
	return true;
}

static bool pane_choose(void *state, enum action action, const struct list_item *item,
			struct outcome *out, struct err *err)
{
	struct sheet *sheet = pane_sheet(state);
	struct select groups;
	struct str address = {0};
	(void)action;
	if (!narrow_onto(&sheet->select, relation_find("finding_groups"), &groups))
		return err_set(err, ERR_INVALID,
			       "groups have not all the columns that these findings are chosen by");
	narrow_group(&groups, item->text);
	address_print(view_find(SLICE("groups")), &groups, &address);
	out->address = str_take(&address);
	return true;
}

static const char *pane_working(const void *state)
{
	return PANE_VIEW.working(state);
}

const struct pane_class PANE_FINDINGS = {
	.view = "findings",
	.open = pane_open,
	.close = pane_close,
	.load = pane_load,
	.paint = pane_paint,
	.address = pane_address,
	.facts = pane_facts,
	.sheet = pane_sheet,
	.refusal = pane_refusal,
	.act = pane_act,
	.list = pane_list,
	.choose = pane_choose,
	.complete = view_pane_complete,
	.is_partial = view_pane_is_partial,
	.working = pane_working,
};
