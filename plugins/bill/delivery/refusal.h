// A delivery that cannot be trusted as whole: its scope is told as incomplete, so that what was
// shown before stays, while the other deliveries of the run go on.
//
// Must not: send records.
#ifndef GAVEL_PLUGINS_BILL_DELIVERY_REFUSAL_H
#define GAVEL_PLUGINS_BILL_DELIVERY_REFUSAL_H

#include "plugins/bill/delivery/delivery.h"

void refusal_send(struct plug_out *out, const struct delivery *delivery, const char *why);

#endif
