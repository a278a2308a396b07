// A summary of a k6 run, whichever of its three shapes it has.
//
//	--summary-export      thresholds are booleans, and true says that the threshold was CROSSED
//	handleSummary(data)   thresholds are {"ok": bool}, values stand in "values"
//	machine-readable      metrics are a list, and nothing tells how the thresholds came out
//
// A threshold over no samples passes in k6; here it is "no data".
// Source: grafana/k6, internal/js/summary.go and internal/lib/summary; its issues 1498, 2306, 4283.
#ifndef GAVEL_PLUGINS_SCANS_WEB_K6_H
#define GAVEL_PLUGINS_SCANS_WEB_K6_H

#include "plugins/scans/scan.h"

enum k6_shape { K6_LEGACY, K6_SUMMARY, K6_MACHINE };
enum k6_outcome { K6_PASSED, K6_CROSSED, K6_NO_DATA, K6_UNKNOWN };

enum k6_shape k6_shape_of(const struct node *summary);
const struct node *k6_metrics(const struct node *summary);
struct slice k6_metric_name(const struct node *metric);
// Where a metric's numbers stand.
const struct node *k6_values(const struct node *metric, enum k6_shape shape);
enum k6_outcome k6_outcome_of(const struct node *metric, const struct node *threshold,
			      enum k6_shape shape);
// "5 of 100 requests failed", "avg 120.5, min 10, …".
struct slice k6_describe(const struct node *metric, enum k6_shape shape, struct arena *arena);
// A count that no tool can make overflow; 0 when there is none.
int64_t k6_count(const struct node *node, const char *name);
// Of a rate: how often it was true, and of how many. False when the metric is none.
bool k6_rate(const struct node *values, int64_t *hits, int64_t *total);

#endif
