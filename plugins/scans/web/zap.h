// What ZAP's reports tell in JSON and in XML alike.
//
// A finding is an alert at a site; where it was met are its places, without query, fragment
// and sessions in the path. One more page with the same fault is the same finding.
// Source: zaproxy.org, "Traditional JSON Report", "Traditional XML Report".
#ifndef GAVEL_PLUGINS_SCANS_WEB_ZAP_H
#define GAVEL_PLUGINS_SCANS_WEB_ZAP_H

#include "plugins/scans/scan.h"

struct zap_alert {
	struct slice plugin, ref, alert, name, risk, confidence, description, solution, reference,
		cwe, count;
	struct slice *places; // "GET https://host/path (param)"
	size_t place_count, place_room;
	int64_t instances;  // listed; the report may count more
	struct arena arena; // of all the texts
};

void zap_alert_fini(struct zap_alert *alert); // and it is empty again
// Sets what the report calls `name` ("riskcode"); other names are passed over.
void zap_set(struct zap_alert *alert, struct slice name, struct slice text);
void zap_place(struct zap_alert *alert, struct slice method, struct slice url, struct slice param);
bool zap_add(struct scan_file *file, struct zap_alert *alert, struct slice site, struct err *err);
// "Tue, 12 May 2020 20:57:30", as UTC; 0 when it is no such time.
int64_t zap_time(struct slice text);
// The scan of a site; `common` has what holds for all of them.
bool zap_begin(struct scan_file *file, struct slice site, const struct scan *common,
	       struct err *err);

#endif
