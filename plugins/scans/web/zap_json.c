// ZAP's JSON report. All its values are texts.
#include "plugins/scans/tour/tour.h"
#include "plugins/scans/web/zap.h"

#include "base/vec.h"

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
	vec(struct slice) sites; // their names
	size_t at;		 // how many were begun, on the second tour
	bool listed;		 // the one that is open has a list of alerts
	bool alerted;		 // and an alert, which is told when the next one comes
	struct zap_alert alert;
};

// "created" has a zone, "@generated" has none.
static bool take_generated(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	(void)err;
	if (!zap->common.at)
		zap->common.at = scan_made_at(tour->file, node->text, zap_time(node->text));
	return true;
}

static bool take_errors(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	struct slice first = node_text(node, "0");
	(void)err;
	if (node->count)
		zap->common.partial = WORDS(tour->file->arena,
					    SLICE("the automation plan met an error: "), first);
	return true;
}

static bool note_site(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	(void)node, (void)err;
	*vec_push(&zap->sites) = (struct slice){0};
	return true;
}

static bool note_name(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	(void)err;
	zap->sites.at[zap->sites.len - 1] = scan_keep_slice(tour->file, node->text);
	return true;
}

// One site alone need not be in a list: what it has is met, in any order, without the site itself.
static bool note_alone(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	if (!zap->sites.len)
		note_site(tour, NULL, err);
	return !node || note_name(tour, node, err);
}

enum { SAW_SITE };
static const struct tour_row HEAD[] = {
	{"site", NULL, 0},
	{"@version", NULL, TOUR_TEXT(struct zap, common.version)},
	{"created", tour_take_time, 0},
	{"@generated", take_generated, 0},
	{"afPlanErrors", take_errors, 0},
	{"site.[]", note_site, 0},
	{"site.[].@name", note_name, 0},
	{"site.@name", note_alone, 0},
	{"site.alerts", note_alone, 0},
	{"site.alerts.[]", NULL, 0},
	{NULL, NULL, 0},
};

// ---- Alerts ----

static bool end_alert(struct tour *tour, struct err *err)
{
	struct zap *zap = tour->own;
	bool alerted = zap->alerted;
	zap->alerted = false;
	return !alerted || zap_add(tour->file, &zap->alert, zap->sites.at[zap->at - 1], err);
}

static bool next_alert(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	(void)node;
	if (!end_alert(tour, err))
		return false;
	zap_alert_fini(&zap->alert);
	return zap->alerted = true;
}

static bool add_instance(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	(void)err;
	zap_place(&zap->alert, node_text(node, "method"), node_text(node, "uri"),
		  node_text(node, "param"));
	return true;
}

static bool take_member(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	struct slice name = tour->key;
	(void)err;
	zap_set(&zap->alert, words_keep(&zap->alert.arena, name), node->text);
	return true;
}

// ---- Sites ----

static bool end_site(struct tour *tour, struct err *err)
{
	struct zap *zap = tour->own;
	if (!zap->at)
		return true;
	if (!zap->listed)
		return tour_refuse(tour, "ZAP", "alerts", err);
	return end_alert(tour, err) && scan_end(tour->file, NULL, err);
}

static bool next_site(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	(void)node;
	if (zap->at == zap->sites.len)
		return tour_fault(tour, err, "the file changed while it was read");
	if (!end_site(tour, err))
		return false;
	zap->listed = false;
	return zap_begin(tour->file, zap->sites.at[zap->at++], &zap->common, err);
}

static bool alerts(struct tour *tour, const struct node *node, struct err *err)
{
	struct zap *zap = tour->own;
	(void)node, (void)err;
	return zap->listed = true;
}

static bool alerts_alone(struct tour *tour, const struct node *node, struct err *err)
{
	return next_site(tour, node, err) && alerts(tour, node, err);
}

#define ALERTS(at)                                                                                 \
	{at ".[]", next_alert, 0}, {at ".[].instances.[]", add_instance, 0},                       \
	{                                                                                          \
		at ".[].{}", take_member, 0                                                        \
	}
static const struct tour_row BODY[] = {
	{"site.[]", next_site, 0}, {"site.[].alerts", alerts, 0}, {"site.alerts", alerts_alone, 0},
	ALERTS("site.[].alerts"),  ALERTS("site.alerts"),	  {NULL, NULL, 0},
};

// ---- The report ----

static bool read_sites(struct tour *tour, struct err *err)
{
	struct zap *zap = tour->own;
	if (!tour_all(tour, HEAD, err))
		return false;
	if (!tour_saw(tour, SAW_SITE))
		return tour_refuse(tour, "ZAP", "site", err);
	if (!zap->sites.len)
		return err_set(err, ERR_INCOMPLETE, "%s: ZAP reached no site", tour->file->name);
	if (!tour_again(tour, err) || !tour_all(tour, BODY, err))
		return false;
	return zap->at ? end_site(tour, err) : tour_refuse(tour, "ZAP", "alerts", err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct zap zap = {0};
	struct tour tour = {.file = file, .own = &zap};
	bool good = read_sites(&tour, err);
	zap_alert_fini(&zap.alert);
	vec_fini(&zap.sites);
	tour_fini(&tour);
	return good;
}

const struct scan_format FORMAT_ZAP_JSON = {
	.name = "zap-json",
	.title = "ZAP JSON",
	.detect = detect,
	.read = read_report,
};
