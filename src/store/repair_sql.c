#include "store/repair_sql.h"

#include "base/str.h"
#include "base/vec.h"
#include "findings/measures/repair.h"

#include <stdlib.h>

struct spans {
	vec(struct repair_span) all;
};

static void step(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct spans **spans = sqlite3_aggregate_context(context, sizeof(struct spans *));
	(void)count;
	if (!spans || sqlite3_value_type(values[0]) == SQLITE_NULL)
		return;
	if (!*spans)
		*spans = mem_alloc(sizeof **spans);
	*vec_push(&(*spans)->all) =
		(struct repair_span){sqlite3_value_int64(values[0]), sqlite3_value_int64(values[1]),
				     sqlite3_value_int(values[2]) != 0};
}

static void finish(sqlite3_context *context, double (*measure)(struct repair_span *, size_t),
		   bool only_repaired)
{
	struct spans **spans = sqlite3_aggregate_context(context, 0);
	size_t count = 0;
	if (!spans || !*spans)
		return;
	struct repair_span *all = (*spans)->all.at;
	for (size_t i = 0; i < (*spans)->all.len; i++)
		if (all[i].repaired || !only_repaired)
			all[count++] = all[i];
	double seconds = measure(all, count);
	if (seconds >= 0)
		sqlite3_result_double(context, seconds);
	vec_fini(&(*spans)->all);
	free(*spans);
}

static void median(sqlite3_context *context)
{
	finish(context, repair_median, true);
}

static void survival_median(sqlite3_context *context)
{
	finish(context, repair_survival_median, false);
}

void repair_sql_register(sqlite3 *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	sqlite3_create_function(db, "repair_median", 3, flags, NULL, NULL, step, median);
	sqlite3_create_function(db, "repair_survival_median", 3, flags, NULL, NULL, step,
				survival_median);
}
