// The Findings pane: what stands and how it went, above the rows.
#include "ui/findings/head.h"
#include "ui/view/pane_view.h"
#include "view/narrow.h"

#include <stdlib.h>
#include <string.h>

struct findings_pane {
	struct view_pane rows; // first: its functions take this for their state
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

static bool pane_load(void *state, struct err *err)
{
	struct findings_pane *pane = state;
	return view_pane_load(state, err) && head_load(pane->rows.sheet.session, &pane->head, err);
}

static void pane_paint(void *state, struct area area)
{
	struct findings_pane *pane = state;
	int rows = head_rows(&pane->head, area);
	if (area.rows < rows + 6)
		rows = 0; // the rows matter most
	if (rows && pane->rows.sheet.ready)
		head_paint(&pane->head, area_cut(area, 1, 0, rows, area.columns));
	view_pane_paint(&pane->rows,
			area_cut(area, 1 + rows, 0, area.rows - 1 - rows, area.columns));
}

// ---- Actions ----

static const char *pane_refusal(const void *state, enum action action)
{
	return action == ACTION_BY || action == ACTION_FIXES ? NULL
							     : view_pane_refusal(state, action);
}

// Findings in groups are a view of their own, under the same conditions. What upgrades close has
// one that knows what comes first.
static bool open_groups(const struct sheet *sheet, const char *by, struct outcome *out,
			struct err *err)
{
	struct select groups;
	struct str address = {0};
	const struct view *fixes = view_find(SLICE("fixes"));
	bool fix = strcmp(by, fixes->by) == 0;
	if (!narrow_onto(&sheet->select, relation_find("finding_groups"), &groups))
		return err_set(err, ERR_INVALID,
			       "groups have not all the columns that these findings are chosen by");
	narrow_group(&groups, by);
	address_print(fix ? fixes : view_find(SLICE("groups")), &groups, &address);
	out->address = str_take(&address);
	return true;
}

static bool pane_act(void *state, enum action action, struct outcome *out, struct err *err)
{
	if (action != ACTION_FIXES)
		return view_pane_act(state, action, out, err);
	return open_groups(view_pane_sheet(state), view_find(SLICE("fixes"))->by, out, err);
}

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
	(void)action;
	return open_groups(view_pane_sheet(state), item->text, out, err);
}

const struct pane_class PANE_FINDINGS = {
	.view = "findings",
	.open = pane_open,
	.close = view_pane_close,
	.load = pane_load,
	.paint = pane_paint,
	.address = view_pane_address,
	.facts = view_pane_facts,
	.sheet = view_pane_sheet,
	.refusal = pane_refusal,
	.act = pane_act,
	.list = pane_list,
	.choose = pane_choose,
	.complete = view_pane_complete,
	.is_partial = view_pane_is_partial,
	.working = view_pane_working,
};
