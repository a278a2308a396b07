#include "view/names.h"

#include <string.h>

static const char *of_bill(struct cache *cache, const char *id, struct arena *arena)
{
	struct sql_value values[] = {SQL_T(id)};
	sqlite3_stmt *row = cache_statement(cache, "account_name", values, 1);
	const char *name = row && sqlite3_step(row) == SQLITE_ROW
				   ? arena_text(arena, (const char *)sqlite3_column_text(row, 0))
				   : NULL;
	if (row)
		cache_statement_done(row);
	return name;
}

const char *names_of_account(const struct session *session, const char *id, struct arena *arena)
{
	for (size_t i = 0; i < session->config.account_count; i++)
		if (strcmp(session->config.accounts[i].id, id) == 0)
			return session->config.accounts[i].name;
	return session->cache ? of_bill(session->cache, id, arena) : NULL;
}

bool names_has(const struct column *column)
{
	return column->kind == COLUMN_TEXT &&
	       (strcmp(column->name, "account") == 0 || strcmp(column->name, "payer") == 0);
}

static const char **names_in(const struct session *session, struct arena *arena,
			     const struct result *result, size_t column)
{
	const char **names = arena_alloc(arena, (result->row_count + 1) * sizeof *names);
	for (size_t row = 0; row < result->row_count; row++) {
		const char *id = result->values[row * result->column_count + column].text;
		const char *before =
			row ? result->values[(row - 1) * result->column_count + column].text : NULL;
		bool same = id && before && strcmp(id, before) == 0;
		names[row] = same ? names[row - 1]
			     : id ? names_of_account(session, id, arena)
				  : NULL;
	}
	return names;
}

void names_fill(const struct session *session, struct arena *arena, struct result *result)
{
	for (size_t i = 0; i < result->column_count; i++)
		if (names_has(result->columns[i].column))
			result->names[i] = names_in(session, arena, result, i);
}
