// What was read of a tree of bills, so that the next run reads only what is new.
//
//	cursor_new -> per delivery: cursor_keeps, and when that is false and the delivery
//	              could be read: cursor_scope…, cursor_note
//	           -> cursor_send
//
// The cursor (the protocol's `state`) holds a stamp of each delivery that was read whole, over its
// name and each part's name, size and time of change in nanoseconds (of an object: in seconds, and
// its ETag), and the scopes it gave. A cursor of another version, folder, format or configuration,
// or a damaged one, knows nothing: everything is read. Must not: read a part.
#ifndef GAVEL_PLUGINS_BILL_DELIVERY_CURSOR_H
#define GAVEL_PLUGINS_BILL_DELIVERY_CURSOR_H

#include "plugins/bill/delivery/delivery.h"

struct cursor;

struct cursor *cursor_new(const struct plug_request *request);
void cursor_free(struct cursor *cursor);
// Was this very delivery read before?
bool cursor_knows(struct cursor *cursor, const struct delivery *delivery);
// The same, and then its scopes are told as unchanged. Else it is the
// delivery that the next calls are about.
bool cursor_keeps(struct cursor *cursor, const struct delivery *delivery, struct plug_out *out);
// A scope that the delivery gave.
struct cursor_scope {
	const char *payer, *report, *period;
	int64_t rows;
};
void cursor_scope(struct cursor *cursor, const struct cursor_scope *scope);
// The delivery was read whole.
void cursor_note(struct cursor *cursor);
// Sends the state line. What would make it too long is left out, and read again next time.
void cursor_send(struct cursor *cursor, struct plug_out *out);

#endif
