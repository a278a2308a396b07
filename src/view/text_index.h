// The text index as people meet it: how far it is where it matters, and its building behind them.
#ifndef GAVEL_VIEW_TEXT_INDEX_H
#define GAVEL_VIEW_TEXT_INDEX_H

#include "store/select.h"
#include "view/session.h"

// How much of it there is, 0 to 99, when a select waits for what is not indexed; else 100.
int text_index_percent(struct session *session, const struct select *select);
// Starts `gavel cache index --background` when it is behind, nobody is at it, and this account may
// write the cache. Nobody waits for that process: it lives on when we end. Nothing is said when it
// cannot be: the next one tries again.
void text_index_start(const struct config *config);

#endif
