// The baseline of detect-secrets: secrets by file, as hashes.
//
// A hash of a weak secret can be looked up, so it is kept as little as the secret itself.
// Source: detect-secrets, docs/design.md and core/secrets_collection.py.
#include "plugins/scans/walk/walk.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *plugins = node_at(sniff->json, "plugins_used");
	return plugins && plugins->kind == NODE_LIST ? 95 : 0;
}

static bool take_plugins(struct walk *walk, const struct node *node, struct err *err)
{
	struct scan *scan = walk->context;
	(void)err;
	scan->rules = (int64_t)node->count;
	return true;
}

static const struct walk_member HEAD[] = {
	{.name = "version", .node = walk_take_version},
	{.name = "generated_at", .node = walk_take_time},
	{.name = "plugins_used", .node = take_plugins},
	{0},
};

static bool add(struct walk *walk, const struct node *node, struct err *err)
{
	bool settled = node_has(node, "is_secret"), real = node_bool(node, "is_secret", true);
	struct slice rule = node_text(node, "type");
	struct scan_finding finding = {
		.class = FINDING_SECRET,
		.level = LEVEL_HIGH,
		.from = SLICE("assumed"),
		.rule = rule,
		.title = rule,
		.file = words_path(node_text(node, "filename"), &walk->arena),
		.line = node_int(node, "line_number", 0),
		.secret = node_text(node, "hashed_secret"),
		.claim = settled && !real ? SLICE("false_positive") : (struct slice){0},
		.claim_why = settled && !real ? SLICE("audited baseline") : (struct slice){0},
		.raw = node_bool(node, "is_verified", false) ? SLICE("verified")
							     : (struct slice){0},
	};
	return scan_add(walk->file, &finding, err);
}

// {"path": [secret, …], …}
static bool add_all(struct walk *walk, struct err *err)
{
	bool more;
	if (!walk_enter(walk, NODE_MAP, err))
		return false;
	while (doc_next(walk->file->doc, NULL, &more, err))
		if (!more || !walk_list(walk, add, err))
			return !more;
	return false;
}

static const struct walk_member BODY[] = {
	{.name = "results", .value = add_all, .required = true},
	{0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("detect-secrets"), .class = FINDING_SECRET};
	struct walk walk = {.file = file, .context = &scan};
	return walk_report(&walk, HEAD, &scan, BODY, err);
}

const struct scan_format FORMAT_DETECT_SECRETS = {
	.name = "detect-secrets",
	.title = "detect-secrets baseline",
	.detect = detect,
	.read = read_report,
};
