// What Trivy looked for, as far as its report shows it.
#include "plugins/scans/deps/trivy.h"

// Whether results hold what the row of HELD names, wherever they stand.
static bool holds(const struct tour *tour, size_t row)
{
	bool held = false;
	for (size_t i = 0; i < TRIVY_SHAPES; i++)
		held |= tour_saw(tour, i * TRIVY_HELD + row);
	return held;
}

static bool has_result(const struct trivy *trivy, const char *class)
{
	for (size_t i = 0; i < trivy->results.len; i++)
		if (slice_is(trivy->results.at[i].class, class))
			return true;
	return false;
}

// Whether the classes of results show that the kind was looked for.
static bool classes_show(const struct tour *tour, enum trivy_kind kind)
{
	static const char *const CLASSES[TRIVY_KINDS][2] = {
		[TRIVY_VULN] = {"os-pkgs", "lang-pkgs"},
		[TRIVY_MISCONF] = {"config", "config"},
		[TRIVY_SECRET] = {"secret", "secret"},
		[TRIVY_LICENCE] = {"license", "license-file"},
	};
	const struct trivy *trivy = tour->own;
	if (kind == TRIVY_VULN && holds(tour, TRIVY_PACKAGES))
		return false;
	return has_result(trivy, CLASSES[kind][0]) || has_result(trivy, CLASSES[kind][1]);
}

bool trivy_asked(const struct scan_file *file, enum trivy_kind kind)
{
	static const char *const NAMES[TRIVY_KINDS] = {[TRIVY_VULN] = "vuln",
						       [TRIVY_MISCONF] = "misconfig",
						       [TRIVY_SECRET] = "secret",
						       [TRIVY_LICENCE] = "license"};
	return scan_asked(file, NAMES[kind]);
}

bool trivy_looked_for(const struct tour *tour, enum trivy_kind kind)
{
	const struct trivy *trivy = tour->own;
	return trivy->shown[kind] || trivy_asked(tour->file, kind) || holds(tour, kind) ||
	       (kind == TRIVY_MISCONF && holds(tour, TRIVY_SUMMARY)) || classes_show(tour, kind);
}

struct slice trivy_why_open(const struct tour *tour, bool any)
{
	if (holds(tour, TRIVY_PACKAGES) && !scan_asked(tour->file, NULL))
		return SLICE(
			"it lists packages and no vulnerability, as a run for secrets alone does "
			"too; --scanners vuln, or `scanners` of the source, says that they were "
			"looked for");
	return any ? (struct slice){0} : SLICE("the report does not show what was looked for");
}

void trivy_say_unshown(struct scan_file *file, bool flaws, bool first, bool secrets)
{
	const char *kind = first ? "secrets" : flaws ? "vulnerabilities" : "misconfigurations";
	if (first != secrets)
		scan_warn_once(file,
			       scan_keep(file,
					 "nothing shows whether it looked for %s: none of them is "
					 "taken as gone; --scanners, or `scanners` of the source, "
					 "says what was looked for",
					 kind)
				       .at);
}

struct slice trivy_licences(struct scan_file *file, struct slice category)
{
	return scan_keep(file, "%.*s%slicences", TOUR_S(category), category.len ? ":" : "");
}

// --pkg-types. A system that was looked at has a result even when it is clean. So has each place of
// other packages where the report lists packages: without one there is none, or they were not
// looked for, which nothing tells but --whole.
void trivy_note_packages(const struct tour *tour, struct scan *scan)
{
	const struct trivy *trivy = tour->own;
	bool system = has_result(trivy, "os-pkgs"), language = has_result(trivy, "lang-pkgs");
	if (trivy->is_cluster)
		return;
	if (trivy->has_system && !system) {
		scan->packages = SLICE("language");
		scan->filter = SLICE("only packages of languages");
	} else if (system && !language && holds(tour, TRIVY_PACKAGES) &&
		   !scan_is_whole(tour->file)) {
		scan->packages = SLICE("system");
	}
}
