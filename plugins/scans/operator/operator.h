// The reports that Trivy Operator keeps in a Kubernetes cluster, as `kubectl get -o json` prints
// them: one, a list of them, or a List.
//
//	each report -> operator_look             which scans there are (places.c)
//	operator_begin; each report -> operator_tell in its scan (report.c); operator_end
//
// Source: Trivy Operator documentation, "Custom Resource Definitions".
// Private to this folder.
#ifndef GAVEL_PLUGINS_SCANS_OPERATOR_OPERATOR_H
#define GAVEL_PLUGINS_SCANS_OPERATOR_OPERATOR_H

#include "base/map.h"
#include "base/vec.h"
#include "plugins/scans/scan.h"

struct operator_kind {
	const char *name; // a report's kind ends in it: cluster-wide ones begin with "Cluster"
	enum finding_class class;
	const char *part; // of the category: kinds of one class are listed one by one
	const char *rows;
	// One row of a report; false: it has passed.
	bool (*fill)(const struct node *row, struct scan_finding *f);
};

// Reports of one kind in one namespace, or of the cluster: a scan of its own, since a list may be
// of it alone. Texts are the file's arena's.
struct operator_place {
	const struct operator_kind *kind;
	struct slice space; // empty: of the cluster
	struct slice version;
	int64_t passed;
	bool unnamed; // it is of a namespace, and does not say which
	size_t scan;  // once it was begun
};

struct operator_walk {
	struct scan_file *file;
	bool single;  // the file is one report
	bool telling; // the second walk
	bool page;    // of a longer list
	int64_t newest;
	struct slice subject; // of a single report
	vec(struct operator_place) places;
	struct map known;   // kind and namespace -> index of its place
	struct arena words; // of one report
};

// ---- places.c ----

bool operator_look(struct operator_walk *walk, const struct node *report,
		   const struct operator_kind *kind, struct err *err);
bool operator_begin(struct operator_walk *walk, struct err *err);
// The report's scan is the open one. ERR_INVALID: the file has changed.
bool operator_turn(struct operator_walk *walk, const struct node *report,
		   const struct operator_kind *kind, struct err *err);
bool operator_end(struct operator_walk *walk, struct err *err);

// ---- report.c ----

const struct operator_kind *operator_kind_of(const struct node *report); // NULL: none that is read
const struct operator_kind *operator_kind_none(void); // stands for those of a list that has none
// "namespace/ReplicaSet/name/container"
struct slice operator_subject(struct arena *arena, const struct node *report);
// Its namespace; empty: of the cluster, or it does not say.
struct slice operator_space(const struct node *report, bool *unnamed);
int64_t operator_time(const struct node *report);
// How many of its checks have passed.
int64_t operator_passed(const struct node *report, const struct operator_kind *kind);
// Its rows, in the open scan.
bool operator_tell(struct operator_walk *walk, const struct node *report,
		   const struct operator_kind *kind, struct err *err);

#endif
