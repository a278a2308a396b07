// Stands in for what view/ promises and does not do yet.
#include "view/export.h"
#include "view/provenance.h"
#include "view/view.h"

#include <string.h>

bool address_filter(struct slice terms, struct arena *arena, struct select *select, struct err *err)
{
	struct select next = *select;
	next.filter_count = 0;
	struct slice rest = slice_trim(terms);
	while (rest.len) {
		struct slice term = slice_cut(&rest, ' ');
		if (term.len && !address_add(term, arena, &next, err))
			return false;
	}
	*select = next;
	return true;
}

bool address_check(const struct view *view, struct slice text, struct piece *wrong, struct err *err)
{
	struct arena arena = {0};
	struct select select = {.relation = relation_find(view ? view->relation : "cost")};
	bool done = true;
	for (size_t at = 0; done && at < text.len;) {
		struct slice rest = {text.at + at, text.len - at};
		struct slice term = slice_cut(&rest, ' ');
		*wrong = (struct piece){at, term.len};
		done = !term.len || address_add(term, &arena, &select, err);
		at += term.len + 1;
	}
	arena_fini(&arena);
	return done;
}

void address_print_conditions(const struct select *select, struct str *out)
{
	struct str all = {0};
	struct select bare = {.relation = select->relation, .filter_count = select->filter_count};
	memcpy(bare.filters, select->filters, sizeof bare.filters);
	struct view view = {.name = ""};
	address_print(&view, &bare, &all);
	str_add_slice(out, slice_trim(str_slice(&all)));
	str_fini(&all);
}

void address_complete(struct session *session, const struct typed *typed, struct arena *arena,
		      struct candidates *out)
{
	size_t from = typed->caret;
	(void)session;
	*out = (struct candidates){0};
	while (from && typed->text.at[from - 1] != ' ')
		from--;
	out->replaces = (struct piece){from, typed->caret - from};
	const struct relation *r = relation_find(typed->view ? typed->view->relation : "cost");
	for (size_t i = 0; i < r->column_count && out->count < CANDIDATES_MAX; i++)
		if (strncmp(r->columns[i].name, typed->text.at + from, typed->caret - from) == 0)
			out->items[out->count++] = (struct candidate){
				arena_printf(arena, "%s:", r->columns[i].name), r->columns[i].help};
}

bool view_count(struct session *session, const struct select *select, struct view_count *out,
		struct err *err)
{
	struct arena arena = {0};
	struct result result;
	bool done = view_run(session, select, &arena, &result, err);
	*out = (struct view_count){done ? (int64_t)result.row_count : 0, -1};
	arena_fini(&arena);
	return done;
}

const char *view_target(const struct view *view, const struct result *result, size_t row,
			const char *column, struct arena *arena)
{
	if (column || strcmp(view->name, "sources") != 0)
		return NULL;
	return arena_printf(arena, "runs source:%s",
			    result_at(result, row, result_place(result, "source"))->text);
}

bool view_age(struct session *session, const struct view *view, struct arena *arena,
	      struct view_age *out, struct err *err)
{
	struct cache *cache;
	(void)view, (void)arena;
	*out = (struct view_age){0};
	if (!session_cache(session, &cache, err))
		return false;
	sqlite3_stmt *row = cache_statement(cache, "newest_delivery", NULL, 0);
	if (row && sqlite3_step(row) == SQLITE_ROW && sqlite3_column_type(row, 0) != SQLITE_NULL) {
		out->source = "";
		out->newest = sqlite3_column_int64(row, 0);
		out->age = session->now - out->newest;
	}
	if (row)
		cache_statement_done(row);
	return true;
}

const struct export_kind *export_kinds(size_t *count)
{
	static const struct export_kind KINDS[] = {{"csv", ".csv", "exact"},
						   {"sheet", ".csv", "for spreadsheets"},
						   {"json", ".json", "one document"},
						   {"jsonl", ".jsonl", "an object a line"},
						   {"md", ".md", "a table"}};
	*count = 5;
	return KINDS;
}

bool export_file(struct session *session, struct export_job *job, const char *path, struct err *err)
{
	(void)session, (void)job;
	return err_set(err, ERR_INVALID, "%s: not here yet", path);
}

bool provenance_read(struct session *session, const struct provenance_of *of, struct arena *arena,
		     struct provenance *out, struct err *err)
{
	(void)session, (void)of, (void)arena, (void)out;
	return err_set(err, ERR_INVALID, "provenance: not here yet");
}
