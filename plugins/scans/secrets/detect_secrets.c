// The baseline of detect-secrets: secrets by file, as hashes.
//
// A hash of a weak secret can be looked up, so it is kept as little as the secret itself.
// Source: detect-secrets, docs/design.md and core/secrets_collection.py.
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *plugins = node_at(sniff->json, "plugins_used");
	return plugins && plugins->kind == NODE_LIST ? 95 : 0;
}

static bool take_plugins(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	scan->rules = (int64_t)node->count;
	return true;
}

static const struct tour_row HEAD[] = {
	{"version", NULL, TOUR_TEXT(struct scan, version)},
	{"generated_at", tour_take_time, 0},
	{"plugins_used", take_plugins, 0},
	{NULL, NULL, 0},
};

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	bool settled = node_has(node, "is_secret"), real = node_bool(node, "is_secret", true);
	struct slice rule = node_text(node, "type");
	struct scan_finding finding = {
		.class = FINDING_SECRET,
		.level = LEVEL_HIGH,
		.from = SLICE("assumed"),
		.rule = rule,
		.title = rule,
		.file = words_path(node_text(node, "filename"), &tour->scratch),
		.line = node_int(node, "line_number", 0),
		.secret = node_text(node, "hashed_secret"),
		.claim = settled && !real ? SLICE("false_positive") : (struct slice){0},
		.claim_why = settled && !real ? SLICE("audited baseline") : (struct slice){0},
		.raw = node_bool(node, "is_verified", false) ? SLICE("verified")
							     : (struct slice){0},
	};
	return scan_add(tour->file, &finding, err);
}

// {"path": [secret, …], …}
static const struct tour_row BODY[] = {
	{"results", NULL, 0}, {"results.{}.[]", add, 0}, {NULL, NULL, 0}};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("detect-secrets"), .class = FINDING_SECRET};
	struct tour tour = {.file = file, .own = &scan};
	return tour_report(&tour, &(struct tour_report){"detect-secrets", HEAD, BODY, NULL}, &scan,
			   err);
}

const struct scan_format FORMAT_DETECT_SECRETS = {
	.name = "detect-secrets",
	.title = "detect-secrets baseline",
	.detect = detect,
	.read = read_report,
};
