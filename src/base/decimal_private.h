// Powers of ten that decimal*.c share. Private to them.
#ifndef GAVEL_BASE_DECIMAL_PRIVATE_H
#define GAVEL_BASE_DECIMAL_PRIVATE_H

#include "base/decimal.h"

enum { WORD_DIGITS = 18 }; // 10^18 is the largest power of ten in 64 bits

extern const uint64_t DECIMAL_TEN[WORD_DIGITS + 1]; // 10^0 to 10^18
int128 decimal_power(int exponent);		    // 10^exponent, at most 38

#endif
