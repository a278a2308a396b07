// The columns of the fictional bill: one table from which header, rows and manifest come.
#ifndef GAVEL_SHARE_DEMO_BILL_COLUMNS_H
#define GAVEL_SHARE_DEMO_BILL_COLUMNS_H

#include "share/demo/bill.h"

#include <stddef.h>

// One line item on its way into a file.
struct bill_row {
	const struct bill_month *month;
	const struct bill_line *line;
	int64_t number; // from 0 within the delivery
};

struct bill_column {
	const char *category, *name, *type; // as the manifest names them
	void (*add)(struct str *out, const struct bill_row *row, const struct bill_column *column);
	size_t at;	  // offset of the field in struct bill_line, where add needs one
	const char *text; // the constant, or what the commitment's ARN holds
	unsigned types;	  // bit per enum bill_type that has this money
	bool only_net;	  // only in bills with net columns
};

extern const struct bill_column BILL_COLUMNS[];
extern const size_t BILL_COLUMN_COUNT;

#endif
