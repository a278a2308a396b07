// What a dry run would change, but that of a bill.
//
//	publish_line -> preview_add …  publish_run -> preview_end, preview_tell
//
// The lines are folded into a copy of the cache that nobody else sees; nothing is written anywhere.
// What cannot be previewed fails the run, once it was judged as ever. Must not: tell anything that
// the import would not.
#ifndef GAVEL_COLLECT_PREVIEW_PREVIEW_H
#define GAVEL_COLLECT_PREVIEW_PREVIEW_H

#include "collect/publish.h"

// Takes a line, which stands in `text`; begins at the first scope.
void preview_add(struct publish *publish, const struct protocol_line *line, struct slice text);
// After the last: sets `would` to the cache as it would be, or `unseen`.
void preview_end(struct publish *publish);
// What became of each scope there, and each finding that it would change, up to some of a kind.
void preview_tell(struct publish *publish);

#endif
