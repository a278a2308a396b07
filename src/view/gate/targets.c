#include "view/gate/targets.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

bool gate_targets_read(struct cache *cache, struct arena *arena, struct gate_words *out,
		       struct err *err)
{
	sqlite3_stmt *rows = cache_statement(cache, "scanned_targets", NULL, 0);
	vec(const char *) names = {0};
	bool any = true, done = true;
	while (done && (done = cache_step(cache, rows, &any, err)) && any)
		*vec_push(&names) = arena_text(arena, (const char *)sqlite3_column_text(rows, 0));
	cache_statement_done(rows);
	*out = (struct gate_words){arena_alloc(arena, (names.len + 1) * sizeof *out->at),
				   names.len};
	if (names.len)
		memcpy(out->at, names.at, names.len * sizeof *out->at);
	vec_fini(&names);
	return done;
}
