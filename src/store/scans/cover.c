#include "store/scans/scan_fold.h"

#include <string.h>

// What a scan looked at, where that is not all: sets of `scan_cover`, which scans share. A scan
// that tells nothing has none, and costs nothing.

bool fold_cover(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct scan_fold *scan;
	if (!scan_begin_record(fold, record, &scan, err))
		return false;
	str_clear(&scan->text);
	struct slice value = fold_word(fold, json_find(record, "value"), &scan->text);
	const char *by = json_text_or(record, "by", &fold->arena, "");
	if (cover_add(&scan->cover, cover_read(slice_of(by), value)))
		key128_add(&scan->content, fold_content(fold, scan, record));
	return true;
}

bool cover_store(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	const struct map *parts = &scan->cover.parts;
	scan->cover_set = cover_number(&scan->cover);
	for (size_t i = 0; i < parts->len; i++) {
		struct cover_part part;
		memcpy(&part, parts->entries[i].key, sizeof part);
		struct sql_value values[] = {SQL_I(scan->cover_set), SQL_I(part.by),
					     SQL_I(part.value)};
		if (!cache_run(fold->cache, "add_scan_cover", values, 3, err))
			return false;
	}
	return true;
}

// ---- Of a step ----

static bool read_set(struct step *step, struct cover *out, struct err *err)
{
	struct sql_value set[] = {SQL_I(step->cover_set)};
	sqlite3_stmt *row = cache_statement(step->fold->cache, "scan_covers", set, 1);
	bool any, done;
	while ((done = cache_step(step->fold->cache, row, &any, err)) && any)
		cover_add(out, (struct cover_part){sqlite3_column_int64(row, 0),
						   sqlite3_column_int64(row, 1)});
	cache_statement_done(row);
	return done;
}

// Where the two lists have no file in common it was a run over other files, and none was renamed.
static bool see_files(struct step *step, const struct cover *cover, struct err *err)
{
	struct sql_value values[] = {SQL_I(step->cover_set), SQL_I(step->cover_before),
				     SQL_I(COVER_FILE)};
	step->renames = cover->told[COVER_FILE];
	if (!step->renames || !step->cover_before)
		return true;
	sqlite3_stmt *row = cache_statement(step->fold->cache, "covers_meet", values, 3);
	bool done = cache_step(step->fold->cache, row, &step->renames, err);
	cache_statement_done(row);
	return done;
}

static struct slice column_of(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return (struct slice){text, (size_t)sqlite3_column_bytes(row, column)};
}

static bool mark(struct step *step, const struct cover *cover, struct trace *trace, struct err *err)
{
	struct sql_value body[] = {SQL_I(trace->body)};
	sqlite3_stmt *row = cache_statement(step->fold->cache, "body_covered", body, 1);
	bool any, done = cache_step(step->fold->cache, row, &any, err);
	struct cover_said said = {.level = life_of(step->scan, trace)->level,
				  .check = cover_check(scan_pass_key(trace)),
				  .rule = fold_text_of(step->fold, trace->rule)};
	if (any) {
		said.file = column_of(row, 0);
		said.package = column_of(row, 2);
		said.purl = column_of(row, 3);
		said.resource = column_of(row, 4);
		said.class = column_of(row, 5);
		said.fixed = sqlite3_column_int(row, 1);
	}
	trace->uncovered = !cover_has(cover, &said);
	cache_statement_done(row);
	return done;
}

bool cover_mark(struct step *step, struct err *err)
{
	struct scan_fold *scan = step->scan;
	struct cover cover = {0};
	if (!step->closes || !step->cover_set)
		return true;
	bool done = read_set(step, &cover, err) && see_files(step, &cover, err);
	for (size_t i = 0; done && i < scan->traces.len; i++) {
		struct trace *trace = &scan->traces.at[i];
		if (trace->id && !trace->now && life_of(scan, trace)->state == LIFE_OPEN)
			done = mark(step, &cover, trace, err);
	}
	cover_fini(&cover);
	return done;
}

// ---- What is well ----

bool step_read_passed(struct step *step, struct err *err)
{
	struct sql_value scan[] = {SQL_I(step->id)};
	sqlite3_stmt *row = cache_statement(step->fold->cache, "scan_passes", scan, 1);
	bool any, done;
	while ((done = cache_step(step->fold->cache, row, &any, err)) && any) {
		const char *key = sqlite3_column_blob(row, 0);
		map_put(&step->passed, (struct slice){key, sizeof(struct key128)}, NULL);
	}
	cache_statement_done(row);
	return done;
}

bool step_passed(const struct step *step, const struct trace *trace)
{
	struct key128 key = scan_pass_key(trace);
	return step->passed.len &&
	       map_get(&step->passed, (struct slice){(const char *)&key, sizeof key});
}
