// What the readers of JSON lines share. Private to them.
#ifndef GAVEL_BASE_DOC_JSON_PRIVATE_H
#define GAVEL_BASE_DOC_JSON_PRIVATE_H

#include <stdint.h>

// The UTF-16 unit that four hex digits (RFC 8259 section 7) at `at` spell, or -1.
int32_t json_hex_unit(const char *at, const char *end);

#endif
