#include "view/now.h"

#include "base/clock.h"
#include "base/file.h"
#include "store/source_state.h"
#include "view/address.h"
#include "view/gate/advised.h"
#include "view/gate/required.h"

#include <stdlib.h>
#include <string.h>

// What one source is told of.
struct telling {
	struct session *session;
	struct cache *cache;
	struct arena arena;
	struct err *err;
};

// ---- Sources ----

// Older than its schedule and a grace allow; a source by hand is never late.
static bool is_late(const struct source_config *config, const struct source_state *state,
		    const struct source_due *due, int64_t now)
{
	int64_t grace = config && config->every_seconds / 10 > STATE_GRACE
				? config->every_seconds / 10
				: STATE_GRACE;
	if (!config || !due->next || state->running)
		return false;
	if (config->every_seconds && state->last_success)
		return now - state->last_success > config->every_seconds + grace;
	return due->missed > 0 || (due->next + grace < now && !state->last_success);
}

static bool add_source(struct telling *t, const char *name, const struct source_config *config,
		       const char *plugin)
{
	struct source_state state;
	struct source_due due = {0};
	struct err why = {0};
	int64_t now = t->session->now;
	const char *error = NULL;
	if (!state_load(t->session->config.archive, name, &t->arena, &state, &why))
		error = arena_text(&t->arena, why.text);
	if (config)
		due = source_due(config, &state, now);
	struct sql_value values[] = {
		SQL_T(name),
		SQL_I(config != NULL),
		SQL_T(config ? config->plugin : plugin),
		SQL_N(config ? config->every_seconds : 0),
		SQL_I(state.running),
		SQL_I(is_late(config, &state, &due, now)),
		SQL_N(state.last_run),
		SQL_N(state.last_success),
		SQL_N(due.next),
		{.kind = state.last_run ? SQL_INT : SQL_NULL, .integer = state.last_seconds},
		SQL_N(state.failures),
		SQL_N(due.missed),
		SQL_N(due.missed_since),
		SQL_T(error ? error : state.error),
		SQL_T(config ? config->origin : NULL),
	};
	return cache_run(t->cache, "now_add_source", values, sizeof values / sizeof *values,
			 t->err);
}

static bool add_configured(struct telling *t)
{
	const struct config *config = &t->session->config;
	for (size_t i = 0; i < config->source_count; i++)
		if (!add_source(t, config->sources[i].name, &config->sources[i], NULL))
			return false;
	return true;
}

// Sources that ran once and are in no file any more.
static bool add_others(struct telling *t)
{
	sqlite3_stmt *rows = cache_statement(t->cache, "now_ran", NULL, 0);
	bool row = true, done = true;
	while (done && (done = cache_step(t->cache, rows, &row, t->err)) && row) {
		const char *name = (const char *)sqlite3_column_text(rows, 0);
		const char *plugin = (const char *)sqlite3_column_text(rows, 1);
		done = config_source(&t->session->config, name) ||
		       add_source(t, name, NULL, plugin);
	}
	cache_statement_done(rows);
	return done;
}

// The states are about now: as of another time nothing is known of them.
static bool fill_sources(struct telling *t)
{
	return cache_run(t->cache, "now_drop_sources", NULL, 0, t->err) &&
	       (t->session->as_of || (add_configured(t) && add_others(t)));
}

static bool fill(struct session *session, struct cache *cache,
		 bool (*fill_tables)(struct telling *), struct err *err)
{
	struct telling t = {session, cache, {0}, err};
	if (!cache_temp_begin(cache, err))
		return false;
	bool done = fill_tables(&t);
	cache_temp_end(cache);
	arena_fini(&t.arena);
	return done;
}

bool now_fill_sources(struct session *session, struct cache *cache, struct err *err)
{
	return fill(session, cache, fill_sources, err);
}

// ---- Findings ----

static struct sql_value moment_of(const struct telling *t)
{
	return SQL_I(session_moment(t->session));
}

static bool fill_moment(struct telling *t)
{
	struct sql_value now = moment_of(t);
	return cache_run(t->cache, "now_drop_moment", NULL, 0, t->err) &&
	       cache_run(t->cache, "now_add_moment", &now, 1, t->err);
}

bool now_fill_moment(struct session *session, struct cache *cache, struct err *err)
{
	return fill(session, cache, fill_moment, err);
}

// Due dates, and claims that have ended by now.
static bool fill_findings(struct telling *t)
{
	const struct sla *sla = &t->session->config.sla;
	struct sql_value values[1 + FINDING_LEVELS] = {moment_of(t)};
	for (int i = 0; i < FINDING_LEVELS; i++)
		values[1 + i] =
			sla->days[i] ? SQL_I(sla->days[i] * DAY_SECONDS) : (struct sql_value){0};
	const struct owners_state *owners = session_owners(t->session);
	cache_owners(t->cache, &owners->owners, owners->number);
	return fill_moment(t) && cache_run(t->cache, "now_drop_buckets", NULL, 0, t->err) &&
	       cache_run(t->cache, "now_add_buckets", values, 1 + FINDING_LEVELS, t->err);
}

bool now_fill_findings(struct session *session, struct cache *cache, struct err *err)
{
	return fill(session, cache, fill_findings, err);
}

// Exceptions whose end has come, and what each is about.
static bool fill_exceptions(struct telling *t)
{
	static const char *const STATEMENTS[] = {"now_drop_exceptions", "now_drop_exception_hits",
						 "now_hit_flaws", "now_hit_rules"};
	struct sql_value now = moment_of(t);
	if (!fill_moment(t))
		return false;
	for (size_t i = 0; i < sizeof STATEMENTS / sizeof *STATEMENTS; i++)
		if (!cache_run(t->cache, STATEMENTS[i], NULL, 0, t->err))
			return false;
	return cache_run(t->cache, "now_add_exceptions", &now, 1, t->err);
}

bool now_fill_exceptions(struct session *session, struct cache *cache, struct err *err)
{
	return fill(session, cache, fill_exceptions, err);
}

// ---- The docket ----

// Those of required scans (view/gate/required.h) and of the configuration come before all of them.
static const struct docket_rule RULES[] = {
	{"failed", "docket_failed", "the last run of a source failed; due when it is tried again",
	 false},
	{"missed", "docket_missed", "planned runs of a source did not happen", false},
	{"late", "docket_late", "a source had no success for longer than its schedule allows",
	 true},
	{"damaged", "docket_damaged", "nothing of a run is used, as its records are damaged",
	 false},
	{"incomplete", "docket_incomplete",
	 "something came incomplete and has not come whole since", false},
	{"older", "docket_older", "the last run of a source brought less than what is shown",
	 false},
	{"rejected", "docket_rejected", "some records of what is shown could not be used", false},
	{"residue", "docket_residue", "a bill's amortized parts do not sum to its cash cost",
	 false},
	{"restated", "docket_restated",
	 "a bill changed by more than 1 % in the last 31 days, a week or more after its month",
	 true},
	{"overdue", "docket_overdue", "critical findings are past their due date", true},
	{"exploited", "docket_exploited",
	 "open findings of a flaw that is known to be exploited, or inventories that list what has "
	 "it, by the catalogue's due date",
	 false},
	{"stale", "docket_stale",
	 "a kind of scan that came regularly has not come for more than twice its usual time",
	 true},
	{"unscanned", "docket_unscanned",
	 "what runs was neither scanned nor listed in an inventory, though other builds of it were",
	 false},
};
enum { RULE_COUNT = sizeof RULES / sizeof *RULES };

const struct docket_rule *docket_rules(size_t *count)
{
	*count = RULE_COUNT;
	return RULES;
}

// Lines of CODEOWNERS files that are passed over, and files that cannot be read: the first of all.
static bool add_owner_faults(struct telling *t)
{
	const struct owners_state *owners = session_owners(t->session);
	if (!owners->problem_count)
		return true;
	const char *what = owners->problems[0];
	if (owners->problem_count > 1)
		what = arena_printf(&t->arena, "%s (and %zu more; see `gavel doctor`)", what,
				    owners->problem_count - 1);
	struct sql_value values[] = {SQL_I(t->session->now), SQL_T(what), SQL_T("owners"),
				     SQL_T("groups by:owner")};
	return cache_run(t->cache, "docket_config", values, 4, t->err);
}

static const char *source_address(struct telling *t, const char *name)
{
	return arena_printf(&t->arena, "sources source:%s", name);
}

// A path of gavel.yaml where nothing is.
static bool add_config_faults(struct telling *t)
{
	const struct config *config = &t->session->config;
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source_config *source = &config->sources[i];
		if (!source->path || source->path[0] != '/' || file_exists(source->path))
			continue;
		struct sql_value values[] = {
			SQL_I(t->session->now),
			SQL_T(arena_printf(&t->arena, "%s: there is nothing at %s", source->origin,
					   source->path)),
			SQL_T(source->name), SQL_T(source_address(t, source->name))};
		if (!cache_run(t->cache, "docket_config", values, 4, t->err))
			return false;
	}
	return add_owner_faults(t);
}

static bool fill_docket(struct telling *t)
{
	struct sql_value now[] = {SQL_I(session_moment(t->session))};
	if (!fill_sources(t) || !fill_findings(t) ||
	    !cache_run(t->cache, "now_drop_docket", NULL, 0, t->err) ||
	    (!t->session->as_of && !add_config_faults(t)) ||
	    !required_fill(t->session, t->cache, t->err))
		return false;
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (!cache_run(t->cache, RULES[i].statement, now, RULES[i].timed, t->err))
			return false;
	return advised_fill(t->cache, t->err);
}

bool now_fill_docket(struct session *session, struct cache *cache, struct err *err)
{
	return fill(session, cache, fill_docket, err);
}
