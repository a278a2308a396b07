// Which files of a folder make up which delivery of a bill.
//
//	legacy CUR     REPORT/yyyymmdd-yyyymmdd/[ASSEMBLY/]REPORT-1.csv.gz with a manifest in the
//	               period folder that names the current assembly; for Athena
//	               REPORT/REPORT/year=2018/month=12/REPORT-00001.snappy.parquet, the manifest
//	               beside it (AWS CUR guide, "access-cur-s3")
//	Data Exports   data/BILLING_PERIOD=yyyy-mm/… with a manifest under metadata/
//	loose files    NAME.csv, NAME-00001.csv.gz…: parts of one delivery by name
//
// Must not: read a bill's rows.
#ifndef GAVEL_PLUGINS_BILL_DELIVERY_DELIVERY_H
#define GAVEL_PLUGINS_BILL_DELIVERY_DELIVERY_H

#include "base/vec.h"
#include "plugins/sdk/plug.h"

struct delivery {
	const char *report, *id; // id NULL: the digest of its parts
	const char *place;	 // path of its manifest, or of its first part
	int64_t at; // when the source made it: the manifest's time, or the newest part's
	const char *payer, *period; // "2026-03"; as the manifest tells them, or ""
	const char *fault;	    // why it cannot be trusted as whole, or NULL
	bool whole;		    // a manifest says which parts there are
	bool only;		    // no manifest, and nothing else is here: its fault is the run's
	vec(const struct plug_file *) parts; // in order
};

struct deliveries {
	vec(struct delivery) all;
};

// Finds them; memory is the request's arena. A manifest that cannot be read is ERR_INVALID.
bool deliveries_find(struct plug_request *request, struct deliveries *out, struct err *err);
void deliveries_fini(struct deliveries *deliveries);

// Is this a name a bill's part could have?
bool delivery_is_part(struct slice name);
// Does this path hold what stands beside a bill and is none: Athena's table of the delivery's state
// (cost_and_usage_data_status, AWS CUR guide "cur-ate-setup"), and whatever begins with '.' or '_',
// as programs that copy or write tables name what is not finished?
bool delivery_is_furniture(struct slice name);

#endif
