#include "ui/cost/pane_cost.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/proc.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES_MAX = 1000, OUTPUT_MAX = 64 << 20, POLL_MS = 50, WORDS_MAX = 24 };

// ---- The child: `gavel cost lines`, so that no foreign byte is parsed in here ----

struct child {
	struct session *session;
	struct arena *arena;
	struct proc proc;
	struct str out, talk; // its data, and its words
};

static const char *const *words_of(const struct child *child, int64_t cell)
{
	const char **words = arena_alloc(child->arena, WORDS_MAX * sizeof *words);
	const struct session *s = child->session;
	char time[32];
	size_t n = 0;
	words[n++] = "/proc/self/exe";
	words[n++] = "cost";
	words[n++] = "lines";
	words[n++] = arena_printf(child->arena, "cell:%lld", (long long)cell);
	words[n++] = "--json";
	words[n++] = arena_printf(child->arena, "--limit=%d", LINES_MAX);
	words[n++] = arena_printf(child->arena, "--cache=%s", s->config.cache);
	words[n++] = arena_printf(child->arena, "--archive=%s", s->config.archive);
	if (s->config_file)
		words[n++] = arena_printf(child->arena, "--config=%s", s->config_file);
	if (s->as_of)
		words[n++] = arena_printf(child->arena, "--as-of=%s", clock_format(s->as_of, time));
	return words;
}

// True while more may come.
static bool drain(int *fd, struct str *into)
{
	char bytes[65536];
	ssize_t got = *fd < 0 ? 0 : read(*fd, bytes, sizeof bytes);
	if (got > 0)
		str_add(into, bytes, (size_t)got);
	if (got == 0 && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	return *fd >= 0;
}

static bool is_busy(struct session *session)
{
	struct cache *cache;
	struct err ignored;
	return session_cache(session, &cache, &ignored) && cache_is_busy(cache);
}

// Reads until both ends close; a key that waits ends it.
static bool listen(struct child *child, struct err *err)
{
	bool more = true;
	while (more) {
		struct pollfd wait[] = {{.fd = child->proc.out, .events = POLLIN},
					{.fd = child->proc.err, .events = POLLIN}};
		poll(wait, 2, POLL_MS);
		if (is_busy(child->session))
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		bool data = drain(&child->proc.out, &child->out);
		more = drain(&child->proc.err, &child->talk) || data;
		if (child->out.len > OUTPUT_MAX)
			return err_set(err, ERR_INVALID, "the lines are more than %d bytes",
				       OUTPUT_MAX);
	}
	return true;
}

// The last thing it said, as our own words.
static void take_words(struct child *child, struct err *err)
{
	struct slice rest = str_slice(&child->talk), last = {0};
	while (rest.len) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));
		last = line.len ? line : last;
	}
	if (slice_starts(last, "gavel: "))
		last = (struct slice){last.at + 7, last.len - 7};
	err_set(err, ERR_INCOMPLETE, "%.*s", (int)last.len, last.at ? last.at : "");
}

static bool run(struct child *child, int64_t cell, struct err *err)
{
	struct proc_options options = {
		.argv = words_of(child, cell), .in = PROC_NULL, .out = PROC_PIPE, .err = PROC_PIPE};
	if (!proc_start(&options, &child->proc, err))
		return false;
	bool heard = listen(child, err);
	if (!heard)
		proc_kill(&child->proc);
	int status = proc_wait(&child->proc);
	if (heard && status != 0)
		take_words(child, err);
	return heard && status == 0;
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

static void fill(struct cost_level *level, const char *measure, const json_t *rows)
{
	struct table *table = &level->table;
	size_t selected = table->selected;
	table_init(table, json_array_size(rows), &level->loaded);
	for (size_t c = 0; c < sizeof COLUMNS / sizeof *COLUMNS; c++)
		table_column(table, COLUMNS[c].title ? COLUMNS[c].title : measure, COLUMNS[c].right,
			     COLUMNS[c].whole);
	for (size_t i = 0; i < table->rows; i++)
		for (size_t c = 0; c < sizeof COLUMNS / sizeof *COLUMNS; c++) {
			const char *key = COLUMNS[c].key ? COLUMNS[c].key : measure;
			table_set(table, i, c,
				  text_of(json_array_get(rows, i), key, &level->loaded));
		}
	table_move(table, (long)selected);
}

// What the lines sum to, by the child's own check of them.
static void take_sum(struct cost_level *level, const char *measure, const json_t *whole)
{
	const json_t *check = json_array_get(json_object_get(whole, "check"), 0);
	const char *sum =
		json_string_value(json_object_get(json_object_get(check, measure), "lines"));
	level->has_sum = sum && decimal_read(sum, strlen(sum), &level->sum);
	level->result = (struct result){
		.row_count = level->table.rows,
		.more = json_is_true(json_object_get(whole, "more")),
	};
}

bool cost_load_lines(struct cost_pane *pane, struct cost_level *level, struct err *err)
{
	struct arena arena = {0};
	struct child child = {.session = pane->session, .arena = &arena};
	bool done = run(&child, level->cell, err);
	json_t *whole = done ? json_loadb(child.out.at, child.out.len, 0, NULL) : NULL;
	if (done && !whole)
		err_set(err, ERR_INVALID, "gavel cost lines gave no JSON");
	if (whole) {
		arena_fini(&level->loaded);
		fill(level, cost_measure(pane), json_object_get(whole, "rows"));
		take_sum(level, cost_measure(pane), whole);
	}
	json_decref(whole);
	str_fini(&child.out);
	str_fini(&child.talk);
	arena_fini(&arena);
	return whole != NULL;
}
