// What security groups stand before: load balancers, data stores, other things. Private to this
// folder.
#ifndef GAVEL_LIBEXEC_CHECK_IAC_STANDS_H
#define GAVEL_LIBEXEC_CHECK_IAC_STANDS_H

#include "libexec/check/iac/model.h"

enum stand { STAND_BALANCER, STAND_DATA, STAND_OTHER, STANDS };

// Bases of groups, and "=sg-…" of those that are not in the file.
struct stands {
	struct map before[STANDS];
	// Some things have groups that are not known; and such as may be any of the file.
	bool unseen[STANDS], any[STANDS];
};

void stands_find(struct model *model, struct stands *out);
void stands_fini(struct stands *stands);
enum iac_link stands_before(const struct stands *stands, enum stand stand, const char *base);
// The same of a group that is not known.
enum iac_link stands_before_unseen(const struct stands *stands, enum stand stand,
				   const struct targets *group);
// The base of the resource that a target is, else the target.
const char *stands_base(const struct model *model, const char *target);

#endif
