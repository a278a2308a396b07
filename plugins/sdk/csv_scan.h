// Where cells and records end: quotes, commas and newlines found 64 bytes at a time.
//
// A byte is inside quotes when an odd number of quotes stands before it, which is right as long
// as quotes open at a cell's beginning and close at its end. Where they do not, the scan stops
// and says `odd`: whoever called reads that record byte by byte. Private to csv.c.
// Must not: change the bytes.
#ifndef GAVEL_PLUGINS_SDK_CSV_SCAN_H
#define GAVEL_PLUGINS_SDK_CSV_SCAN_H

#include "base/str.h"

#include <stdint.h>

enum { CSV_SCAN_WINDOW = 16 * 1024 }; // bytes of one call at most

// How a block is searched, the slowest first; for what the processor does not have, the one before
// is taken.
enum csv_scan_way { CSV_SCAN_PORTABLE, CSV_SCAN_NARROW, CSV_SCAN_WIDE, CSV_SCAN_WIDEST };

struct csv_scan {
	uint32_t *stops; // places of commas and newlines outside quotes, in order
	uint32_t *lines; // of the newlines among them: their index in stops
	size_t stop_count, stop_room, line_count;
	size_t at;	// the next byte to scan
	size_t strange; // behind the last block with a byte that is no printable ASCII, but
			// newlines
	uint64_t inside, may_open, closed;
	bool odd;
	void (*window)(struct csv_scan *scan, const char *bytes, size_t end);
};

void csv_scan_init(struct csv_scan *scan); // the best way there is
void csv_scan_use(struct csv_scan *scan, enum csv_scan_way way);
void csv_scan_fini(struct csv_scan *scan);
// Forgets everything and begins at `at`, where a record begins.
void csv_scan_begin(struct csv_scan *scan, size_t at);
// Drops the stops before `first`; lines are dropped all.
void csv_scan_drop(struct csv_scan *scan, size_t first);
// Scans one window more, not beyond `end`; 64 bytes behind it can be read.
void csv_scan_more(struct csv_scan *scan, const char *bytes, size_t end);

#endif
