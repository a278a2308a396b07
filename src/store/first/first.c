#include "store/first/first.h"

#include "store/first/order.h"
#include "store/imposter.h"

#include <stdlib.h>

// Below, making the imposters takes longer than they save.
enum { FEW = 1000 };

// ---- Rows of the table ----

struct adding {
	struct scan_fold *scan;
	struct trace **of;
	size_t at;
	struct finding_row row;
};

// The next trace; the one that is needed some time after is asked of the memory. NULL: none.
static const struct trace *next_of(const struct scan_fold *scan, struct trace *const *of,
				   size_t *at)
{
	if (*at == scan->named_count)
		return NULL;
	if (*at + AHEAD < scan->named_count)
		trace_ask(of[*at + AHEAD]);
	return of[(*at)++];
}

static const struct sql_value *next_finding(void *context)
{
	struct adding *adding = context;
	const struct trace *trace = next_of(adding->scan, adding->of, &adding->at);
	if (!trace)
		return NULL;
	adding->scan->lives.at[trace->life].more++;
	finding_row(&adding->row, adding->scan, trace);
	return adding->row.values;
}

// ---- Entries of its indexes ----

static uint32_t rule_of(const struct scan_fold *scan, const struct trace *trace)
{
	(void)scan;
	return trace->rule;
}

static uint32_t package_of(const struct scan_fold *scan, const struct trace *trace)
{
	return scan_package_of(scan, trace).name;
}

static bool has_package(const struct scan_fold *scan, const struct trace *trace)
{
	return package_of(scan, trace) != 0;
}

static bool has_flaw(const struct scan_fold *scan, const struct trace *trace)
{
	(void)scan;
	return trace->flaw != 0;
}

static const struct finding_index {
	const char *name;
	number_of *number; // that it is sorted by within buckets, or NULL
	// Whether it has an entry of the trace; NULL: of each.
	bool (*has)(const struct scan_fold *scan, const struct trace *trace);
	enum finding_column columns[ROWS_SQL_COLUMNS]; // of the row
	int count;
} INDEXES[] = {
	{.name = "finding_by_bucket",
	 .columns = {ROW_BUCKET, ROW_ID, ROW_BODY, ROW_ID},
	 .count = 4},
	{.name = "finding_by_rule",
	 .number = rule_of,
	 .columns = {ROW_BUCKET, ROW_RULE, ROW_ID},
	 .count = 3},
	{.name = "finding_by_package",
	 .number = package_of,
	 .has = has_package,
	 .columns = {ROW_BUCKET, ROW_PACKAGE, ROW_ID, ROW_UPGRADE, ROW_ID},
	 .count = 5},
	{.name = "finding_by_flaw",
	 .has = has_flaw,
	 .columns = {ROW_BUCKET, ROW_FLAW, ROW_ID},
	 .count = 3},
};

struct entering {
	const struct finding_index *index;
	const struct scan_fold *scan;
	struct trace **of;
	size_t at;
	struct finding_row row;
	struct sql_value values[ROWS_SQL_COLUMNS];
};

static const struct sql_value *next_entry(void *context)
{
	struct entering *entering = context;
	const struct finding_index *index = entering->index;
	const struct trace *trace;
	do {
		trace = next_of(entering->scan, entering->of, &entering->at);
	} while (trace && index->has && !index->has(entering->scan, trace));
	if (!trace)
		return NULL;
	finding_row(&entering->row, entering->scan, trace);
	for (int i = 0; i < index->count; i++)
		entering->values[i] = entering->row.values[index->columns[i]];
	return entering->values;
}

static bool is_empty(const struct scan_fold *scan, const struct finding_index *index)
{
	const struct trace *trace;
	size_t at = 0;
	if (!index->has)
		return false;
	while ((trace = next_of(scan, scan->named, &at)))
		if (index->has(scan, trace))
			return false;
	return true;
}

static bool store_index(struct fold *fold, const struct scan_fold *scan,
			const struct finding_index *index, struct err *err)
{
	if (is_empty(scan, index))
		return true;
	struct trace **of = order_named(scan, index->number, fold->texts.len + 1);
	struct entering entering = {.index = index, .scan = scan, .of = of};
	struct rows_sql rows = {next_entry, &entering};
	bool done = imposter_add(fold->cache, index->name, &rows, err);
	free(of);
	return done;
}

bool first_store_findings(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	struct adding adding = {.scan = scan, .of = scan->named};
	struct rows_sql rows = {next_finding, &adding};
	if (scan->named_count < FEW || !imposter_is_possible())
		return rows_sql_run(fold->cache, "add_findings", &rows, err);
	bool done = imposter_add(fold->cache, "finding", &rows, err);
	for (size_t i = 0; done && i < sizeof INDEXES / sizeof *INDEXES; i++)
		done = store_index(fold, scan, &INDEXES[i], err);
	imposter_end(fold->cache);
	return done;
}

// ---- Sightings ----

struct seeing {
	const struct step *step;
	size_t at;
	struct sql_value values[ROWS_SQL_COLUMNS];
};

static const struct sql_value *next_seen(void *context)
{
	struct seeing *seeing = context;
	const struct scan_fold *scan = seeing->step->scan;
	const struct trace *trace = next_of(scan, scan->named, &seeing->at);
	if (!trace)
		return NULL;
	seeing->values[0] = SQL_I(trace->id);
	seeing->values[1] = SQL_I(seeing->step->id);
	seeing->values[3] = SQL_I(trace->body);
	seeing->values[4] = SQL_I(trace->now);
	seeing->values[5] = seeing->values[6] = SQL_I(0);
	return seeing->values;
}

bool first_store_sightings(const struct step *step, struct err *err)
{
	struct seeing seeing = {.step = step};
	struct rows_sql rows = {next_seen, &seeing};
	return rows_sql_run(step->fold->cache, "add_sightings", &rows, err);
}
