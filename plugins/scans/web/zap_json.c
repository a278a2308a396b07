// ZAP's JSON report. All its values are texts.
#include "plugins/scans/walk/walk.h"
#include "plugins/scans/web/zap.h"

#include <stdlib.h>

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	bool sites = node_has(json, "site");
	if (sites && (node_has(json, "@generated") || node_has(json, "@version")))
		return 100;
	return sites && node_has(json, "site.0.alerts") ? 90 : 0;
}

struct zap {
	struct scan common;
	struct slice *sites; // their names
	size_t site_count, site_room;
	size_t at; // the site that is read
	struct zap_alert alert;
};

// "created" has a zone, "@generated" has none.
static bool take_generated(struct walk *walk, const struct node *node, struct err *err)
{
	struct zap *zap = walk->context;
	(void)err;
	if (!zap->common.at)
		zap->common.at = zap_time(node->text);
	return true;
}

static bool take_errors(struct walk *walk, const struct node *node, struct err *err)
{
	struct zap *zap = walk->context;
	struct slice first = node_text(node, "0");
	(void)err;
	if (node->count)
		zap->common.partial = WORDS(walk->file->arena,
					    SLICE("the automation plan met an error: "), first);
	return true;
}

static bool note_name(struct walk *walk, const struct node *node, struct err *err)
{
	struct zap *zap = walk->context;
	(void)err;
	zap->sites[zap->site_count - 1] = words_keep(walk->file->arena, node->text);
	return true;
}

static const struct walk_member SITE_HEAD[] = {
	{.name = "@name", .node = note_name},
	{0},
};

static bool note_site(struct walk *walk, struct err *err)
{
	struct zap *zap = walk->context;
	if (zap->site_count == zap->site_room) {
		zap->site_room = zap->site_room ? zap->site_room * 2 : 8;
		zap->sites = mem_resize(zap->sites, zap->site_room * sizeof *zap->sites);
	}
	zap->sites[zap->site_count++] = (struct slice){0};
	return walk_map(walk, SITE_HEAD, err);
}

// One site alone need not be in a list.
static bool each_site(struct walk *walk, walk_value *take, struct err *err)
{
	enum node_kind kind;
	if (!doc_kind(walk->file->doc, &kind, err))
		return false;
	return kind == NODE_MAP ? take(walk, err) : walk_items(walk, take, err);
}

static bool note_sites(struct walk *walk, struct err *err)
{
	return each_site(walk, note_site, err);
}

static const struct walk_member HEAD[] = {
	{.name = "@version", .node = walk_take_version},
	{.name = "created", .node = walk_take_time},
	{.name = "@generated", .node = take_generated},
	{.name = "afPlanErrors", .node = take_errors},
	{.name = "site", .value = note_sites, .required = true},
	{0},
};

// ---- Alerts ----

static bool add_instance(struct walk *walk, const struct node *node, struct err *err)
{
	struct zap *zap = walk->context;
	(void)err;
	zap_place(&zap->alert, node_text(node, "method"), node_text(node, "uri"),
		  node_text(node, "param"));
	return true;
}

static bool take_member(struct walk *walk, struct slice name, struct err *err)
{
	struct zap *zap = walk->context;
	const struct node *node;
	if (slice_is(name, "instances"))
		return walk_list(walk, add_instance, err);
	struct slice own = {arena_slice(&zap->alert.arena, name), name.len};
	if (!doc_read(walk->file->doc, &node, err))
		return false;
	zap_set(&zap->alert, own, node->text);
	doc_forget(walk->file->doc);
	return true;
}

static bool add_alert(struct walk *walk, struct err *err)
{
	struct zap *zap = walk->context;
	struct slice name;
	bool more;
	zap_alert_fini(&zap->alert);
	if (!walk_enter(walk, NODE_MAP, err))
		return false;
	while (doc_next(walk->file->doc, &name, &more, err)) {
		if (!more)
			return zap_add(walk->file, &zap->alert, zap->sites[zap->at], err);
		if (!take_member(walk, name, err))
			return false;
	}
	return false;
}

static bool add_alerts(struct walk *walk, struct err *err)
{
	return walk_items(walk, add_alert, err);
}

static const struct walk_member SITE[] = {
	{.name = "alerts", .value = add_alerts, .required = true},
	{0},
};

static bool add_site(struct walk *walk, struct err *err)
{
	struct zap *zap = walk->context;
	if (zap->at == zap->site_count)
		return walk_refuse(walk, err, "the file changed while it was read");
	bool good = zap_begin(walk->file, zap->sites[zap->at], &zap->common, err) &&
		    walk_map(walk, SITE, err) && scan_end(walk->file, NULL, err);
	zap->at++;
	return good;
}

static bool add_sites(struct walk *walk, struct err *err)
{
	return each_site(walk, add_site, err);
}

static const struct walk_member BODY[] = {
	{.name = "site", .value = add_sites, .required = true},
	{0},
};

static bool read_sites(struct walk *walk, struct err *err)
{
	struct zap *zap = walk->context;
	if (!walk_document(walk, HEAD, err))
		return false;
	if (!zap->site_count)
		return err_set(err, ERR_INCOMPLETE, "%s: ZAP reached no site", walk->file->name);
	return scan_again(walk->file, err) && walk_document(walk, BODY, err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct zap zap = {0};
	struct walk walk = {.file = file, .context = &zap};
	bool good = read_sites(&walk, err);
	zap_alert_fini(&zap.alert);
	free(zap.sites);
	return good;
}

const struct scan_format FORMAT_ZAP_JSON = {
	.name = "zap-json",
	.title = "ZAP JSON",
	.detect = detect,
	.read = read_report,
};
