// What the readers of AWS services' findings share. A service's answer may come as a file (the
// CLI's output, an event, a bare list) or as pages that were asked of its API; both are walked the
// same way, twice: once to learn what the scan is of, once to tell its findings.
//
//	walk(doc) -> item -> look (survey)            places, time, what passed, whether it is whole
//	scan_begin of each place; walk(doc) -> item -> tell in its place; scan_end of each
//
// Must not: ask anything of a network.
#ifndef GAVEL_PLUGINS_SCANS_CLOUD_CLOUD_H
#define GAVEL_PLUGINS_SCANS_CLOUD_CLOUD_H

#include "base/map.h"
#include "plugins/scans/scan.h"

// What a finding is of; "": it does not tell.
struct cloud_home {
	struct slice account, region;
};

// The findings of one account and region, or of what is of no region: a scan of its own.
struct cloud_place {
	struct slice target;
	int64_t passed, untested;
	size_t scan; // once it was begun
};

// What the first walk learns of one list. Texts are the file's arena's.
struct cloud_survey {
	struct slice account, region; // of the list itself, as who asked knows
	struct cloud_place *places;   // that there are findings of
	size_t place_count;
	int64_t at;	// when it was asked for, or happened; 0: not told
	int64_t newest; // when the last finding was updated
	struct slice category;
	struct slice failed, unsure; // why it is no list, or none when empty, as who asked knows
	struct slice off;	     // kinds of resources that are not looked at, as it says,
	unsigned kinds;		     // and bits of those that something is listed of
	// of an image
	struct slice registry, repository, digest, tag;
	int64_t completed;
	int64_t listed, counted; // findings, and how many there are by its own count
	struct slice status, status_why;
	// of tools that write Security Hub's form
	struct slice product, version;
	bool products, by_hub; // several; the hub's own marks are in it
	bool is_event;	       // or a single finding: no list
	bool has_more;	       // a further page is named
	bool has_list;	       // findings were told of, or that there are none
	bool any;	       // there is one
	bool unknown;	       // some are of a type that nobody knows
	bool is_asked;	       // of the API, as src/libexec/fetch/aws asks
};

struct cloud {
	struct scan_file *file;
	const struct cloud_service *service;
	bool telling; // the second walk
	struct cloud_survey *survey;
	struct arena words;	     // texts made for one finding
	const struct node *resource; // of the finding: what it is told of
	struct cloud_place *place;   // likewise
	struct map places;	     // target -> index in the survey, of lists of several
	struct scan scan;	     // of the list itself,
	size_t current;		     // and to come back to it, of the finding's place
	struct map images;	     // "NAME@DIGEST" -> its scan, to come back to it
};

struct cloud_service {
	const char *name; // as pages of the API call it
	const char *tool;
	enum finding_class class;
	// The value at the cursor is an answer of the service: its findings go to cloud_item, what
	// else it says into the survey.
	bool (*walk)(struct cloud *cloud, struct doc *doc, struct err *err);
	// What the finding is of. NULL: the list says that itself.
	struct cloud_home (*home)(const struct node *finding);
	void (*look)(struct cloud *cloud, const struct node *finding); // into the survey, or NULL
	bool (*tell)(struct cloud *cloud, const struct node *finding, struct err *err);
	// What each scan is of, beyond what cloud_begin fills in. May be NULL.
	void (*settle)(struct cloud *cloud, struct scan *scan);
	// Why the scan that was walked cannot be relied on, or NULL. May be NULL.
	const char *(*failure)(const struct cloud *cloud);
};

extern const struct cloud_service CLOUD_SECURITY_HUB, CLOUD_GUARDDUTY, CLOUD_INSPECTOR,
	CLOUD_ANALYZER, CLOUD_ECR;

// A file that is one answer of the service. (cloud.c)
bool cloud_read(struct scan_file *file, const struct cloud_service *service, struct err *err);

void cloud_fini(struct cloud *cloud);

// ---- For walks ----

// One finding: looked at or told, in its place.
bool cloud_take(struct cloud *cloud, const struct node *finding, struct err *err);
// One finding at the cursor: read, looked at or told, forgotten.
bool cloud_item(struct cloud *cloud, struct doc *doc, struct err *err);
// Each item of the list at the cursor. ERR_INVALID when it is none.
bool cloud_items(struct cloud *cloud, struct doc *doc, struct err *err);
// "NextToken" and "nextToken": notes that there is more.
bool cloud_token(struct cloud *cloud, struct doc *doc, struct err *err);
bool cloud_is_name(struct slice key, const char *name); // in any case
// The text at the cursor, kept with the file.
bool cloud_keep_text(struct cloud *cloud, struct doc *doc, struct slice *out, struct err *err);
// The walk of an answer that is a bare list, or a map with a list of that name, in any case, or
// with one finding as the member `one` (NULL: never); or an event with such a map in "detail",
// which is a finding itself where `detail` says so.
struct cloud_shape {
	const char *list, *one;
	bool detail;
};
bool cloud_walk(struct cloud *cloud, struct doc *doc, const struct cloud_shape *shape,
		struct err *err);

// ---- For surveys ----

// Keeps the first of what is given and notes when another follows.
void cloud_note(struct cloud *cloud, struct slice *first, bool *several, struct slice text);
// Begins a scan of each place as the survey settles it; from now on findings are told.
bool cloud_begin(struct cloud *cloud, struct err *err);
// Back to the list's own scans, and ends them; the images' ended when they began.
bool cloud_end(struct cloud *cloud, const char *failed, struct err *err);
bool cloud_has_list(const struct cloud *cloud, struct err *err); // ERR_INVALID: it does not
const char *cloud_failure(const struct cloud *cloud);		 // why it is no whole list, or NULL

// That the check was made, passed or not: Prowler, in whatever form, lists each that it makes.
void cloud_made_check(struct cloud *cloud, struct slice rule);

// The finding's place is the cloud's from now on, and its scan the open one.
bool cloud_turn(struct cloud *cloud, const struct node *finding, struct err *err);

// ---- For findings ----

// An image of ECR that a resource is, by its name in its registry; false: it is none. Memory is the
// finding's.
struct cloud_image {
	struct slice name, digest, tag;
};
bool cloud_image(struct cloud *cloud, const struct node *resource, struct cloud_image *out);
// Tells the finding of each image of ECR among its resources, in that image's own scan, which what
// other scanners say of the image stands beside; else of its first resource, in the list's scan.
typedef bool cloud_teller(struct cloud *cloud, const struct node *finding, struct err *err);
bool cloud_tell_each(struct cloud *cloud, const struct node *finding, const char *resources,
		     cloud_teller *tell, struct err *err);

struct slice cloud_format(struct cloud *cloud, const char *format, ...)
	__attribute__((format(printf, 2, 3))); // lives as long as the finding

// The n-th part of "arn:partition:service:region:account:resource", from 0; "" of other texts.
struct slice cloud_arn(struct slice arn, int part);
// The text at either path: services spell names in two ways.
struct slice cloud_text(const struct node *node, const char *path, const char *other);
int64_t cloud_when(struct slice text); // as scan_time; fractions and exponents too
int64_t cloud_time(const struct node *node, const char *path, const char *other);
// One text per line, of a list's items from `skip` on; `path` is of the text within an item, ""
// for the item itself.
struct slice cloud_lines(struct cloud *cloud, const struct node *list, const char *path, int skip);
// The same in one line with a separator.
struct slice cloud_join(struct cloud *cloud, const struct node *list, const char *separator);
// Where a package lies: a list is of many machines and images, so the resource is part of it.
struct slice cloud_place(struct cloud *cloud, const struct scan_finding *f, struct slice path);
// Of a flaw that several packages have each name and version is a finding; the same in another
// place is a further place of it. In their order, whatever that of the list is.
struct cloud_package {
	const struct node *node; // of the list
	struct slice where;	 // its place: the first path, and a version beside other ones there
	struct slice places;	 // the other paths, one a line
};
struct cloud_packages {
	struct cloud_package *of; // memory is that of the finding
	size_t count;
};
struct cloud_packages cloud_packages(struct cloud *cloud, const struct node *list);
// A flaw's id; when it is another database's and one CVE alone is related to it, that CVE too.
struct slice cloud_ids(struct cloud *cloud, struct slice id, const struct node *related);
// The first finding of a peeked answer: of a bare list, of the list so named, or of an event's.
const struct node *cloud_peek_first(const struct scan_sniff *sniff, const char *name);
// Whether a list of exactly that name is all there is, and empty: nothing tells whose it is.
bool cloud_peek_empty(const struct scan_sniff *sniff, const char *name);

enum { CLOUD_SURE = 95, CLOUD_EMPTY = 50 }; // scores of detection

// Whether it is a finding of the service, by what none other has.
bool guardduty_is_finding(const struct node *finding);
bool hub_is_finding(const struct node *finding);
// Tells an Inspector finding in the open scan: of ECR's enhanced scanning.
bool inspector_tell(struct cloud *cloud, const struct node *finding, struct err *err);

#endif
