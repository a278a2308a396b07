// ZAP's XML report.
#include "plugins/scans/walk/words.h"
#include "plugins/scans/web/zap.h"
#include "plugins/sdk/doc/xml.h"

static int detect(const struct scan_sniff *sniff)
{
	return slice_is(sniff->xml, "OWASPZAPReport") ? 100 : 0;
}

enum { REPORT, SITE, ALERT };
static const struct xml_want WANTS[] = {
	[REPORT] = {"OWASPZAPReport", .open = true},
	[SITE] = {"OWASPZAPReport/site", .open = true},
	[ALERT] = {"OWASPZAPReport/site/alerts/alertitem", .open = false},
};

struct zap {
	struct scan_file *file;
	struct scan common;
	struct slice site;
	bool open; // a site's scan is
};

static void take_report(struct zap *zap, const struct node *report)
{
	zap->common.version = words_keep(zap->file->arena, node_text(report, "@version"));
	zap->common.at = scan_time(node_text(report, "@created"));
	if (!zap->common.at)
		zap->common.at = zap_time(node_text(report, "@generated"));
}

static bool take_site(struct zap *zap, const struct node *site, struct err *err)
{
	if (zap->open && !scan_end(zap->file, NULL, err))
		return false;
	zap->open = true;
	zap->site = words_keep(zap->file->arena, node_text(site, "@name"));
	return zap_begin(zap->file, zap->site, &zap->common, err);
}

static void take_place(struct zap_alert *alert, const struct node *place)
{
	zap_place(alert, node_text(place, "method"), node_text(place, "uri"),
		  node_text(place, "param"));
}

static bool take_alert(struct zap *zap, const struct node *item, struct err *err)
{
	struct zap_alert alert = {0};
	for (NODE_EACH(field, item))
		zap_set(&alert, field->key, field->text);
	for (NODE_EACH(instance, node_at(item, "instances")))
		if (slice_is(instance->key, "instance"))
			take_place(&alert, instance);
	if (!node_has(item, "instances") && node_has(item, "uri"))
		take_place(&alert, item);
	bool good = zap_add(zap->file, &alert, zap->site, err);
	zap_alert_fini(&alert);
	return good;
}

static bool take(struct zap *zap, size_t want, const struct node *node, struct err *err)
{
	switch (want) {
	case REPORT: take_report(zap, node); return true;
	case SITE: return take_site(zap, node, err);
	default: return take_alert(zap, node, err);
	}
}

static bool read_elements(struct zap *zap, struct xml *xml, struct err *err)
{
	const struct node *node;
	size_t want;
	bool more;
	while (xml_next(xml, &want, &node, &more, err)) {
		if (more && !take(zap, want, node, err))
			return false;
		if (more)
			continue;
		return zap->open ? scan_end(zap->file, NULL, err)
				 : err_set(err, ERR_INCOMPLETE, "%s: ZAP reached no site",
					   zap->file->name);
	}
	return false;
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct zap zap = {.file = file};
	struct xml *xml = xml_open(file->source, file->name, WANTS, sizeof WANTS / sizeof *WANTS);
	bool good = read_elements(&zap, xml, err);
	xml_close(xml);
	return good;
}

const struct scan_format FORMAT_ZAP_XML = {
	.name = "zap-xml",
	.title = "ZAP XML",
	.detect = detect,
	.read = read_report,
};
