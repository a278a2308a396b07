// Which rows of which inputs stand behind cells. Private to view/provenance/.
#ifndef GAVEL_VIEW_PROVENANCE_BEHIND_H
#define GAVEL_VIEW_PROVENANCE_BEHIND_H

#include "base/map.h"
#include "base/vec.h"
#include "store/select.h"

struct behind_input {
	int64_t ranges;	     // how many stretches of its rows
	struct str examples; // the first of them: "5-9, 20-21"
};

struct behind {
	struct map places; // "run:input" -> its place in inputs, from 1
	vec(struct behind_input) inputs;
};

// Takes "input:first-last,…" of a cell of a run.
void behind_add(struct behind *behind, const char *run, const char *rows);
// Of every cell of a select (relation cells). False: it took too long, or could not be asked.
bool behind_cells(struct behind *behind, struct cache *cache, const struct select *cells,
		  struct err *err);
// NULL when nothing of the input is behind them.
const struct behind_input *behind_find(const struct behind *behind, int64_t run, int64_t input);
void behind_fini(struct behind *behind);

#endif
