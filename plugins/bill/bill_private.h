// A bill being read, as its reader (bill.c) and its sender (bill_send.c) share it. Private to
// plugins/bill.
#ifndef GAVEL_PLUGINS_BILL_BILL_PRIVATE_H
#define GAVEL_PLUGINS_BILL_BILL_PRIVATE_H

#include "plugins/bill/bill.h"
#include "plugins/bill/cells.h"
#include "plugins/bill/names.h"

// One payer's month within the delivery.
struct bill_scope {
	char *payer;
	int64_t period;
	int64_t rows, invoiced, first, last;
	int number; // once announced
};

struct bill {
	struct plug_out *out;
	struct bill_delivery delivery;
	struct record_layout layout;
	struct record record; // the row that was read last
	struct cells cells;
	struct names names;
	vec(struct bill_scope) scopes;
	struct slice *padded; // a row brought to the header's length
	struct slice *spans;  // a row's subject, by its cells
	int input;
	int64_t surplus, missing, first_surplus, first_missing;
	int64_t damaged;    // the part's first row that no part of AWS has, or 0
	const char *damage; // what is wrong with it
	bool has_net, has_layout, inexact;
	size_t columns;
	int64_t rejected;
	struct str rejects; // lines that wait for their scope's number
};

// Reads a row, at the header's length, into bill->record; its group is told by index. ERR_INVALID:
// why it cannot be used.
bool bill_read(struct bill *bill, const struct bill_line *line, uint32_t *group, struct err *err);
// The scope's index; made when there is none.
uint32_t bill_scope_of(struct bill *bill, struct slice payer, int64_t period);

#endif
