#include "view/provenance.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "view/format.h"
#include "view/narrow.h"
#include "view/provenance/behind.h"

#include <stdlib.h>
#include <string.h>

// Runs of a number, and inputs of a run, that are told one by one.
enum { RUNS_MAX = 50, INPUTS_MAX = 50 };

// One reading of a chain.
struct tracing {
	struct session *session;
	const struct provenance_of *of;
	struct arena *arena;
	struct cache *cache;
	vec(struct provenance_line) lines;
	bool more;
	struct behind behind; // the inputs that count, when it is known
	bool is_known;
	struct err *err;
};

static void add_line(struct tracing *t, struct provenance_line line)
{
	*vec_push(&t->lines) = line;
}

static void add_note(struct tracing *t, int depth, const char *text)
{
	add_line(t, (struct provenance_line){PROVENANCE_NOTE, depth, "note", text, NULL});
}

// ---- The value, what it means, how it was asked ----

static const char *shown_value(struct tracing *t)
{
	const struct provenance_of *of = t->of;
	const struct result_column *column = &of->result->columns[of->column];
	size_t currency = result_place(of->result, "currency");
	struct str text = {0};
	format_value(t->session, column, result_at(of->result, of->row, of->column), &text);
	if (column->column->kind == COLUMN_MONEY && currency < of->result->column_count) {
		const char *of_row = result_at(of->result, of->row, currency)->text;
		str_add_char(&text, ' ');
		utf8_add_safe(&text, slice_of(of_row), false);
	}
	const char *copy = arena_slice(t->arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

static const char *own_address(struct tracing *t, const struct select *select)
{
	struct str text = {0};
	address_print(t->of->view, select, &text);
	const char *copy = arena_slice(t->arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

static void add_value(struct tracing *t, const struct select *row)
{
	const struct provenance_of *of = t->of;
	bool whole = of->column >= of->result->column_count;
	add_line(t, (struct provenance_line){
			    PROVENANCE_VALUE, 0,
			    whole ? of->view->title : of->result->columns[of->column].name,
			    whole ? "the whole row" : shown_value(t), own_address(t, row)});
	add_line(t, (struct provenance_line){PROVENANCE_DEFINITION, 1, "definition",
					     whole ? of->view->help
						   : of->result->columns[of->column].column->help,
					     NULL});
}

static void add_sql(struct tracing *t)
{
	struct str text = {0};
	select_explain(t->cache, t->of->select, &text);
	add_line(t, (struct provenance_line){PROVENANCE_SQL, 2, "SQL",
					     arena_slice(t->arena, slice_trim(str_slice(&text))),
					     NULL});
	str_fini(&text);
}

// ---- Inputs ----

// "rows 5-9, 20-21 and 7 more places".
static void add_rows(const struct behind_input *rows, struct str *out)
{
	int64_t told = 0;
	for (size_t i = 0; i < rows->examples.len; i++)
		told += rows->examples.at[i] == ',';
	str_addf(out, ", rows ");
	str_add_slice(out, str_slice(&rows->examples));
	if (rows->ranges > told + 1)
		str_addf(out, " and %lld more places", (long long)(rows->ranges - told - 1));
}

static void add_input(struct tracing *t, int64_t run, sqlite3_stmt *row)
{
	int64_t number = sqlite3_column_int64(row, 0);
	const struct behind_input *rows = behind_find(&t->behind, run, number);
	struct str text = {0};
	char time[32];
	if (t->is_known && !rows)
		return;
	utf8_add_safe(&text, slice_of((const char *)sqlite3_column_text(row, 1)), false);
	if (rows && rows->examples.len)
		add_rows(rows, &text);
	str_addf(&text, ", %lld bytes", (long long)sqlite3_column_int64(row, 3));
	if (sqlite3_column_type(row, 4) != SQLITE_NULL)
		str_addf(&text, ", of %s", clock_format(sqlite3_column_int64(row, 4), time));
	str_addf(&text, ", sha256 %s", (const char *)sqlite3_column_text(row, 2));
	add_line(t,
		 (struct provenance_line){PROVENANCE_INPUT, 2,
					  arena_printf(t->arena, "input %lld", (long long)number),
					  arena_slice(t->arena, str_slice(&text)),
					  arena_printf(t->arena, "inputs run:%lld input:%lld",
						       (long long)run, (long long)number)});
	str_fini(&text);
}

static bool add_inputs(struct tracing *t, int64_t run)
{
	struct sql_value value[] = {SQL_I(run)};
	sqlite3_stmt *rows = cache_statement(t->cache, "provenance_inputs", value, 1);
	size_t before = t->lines.len, left_out = 0;
	bool row = true, done = true;
	while (done && (done = cache_step(t->cache, rows, &row, t->err)) && row) {
		if (t->lines.len - before < INPUTS_MAX)
			add_input(t, run, rows);
		else
			left_out++;
	}
	cache_statement_done(rows);
	if (left_out) {
		t->more = true;
		add_note(t, 2,
			 arena_printf(t->arena, "%zu more inputs: inputs run:%lld", left_out,
				      (long long)run));
	}
	return done;
}

// ---- Runs ----

static const char *run_text(struct tracing *t, sqlite3_stmt *row)
{
	struct str text = {0};
	char started[32], finished[32];
	const char *fault = (const char *)sqlite3_column_text(row, 8);
	str_addf(&text, "source %s, %s %s, %s to %s, %lld lines, sha256 %s",
		 (const char *)sqlite3_column_text(row, 0),
		 (const char *)sqlite3_column_text(row, 1),
		 (const char *)sqlite3_column_text(row, 2),
		 clock_format(sqlite3_column_int64(row, 3), started),
		 clock_format(sqlite3_column_int64(row, 4), finished),
		 (long long)sqlite3_column_int64(row, 5),
		 (const char *)sqlite3_column_text(row, 6));
	if (sqlite3_column_type(row, 7) != SQLITE_NULL)
		str_addf(&text, ", its records were let go %s",
			 clock_format(sqlite3_column_int64(row, 7), started));
	if (fault)
		str_addf(&text, ", damaged: %s", fault);
	struct str safe = {0};
	utf8_add_safe(&safe, str_slice(&text), false);
	const char *copy = arena_slice(t->arena, str_slice(&safe));
	str_fini(&safe);
	str_fini(&text);
	return copy;
}

static bool add_run(struct tracing *t, int64_t run)
{
	struct sql_value value[] = {SQL_I(run)};
	sqlite3_stmt *rows = cache_statement(t->cache, "provenance_run", value, 1);
	bool row = false;
	bool done = cache_step(t->cache, rows, &row, t->err);
	const char *number = arena_printf(t->arena, "%lld", (long long)run);
	if (row)
		add_line(t,
			 (struct provenance_line){
				 PROVENANCE_RUN, 1, arena_printf(t->arena, "run %s", number),
				 run_text(t, rows), arena_printf(t->arena, "runs run:%s", number)});
	cache_statement_done(rows);
	return done && add_inputs(t, run);
}

// A column of the same row, whether it is shown or not; NULL when there is none.
static bool ask_row(struct tracing *t, const char *column, const char **out)
{
	const char *const names[] = {column, NULL};
	struct select one = *t->of->select;
	struct result result;
	one.measures = names;
	one.offset += (int64_t)t->of->row;
	one.limit = 1;
	*out = NULL;
	if (!select_run(t->cache, &one, t->arena, &result, t->err))
		return false;
	if (result.row_count)
		*out = result.values[0].text;
	return true;
}

// Which inputs a sum's cells come from, when that takes no time; else all of the runs are told.
static void find_inputs(struct tracing *t, const struct select *row)
{
	struct select cells;
	struct err why = {0};
	t->is_known = narrow_onto(row, relation_find("cells"), &cells) &&
		      behind_cells(&t->behind, t->cache, &cells, &why);
	if (!t->is_known) {
		behind_fini(&t->behind);
		add_note(t, 1,
			 "every input of these runs; which of them count takes longer to say");
	}
}

// Of a sum: every run that brought a part of it.
static bool add_runs_of_sum(struct tracing *t, const struct select *row)
{
	struct known_values runs = {.of = {relation_column(row->relation, SLICE("run")), NULL},
				    .prefix = "",
				    .limit = RUNS_MAX + 1};
	if (!select_known(t->cache, row, t->arena, &runs, t->err))
		return false;
	find_inputs(t, row);
	for (size_t i = 0; i < runs.count && i < RUNS_MAX; i++)
		if (!add_run(t, atoll(runs.values[i])))
			return false;
	if (runs.count > RUNS_MAX) {
		t->more = true;
		add_note(t, 1, "there are more runs behind it: runs");
	}
	return true;
}

// Of "run input:first-last,…": the run; its inputs count.
static const char *take_behind(struct tracing *t, const char *text)
{
	struct slice rest = slice_of(text);
	const char *run = arena_slice(t->arena, slice_cut(&rest, ' '));
	behind_add(&t->behind, run, rest.at);
	return run;
}

static bool add_run_of_row(struct tracing *t)
{
	const struct relation *relation = t->of->select->relation;
	const char *run = NULL, *behind = NULL;
	if (relation_column(relation, SLICE("behind")) && !ask_row(t, "behind", &behind))
		return false;
	t->is_known = behind != NULL;
	if (t->is_known)
		run = take_behind(t, behind);
	else if (!ask_row(t, "run", &run))
		return false;
	if (!run)
		add_note(t, 1, "no run stands behind it");
	return !run || add_run(t, atoll(run));
}

static bool trace(struct tracing *t)
{
	const struct provenance_of *of = t->of;
	bool grouped = of->select->relation->columns[0].role == COLUMN_DIMENSION;
	struct select row = *of->select;
	if (grouped && !narrow_to_row(of->select, of->result, of->row, t->arena, &row))
		return err_set(t->err, ERR_INVALID, "there are too many conditions");
	add_value(t, &row);
	add_sql(t);
	if (!relation_column(of->select->relation, SLICE("run"))) {
		add_note(t, 1, "worked out from everything that is shown; `runs` lists all of it");
		return true;
	}
	return grouped ? add_runs_of_sum(t, &row) : add_run_of_row(t);
}

bool provenance_read(struct session *session, const struct provenance_of *of, struct arena *arena,
		     struct provenance *out, struct err *err)
{
	struct tracing t = {.session = session, .of = of, .arena = arena, .err = err};
	bool held = view_open(session, of->select, &t.cache, err), done = held && trace(&t);
	if (held)
		view_close(t.cache);
	*out = (struct provenance){.count = t.lines.len, .more = t.more};
	out->lines = arena_alloc(arena, (t.lines.len + 1) * sizeof *out->lines);
	if (t.lines.len)
		memcpy(out->lines, t.lines.at, t.lines.len * sizeof *out->lines);
	vec_fini(&t.lines);
	behind_fini(&t.behind);
	return done;
}
