// Ranges of code points that do not take exactly one column; see mk/gen-utf8-table.py.
#ifndef GAVEL_BASE_UTF8_TABLE_H
#define GAVEL_BASE_UTF8_TABLE_H

#include <stddef.h>
#include <stdint.h>

// Sorted, without overlap. width: 0 combining, 2 wide, -1 never shown as it is.
struct utf8_range {
	uint32_t first, last;
	int width;
};

extern const struct utf8_range UTF8_RANGES[];
extern const size_t UTF8_RANGE_COUNT;

#endif
