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

static bool read_set(struct step *step, int64_t set_id, struct cover *out, struct err *err)
{
	struct sql_value set[] = {SQL_I(set_id)};
	sqlite3_stmt *row = cache_statement(step->fold->cache, "scan_covers", set, 1);
	bool any, done;
	while ((done = cache_step(step->fold->cache, row, &any, err)) && any)
		cover_add(out, (struct cover_part){sqlite3_column_int64(row, 0),
						   sqlite3_column_int64(row, 1)});
	cache_statement_done(row);
	return done;
}

// What the scan covers, and the whole one before it.
struct looks {
	struct cover now, before;
};

// Files are renamed only where the two lists have some in common, else it was a run over other
// files; and where no more are missing than were added, else it was one over changed files.
static void see_files(struct step *step, struct looks *looks)
{
	size_t kept = cover_common(&looks->now, &looks->before, COVER_FILE);
	size_t lost = cover_count(&looks->before, COVER_FILE) - kept;
	step->renames = kept && lost <= cover_count(&looks->now, COVER_FILE) - kept;
}

static struct slice column_of(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return (struct slice){text, (size_t)sqlite3_column_bytes(row, column)};
}

static bool mark(struct step *step, const struct looks *looks, struct trace *trace, struct err *err)
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
	trace->uncovered = !cover_has(&looks->now, &said);
	trace->unlisted = trace->uncovered && cover_lists(&looks->before, said.file) &&
			  !cover_lists(&looks->now, said.file);
	cache_statement_done(row);
	return done;
}

bool cover_mark(struct step *step, struct err *err)
{
	struct scan_fold *scan = step->scan;
	struct looks looks = {0};
	if (!step->closes || !step->cover_set)
		return true;
	bool done = read_set(step, step->cover_set, &looks.now, err) &&
		    read_set(step, step->cover_before, &looks.before, err);
	see_files(step, &looks);
	for (size_t i = 0; done && i < scan->traces.len; i++) {
		struct trace *trace = &scan->traces.at[i];
		if (trace->id && !trace->now && life_of(scan, trace)->state == LIFE_OPEN)
			done = mark(step, &looks, trace, err);
	}
	cover_fini(&looks.now);
	cover_fini(&looks.before);
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

// ---- Rules ----

static bool meets(struct step *step, int64_t rule_set, bool *out, struct err *err)
{
	struct sql_value sets[] = {SQL_I(step->rule_set), SQL_I(rule_set)};
	sqlite3_stmt *row = cache_statement(step->fold->cache, "rules_meet", sets, 2);
	bool done = cache_step(step->fold->cache, row, out, err);
	cache_statement_done(row);
	return done;
}

// The number of its list, or of the last list before it, that has the rule; 0: none has. Also of
// "CA5350/md5", which belongs to CA5350.
static bool ask_list(struct step *step, bool before, uint32_t rule, int64_t *out, struct err *err)
{
	struct slice id = fold_text_of(step->fold, rule);
	struct sql_value values[] = {SQL_I(before ? step->id : step->rule_set),
				     {.kind = SQL_TEXT, .text = id},
				     {.kind = SQL_TEXT, .text = slice_cut(&id, '/')}};
	bool any;
	sqlite3_stmt *row = cache_statement(
		step->fold->cache, before ? "rule_had_before" : "scan_has_rule", values, 3);
	bool done = cache_step(step->fold->cache, row, &any, err);
	*out = done && any ? sqlite3_column_int64(row, 0) : 0;
	cache_statement_done(row);
	return done;
}

// Whether it has the rule of anything that is known, where no list before it had the one asked for.
static bool is_of_known(struct step *step, bool *out, struct err *err)
{
	const struct scan_fold *scan = step->scan;
	struct map asked = {0};
	bool done = true, added;
	*out = false;
	for (size_t i = 0; done && !*out && i < scan->traces.len; i++) {
		const struct trace *trace = &scan->traces.at[i];
		int64_t had = 0;
		map_put(&asked, (struct slice){(const char *)&trace->rule, sizeof trace->rule},
			&added);
		done = !trace->id || !added || ask_list(step, false, trace->rule, &had, err);
		*out = had != 0;
	}
	map_fini(&asked);
	return done;
}

static bool find_rule(struct step *step, uint32_t rule, enum step_rule *out, struct err *err)
{
	int64_t set;
	bool meet = true;
	if (!ask_list(step, false, rule, &set, err))
		return false;
	*out = set ? RULE_HAD : RULE_OF_OTHERS;
	if (set || step->rule_set == NO_RULES)
		return true;
	if (!ask_list(step, true, rule, &set, err) ||
	    !(set ? meets(step, set, &meet, err) : is_of_known(step, &meet, err)))
		return false;
	*out = meet ? RULE_RETIRED : RULE_OF_OTHERS;
	return true;
}

bool step_rule_of(struct step *step, const struct trace *trace, enum step_rule *out,
		  struct err *err)
{
	bool added;
	*out = RULE_HAD;
	if (!step->rule_set)
		return true;
	struct slice key = {(const char *)&trace->rule, sizeof trace->rule};
	int64_t *known = map_put(&step->asked_rules, key, &added);
	if (added && !find_rule(step, trace->rule, out, err))
		return false;
	*known = added ? (int64_t)*out : *known;
	*out = (enum step_rule)(*known);
	return true;
}

void step_forget(struct step *step)
{
	map_fini(&step->passed);
	map_fini(&step->asked_rules);
}
