// What the reader of Trivy's reports and its findings share. SARIF's is in
// ../sarif.
#ifndef GAVEL_PLUGINS_SCANS_DEPS_TRIVY_H
#define GAVEL_PLUGINS_SCANS_DEPS_TRIVY_H

#include "base/vec.h"
#include "plugins/scans/tour/tour.h"

// A report tells up to four scans, each of which closes only its own kind.
enum trivy_kind { TRIVY_VULN, TRIVY_MISCONF, TRIVY_SECRET, TRIVY_LICENCE, TRIVY_KINDS };

// One of the report's results: what it says of itself, and the cluster object it belongs to.
struct trivy_result {
	struct slice target, class, type;
	struct slice namespace, kind, name;
	size_t space; // index of the namespace
};

// A namespace of a cluster: a scan of its own, since a report may be of some alone. Of what is no
// cluster, and of what no namespace has, it is that without a name.
struct trivy_space {
	struct slice name;
	int64_t failed; // objects that could not be scanned
	size_t scan;	// that is being told
};

struct trivy_finding {
	enum trivy_kind kind;
	enum finding_class class;
	bool cluster; // the result is of an object of one
	const struct trivy_result *result;
	const struct node *node;
};

// What the first tour of a report found out.
struct trivy {
	struct scan scan;
	struct slice name, type, created, version, cluster; // of the report
	struct slice image_id, repo_url, commit, branch;
	struct slice tag;	 // the first
	struct str repo_digests; // blanks between
	size_t repo_digest_count;
	struct trivy_result now; // the result or cluster object at hand
	bool open;		 // `now` is a result that is not among them yet
	bool in_object;		 // `now` is of one
	bool object_failed;	 // which could not be scanned
	vec(struct trivy_result) results;
	vec(struct trivy_space) spaces; // once the first tour is over: at least one
	struct map space_of;		// index by name
	size_t object_from;		// results before it have their object's names
	size_t at;			// the result being sent, from 1
	bool shown[TRIVY_KINDS];	// what else shows that the kind was looked for
	enum trivy_kind kind;		// being sent
	bool is_cluster;		// results are of its objects
	bool has_system;		// the image has an operating system
};

// The first rows of the first tour: in each place where results may stand what they hold, the kinds
// first.
enum { TRIVY_SUMMARY = TRIVY_KINDS, TRIVY_PACKAGES, TRIVY_HELD, TRIVY_SHAPES = 6 };

// ---- trivy_looked.c ----

// Whether the source says that the kind was looked for.
bool trivy_asked(const struct scan_file *file, enum trivy_kind kind);
// Whether the report shows, or the source says, that the kind was looked for.
bool trivy_looked_for(const struct tour *tour, enum trivy_kind kind);
// Why it is open whether vulnerabilities were looked for; empty: it is not. `any`: others were.
struct slice trivy_why_open(const struct tour *tour, bool any);

// Says that a tool which looks for secrets beside flaws (or misconfigurations) unless it is told
// otherwise shows one of the two alone.
void trivy_say_unshown(struct scan_file *file, bool flaws, bool first, bool secrets);
// The category of the scan for licences.
struct slice trivy_licences(struct scan_file *file, struct slice category);
// Where only flaws of packages of the system, or of languages, were looked for.
void trivy_note_packages(const struct tour *tour, struct scan *scan);

// ---- trivy_space.c ----

// The cluster object at hand is over, or what has none: its names may stand behind its results.
bool trivy_close_object(struct tour *tour, struct err *err);
// A scan of each namespace, toured together.
bool trivy_send(struct tour *tour, const struct scan *scan, const struct tour_row *rows,
		struct err *err);
// The result's scan is the open one.
void trivy_turn(struct tour *tour, const struct trivy_result *result);
void trivy_spaces_fini(struct trivy *trivy);

// ---- trivy_name.c ----

int trivy_detect(const struct scan_sniff *sniff);
// Whether the report is of an image, or a machine's.
bool trivy_is_image(const struct trivy *trivy);
// An image as any report of Trivy's tells it.
struct trivy_image {
	struct slice name, tag, repo_digests, id; // the first tag; digests with blanks between
};
// Target, kind, tag and digests of the scan; an archive without a tag is of no target.
void trivy_name_image(struct scan_file *file, const struct trivy_image *image, struct scan *scan);
// Fills in trivy->scan but for its class.
void trivy_name_scan(struct tour *tour);

// ---- trivy_finding.c ----

// The kind of a finding that an exception changed, "vulnerability" and so on; false for others.
bool trivy_kind_of(struct slice type, enum trivy_kind *out);
struct scan_finding trivy_made_of(struct tour *tour, const struct trivy_finding *from);

// The rule's present id, as findings know it: AVD-KSV-0014, KSV014 and KSV-0014 are one.
struct slice trivy_rule(struct tour *tour, struct slice id);

#endif
