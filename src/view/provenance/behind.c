#include "view/provenance/behind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Time that is spent on it, and ranges that are told one by one.
enum { BEHIND_MS = 300, EXAMPLES = 3 };

static struct behind_input *place_of(struct behind *behind, const char *run, struct slice input)
{
	char key[64];
	bool added;
	int len = snprintf(key, sizeof key, "%.20s:%.*s", run, input.len > 20 ? 20 : (int)input.len,
			   input.at);
	int64_t *at = map_put(&behind->places, (struct slice){key, (size_t)len}, &added);
	if (added) {
		*vec_push(&behind->inputs) = (struct behind_input){0};
		*at = (int64_t)behind->inputs.len;
	}
	return &behind->inputs.at[*at - 1];
}

void behind_add(struct behind *behind, const char *run, const char *rows)
{
	struct slice rest = slice_of(rows);
	while (rest.at) {
		struct slice range = slice_cut(&rest, ',');
		struct slice input = slice_cut(&range, ':');
		struct behind_input *place = place_of(behind, run, input);
		if (place->ranges++ < EXAMPLES)
			str_addf(&place->examples, "%s%.*s", place->examples.len ? ", " : "",
				 (int)range.len, range.len ? range.at : "");
	}
}

static bool on_cell(void *context, const struct result *shape, const struct value *row,
		    struct err *err)
{
	(void)shape;
	(void)err;
	behind_add(context, row[0].text, row[1].text);
	return true;
}

bool behind_cells(struct behind *behind, struct cache *cache, const struct select *cells,
		  struct err *err)
{
	static const char *const COLUMNS[] = {"run", "rows", NULL};
	struct select select = *cells;
	struct select_reader reader = {.row = on_cell, .context = behind};
	select.measures = COLUMNS;
	select.sort = relation_column(cells->relation, SLICE("cell"));
	cache_limit(cache, BEHIND_MS);
	bool done = select_each(cache, &select, &reader, err);
	cache_limit(cache, 0);
	return done;
}

const struct behind_input *behind_find(const struct behind *behind, int64_t run, int64_t input)
{
	char key[64];
	int len = snprintf(key, sizeof key, "%lld:%lld", (long long)run, (long long)input);
	const int64_t *at = map_get(&behind->places, (struct slice){key, (size_t)len});
	return at ? &behind->inputs.at[*at - 1] : NULL;
}

void behind_fini(struct behind *behind)
{
	for (size_t i = 0; i < behind->inputs.len; i++)
		str_fini(&behind->inputs.at[i].examples);
	vec_fini(&behind->inputs);
	map_fini(&behind->places);
}
