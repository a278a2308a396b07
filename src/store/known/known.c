#include "store/known/known.h"

#include <stdlib.h>
#include <string.h>

// The columns of chain_findings and every_finding.
enum known {
	ID,
	BODY,
	RULE,
	PACKAGE,
	HASH,
	KEY,
	PRINT,
	FILE_KEY,
	LINE,
	SINGLE,
	TIMES,
	FLAW,
	NAMED,
	BUCKET,
	UPGRADE,
	KNOWN
};

static struct key128 key_of(sqlite3_value *value)
{
	struct key128 key = {0};
	const void *bytes = sqlite3_value_blob(value);
	if (sqlite3_value_bytes(value) == sizeof key)
		memcpy(&key, bytes, sizeof key);
	return key;
}

// What the findings of a bucket share.
struct bucket {
	int64_t id;
	uint32_t life, told;
};
struct buckets {
	vec(struct bucket) of; // by id
};

static struct bucket read_bucket(struct scan_fold *scan, sqlite3_stmt *row)
{
	struct life life = life_at(row, 1);
	// What is said word for word again of one that is open.
	struct life_told told = {.class = life.class,
				 .level = life.level,
				 .claimed = life.claimed,
				 .exploited = life.exploited,
				 .claim_until = life.claim_until};
	return (struct bucket){sqlite3_column_int64(row, 0), scan_life(scan, &life),
			       scan_told(scan, &told)};
}

static bool load_buckets(struct fold *fold, struct scan_fold *scan, struct buckets *buckets,
			 struct err *err)
{
	bool row, done;
	sqlite3_stmt *rows = cache_statement(fold->cache, "chain_buckets", &SQL_I(scan->chain), 1);
	while ((done = cache_step(fold->cache, rows, &row, err)) && row)
		*vec_push(&buckets->of) = read_bucket(scan, rows);
	cache_statement_done(rows);
	return done;
}

static int compare_ids(const void *id, const void *bucket)
{
	int64_t a = *(const int64_t *)id, b = ((const struct bucket *)bucket)->id;
	return (a > b) - (a < b);
}

// NULL: another chain's.
static const struct bucket *bucket_find(const struct buckets *in, int64_t id)
{
	size_t size = sizeof *in->of.at;
	return in->of.len ? bsearch(&id, in->of.at, in->of.len, size, compare_ids) : NULL;
}

struct loading {
	struct scan_fold *scan;
	struct buckets buckets;
};

static void load_trace(void *context, sqlite3_value **of)
{
	struct loading *loading = context;
	const struct bucket *bucket =
		bucket_find(&loading->buckets, sqlite3_value_int64(of[BUCKET]));
	if (!bucket)
		return;
	struct key128 hash = key_of(of[HASH]);
	struct scan_package package = {(uint32_t)sqlite3_value_int64(of[PACKAGE]),
				       sqlite3_value_int(of[UPGRADE])};
	struct trace trace = {
		.item = {.key = key_of(of[KEY]),
			 .print = (uint64_t)sqlite3_value_int64(of[PRINT]),
			 .file = (uint64_t)sqlite3_value_int64(of[FILE_KEY]),
			 .line = sqlite3_value_int(of[LINE]),
			 .tie = hash.low,
			 .single = (uint8_t)sqlite3_value_int(of[SINGLE])},
		.hash_high = hash.high,
		.id = sqlite3_value_int64(of[ID]),
		.body = (uint32_t)sqlite3_value_int64(of[BODY]),
		.rule = (uint32_t)sqlite3_value_int64(of[RULE]),
		.package = scan_package(loading->scan, package),
		.has_ids = sqlite3_value_int(of[NAMED]) != 0,
		.times = (uint32_t)sqlite3_value_int64(of[TIMES]),
		.flaw = sqlite3_value_int64(of[FLAW]),
		.life = bucket->life,
		.told = bucket->told,
	};
	trace.stored_life = trace.life;
	scan_push(loading->scan, &trace);
}

// Whether a quarter of all findings or more are the chain's: then all are gone through.
static bool is_most(struct fold *fold, const struct scan_fold *scan, bool *most, struct err *err)
{
	sqlite3_stmt *row = cache_statement(fold->cache, "chain_is_most", &SQL_I(scan->chain), 1);
	bool done = cache_step(fold->cache, row, most, err);
	cache_statement_done(row);
	return done;
}

// The connection is this thread's: nobody else touches the values of a row (sqlite3_column_value).
static bool load_own(struct fold *fold, struct loading *loading, struct err *err)
{
	const struct sql_value chain[] = {SQL_I(loading->scan->chain)};
	sqlite3_stmt *rows = cache_statement(fold->cache, "chain_findings", chain, 1);
	sqlite3_value *values[KNOWN];
	bool row, done;
	while ((done = cache_step(fold->cache, rows, &row, err)) && row) {
		for (int i = 0; i < KNOWN; i++)
			values[i] = sqlite3_column_value(rows, i);
		load_trace(loading, values);
	}
	cache_statement_done(rows);
	return done;
}

bool known_load(struct fold *fold, struct scan_fold *scan, struct err *err)
{
	struct loading loading = {.scan = scan};
	struct rows_taker taker = {load_trace, &loading};
	bool most, done = is_most(fold, scan, &most, err) &&
			  load_buckets(fold, scan, &loading.buckets, err);
	if (done)
		done = most ? rows_sql_take(fold->cache, "every_finding", &taker, err)
			    : load_own(fold, &loading, err);
	vec_fini(&loading.buckets.of);
	scan_place(scan);
	return done;
}
