// The bill's own line items behind chosen cells: what any number of a cost view is the sum of.
//
//	a select of cells -> their rows by run and input -> each input read once, by its collector,
//	after its digest was checked -> every line item to `line`, and the sums beside what is shown
//
// For the shell and for the console alike; the caller knows no processes. Must not: change
// anything, or show a line of an input whose bytes are not those that were taken in.
#ifndef GAVEL_COLLECT_LINES_LINES_H
#define GAVEL_COLLECT_LINES_LINES_H

#include "base/decimal.h"
#include "view/view.h"

// One line item. Texts are NULL where the bill says nothing, and valid during the call only.
struct line_item {
	const char *file; // path or URI of the part
	int64_t row;	  // of the part; the header is row 1
	int64_t run, input;
	int64_t start; // of the usage, unix seconds
	const char *line_type, *account, *service, *usage_type, *operation, *resource, *description;
	const char *currency, *unblended, *amortized; // amounts: canonical decimals
	const char *id;				      // the bill's own name of the line
};

struct lines_options {
	int64_t limit; // lines given to `line`, 0 = all
	bool partial;  // stop at the limit: the sums then cover what was read
	bool (*line)(void *context, const struct line_item *item); // false: enough, an interruption
	bool (*keep_going)(void *context);			   // or NULL
	void *context;						   // of both
};

// A part that lines were asked of.
struct lines_input {
	const char *file;
	int64_t run, input, lines;
	const char *fault; // why nothing of it can be shown, or NULL
	bool gone;	   // it is not there any more
};

// Per currency: what the lines sum to beside what the cells show.
struct lines_sum {
	const char *currency; // "" when the bill names none
	int64_t lines, shown_lines;
	struct decimal unblended, shown_unblended, amortized, shown_amortized;
};

// All memory is the arena's; zero-initialise, free with arena_fini(&report->arena).
struct lines_report {
	int64_t cells, lines; // lines: that were read, whether given or not
	bool more;	      // the limit cut them
	struct lines_input *inputs;
	size_t input_count;
	struct lines_sum *sums;
	size_t sum_count;
	struct arena arena;
};

// `cells`: a select of the relation "cells"; its limit is ignored. The report is filled as far as
// it came, whatever the outcome. ERR_INCOMPLETE: some input is gone or changed, the report says
// which; ERR_CHECK: everything was read and a sum differs; ERR_NOT_FOUND: no cell matches;
// ERR_INTERRUPTED.
bool lines_of(struct session *session, const struct select *cells,
	      const struct lines_options *options, struct lines_report *report, struct err *err);
// Did the lines sum to exactly what is shown?
bool lines_sum_holds(const struct lines_sum *sum);

// A row of a cost view.
struct lines_number {
	const struct select *select; // that gave the result
	const struct result *result;
	size_t row;
};
// The cells behind it: the view's conditions, and the row's own dimensions (a result without
// columns is the view's total). Memory is the arena's. ERR_INVALID: the row is a day of --spread,
// whose shares are no line items.
bool lines_behind(const struct lines_number *number, struct arena *arena, struct select *out,
		  struct err *err);

#endif
