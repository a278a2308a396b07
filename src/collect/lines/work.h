// The chosen cells, where their rows are, and the sums as they grow. Private to collect/lines.
#ifndef GAVEL_COLLECT_LINES_WORK_H
#define GAVEL_COLLECT_LINES_WORK_H

#include "base/json.h"
#include "base/vec.h"
#include "collect/lines/lines.h"

enum { WORK_COLUMNS = 20 };

// Rows of one input that hold line items of one cell.
struct range {
	int64_t run, input, first, last;
	size_t cell; // row of the result
};

struct work_source {
	int64_t run, input;
	const char *uri, *sha256, *plugin, *format;
};

struct work {
	struct session *session;
	const struct lines_options *options;
	struct lines_report *report;
	struct result cells;
	size_t columns[WORK_COLUMNS]; // where the columns stand in the result
	struct arena arena;	      // of the cells
	vec(struct range) ranges;     // by run and input
	vec(struct work_source) sources;
	vec(struct lines_input) inputs;
	vec(struct lines_sum) sums;
	struct lines_input *input; // being read
	int64_t given;
	bool enough, stopped; // the limit was reached; the caller stopped
};

// Reads the cells, sums what they show, and finds out where their rows are. ERR_NOT_FOUND.
bool work_choose(struct work *work, const struct select *cells, struct err *err);
// A cell with its rows, as the collector is asked for it.
void work_write_cell(const struct work *work, const struct range *range, struct json_out *json);
// The input, or NULL when the run has none of that number.
const struct work_source *work_source(const struct work *work, int64_t run, int64_t input);
struct lines_input *work_begin_input(struct work *work, const struct range *range);
void work_add_line(struct work *work, const struct line_item *item);
// Hands inputs and sums to the report; frees the rest.
void work_end(struct work *work);

#endif
