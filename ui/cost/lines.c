#include "ui/cost/pane_cost.h"

#include "base/json.h"
#include "ui/child.h"

#include <string.h>

enum { LINES_MAX = 1000 };

// By `gavel cost lines`, so that no foreign byte is parsed in here.
static bool run(const struct cost_pane *pane, int64_t cell, struct child_output *output,
		struct err *err)
{
	struct arena arena = {0};
	const char *words[] = {"cost",
			       "lines",
			       arena_printf(&arena, "cell:%lld", (long long)cell),
			       "--json",
			       arena_printf(&arena, "--limit=%d", LINES_MAX),
			       NULL};
	bool done = child_run(pane->session, words, output, err);
	arena_fini(&arena);
	if (!done || output->status == 0)
		return done;
	struct slice said = child_words(output);
	return err_set(err, ERR_INCOMPLETE, "%.*s", (int)said.len, said.at ? said.at : "");
}

// ---- Its answer ----

static const struct {
	const char *key, *title;
	bool right, whole;
} COLUMNS[] = {
	{"start", "start", false, true},
	{"line_type", "line type", false, false},
	{NULL, NULL, true, true}, // the measure
	{"description", "description", false, false},
	{"file", "file", false, false},
	{"row", "row", true, true},
};

static const char *text_of(const json_t *row, const char *key, struct arena *arena)
{
	const json_t *value = json_object_get(row, key);
	if (json_is_integer(value))
		return arena_printf(arena, "%lld", (long long)json_integer_value(value));
	const char *text = json_string_value(value);
	const char *slash = text && strcmp(key, "file") == 0 ? strrchr(text, '/') : NULL;
	return text ? arena_text(arena, slash ? slash + 1 : text) : "-";
}

static void fill(struct rows *next, const char *measure, const json_t *lines)
{
	struct table *table = &next->table;
	table_init(table, json_array_size(lines), &next->arena);
	for (size_t c = 0; c < sizeof COLUMNS / sizeof *COLUMNS; c++)
		table_add(table, (struct table_column){.name = "",
						       .title = COLUMNS[c].title ? COLUMNS[c].title
										 : measure,
						       .right = COLUMNS[c].right,
						       .whole = COLUMNS[c].whole});
	for (size_t i = 0; i < table->rows; i++)
		for (size_t c = 0; c < sizeof COLUMNS / sizeof *COLUMNS; c++) {
			const char *key = COLUMNS[c].key ? COLUMNS[c].key : measure;
			table_set(table, i, c,
				  text_of(json_array_get(lines, i), key, &next->arena));
		}
}

// What the lines sum to, by the child's own check of them.
static void take_sum(struct cost_level *level, const char *measure, const json_t *whole)
{
	const json_t *check = json_array_get(json_object_get(whole, "check"), 0);
	const char *sum =
		json_string_value(json_object_get(json_object_get(check, measure), "lines"));
	level->sum = (struct cost_sum){0};
	level->sum.has = sum && decimal_read(sum, strlen(sum), &level->sum.sum);
}

bool cost_load_lines(struct cost_pane *pane, struct cost_level *level, struct err *err)
{
	struct child_output output;
	struct rows next = {0};
	bool done = run(pane, level->cell, &output, err);
	json_t *whole = done ? json_loadb(output.out.at, output.out.len, 0, NULL) : NULL;
	if (done && !whole)
		err_set(err, ERR_INVALID, "gavel cost lines gave no JSON");
	if (whole) {
		fill(&next, cost_measure(pane), json_object_get(whole, "rows"));
		next.result.more = json_is_true(json_object_get(whole, "more"));
		sheet_take(&level->sheet, &next);
		take_sum(level, cost_measure(pane), whole);
	}
	json_decref(whole);
	child_fini(&output);
	return whole != NULL;
}
