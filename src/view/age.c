#include "view/view.h"

#include "base/clock.h"
#include "store/source_state.h"

#include <string.h>

// Bills imported by hand have no source that could bring newer ones: they count where nothing
// is configured.
static bool counts(const struct session *session, const struct source_config *config)
{
	return config || !session->config.source_count;
}

static struct view_age age_of(const struct session *session, const char *source, int64_t newest,
			      const struct source_config *config)
{
	int64_t now = session_moment(session);
	int64_t every = config ? config->every_seconds : 0;
	int64_t grace = every / 10 > STATE_GRACE ? every / 10 : STATE_GRACE;
	return (struct view_age){.source = source,
				 .newest = newest,
				 .age = now - newest,
				 .every = every,
				 .stale = every && now - newest > every + grace};
}

static void take_older(struct view_age *out, struct view_age next)
{
	if (!out->source || next.newest < out->newest)
		*out = next;
}

bool view_age(struct session *session, const struct view *view, struct arena *arena,
	      struct view_age *out, struct err *err)
{
	struct cache *cache;
	bool row = true, done = true;
	(void)view; // every view so far shows what all sources brought
	*out = (struct view_age){0};
	if (!session_cache(session, &cache, err))
		return false;
	sqlite3_stmt *rows = cache_statement(cache, "source_ages", NULL, 0);
	while (done && (done = cache_step(cache, rows, &row, err)) && row) {
		const char *name = (const char *)sqlite3_column_text(rows, 0);
		const struct source_config *config = config_source(&session->config, name);
		if (counts(session, config))
			take_older(out, age_of(session, arena_text(arena, name),
					       sqlite3_column_int64(rows, 1), config));
	}
	cache_statement_done(rows);
	return done;
}

int64_t view_newest_run(struct session *session)
{
	struct cache *cache;
	struct err ignored = {0};
	bool row = false;
	if (!session_cache(session, &cache, &ignored))
		return 0;
	sqlite3_stmt *rows = cache_statement(cache, "last_run", NULL, 0);
	int64_t run =
		cache_step(cache, rows, &row, &ignored) && row ? sqlite3_column_int64(rows, 0) : 0;
	cache_statement_done(rows);
	return run;
}

// A configured source of which nothing is shown has no age: it fails any.
static const char *missing_source(struct session *session, struct cache *cache)
{
	for (size_t i = 0; i < session->config.source_count; i++) {
		struct sql_value name[] = {SQL_T(session->config.sources[i].name)};
		struct err ignored = {0};
		bool row = false;
		sqlite3_stmt *rows = cache_statement(cache, "source_shown", name, 1);
		bool asked = cache_step(cache, rows, &row, &ignored);
		cache_statement_done(rows);
		if (!asked || !row)
			return session->config.sources[i].name;
	}
	return NULL;
}

bool view_check_age(struct session *session, const struct view *view, struct err *err)
{
	struct arena arena = {0};
	struct view_age age;
	struct cache *cache;
	char old[32], most[32];
	if (session->max_age < 0)
		return true;
	bool done =
		view_age(session, view, &arena, &age, err) && session_cache(session, &cache, err);
	const char *missing = done ? missing_source(session, cache) : NULL;
	if (done && missing)
		done = err_set(err, ERR_STALE, "source %s has brought nothing that is shown",
			       missing);
	else if (done && !age.source)
		done = err_set(err, ERR_STALE,
			       "there is no data, so none is newer than --max-age asks");
	else if (done && age.age > session->max_age)
		done = err_set(err, ERR_STALE,
			       "the newest data of source %s is %s old, --max-age allows %s",
			       age.source, clock_format_age(age.age, old),
			       clock_format_age(session->max_age, most));
	arena_fini(&arena);
	return done;
}
