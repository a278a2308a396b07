#include "ui/sheet/layout.h"

#include <stdlib.h>
#include <string.h>

// What a view shows first, before a person chose: the columns that matter most, in order, each
// with the width below which others make room for it, and behind / that on a small screen (alone:
// it is only there); the others stand behind them, '-' hides one.
// And the column that says when a row changed.
static const struct {
	const char *view, *columns, *since;
} OWN[] = {
	{"docket", "left,kind,what:36,where:20/17,since,due,changed,-address", "changed"},
	{"sources", NULL, "changed"},
	{"runs", "run,source,finished,lines,bytes,fault,pruned,plugin,version,started,-sha256",
	 "finished"},
	{"inputs", "uri,bytes,modified,run,input,sha256", NULL},
	{"scopes", "scope,state,rows,rejected,at,run,why,kind", "published"},
	{"rejects", "row,why,uri,text,run", NULL},
	{"log", "time,level,source,text:30", "time"},
	{"bills", "period,payer,report,currency,unblended,amortized,residue,final,rejected",
	 "fetched"},
	{"restatements", NULL, "delivered"},
	{"findings",
	 "severity,left,class,age,title:42/21,where:/17,state,running,target:28,package:14,"
	 "fixed:14,place:24,rule:24,owner:16,due,tool,id,version",
	 "changed"},
	{"scans",
	 "age,tool,target:22,state,findings,new,gone,back,changed_severity,why:30,report:30,at,"
	 "class,category",
	 "changed"},
	{"finding_events", "at,kind,old:10,new:10,title:24,target:20,since,finding,tool", NULL},
	{"repairs",
	 "severity,repaired,mean,median,half_life,open,open_age,late,oldest,suppressed,accepted,"
	 "there",
	 NULL},
	{"acceptances", "id,state,until,title:24,target:16,accepted,exploited,approver,why,finding",
	 "changed"},
	{"advisory_hits",
	 "advisory:18,subject:16,component:10,version:10,status,running,kev,due,epss,source", NULL},
	{"sightings", "at,tool,severity,reason,place:20,report:28,target:16,scan,finding", NULL},
	{"fixes",
	 "upgrade:42,first:15,findings,targets,running,critical,high,late,exploited,unfixed", NULL},
	{"exceptions", "rule,state,until,covers,reason,target,paths,tool,file,line", "changed"},
	{"vex", "vulnerability,status,effective,component,product,justification:24,issuer",
	 "changed"},
	{"kev", "cve,due,ransomware,product,name:24,added", "changed"},
	{"workloads", "workload,namespace,image:24,replicas,sbom,cluster,kind,seen", "changed"},
};

void layouts_fini(struct layouts *layouts)
{
	for (size_t i = 0; i < layouts->of.len; i++)
		free(layouts->of.at[i]);
	vec_fini(&layouts->of);
}

static size_t find(const struct layout *layout, struct slice name)
{
	size_t at = 0;
	while (at < layout->count && !slice_is(name, layout->names[at]))
		at++;
	return at;
}

struct layout *layouts_of(struct layouts *layouts, const char *view)
{
	for (size_t i = 0; i < layouts->of.len; i++)
		if (strcmp(layouts->of.at[i]->view, view) == 0)
			return layouts->of.at[i];
	struct layout *layout = mem_alloc(sizeof *layout);
	layout->view = view;
	*vec_push(&layouts->of) = layout;
	return layout;
}

// ---- The order of a table's columns ----

static const char *own_columns(const char *view)
{
	for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++)
		if (strcmp(OWN[i].view, view) == 0)
			return OWN[i].columns;
	return NULL;
}

const char *layout_since(const struct layout *layout)
{
	for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++)
		if (strcmp(OWN[i].view, layout->view) == 0)
			return OWN[i].since;
	return NULL;
}

static size_t place(const struct table *table, struct slice name)
{
	size_t at = 0;
	while (at < table->column_count && !slice_is(name, table->columns[at].name))
		at++;
	return at;
}

static void add(struct layout *layout, const char *name, bool hidden)
{
	if (layout->count == TABLE_COLUMNS || find(layout, slice_of(name)) < layout->count)
		return;
	layout->names[layout->count] = name;
	layout->hidden[layout->count++] = hidden;
}

// The names are those of the relation's column table, which stays; keyed ones are not chosen.
static const char *lasting_name(const char *view, struct slice name)
{
	const struct view *of = view_find(slice_of(view));
	const struct relation *relation = of ? relation_find(of->relation) : NULL;
	const struct column *column = relation ? relation_column(relation, name) : NULL;
	return column ? column->name : NULL;
}

// One of a view's own columns: "title:28", "title:42/21", "-address".
struct own {
	struct slice name;
	int least, tight;
	bool hidden;
};

static struct own take_own(struct slice *rest)
{
	struct slice tight = slice_cut(rest, ','), name = slice_cut(&tight, ':');
	struct slice least = slice_cut(&tight, '/');
	bool hidden = slice_starts(name, "-");
	return (struct own){.name = {name.at + hidden, name.len - hidden},
			    .least = least.at ? atoi(least.at) : 0,
			    .tight = tight.at ? atoi(tight.at) : 0,
			    .hidden = hidden};
}

void layout_learn(struct layout *layout, const struct table *table)
{
	struct slice rest = slice_of(layout->count ? NULL : own_columns(layout->view));
	while (rest.at) {
		struct own own = take_own(&rest);
		const char *lasting = place(table, own.name) < table->column_count
					      ? lasting_name(layout->view, own.name)
					      : NULL;
		if (lasting)
			add(layout, lasting, own.hidden);
	}
	for (size_t i = 0; i < table->column_count; i++) {
		struct slice name = slice_of(table->columns[i].name);
		const char *lasting = lasting_name(layout->view, name);
		if (lasting)
			add(layout, lasting, false);
	}
}

// What no layout knows stays behind the column that it followed.
static void insert_behind(const size_t *was, size_t at, size_t *order, size_t count)
{
	size_t to = 0;
	while (to < count && at && order[to] != was[at - 1])
		to++;
	to += at && to < count;
	memmove(order + to + 1, order + to, (count - to) * sizeof *order);
	order[to] = was[at];
}

static void apply_widths(const struct layout *layout, struct table *table)
{
	struct slice rest = slice_of(own_columns(layout->view));
	while (rest.at) {
		struct own own = take_own(&rest);
		size_t at = place(table, own.name);
		if (at == table->column_count || own.least + own.tight == 0)
			continue;
		table->columns[at].least = own.least;
		table->columns[at].tight = own.tight;
		table->columns[at].small = !own.least && !layout->chosen;
	}
}

// What rows are grouped by stands before what is said of them, in the order that was asked for.
static void put_groups_first(struct table *table)
{
	size_t count = 0, order[TABLE_COLUMNS];
	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].grouped)
			order[count++] = i;
	for (size_t i = 0; i < table->column_count; i++)
		if (!table->columns[table->order[i]].grouped)
			order[count++] = table->order[i];
	memcpy(table->order, order, sizeof order);
}

void layout_apply(const struct layout *layout, struct table *table)
{
	size_t count = 0, was[TABLE_COLUMNS];
	bool placed[TABLE_COLUMNS] = {false};
	if (!layout->chosen && !own_columns(layout->view))
		return;
	apply_widths(layout, table);
	memcpy(was, table->order, sizeof was);
	for (size_t i = 0; i < layout->count; i++) {
		size_t at = place(table, slice_of(layout->names[i]));
		if (at == table->column_count)
			continue;
		table->columns[at].hidden = layout->hidden[i];
		table->order[count++] = at;
		placed[at] = true;
	}
	for (size_t i = 0; i < table->column_count; i++)
		if (!placed[was[i]])
			insert_behind(was, i, table->order, count++);
	if (!layout->chosen)
		put_groups_first(table);
}

// ---- Choosing ----

void layout_toggle(struct layout *layout, const char *name)
{
	size_t at = find(layout, slice_of(name));
	layout->chosen = true;
	if (at < layout->count)
		layout->hidden[at] = !layout->hidden[at];
}

void layout_move(struct layout *layout, const char *name)
{
	size_t at = find(layout, slice_of(name)), last = layout->count - 1;
	if (at >= layout->count)
		return;
	layout->chosen = true;
	bool hidden = layout->hidden[at];
	const char *moving = layout->names[at];
	size_t to = at ? at - 1 : last;
	while (at != to) {
		size_t from = to < at ? at - 1 : at + 1;
		layout->names[at] = layout->names[from];
		layout->hidden[at] = layout->hidden[from];
		at = from;
	}
	layout->names[to] = moving;
	layout->hidden[to] = hidden;
}

void layout_print(const struct layout *layout, struct str *out)
{
	for (size_t i = 0; i < layout->count; i++)
		str_addf(out, "%s%s%s", i ? "," : "", layout->hidden[i] ? "-" : "",
			 layout->names[i]);
}

void layout_read(struct layout *layout, struct slice text)
{
	while (text.at) {
		struct slice name = slice_cut(&text, ',');
		size_t hidden = slice_starts(name, "-");
		const char *lasting = lasting_name(
			layout->view, (struct slice){name.at + hidden, name.len - hidden});
		if (lasting)
			add(layout, lasting, hidden);
		layout->chosen = layout->chosen || lasting;
	}
}
