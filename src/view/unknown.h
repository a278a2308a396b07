// Rows whose version nobody knows: a condition on the version holds for none of them, and who asks
// for "version<2.17" must hear of those that may be it.
#ifndef GAVEL_VIEW_UNKNOWN_H
#define GAVEL_VIEW_UNKNOWN_H

#include "view/view.h"

// How many rows would match but for conditions on a version that they do not have; 0 when the
// select has no such condition, or groups.
bool view_unknown(struct session *session, const struct select *select, int64_t *out,
		  struct err *err);

#endif
