// The names of accounts, as a bill tells them beside their numbers. Private to plugins/bill.
//
// Zero-initialised is empty and valid.
#ifndef GAVEL_PLUGINS_BILL_NAMES_H
#define GAVEL_PLUGINS_BILL_NAMES_H

#include "base/map.h"
#include "plugins/sdk/plug.h"

enum names_of { NAMES_ACCOUNT, NAMES_PAYER, NAMES_KINDS };

struct names {
	struct map ids;		      // account -> the name's index in texts
	struct map texts;	      // every name once
	struct str last[NAMES_KINDS]; // the pair seen last: most rows repeat it
};

void names_fini(struct names *names);
// An account's name as a row tells it; the newest row's stands. Empty ones say nothing.
void names_note(struct names *names, enum names_of kind, struct slice id, struct slice name);
// A line for each account that has a name.
void names_send(const struct names *names, struct plug_out *out, int scope);

#endif
