// The namespaces of a cluster's report, each a scan of its own: one that the report has no object
// of may have been left out (--include-namespaces), and nothing of it is closed.
#include "plugins/scans/deps/trivy.h"

enum { SPACES_MOST = 4000 };

static bool find(struct tour *tour, struct slice name, size_t *out, struct err *err)
{
	struct trivy *trivy = tour->own;
	bool added = false;
	if (trivy->spaces.len == SPACES_MOST && !map_get(&trivy->space_of, name))
		return err_set(err, ERR_INVALID,
			       "%s: objects of more than %d namespaces; have a report of some at a "
			       "time (--include-namespaces)",
			       tour->file->name, SPACES_MOST);
	int64_t *at = map_put(&trivy->space_of, name, &added);
	if (added) {
		*at = (int64_t)trivy->spaces.len;
		*vec_push(&trivy->spaces) = (struct trivy_space){.name = name};
	}
	*out = (size_t)*at;
	return true;
}

bool trivy_close_object(struct tour *tour, struct err *err)
{
	struct trivy *trivy = tour->own;
	size_t space;
	if (trivy->open)
		*vec_push(&trivy->results) = trivy->now;
	trivy->open = false;
	if (!trivy->in_object && trivy->object_from == trivy->results.len)
		return true;
	if (!find(tour, trivy->now.namespace, &space, err))
		return false;
	trivy->spaces.at[space].failed += trivy->object_failed;
	trivy->in_object = trivy->object_failed = false;
	for (; trivy->object_from < trivy->results.len; trivy->object_from++) {
		struct trivy_result *one = &trivy->results.at[trivy->object_from];
		one->namespace = trivy->now.namespace;
		one->kind = trivy->now.kind;
		one->name = trivy->now.name;
		one->space = space;
	}
	return true;
}

static bool begin(struct tour *tour, const struct scan *whole, struct trivy_space *space,
		  struct err *err)
{
	struct scan scan = *whole;
	if (space->name.len)
		scan.category = scan_keep(tour->file, "%.*s%s%.*s", TOUR_S(space->name),
					  scan.category.len ? ":" : "", TOUR_S(scan.category));
	if (space->failed && !scan.partial.len)
		scan.partial = scan_keep(tour->file, "%lld objects could not be scanned",
					 (long long)space->failed);
	scan_resume(tour->file, 0);
	bool ok = scan_begin(tour->file, &scan, err);
	space->scan = scan_current(tour->file);
	return ok;
}

bool trivy_send(struct tour *tour, const struct scan *scan, const struct tour_row *rows,
		struct err *err)
{
	struct trivy *trivy = tour->own;
	size_t none;
	bool ok = trivy->spaces.len || find(tour, (struct slice){0}, &none, err);
	for (size_t i = 0; ok && i < trivy->spaces.len; i++)
		ok = begin(tour, scan, &trivy->spaces.at[i], err);
	ok = ok && tour_again(tour, err) && tour_all(tour, rows, err);
	for (size_t i = 0; ok && i < trivy->spaces.len; i++) {
		scan_resume(tour->file, trivy->spaces.at[i].scan);
		ok = scan_end(tour->file, NULL, err);
	}
	return ok;
}

void trivy_turn(struct tour *tour, const struct trivy_result *result)
{
	const struct trivy *trivy = tour->own;
	scan_resume(tour->file, trivy->spaces.at[result->space].scan);
}

void trivy_spaces_fini(struct trivy *trivy)
{
	vec_fini(&trivy->spaces);
	map_fini(&trivy->space_of);
}
