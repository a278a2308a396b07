#include "cmd/gate/rows.h"
#include "findings/hash.h"

#include <assert.h>
#include <stdlib.h>

// Most of what is open can break no rule of a gate: it is counted by buckets (store/sql), never
// read.

struct bucket {
	int64_t id, due, findings;
	uint64_t target; // a hash of its name
	enum finding_class class;
	enum finding_level level;
	bool hidden, exploited;
	bool running; // in an older image alone, which runs
};

struct sieving {
	const struct sieve *sieve;
	struct cache *cache;
	vec(struct bucket) buckets; // that count
	int64_t open[FINDING_CLASSES + 1][FINDING_LEVELS];
};

// Of what is not judged: what tells flaws apart that several findings may be.
struct quiet {
	size_t bucket; // of the flaw read last
	vec(uint64_t) flaws;
};

enum { STATE_SUPPRESSED = 4 };

static const char *text_at(sqlite3_stmt *row, int column)
{
	return (const char *)sqlite3_column_text(row, column);
}

static void take_bucket(struct sieving *s, sqlite3_stmt *row)
{
	int counted;
	struct bucket bucket = {.id = sqlite3_column_int64(row, 0),
				.class = (enum finding_class)sqlite3_column_int(row, 4),
				.level = (enum finding_level)sqlite3_column_int(row, 5),
				.hidden = sqlite3_column_int(row, 6) >= STATE_SUPPRESSED,
				.due = sqlite3_column_int64(row, 7),
				.target = key64_of(slice_of(text_at(row, 3))),
				.exploited = sqlite3_column_int(row, 8) != 0,
				.findings = sqlite3_column_int64(row, 9),
				.running = sqlite3_column_int(row, 10) != 0};
	if (!s->sieve->counts(s->sieve->context, text_at(row, 1), text_at(row, 2), text_at(row, 3)))
		return;
	gate_most(s->sieve->policy, bucket.class, bucket.level, &counted);
	s->open[counted][bucket.level] += bucket.findings;
	*vec_push(&s->buckets) = bucket;
}

static bool read_buckets(struct sieving *s, struct err *err)
{
	bool any, done;
	struct sql_value running[] = {SQL_I(s->sieve->running)};
	sqlite3_stmt *row = cache_statement(s->cache, "gate_buckets", running, 1);
	while ((done = cache_step(s->cache, row, &any, err)) && any)
		take_bucket(s, row);
	cache_statement_done(row);
	return done;
}

// They count beside what scanners tell.
static void count_advised(struct sieving *s)
{
	const struct advised *advised = s->sieve->advised;
	for (size_t i = 0; i < advised->hits.len; i++) {
		const struct gate_finding *hit = &advised->hits.at[i];
		int counted;
		gate_most(s->sieve->policy, hit->class, hit->level, &counted);
		s->open[counted][hit->level]++;
	}
}

// Findings of one flaw are counted once, so there are at most as many as findings.
static bool may_break(const struct sieving *s, const struct bucket *bucket)
{
	const struct gate_policy *policy = s->sieve->policy;
	int counted;
	int64_t most = gate_most(policy, bucket->class, bucket->level, &counted);
	return s->sieve->all || bucket->hidden || (bucket->exploited && policy->exploited) ||
	       (bucket->class == FINDING_SECRET && policy->secrets) ||
	       (bucket->due && s->sieve->now > bucket->due &&
		policy->overdue & 1u << bucket->level) ||
	       (most >= 0 && s->open[counted][bucket->level] > most);
}

static bool add_buckets(struct sieving *s, struct err *err)
{
	for (size_t i = 0; i < s->buckets.len; i++) {
		const struct bucket *bucket = &s->buckets.at[i];
		struct sql_value values[] = {SQL_I(bucket->id), SQL_I(may_break(s, bucket))};
		if (!cache_run(s->cache, "gate_add_bucket", values, 2, err))
			return false;
	}
	return true;
}

// ---- How many are left ----

static int by_key(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static int64_t count_distinct(uint64_t *keys, size_t count)
{
	int64_t distinct = count > 0;
	if (count)
		qsort(keys, count, sizeof *keys, by_key);
	for (size_t i = 1; i < count; i++)
		distinct += keys[i] != keys[i - 1];
	return distinct;
}

// The buckets that are not judged come in the order of their ids, as they were read.
static void add_flaw(struct quiet *quiet, const struct sieving *s, sqlite3_stmt *row)
{
	int64_t id = sqlite3_column_int64(row, 0);
	assert(s->buckets.at);
	while (s->buckets.at[quiet->bucket].id != id)
		quiet->bucket++;
	const uint64_t parts[] = {s->buckets.at[quiet->bucket].target,
				  (uint64_t)sqlite3_column_int64(row, 1)};
	*vec_push(&quiet->flaws) = key64_of((struct slice){(const char *)parts, sizeof parts});
}

static bool read_flaws(struct sieving *s, struct quiet *quiet, struct err *err)
{
	bool any, done;
	sqlite3_stmt *row = cache_statement(s->cache, "gate_flaws", NULL, 0);
	while ((done = cache_step(s->cache, row, &any, err)) && any)
		add_flaw(quiet, s, row);
	cache_statement_done(row);
	return done;
}

static bool read_judged(struct sieving *s, struct sieved *out, struct err *err)
{
	bool any;
	sqlite3_stmt *row = cache_statement(s->cache, "gate_flaws_judged", NULL, 0);
	bool done = cache_step(s->cache, row, &any, err);
	out->findings = any ? -sqlite3_column_int64(row, 0) : 0;
	out->running = any ? -sqlite3_column_int64(row, 1) : 0;
	cache_statement_done(row);
	return done;
}

// All that is left; those that may be one are one flaw.
static bool count_quiet(struct sieving *s, struct sieved *out, struct err *err)
{
	struct quiet quiet = {0};
	bool done = read_flaws(s, &quiet, err) && read_judged(s, out, err);
	for (size_t i = 0; i < s->buckets.len; i++) {
		const struct bucket *bucket = &s->buckets.at[i];
		int64_t left = may_break(s, bucket) ? 0 : bucket->findings;
		out->findings += left;
		out->running += bucket->running ? left : 0;
	}
	out->flaws = out->findings - (int64_t)quiet.flaws.len +
		     count_distinct(quiet.flaws.at, quiet.flaws.len);
	vec_fini(&quiet.flaws);
	return done;
}

// Where a scanner tells of it too, that is judged, and not the advisory.
static bool judge_advised(struct sieving *s, struct err *err)
{
	const struct advised *advised = s->sieve->advised;
	for (size_t i = 0; i < advised->hits.len; i++) {
		const struct gate_finding *hit = &advised->hits.at[i];
		struct sql_value values[] = {SQL_T(hit->cve), SQL_T(hit->target)};
		if (!cache_run(s->cache, "gate_judge_advised", values, 2, err))
			return false;
	}
	return true;
}

static bool judge(struct sieving *s, struct err *err)
{
	return cache_run(s->cache, "gate_judge", NULL, 0, err) &&
	       cache_run(s->cache, "gate_judge_accepted", NULL, 0, err) &&
	       (s->sieve->all ||
		(judge_advised(s, err) && cache_run(s->cache, "gate_judge_flaws", NULL, 0, err)));
}

// In a savepoint of its own: what else was done with temporary tables has ended.
bool sieve_findings(struct cache *cache, const struct sieve *sieve, struct sieved *quiet,
		    struct err *err)
{
	struct sieving s = {.sieve = sieve, .cache = cache};
	count_advised(&s);
	if (!cache_temp_begin(cache, err))
		return false;
	bool done = cache_run(cache, "gate_drop_buckets", NULL, 0, err) &&
		    cache_run(cache, "gate_drop_judged", NULL, 0, err) && read_buckets(&s, err) &&
		    add_buckets(&s, err) && judge(&s, err) && count_quiet(&s, quiet, err);
	cache_temp_end(cache);
	vec_fini(&s.buckets);
	return done;
}
