#include "cmd/gate/rows.h"

#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool gate_rows_read(struct session *session, const struct select *select, row_reader *read,
		    void *context, struct err *err)
{
	struct cache *cache;
	struct select_reader reader = {.row = read, .context = context};
	if (!view_open(session, select, &cache, err))
		return false;
	bool done = select_each(cache, select, &reader, err);
	view_close(cache);
	return done;
}

// A condition on literal values.
void rows_where(struct select *select, const char *column, const char **values, size_t count)
{
	select->filters[select->filter_count++] = (struct filter){
		.column = relation_column(select->relation, slice_of(column)),
		.op = FILTER_IS,
		.values = values,
		.value_count = count,
		.literal = true,
	};
}

int64_t rows_end_of_day(int64_t day)
{
	enum { DAY = 86400 };
	return day && day % DAY == 0 ? day + DAY - 1 : day;
}

const char *rows_text(struct arena *arena, const struct value *value)
{
	return value->text ? arena_text(arena, value->text) : "";
}

bool rows_read_scans(struct session *session, struct evidence *out, struct err *err)
{
	const struct select scans = {.relation = relation_find("scans")};
	struct cache *cache;
	if (!view_open(session, &scans, &cache, err))
		return false;
	bool done = gate_scans_read(cache, out->with_rules, &out->arena, &out->scans, err);
	view_close(cache);
	return done;
}

// ---- What a scan saw ----

static bool take_sighting(void *context, const struct result *shape, const struct value *row,
			  struct err *err)
{
	struct map *seen = context;
	enum finding_level level = LEVEL_UNKNOWN;
	(void)shape, (void)err;
	finding_level_read(slice_of(row[1].text), &level);
	*map_put(seen, slice_of(row[0].text), NULL) = 2 * (int64_t)level + (row[2].integer != 0);
	return true;
}

struct finding_then rows_then(int64_t seen)
{
	return (struct finding_then){(enum finding_level)(seen / 2), seen % 2 != 0};
}

struct scan_rows {
	const char *relation;
	const char *const *columns;
	row_reader *read;
};

static bool read_of_scan(struct session *session, const struct gate_scan *scan,
			 const struct scan_rows *rows, struct map *out, struct err *err)
{
	char at[32];
	struct select select = {.relation = relation_find(rows->relation),
				.measures = rows->columns};
	snprintf(at, sizeof at, "%lld", (long long)scan->at);
	rows_where(&select, "content", (const char *[]){scan->id}, 1);
	rows_where(&select, "at", (const char *[]){at}, 1);
	rows_where(&select, "target", (const char *[]){scan->target}, 1);
	rows_where(&select, "tool", (const char *[]){scan->tool}, 1);
	return gate_rows_read(session, &select, rows->read, out, err);
}

bool rows_read_sightings(struct session *session, const struct gate_scan *scan, struct map *seen,
			 struct err *err)
{
	static const char *const COLUMNS[] = {"finding", "severity", "claimed", NULL};
	const struct scan_rows rows = {"sightings", COLUMNS, take_sighting};
	return read_of_scan(session, scan, &rows, seen, err);
}

static bool take_closed(void *context, const struct result *shape, const struct value *row,
			struct err *err)
{
	static const char *const CLOSED[] = {"fixed", "retired", "closed"};
	(void)shape, (void)err;
	for (size_t i = 0; i < sizeof CLOSED / sizeof *CLOSED; i++)
		if (row[1].text && !strcmp(row[1].text, CLOSED[i]))
			map_put(context, slice_of(row[0].text), NULL);
	return true;
}

bool rows_read_closed(struct session *session, const struct gate_scan *scan, struct map *gone,
		      struct err *err)
{
	static const char *const COLUMNS[] = {"finding", "kind", NULL};
	const struct scan_rows rows = {"finding_events", COLUMNS, take_closed};
	return read_of_scan(session, scan, &rows, gone, err);
}

// ---- What is known to be exploited ----

struct catalogue {
	struct evidence *out;
	struct map *due;
};

static bool take_exploited(void *context, const struct result *shape, const struct value *row,
			   struct err *err)
{
	struct catalogue *catalogue = context;
	(void)shape, (void)err;
	*map_put(catalogue->due, slice_of(row[0].text), NULL) = rows_end_of_day(row[1].integer);
	if (row[2].integer > catalogue->out->catalogue_at)
		catalogue->out->catalogue_at = row[2].integer;
	return true;
}

static bool read_catalogue(struct session *session, struct catalogue *catalogue, struct err *err)
{
	static const char *const COLUMNS[] = {"cve", "due", "catalogue", NULL};
	struct select select = {.relation = relation_find("kev"), .measures = COLUMNS};
	return gate_rows_read(session, &select, take_exploited, catalogue, err);
}

// Where none was handed over, the one of the person's cache will do; without one the verdict says
// so.
bool rows_read_catalogue(struct session *session, struct evidence *out, struct map *due,
			 struct err *err)
{
	struct catalogue catalogue = {out, due};
	struct err ignored = {0};
	if (!read_catalogue(session, &catalogue, err))
		return false;
	if (due->len || !out->catalogue_from)
		return true;
	out->catalogue_kept =
		read_catalogue(out->catalogue_from, &catalogue, &ignored) && due->len > 0;
	return true;
}
