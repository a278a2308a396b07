// What closes findings: which package to which version.
//
// One finding's is a text: "rpm/rhel/bind-libs to 32:9.11.36-11.el8_9": the package's type,
// namespace and name, and the least version above the installed one that does not have the flaw. Of
// a report that names one for each branch all above are there, in order: "… to 9.0.112, 10.1.49".
// Where the order of versions is not known it has the words of the report.
// Must not: claim that a version closes what it may not: between two branches only what differs in
// its last number from the one below is of that branch.
#ifndef GAVEL_FINDINGS_VERSION_UPGRADE_H
#define GAVEL_FINDINGS_VERSION_UPGRADE_H

#include "base/str.h"

// As a report has it; empty: it does not say.
struct upgrade_said {
	struct slice purl, package;
	struct slice version; // installed
	struct slice fixed;   // "1.2.3, 2.0.1", in any order
};
// Adds the text and is true; false: nothing closes it, and what is added is the package alone
// ("rpm/rhel/bind-libs"), or nothing where that is not known.
bool upgrade_add(struct str *out, const struct upgrade_said *said);
// What one upgrade is of: the package; the whole text where the order is not known.
struct slice upgrade_package(struct slice text);
// Whether "X to V" closes the finding of this text; of more than one version the first counts. X
// alone does, whatever the version; a text itself always does.
bool upgrade_closes(struct slice upgrade, struct slice text);
// Adds the upgrade to the least version that closes all of these, which are of one package.
void upgrade_add_best(struct str *out, struct slice *texts, size_t count);

#endif
