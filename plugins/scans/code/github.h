// What GitHub's lists of alerts have in common.
//
// A list is a page of a longer one unless it says otherwise, and a page closes nothing; alerts that
// were fixed say so themselves.
#ifndef GAVEL_PLUGINS_SCANS_CODE_GITHUB_H
#define GAVEL_PLUGINS_SCANS_CODE_GITHUB_H

#include "plugins/scans/tour/tour.h"

#define GITHUB_PAGE SLICE("a page of a list that may go on")

// A text of an alert; "None", as some exports spell null, is none.
struct slice github_text(const struct node *node, const char *path);
// The CVSS score of an advisory, which is 0 where there is none: then there is no vector either.
struct slice github_score(const struct node *advisory, const char *vector);
// The repository "owner/name" as all reports call it, by an address of it as words_repo has
// it: "github.com/owner/name". Without one it is on the host that a person names, else on
// github.com.
struct slice github_named(const struct scan_file *file, struct slice full, struct slice address,
			  struct arena *arena);
// That of an alert of the REST API; empty: it tells none.
struct slice github_repository(const struct scan_file *file, const struct node *alert,
			       struct arena *arena);
// Open, fixed or dismissed, by the names of the REST API or of GraphQL.
void github_set_state(struct scan_finding *finding, const struct node *alert);
// A list of alerts of the REST API as one scan for each repository. The context of `add` is ours.
bool github_read_list(struct scan_file *file, const struct scan *scan, tour_each *add,
		      struct err *err);
// The turn of the alert's repository, for `add`.
bool github_turn(struct tour *tour, const struct node *alert, struct err *err);

#endif
