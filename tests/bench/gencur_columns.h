// The columns of the bench's bill: the header of a legacy CUR, and what stands below it.
//
// Source of the names: the data dictionary of the AWS CUR guide.
// Must not: know how a value is made (gencur.c).
#ifndef GAVEL_TESTS_BENCH_GENCUR_COLUMNS_H
#define GAVEL_TESTS_BENCH_GENCUR_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fill {
	FILL_EMPTY,
	FILL_TEXT, // the column's own text
	FILL_ID,
	FILL_INTERVAL,
	FILL_START,
	FILL_END,
	FILL_ACCOUNT,
	FILL_TYPE,
	FILL_SERVICE,
	FILL_PRODUCT,
	FILL_USAGE_TYPE,
	FILL_OPERATION,
	FILL_ZONE,
	FILL_RESOURCE,
	FILL_UNIT,
	FILL_PRICE,
	FILL_DESCRIPTION,
	FILL_REGION,
	FILL_PLACE,
	FILL_RATE_ID,
	FILL_SKU,
	FILL_AMOUNT, // .which of the line's amounts
	FILL_TAG,    // .which tag
};

enum { AMOUNT_USAGE, AMOUNT_COST, AMOUNT_DEMAND, AMOUNT_PLAN, AMOUNT_RESERVED, AMOUNT_KINDS };
enum { TAG_TEAM, TAG_STAGE, TAG_DATASET };
enum { BENCH_COLUMNS = 125 };

struct bench_column {
	const char *name;
	enum fill fill;
	int which;
	const char *text;
};

extern const struct bench_column BENCH[BENCH_COLUMNS];

#endif
