// Which scans a list is: one of each kind of reports in each namespace, and of those of the
// cluster.
//
// A namespace that has no report in it may have been left out when the list was made, as may a
// kind: it is not looked at, and nothing of it is closed.
#include "plugins/scans/operator/operator.h"
#include "plugins/scans/words/words.h"

enum { PLACES_MOST = 4000 };

static struct slice key_of(struct operator_walk *walk, const struct operator_kind *kind,
			   struct slice space)
{
	return WORDS(&walk->words, slice_of(kind->name), SLICE(" "), space);
}

static bool add_place(struct operator_walk *walk, const struct operator_place *place,
		      struct err *err)
{
	if (walk->telling)
		return err_set(err, ERR_INVALID, "%s: changed while it was read", walk->file->name);
	if (walk->places.len == PLACES_MOST)
		return err_set(err, ERR_INVALID,
			       "%s: reports of more than %d namespaces and kinds; have a file of "
			       "each kind",
			       walk->file->name, PLACES_MOST);
	*vec_push(&walk->places) = *place;
	return true;
}

// Of a single report its subject has the namespace.
static bool find_place(struct operator_walk *walk, const struct node *report,
		       const struct operator_kind *kind, struct operator_place **out,
		       struct err *err)
{
	struct operator_place made = {.kind = kind};
	struct slice space = operator_space(report, &made.unnamed);
	if (walk->single)
		space = (struct slice){0};
	struct slice key = key_of(walk, kind, space);
	const int64_t *known = map_get(&walk->known, key);
	size_t at = known ? (size_t)*known : walk->places.len;
	if (!known) {
		made.space = words_keep(walk->file->arena, space);
		if (!add_place(walk, &made, err))
			return false;
		*map_put(&walk->known, key, NULL) = (int64_t)at;
	}
	*out = &walk->places.at[at];
	(*out)->unnamed |= made.unnamed;
	return true;
}

// Of several versions the least, so that the order of the reports counts for nothing.
static void note_version(struct operator_walk *walk, struct operator_place *place,
			 struct slice version)
{
	if (version.len && (!place->version.len || slice_compare(version, place->version) < 0))
		place->version = words_keep(walk->file->arena, version);
}

bool operator_look(struct operator_walk *walk, const struct node *report,
		   const struct operator_kind *kind, struct err *err)
{
	struct operator_place *place;
	int64_t at = operator_time(report);
	if (!find_place(walk, report, kind, &place, err))
		return false;
	place->passed += operator_passed(report, kind);
	note_version(walk, place, node_text(report, "report.scanner.version"));
	walk->newest = at > walk->newest ? at : walk->newest;
	if (walk->single)
		walk->subject = operator_subject(walk->file->arena, report);
	return true;
}

// ---- Their scans ----

// A single report is of its workload, in a cluster that it does not name: of that, if a person
// does.
static void name_scan(struct operator_walk *walk, const struct operator_place *place,
		      struct scan *scan)
{
	bool named = scan_told(walk->file).len > 0;
	struct slice own = WORDS(walk->file->arena, place->space, slice_of(place->kind->part));
	if (walk->single && named)
		own = WORDS(walk->file->arena, walk->subject, own);
	scan->category = own;
	scan->target = named ? (struct slice){0} : walk->subject;
	scan->target_kind = walk->single && !named ? SLICE("workload") : SLICE("cluster");
}

static bool begin_place(struct operator_walk *walk, struct operator_place *place, struct err *err)
{
	struct scan scan = {.tool = SLICE("trivy-operator"),
			    .version = place->version,
			    .class = place->kind->class,
			    .at = walk->newest,
			    .passed = place->passed};
	name_scan(walk, place, &scan);
	if (place->unnamed && !walk->single)
		scan.partial = SLICE("a report does not say of which namespace it is");
	if (!walk->known.len)
		scan.partial = SLICE("it lists no report");
	scan_resume(walk->file, 0);
	bool ok = scan_begin(walk->file, &scan, err);
	place->scan = scan_current(walk->file);
	return ok;
}

bool operator_begin(struct operator_walk *walk, struct err *err)
{
	bool ok = true;
	if (!walk->places.len)
		*vec_push(&walk->places) = (struct operator_place){.kind = operator_kind_none()};
	for (size_t i = 0; ok && i < walk->places.len; i++)
		ok = begin_place(walk, &walk->places.at[i], err);
	walk->telling = true;
	return ok;
}

bool operator_turn(struct operator_walk *walk, const struct node *report,
		   const struct operator_kind *kind, struct err *err)
{
	struct operator_place *place;
	bool ok = find_place(walk, report, kind, &place, err);
	if (ok)
		scan_resume(walk->file, place->scan);
	return ok;
}

bool operator_end(struct operator_walk *walk, struct err *err)
{
	bool ok = true;
	for (size_t i = 0; ok && i < walk->places.len; i++) {
		scan_resume(walk->file, walk->places.at[i].scan);
		ok = scan_end(walk->file, walk->page ? SCAN_PAGE : NULL, err);
	}
	return ok;
}
