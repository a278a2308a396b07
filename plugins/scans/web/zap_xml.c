// ZAP's XML report.
#include "plugins/scans/web/zap.h"
#include "plugins/scans/words/words.h"
#include "plugins/sdk/doc/xml.h"

static int detect(const struct scan_sniff *sniff)
{
	return slice_is(sniff->xml, "OWASPZAPReport") ? 100 : 0;
}

// Elements of an alert come one by one, so that the traffic of a thousand instances is never held.
#define ALERTS "OWASPZAPReport/site/alerts/alertitem"
#define FIELD(name)                                                                                \
	{                                                                                          \
		ALERTS "/" name, .open = false                                                     \
	}
enum { REPORT, SITE, ALERT, INSTANCE, FIELDS };
static const struct xml_want WANTS[] = {
	[REPORT] = {"OWASPZAPReport", .open = true},
	[SITE] = {"OWASPZAPReport/site", .open = true},
	[ALERT] = {ALERTS, .open = true},
	[INSTANCE] = {ALERTS "/instances/instance", .open = false},
	FIELD("pluginid"),
	FIELD("alertRef"),
	FIELD("alert"),
	FIELD("name"),
	FIELD("riskcode"),
	FIELD("confidence"),
	FIELD("desc"),
	FIELD("solution"),
	FIELD("reference"),
	FIELD("cweid"),
	FIELD("count"),
};

struct zap {
	struct scan_file *file;
	struct scan common;
	struct slice site;
	bool open, met; // a site's scan is open; an alert's elements came
	struct zap_alert alert;
};

static void take_report(struct zap *zap, const struct node *report)
{
	zap->common.version = words_keep(zap->file->arena, node_text(report, "@version"));
	zap->common.at = scan_time(node_text(report, "@created"));
	if (!zap->common.at)
		zap->common.at = zap_time(node_text(report, "@generated"));
	zap->common.at = scan_made_at(zap->file, node_text(report, "@generated"), zap->common.at);
}

// The alert that was met last is over.
static bool tell_alert(struct zap *zap, struct err *err)
{
	bool good = !zap->met || zap_add(zap->file, &zap->alert, zap->site, err);
	zap_alert_fini(&zap->alert);
	zap->met = false;
	return good;
}

static bool end_site(struct zap *zap, struct err *err)
{
	bool good = tell_alert(zap, err) && (!zap->open || scan_end(zap->file, NULL, err));
	zap->open = false;
	return good;
}

static bool take_site(struct zap *zap, const struct node *site, struct err *err)
{
	if (!end_site(zap, err))
		return false;
	zap->open = true;
	zap->site = words_keep(zap->file->arena, node_text(site, "@name"));
	return zap_begin(zap->file, zap->site, &zap->common, err);
}

static bool take_alert(struct zap *zap, struct err *err)
{
	bool good = tell_alert(zap, err);
	zap->met = true;
	return good;
}

static bool take(struct zap *zap, size_t want, const struct node *node, struct err *err)
{
	switch (want) {
	case REPORT: take_report(zap, node); return true;
	case SITE: return take_site(zap, node, err);
	case ALERT: return take_alert(zap, err);
	case INSTANCE:
		zap_place(&zap->alert, node_text(node, "method"), node_text(node, "uri"),
			  node_text(node, "param"));
		return true;
	default:
		zap_set(&zap->alert, slice_of(WANTS[want].path + sizeof ALERTS), node->text);
		return true;
	}
}

static bool read_elements(struct zap *zap, struct xml *xml, struct err *err)
{
	const struct node *node;
	size_t want;
	bool more = true, sites = false;
	while (more) {
		if (!xml_next(xml, &want, &node, &more, err) ||
		    (more && !take(zap, want, node, err)))
			return false;
		sites = sites || zap->open;
	}
	return sites ? end_site(zap, err)
		     : err_set(err, ERR_INCOMPLETE, "%s: ZAP reached no site", zap->file->name);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct zap zap = {.file = file};
	struct xml *xml = xml_open(file->source, file->name, WANTS, sizeof WANTS / sizeof *WANTS);
	bool good = read_elements(&zap, xml, err);
	xml_close(xml);
	zap_alert_fini(&zap.alert);
	return good;
}

const struct scan_format FORMAT_ZAP_XML = {
	.name = "zap-xml",
	.title = "ZAP XML",
	.detect = detect,
	.read = read_report,
};
