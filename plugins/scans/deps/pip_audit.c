// pip-audit's JSON: {"dependencies":[…],"fixes":[…]}, or the bare list of versions before 2.5.
//
// A dependency with `skip_reason` was not audited: it is counted as untested, never as clean. An
// empty list says neither which file was read nor that there was one: such a scan is partial. The
// tool tells no severity; ours is Medium, marked "assumed".
// Source: pip-audit, README "JSON" and pip_audit/_format/json.py.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

static bool is_dependency(const struct node *item)
{
	return node_has(item, "name") &&
	       (node_at(item, "vulns") || node_has(item, "skip_reason")) &&
	       !node_has(item, "package");
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *list = node_member(sniff->json, "dependencies");
	bool bare = sniff->json && sniff->json->kind == NODE_LIST;
	if (bare)
		list = sniff->json;
	if (!sniff->json || !list || list->kind != NODE_LIST)
		return 0;
	if (is_dependency(list->first))
		return 90;
	if (list->first)
		return 0;
	return !bare && sniff->json->count == 1u + (node_at(sniff->json, "fixes") != NULL) ? 70 : 0;
}

static bool count(struct tour *tour, const struct node *item, struct err *err)
{
	struct scan *scan = tour->own;
	struct slice name = node_text(item, "name"), why = node_text(item, "skip_reason");
	(void)err;
	scan->partial = (struct slice){0};
	if (!node_has(item, "skip_reason"))
		scan->passed += !node_at(item, "vulns.0");
	else if (!scan->untested++)
		scan->such = scan_keep(tour->file, "%.*s: %.*s", TOUR_S(name), TOUR_S(why));
	return true;
}

static bool send_vuln(struct tour *tour, const struct node *item, const struct node *vuln,
		      struct err *err)
{
	struct slice name = node_text(item, "name"), version = node_text(item, "version");
	struct slice id = node_text(vuln, "id");
	struct slice aliases = tour_join(tour, node_at(vuln, "aliases"), "", " ");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.level = LEVEL_MEDIUM,
		.from = SLICE("assumed"),
		.rule = id,
		.title = tour_text(tour, "%.*s in %.*s", TOUR_S(id), TOUR_S(name)),
		.text = node_text(vuln, "description"),
		.ids = tour_text(tour, "%.*s %.*s", TOUR_S(id), TOUR_S(aliases)),
		.purl = tour_purl(tour, SLICE("pypi"), name, version),
		.package = name,
		.version = version,
		.fixed = tour_join(tour, node_at(vuln, "fix_versions"), "", ", "),
	};
	return scan_add(tour->file, &finding, err);
}

static bool send(struct tour *tour, const struct node *item, struct err *err)
{
	if (node_has(item, "skip_reason"))
		scan_leaves_out(tour->file, "not_package", node_text(item, "name"));
	for (NODE_EACH(vuln, node_at(item, "vulns")))
		if (!send_vuln(tour, item, vuln, err))
			return false;
	return true;
}

static const struct tour_row COUNT[] = {{"[]", count, 0},
					{"dependencies", NULL, 0},
					{"dependencies.[]", count, 0},
					{NULL, NULL, 0}};
static const struct tour_row SEND[] = {
	{"[]", send, 0}, {"dependencies.[]", send, 0}, {NULL, NULL, 0}};

static bool tour_audit(struct tour *tour, struct err *err)
{
	struct scan *scan = tour->own;
	enum node_kind kind;
	if (!doc_kind(tour->file->doc, &kind, err) || !tour_all(tour, COUNT, err))
		return false;
	if (kind != NODE_LIST && !tour_saw(tour, 1))
		return tour_refuse(tour, "pip-audit", "dependencies", err);
	return tour_scan(tour, scan, SEND, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct scan scan = {
		.tool = SLICE("pip-audit"),
		.class = FINDING_DEPENDENCY,
		.partial = SLICE("it lists no dependency, so nothing shows that one was audited")};
	struct tour tour = {.file = file, .own = &scan};
	bool ok = tour_audit(&tour, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_PIP_AUDIT = {
	.name = "pip-audit-json",
	.title = "pip-audit, JSON of both shapes",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
