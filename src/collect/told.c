#include "collect/told.h"

#include "base/utf8.h"

#include <string.h>

static const char *const STANDINGS[] = {
	[NEW] = "shown",	 [KNOWN] = "unchanged",	      [OLDER] = "older",
	[KNOWN_OLDER] = "older", [INCOMPLETE] = "incomplete",
};

// "70.93 USD, 1.00 EUR": what is shown of the scope, when that is this version; else NULL.
static const char *total_of(struct publish *p, const struct scope_outcome *outcome)
{
	bool shown = !strcmp(outcome->state, "shown") && !p->with.options->dry_run;
	if (!p->cache || (!shown && strcmp(outcome->state, "unchanged") != 0))
		return NULL;
	struct str text = {0};
	struct err ignored = {0};
	char money[DECIMAL_TEXT];
	struct sql_value values[] = {SQL_T(outcome->kind), SQL_T(outcome->key)};
	sqlite3_stmt *sum = cache_statement(p->cache, "collect_total", values, 2);
	while (sqlite3_step(sum) == SQLITE_ROW) {
		struct decimal total;
		const char *exact = (const char *)sqlite3_column_text(sum, 1);
		if (!exact || !decimal_parse(slice_of(exact), &total, &ignored))
			continue;
		decimal_format_places(&total, 2, true, money);
		str_addf(&text, "%s%s %s", text.len ? ", " : "", money,
			 (const char *)sqlite3_column_text(sum, 0));
	}
	cache_statement_done(sum);
	const char *total = text.len ? arena_slice(&p->protocol.arena, str_slice(&text)) : NULL;
	str_fini(&text);
	return total;
}

static void add_words(struct str *text, const char *before, sqlite3_stmt *row, int column)
{
	str_add_text(text, before);
	utf8_add_safe(text, slice_of((const char *)sqlite3_column_text(row, column)), false);
}

// "12 new, 3 gone, 200 same": what a scan changed; else NULL.
static const char *changes_of(struct publish *p, const struct scope_outcome *outcome)
{
	static const char *const WORDS[] = {"new", "gone", "back", "same", "with another severity"};
	bool dry = p->with.options->dry_run;
	struct cache *cache = dry ? p->would : p->cache;
	if (!cache || strcmp(outcome->state, "shown") != 0)
		return NULL;
	struct str text = {0};
	struct sql_value values[] = {SQL_I(dry ? p->would_run : outcome->run), SQL_T(outcome->key),
				     SQL_N(dry ? 0 : outcome->scope)};
	sqlite3_stmt *row = cache_statement(cache, "collect_scan", values, 3);
	bool found = sqlite3_step(row) == SQLITE_ROW;
	for (int i = 0; found && i < (int)(sizeof WORDS / sizeof *WORDS); i++)
		if (sqlite3_column_int64(row, i) || i == 0)
			str_addf(&text, "%s%lld %s", text.len ? ", " : "",
				 (long long)sqlite3_column_int64(row, i), WORDS[i]);
	if (found && sqlite3_column_bytes(row, 5))
		add_words(&text, "; not the whole, so it closes nothing: ", row, 5);
	else if (found && !sqlite3_column_bytes(row, 6))
		str_add_text(&text, "; of no target, so it closes nothing: --target NAME");
	else if (found && sqlite3_column_int(row, 7))
		str_add_text(&text, "; another scan has the same time, so neither closes what the "
				    "other has: --at TIME");
	if (found && sqlite3_column_bytes(row, 9))
		add_words(&text, "; ", row, 9);
	if (found && sqlite3_column_int(row, 10))
		str_add_text(&text, " (--whole, where there are no others)");
	if (found && sqlite3_column_int(row, 8))
		str_add_text(&text, "; a later scan is known: this is what it changed at its time");
	cache_statement_done(row);
	const char *told = found ? arena_slice(&p->protocol.arena, str_slice(&text)) : NULL;
	str_fini(&text);
	return told;
}

void told_outcome(struct publish *p, const struct scope_outcome *outcome)
{
	static const struct {
		const char *state;
		size_t offset;
	} COUNTS[] = {
		{"shown", offsetof(struct collect_report, shown)},
		{"unchanged", offsetof(struct collect_report, unchanged)},
		{"older", offsetof(struct collect_report, older)},
		{"incomplete", offsetof(struct collect_report, incomplete)},
	};
	struct collect_report *report = p->with.report;
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
		if (!strcmp(outcome->state, COUNTS[i].state))
			*(int64_t *)(void *)((char *)report + COUNTS[i].offset) += 1;
	report->rows += outcome->rows;
	if (p->with.options->outcome)
		p->with.options->outcome(p->with.options->context, outcome,
					 strcmp(outcome->kind, "scan") ? total_of(p, outcome)
								       : changes_of(p, outcome));
}

void told_standings(struct publish *p)
{
	for (size_t id = 1; id < p->protocol.scopes.len; id++) {
		const struct protocol_scope *scope = &p->protocol.scopes.at[id];
		if (!scope->kind || scope->foreign)
			continue;
		struct scope_outcome outcome = {
			.kind = scope->kind,
			.key = scope->label,
			.state = STANDINGS[p->standings[id]],
			.why = scope->why,
			.rows = scope->rows,
			.rejected = scope->rejected,
		};
		told_outcome(p, &outcome);
	}
}

// The very delivery that is shown already may come again in a run that is kept for another's sake.
static bool is_known(const struct publish *p, const struct scope_outcome *outcome)
{
	for (size_t id = 1; p->repeats && id < p->protocol.scopes.len; id++) {
		const struct protocol_scope *scope = &p->protocol.scopes.at[id];
		if (scope->kind && !scope->foreign && p->standings[id] == KNOWN &&
		    !strcmp(scope->kind, outcome->kind) && !strcmp(scope->label, outcome->key))
			return true;
	}
	return false;
}

void told_fold(struct publish *p, const struct scope_outcome *outcome)
{
	struct scope_outcome told = *outcome;
	if (!strcmp(told.state, STANDINGS[NEW]) && is_known(p, outcome))
		told.state = STANDINGS[KNOWN];
	told_outcome(p, &told);
}

void told_unchanged(struct publish *p)
{
	for (size_t i = 0; i < p->protocol.unchanged.len; i++) {
		const struct protocol_unchanged *same = &p->protocol.unchanged.at[i];
		struct scope_outcome outcome = {.kind = same->kind,
						.key = same->label,
						.state = STANDINGS[KNOWN],
						.rows = same->rows};
		told_outcome(p, &outcome);
	}
}

// A collector's words, safe to show.
static const char *safe(struct publish *p, const char *words)
{
	struct str text = {0};
	utf8_add_safe(&text, slice_of(words), false);
	const char *copy = arena_slice(&p->protocol.arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

bool told_incomplete(struct publish *p, int64_t count, struct err *err)
{
	size_t id = 1;
	while (!p->protocol.scopes.at[id].kind || p->standings[id] != INCOMPLETE)
		id++;
	const struct protocol_scope *first = &p->protocol.scopes.at[id];
	err_set(err, ERR_INCOMPLETE, "%s", safe(p, first->why));
	err_wrap(err, "%s is incomplete", safe(p, first->label));
	return count > 1 && err_wrap(err, "%lld scopes, the first", (long long)count);
}

void told_foreign(struct publish *p, const struct protocol_scope *scope)
{
	struct arena *arena = &p->protocol.arena;
	const char *text =
		arena_printf(arena, "%s: this gavel does not know the kind '%s'; left out",
			     scope->label, scope->kind);
	if (p->with.options->message)
		p->with.options->message(p->with.options->context, 'W', safe(p, text));
}
