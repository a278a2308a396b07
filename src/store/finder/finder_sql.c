#include "store/finder/finder_sql.h"

#include "store/cache_private.h"
#include "store/finder/block.h"

#include <stdlib.h>
#include <string.h>

// ---- Sets ----

static void set_step(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct finder_set *set = sqlite3_aggregate_context(context, sizeof *set);
	(void)count;
	if (set && sqlite3_value_type(values[0]) != SQLITE_NULL &&
	    !finder_set_put(set, (uint64_t)sqlite3_value_int64(values[0])))
		sqlite3_result_error(context, "an id that no row has", -1);
}

static void set_final(sqlite3_context *context)
{
	const struct finder_set *set = sqlite3_aggregate_context(context, 0);
	if (set && set->at)
		sqlite3_result_int64(
			context, (sqlite3_int64)finder_sets_add(sqlite3_user_data(context), set));
}

// The set of a number; NULL has none. A set that was dropped is an error, never an empty one.
static const struct finder_set *set_of(sqlite3_context *context, sqlite3_value *number)
{
	if (sqlite3_value_type(number) == SQLITE_NULL)
		return NULL;
	const struct finder_set *set =
		finder_sets_find(sqlite3_user_data(context), (uint64_t)sqlite3_value_int64(number));
	if (!set)
		sqlite3_result_error(context, "no set has this number", -1);
	return set;
}

// ---- The bodies that have what is in a set ----

static bool put_block(struct finder_set *out, const struct finder_reader *reader,
		      const struct finder_set *sought)
{
	bool done = true;
	for (size_t i = 0; done && i < reader->count; i++) {
		uint32_t number = reader->numbers[i];
		if (number && finder_set_has(sought, number))
			done = finder_set_put(out, (uint64_t)reader->first + i);
	}
	return done;
}

static int read_column(sqlite3 *db, enum finder_column column, const struct finder_set *sought,
		       struct finder_set *out)
{
	struct finder_reader reader;
	int code = finder_read(&reader, db, column, 0);
	if (code == SQLITE_OK)
		while ((code = finder_read_next(&reader)) == SQLITE_ROW)
			if (!put_block(out, &reader, sought)) {
				code = SQLITE_TOOBIG;
				break;
			}
	finder_read_end(&reader);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int read_state(sqlite3 *db, struct finder_set *out, bool *behind)
{
	sqlite3_stmt *row = NULL;
	int code = sqlite3_prepare_v2(db, sql_text("finder_state"), -1, &row, NULL);
	if (code == SQLITE_OK && (code = sqlite3_step(row)) == SQLITE_ROW) {
		out->beyond = sqlite3_column_int64(row, 0);
		*behind = sqlite3_column_int64(row, 1) > out->beyond;
		code = SQLITE_OK;
	}
	sqlite3_finalize(row);
	return code;
}

// False when the context has the error.
static bool take_columns(sqlite3_context *context, sqlite3_value **pair, struct finder_set *out)
{
	int code = SQLITE_OK;
	const char *names = (const char *)sqlite3_value_text(pair[0]);
	unsigned columns = finder_columns_of(slice_of(names ? names : ""));
	const struct finder_set *set = set_of(context, pair[1]);
	if (!columns || (!set && sqlite3_value_type(pair[1]) != SQLITE_NULL)) {
		sqlite3_result_error(context, "no such column of the text index, or set", -1);
		return false;
	}
	for (unsigned i = 0; set && code == SQLITE_OK && i < FINDER_COLUMNS; i++)
		if (columns >> i & 1)
			code = read_column(sqlite3_context_db_handle(context),
					   (enum finder_column)i, set, out);
	if (code != SQLITE_OK)
		sqlite3_result_error_code(context, code);
	return code == SQLITE_OK;
}

// Where names alone may have the word, one pass over them says whether lists need to be gone
// through.
static bool has_name(sqlite3_context *context, uint64_t set)
{
	sqlite3_stmt *row = NULL;
	int code = sqlite3_prepare_v2(sqlite3_context_db_handle(context), sql_text("finder_named"),
				      -1, &row, NULL);
	if (code == SQLITE_OK) {
		sqlite3_bind_int64(row, 1, (sqlite3_int64)set);
		code = sqlite3_step(row);
	}
	sqlite3_finalize(row);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		sqlite3_result_error_code(context, code);
	return code == SQLITE_ROW;
}

static void bodies(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct finder_set set = {0};
	bool behind = false;
	const char *word = (const char *)sqlite3_value_text(values[0]);
	int code = read_state(sqlite3_context_db_handle(context), &set, &behind);
	set.has_names = word && finding_name_part(slice_of(word), &set.names);
	if (code != SQLITE_OK) {
		sqlite3_result_error_code(context, code);
		return;
	}
	bool done = true;
	for (int i = 1; done && i + 1 < count; i += 2)
		done = take_columns(context, values + i, &set);
	if (!done) {
		free(set.at);
		return;
	}
	uint64_t number = finder_sets_add(sqlite3_user_data(context), &set);
	if (set.at || behind || (set.has_names && has_name(context, number)))
		sqlite3_result_int64(context, (sqlite3_int64)number);
}

// ---- Asked ----

static void hint(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct finder_set *set = set_of(context, values[0]);
	int64_t body = sqlite3_value_int64(values[1]);
	if (!set && sqlite3_value_type(values[0]) != SQLITE_NULL)
		return;
	sqlite3_result_int(
		context, set && (body > set->beyond || finder_set_has(set, (uint64_t)body) ||
				 (count > 2 && set->has_names &&
				  finding_name_has(&set->names, sqlite3_value_int64(values[2])))));
}

struct finder_sets *finder_sql_register(sqlite3 *db)
{
	const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
	struct finder_sets *sets = finder_sets_new();
	sqlite3_create_function_v2(db, "finder_set", 1, flags, sets, NULL, set_step, set_final,
				   finder_sets_free);
	sqlite3_create_function(db, "finder_bodies", -1, flags, sets, bodies, NULL, NULL);
	sqlite3_create_function(db, "finder_hint", 2, flags, sets, hint, NULL, NULL);
	sqlite3_create_function(db, "finder_hint", 3, flags, sets, hint, NULL, NULL);
	return sets;
}
