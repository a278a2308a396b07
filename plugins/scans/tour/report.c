// What readers do with a toured report besides its paths; see tour.h.
#include "plugins/scans/tour/tour.h"

bool tour_report(struct tour *tour, const struct tour_report *report, struct scan *scan,
		 struct err *err)
{
	struct scan_file *file = tour->file;
	if (!tour_all(tour, report->head, err))
		return false;
	if (report->told)
		report->told(tour);
	if (!scan_begin(file, scan, err) || !tour_again(tour, err) ||
	    !tour_all(tour, report->body, err))
		return false;
	return tour_saw(tour, 0) ? scan_end(file, NULL, err)
				 : tour_refuse(tour, report->tool, report->body[0].path, err);
}

bool tour_take_time(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	int64_t at = scan_made(tour->file, node->text);
	(void)err;
	if (at)
		scan->at = at;
	return true;
}

bool tour_maybe(struct tour *tour, const struct node *node, struct err *err)
{
	(void)tour, (void)node, (void)err;
	return true;
}

bool tour_fault(const struct tour *tour, struct err *err, const char *what)
{
	return err_set(err, ERR_INVALID, "%s:%lld: %s", tour->file->name,
		       (long long)doc_line(tour->file->doc), what);
}

// ---- Scans in turns ----

bool tour_turn(struct scan_file *file, struct tour_turns *turns, enum finding_class class,
	       struct slice target, struct err *err)
{
	if (turns->open && turns->scan.class == class && slice_equal(turns->scan.target, target))
		return true;
	if (turns->open && !scan_end(file, NULL, err))
		return false;
	turns->open = true;
	turns->scan.class = class;
	turns->scan.target = scan_keep_slice(file, target);
	return scan_begin(file, &turns->scan, err);
}

bool tour_turns_end(struct scan_file *file, struct tour_turns *turns, struct err *err)
{
	const struct slice none = {0};
	return (turns->open || tour_turn(file, turns, turns->scan.class, none, err)) &&
	       scan_end(file, NULL, err);
}

// ---- Findings with facts of their own ----

bool tour_add(struct scan_file *file, const struct scan_finding *finding,
	      const struct tour_fact *facts, struct err *err)
{
	struct arena arena = {0};
	struct node item = {.kind = NODE_MAP}, *last = NULL;
	for (; facts->name; facts++) {
		if (!facts->text.len)
			continue;
		struct node *fact = arena_alloc(&arena, sizeof *fact);
		*fact = (struct node){
			.kind = NODE_TEXT, .key = slice_of(facts->name), .text = facts->text};
		*(last ? &last->next : &item.first) = fact;
		last = fact;
		item.count++;
	}
	file->item = &item;
	bool good = scan_add(file, finding, err);
	file->item = NULL;
	arena_fini(&arena);
	return good;
}
